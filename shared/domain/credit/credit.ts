import type { KpiId } from '../kpi/catalogue.ts';
import type { Assessment, CreditContract } from './assess.ts';
import type { BilledBase, CreditTerms } from './credit-terms.ts';
import type { MonthText } from './month.ts';

/** What one rule of the contract came to in a month. */
export interface CreditLine {
  readonly rule: 'pool' | 'repeats' | 'earn-back';
  /** Category of the pool; `null` for the other rules. */
  readonly category: string | null;
  /** One KPI; several where their failures in a month are one. */
  readonly kpis: readonly KpiId[];
  /** Position of the tier, from 1; `null` where no tier decided. */
  readonly tier: number | null;
  /** Minor units, rounded once, half up: above 0 credited to the client, below 0 paid to the provider. */
  readonly amount: number;
  /** What is left of the amount after the limits. */
  readonly paid: number;
  /** The worked calculation, in words. */
  readonly calculation: string;
}

/** A line before the limits are applied. */
export type RawLine = Omit<CreditLine, 'paid'>;

/** A limit in minor units, cut down to whole ones so that nothing ever passes it. */
export interface AppliedLimit {
  readonly limit: number;
  /** What the limit took off. */
  readonly reducedBy: number;
}

/** The credit of a month. Money is in minor units of `currency`; above 0 to the client, below 0 to the provider. */
export interface Credit {
  readonly month: MonthText;
  readonly currency: string;
  /** Measured only: no lines, no failures. */
  readonly rampUp: boolean;
  readonly lines: readonly CreditLine[];
  readonly cap: AppliedLimit | null;
  readonly bonusCap: AppliedLimit | null;
  readonly total: number;
  /** How the total comes about, in words. */
  readonly calculation: string;
  readonly failed: readonly KpiId[];
  readonly met: readonly KpiId[];
}

/** What a later month needs to know of a month: for repeated failures and for earning back. */
export interface MonthRecord {
  readonly month: MonthText;
  readonly failed: readonly KpiId[];
  readonly met: readonly KpiId[];
  /** Of its lines; a later version of the contract may have another. */
  readonly currency: string;
  /** Lines of the issued credit; empty where none was issued. */
  readonly lines: readonly Pick<CreditLine, 'kpis' | 'paid'>[];
}

/** Amounts of a month in minor units of the contract's currency. */
export type Bases = Readonly<Partial<Record<BilledBase, number>>>;

/** What every rule sees of a month. */
export interface AssessedMonth {
  readonly contract: CreditContract;
  readonly month: MonthText;
  readonly bases: Bases;
  /** Earlier months, in any order. */
  readonly history: readonly MonthRecord[];
  readonly assessments: ReadonlyMap<KpiId, Assessment>;
  readonly failed: ReadonlySet<KpiId>;
}

/** The billed amounts that the terms take shares of. */
export function basesOf({ pools, cap, bonusCap }: CreditTerms): readonly BilledBase[] {
  const bases = new Set<BilledBase>();
  for (const { base } of pools) if (typeof base === 'string') bases.add(base);
  for (const limit of [cap, bonusCap]) if (limit && 'of' in limit) bases.add(limit.of);
  return [...bases].sort();
}

/** The KPIs that the terms name; only their failures are counted. */
export const kpisOf = ({ pools, repeats }: CreditTerms): ReadonlySet<KpiId> =>
  new Set([
    ...pools.flatMap(({ allocations }) => allocations.map(({ kpi }) => kpi)),
    ...repeats.flatMap(({ kpis }) => kpis),
  ]);

/** How many months before a month its credit depends on. */
export const monthsNeeded = ({ repeats, earnBack }: CreditTerms): number =>
  Math.max(0, earnBack?.months ?? 0, ...repeats.map(({ windowMonths }) => windowMonths - 1));

/** Throws when the month lacks an amount that `basesOf` names: the caller has to ask for it first. */
export function baseAmount(bases: Bases, base: BilledBase): number {
  const amount = bases[base];
  if (amount === undefined) throw new Error(`the ${base} of the month is not given`);
  return amount;
}
