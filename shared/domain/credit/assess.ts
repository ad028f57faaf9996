import type { Contract } from '../contract/contract.ts';
import { CATALOGUE, type KpiId, type Scale } from '../kpi/catalogue.ts';
import { readingOf, type Figure } from '../kpi/figures.ts';
import { reaches, shownRatio, shownText } from '../kpi/ratio.ts';
import type { CreditTerms } from './credit-terms.ts';
import type { Fraction } from './exact.ts';
import { decimalText } from './money.ts';

/** The terms of a contract that credits are made by. */
export interface CreditContract extends Pick<Contract, 'targets' | 'minVolume'> {
  readonly currency: string;
  readonly credits: CreditTerms;
}

/** A KPI's counts of a month, of the side that decides (gross or net), and how they are read. */
export interface KpiCount {
  readonly kpi: KpiId;
  readonly numerator: number;
  /** 0: nothing was counted. */
  readonly denominator: number;
  /** Thousandths of the denominator that are not held against the provider. */
  readonly allowancePerMille: number;
  readonly shownAs: readonly [Scale, ...Scale[]];
}

/** The counts behind a figure of a month. */
export function countOf(figure: Figure, contract: Contract): KpiCount {
  const { kpi, decides } = figure;
  const { numerator, denominator } = figure[decides];
  const { allowancePerMille, shownAs } = readingOf(kpi, contract);
  return { kpi, numerator, denominator, allowancePerMille, shownAs };
}

/** Where a KPI stands in a month; `too-few` and `no-data` only where the contract has them pay as such. */
export type Standing = 'met' | 'missed' | 'no-target' | 'too-few' | 'no-data';

export interface Assessment extends KpiCount {
  readonly standing: Standing;
  /** A failure as `repeats` counts them. */
  readonly failed: boolean;
  /** `96.12 % (745 of 775) misses the target of 98 %` */
  readonly text: string;
}

/** The value that targets and tiers are compared with: the allowance taken off, not below 0. `denominator` is above 0. */
export function comparedValue({ numerator, denominator, allowancePerMille }: KpiCount): Fraction {
  const base = BigInt(denominator) * 1000n;
  const counted = BigInt(numerator) * 1000n - BigInt(denominator) * BigInt(allowancePerMille);
  return { numerator: counted < 0n ? 0n : counted, denominator: base };
}

const isAllocated = (kpi: KpiId, { pools }: CreditTerms): boolean =>
  pools.some(({ allocations }) => allocations.some((allocation) => allocation.kpi === kpi));

const grouped = (count: number): string => decimalText(BigInt(count), 0, 0);

/** `97.99 % (19,599 of 20,000)`, cut off towards the miss. */
function valueText({ kpi, numerator, denominator, allowancePerMille, shownAs }: KpiCount): string {
  const shown = shownRatio(numerator, denominator, CATALOGUE[kpi].direction, [shownAs[0]]) ?? '';
  const allowed = allowancePerMille === 0 ? '' : `, ${String(allowancePerMille)} ‰ allowed for`;
  return `${shown} (${grouped(numerator)} of ${grouped(denominator)}${allowed})`;
}

/** How a KPI stands in a month under the contract. */
export function assess(count: KpiCount, { targets, minVolume, credits }: CreditContract): Assessment {
  const { kpi, numerator, denominator, allowancePerMille, shownAs } = count;
  const target = targets[kpi];
  if (denominator === 0) {
    const failed = credits.noData === 'whole-allocation' && isAllocated(kpi, credits);
    return { ...count, standing: 'no-data', failed, text: 'nothing was counted' };
  }
  const value = valueText(count);
  const least = target?.minVolume ?? minVolume;
  if (credits.tooFew === 'nothing' && denominator < least) {
    const text = `${value}: fewer than ${String(least)} are too few to judge by`;
    return { ...count, standing: 'too-few', failed: false, text };
  }
  if (!target) return { ...count, standing: 'no-target', failed: false, text: value };
  const { direction } = CATALOGUE[kpi];
  const met = reaches(numerator, denominator, direction, target.target, allowancePerMille);
  const text = `${value} ${met ? 'meets' : 'misses'} the target of ${shownText(target.target, shownAs[0])}`;
  return { ...count, standing: met ? 'met' : 'missed', failed: !met, text };
}
