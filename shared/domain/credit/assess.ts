import type { Contract } from '../contract/contract.ts';
import { millionthsOf } from '../contract/ratio.ts';
import { CATALOGUE, type KpiId } from '../kpi/catalogue.ts';
import type { CreditTerms } from './credit-terms.ts';
import { percentText, reaches, valueText } from './exact.ts';

/** The terms of a contract that credits are made by. */
export interface CreditContract extends Pick<Contract, 'targets' | 'minVolume'> {
  readonly currency: string;
  readonly credits: CreditTerms;
}

/** A KPI's counts of a month, of the side that decides (gross or net). */
export interface KpiCount {
  readonly kpi: KpiId;
  readonly numerator: number;
  /** 0: nothing was counted. */
  readonly denominator: number;
}

/** `unmeasured`: the contract gives it no meaning, it neither pays nor fails. */
export type Standing = 'met' | 'missed' | 'no-target' | 'too-few' | 'no-data';

export interface Assessment extends KpiCount {
  readonly standing: Standing;
  /** A failure as `repeats` counts them. */
  readonly failed: boolean;
  /** `96.12 % (745 of 775) misses the target of 98 %` */
  readonly text: string;
}

const isAllocated = (kpi: KpiId, { pools }: CreditTerms): boolean =>
  pools.some(({ allocations }) => allocations.some((allocation) => allocation.kpi === kpi));

/** How a KPI stands in a month under the contract. */
export function assess(count: KpiCount, { targets, minVolume, credits }: CreditContract): Assessment {
  const { kpi, denominator } = count;
  const target = targets[kpi];
  if (denominator === 0) {
    const failed = credits.noData === 'whole-allocation' && isAllocated(kpi, credits);
    return { ...count, standing: 'no-data', failed, text: 'nothing was counted' };
  }
  const least = target?.minVolume ?? minVolume;
  const { direction } = CATALOGUE[kpi];
  const value = valueText(count, direction);
  if (credits.tooFew === 'nothing' && denominator < least)
    return {
      ...count,
      standing: 'too-few',
      failed: false,
      text: `${value}: fewer than ${String(least)} are too few to judge by`,
    };
  if (!target) return { ...count, standing: 'no-target', failed: false, text: value };
  const met = reaches(count, target.target, direction);
  const text = `${value} ${met ? 'meets' : 'misses'} the target of ${percentText(millionthsOf(target.target))}`;
  return { ...count, standing: met ? 'met' : 'missed', failed: !met, text };
}
