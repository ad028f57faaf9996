import type { Contract } from '../contract/contract.ts';
import type { Figure } from '../kpi/figures.ts';
import { assess, countOf, type CreditContract, type KpiCount } from './assess.ts';
import { calculateCredits } from './calculate.ts';
import { basesOf, kpisOf, type Bases, type Credit, type MonthRecord } from './credit.ts';
import type { BilledBase, CreditTerms } from './credit-terms.ts';
import type { MonthText } from './month.ts';

/** What was billed in a month. */
export interface Billed {
  readonly amounts: Bases;
  readonly currency: string;
}

/** A month as it is calculated: what went in, and what came out. */
export interface CalculatedMonth {
  readonly contractVersion: number;
  readonly counts: readonly KpiCount[];
  readonly bases: Bases;
  readonly credit: Credit;
}

/** `no-terms`: the version in force has no credits. `billing-missing`: an amount is not there in the contract's currency. */
export type MonthOutcome =
  | ({ readonly outcome: 'calculated' } & CalculatedMonth)
  | { readonly outcome: 'no-terms'; readonly contractVersion: number }
  | {
      readonly outcome: 'billing-missing';
      readonly contractVersion: number;
      readonly currency: string;
      readonly missing: readonly BilledBase[];
    };

/** The credit terms of a version, with what they need of it; `undefined` where it has none. */
export function creditContractOf({
  targets,
  minVolume,
  currency,
  credits,
}: Contract): CreditContract | undefined {
  return credits && currency !== null ? { targets, minVolume, currency, credits } : undefined;
}

function countsOf(figures: readonly Figure[], contract: Contract, terms: CreditTerms): readonly KpiCount[] {
  const named = kpisOf(terms);
  return figures.filter(({ kpi }) => named.has(kpi)).map((figure) => countOf(figure, contract));
}

/**
 * The credit of a month from its figures under `contract`, the version in force on its last day. `history`: the months
 * before that `monthsNeeded` names.
 */
export function creditOfMonth(
  contract: Contract,
  month: MonthText,
  figures: readonly Figure[],
  billed: Billed | undefined,
  history: readonly MonthRecord[],
): MonthOutcome {
  const contractVersion = contract.version;
  const terms = creditContractOf(contract);
  if (!terms) return { outcome: 'no-terms', contractVersion };
  const { currency, credits } = terms;
  const bases = billed?.currency === currency ? billed.amounts : {};
  const missing = credits.rampUp.includes(month)
    ? []
    : basesOf(credits).filter((base) => bases[base] === undefined);
  if (missing.length > 0) return { outcome: 'billing-missing', contractVersion, currency, missing };
  const counts = countsOf(figures, contract, credits);
  const credit = calculateCredits({ contract: terms, month, counts, bases, history });
  return { outcome: 'calculated', contractVersion, counts, bases, credit };
}

/** What a later month counts of a month that has no issued credit; `undefined` where no credit terms apply to it. */
export function recordOfMonth(
  contract: Contract,
  month: MonthText,
  figures: readonly Figure[],
): MonthRecord | undefined {
  const terms = creditContractOf(contract);
  if (!terms) return undefined;
  const all = countsOf(figures, contract, terms.credits).map((count) => assess(count, terms));
  const isRampUp = terms.credits.rampUp.includes(month);
  return {
    month,
    failed: all.filter(({ failed }) => failed && !isRampUp).map(({ kpi }) => kpi),
    met: all.filter(({ standing }) => standing === 'met').map(({ kpi }) => kpi),
    currency: terms.currency,
    lines: [],
  };
}
