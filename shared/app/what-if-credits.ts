import type { EpochMs } from '../domain/calendar/time.ts';
import type { Contract } from '../domain/contract/contract.ts';
import { creditsOfMonths, monthsOf, type MonthFigures } from '../domain/credit/compare-months.ts';
import { monthsNeeded } from '../domain/credit/credit.ts';
import type { MonthOutcome } from '../domain/credit/month-credit.ts';
import type { MonthText } from '../domain/credit/month.ts';
import { emptyCounts } from '../domain/kpi/counts.ts';
import { figuresOf } from '../domain/kpi/figures.ts';
import type { SideSums, WhatIfSum } from '../domain/kpi/what-if.ts';
import type { Terms } from '../ports/clients.ts';
import type { Days } from '../ports/kpi-sources.ts';
import { contractOfMonth, earlierMonths, type CalculateMonthDeps } from './credits/calculate-month.ts';

/** The credit of a month on both sides; a month that is not whole in the period has none. */
export type ComparedMonth =
  | { readonly month: MonthText; readonly isWhole: false }
  | {
      readonly month: MonthText;
      readonly isWhole: true;
      readonly before: MonthOutcome;
      readonly after: MonthOutcome;
      /** after − before in minor units; `undefined` where a side is not known or in another currency. */
      readonly difference: number | undefined;
    };

/** What a side costs; a contract without credit terms costs nothing in any currency. */
function totalOf(outcome: MonthOutcome): { readonly total: number; readonly currency?: string } | undefined {
  switch (outcome.outcome) {
    case 'calculated':
      return outcome.credit;
    case 'no-terms':
      return { total: 0 };
    case 'billing-missing':
      return undefined;
  }
}

function differenceOf(before: MonthOutcome, after: MonthOutcome): number | undefined {
  const from = totalOf(before);
  const to = totalOf(after);
  if (!from || !to) return undefined;
  const inOneCurrency = !from.currency || !to.currency || from.currency === to.currency;
  return inOneCurrency ? to.total - from.total : undefined;
}

/**
 * The credits of the period's months under the versions in force and under the draft. Months before the first whole one
 * count as they stand, those of the period as each side makes them.
 */
export async function compareCredits(
  deps: CalculateMonthDeps,
  terms: Terms,
  draft: Contract,
  days: Days,
  sum: WhatIfSum,
  now: EpochMs,
): Promise<readonly ComparedMonth[]> {
  const months = monthsOf(days);
  const whole = months.filter(({ isWhole }) => isWhole).map(({ month }) => month);
  const contracts = [draft, ...whole.map((month) => contractOfMonth(terms, month))];
  const withCredits = contracts.flatMap(({ credits }) => (credits ? [credits] : []));
  const first = whole[0];
  if (withCredits.length === 0 || first === undefined) return [];
  const [billed, { history }] = await Promise.all([
    Promise.all(whole.map((month) => deps.billing.billing(terms.client.clientId, month))),
    earlierMonths(deps, terms, first, Math.max(...withCredits.map(monthsNeeded)), now),
  ]);
  const sideOf = (side: SideSums, contractOf: (month: MonthText) => Contract): readonly MonthOutcome[] => {
    const figures = whole.map((month, i): MonthFigures => {
      const contract = contractOf(month);
      return {
        month,
        contract,
        figures: figuresOf(side.months.get(month) ?? emptyCounts(), contract),
        billed: billed[i],
      };
    });
    return creditsOfMonths(figures, history);
  };
  const before = sideOf(sum.before, (month) => contractOfMonth(terms, month));
  const after = sideOf(sum.after, () => draft);
  return months.map(({ month, isWhole }): ComparedMonth => {
    const at = whole.indexOf(month);
    const from = before[at];
    const to = after[at];
    if (!isWhole || !from || !to) return { month, isWhole: false };
    return { month, isWhole, before: from, after: to, difference: differenceOf(from, to) };
  });
}
