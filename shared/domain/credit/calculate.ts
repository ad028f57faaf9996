import { assess, type KpiCount } from './assess.ts';
import type { AssessedMonth, Credit } from './credit.ts';
import { earnBackLines } from './earn-back.ts';
import { applyLimits } from './limits.ts';
import { poolLines } from './pool-lines.ts';
import { repeatLines } from './repeat-lines.ts';

/** What the credit of a month is made of: the counts of every KPI that the terms name, the amounts that `basesOf` names. */
export interface CreditInput extends Omit<AssessedMonth, 'assessments' | 'failed'> {
  readonly counts: readonly KpiCount[];
}

/**
 * The credit of a month: pure, in whole numbers throughout. Each KPI's part of a pool is rounded once, half up, from the
 * exact product; so the parts of a pool may differ from the rounded pool by up to half a minor unit each.
 * Throws when a base or a KPI that the terms name is not given.
 */
export function calculateCredits({ counts, ...input }: CreditInput): Credit {
  const { contract, month, bases } = input;
  const { credits: terms, currency } = contract;
  const assessments = new Map(counts.map((count) => [count.kpi, assess(count, contract)]));
  const all = [...assessments.values()];
  const met = all.filter(({ standing }) => standing === 'met').map(({ kpi }) => kpi);
  if (terms.rampUp.includes(month)) {
    const limits = { cap: null, bonusCap: null };
    const calculation = 'a month of the ramp-up: measured, without credits';
    return { month, currency, rampUp: true, lines: [], ...limits, total: 0, calculation, failed: [], met };
  }
  const failed = all.filter((assessment) => assessment.failed).map(({ kpi }) => kpi);
  const assessed: AssessedMonth = { ...input, assessments, failed: new Set(failed) };
  const raw = [...poolLines(assessed), ...repeatLines(assessed), ...earnBackLines(assessed)];
  return { month, currency, rampUp: false, ...applyLimits(raw, terms, bases, currency), failed, met };
}
