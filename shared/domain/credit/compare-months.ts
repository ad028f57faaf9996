import type { Contract } from '../contract/contract.ts';
import type { Figure } from '../kpi/figures.ts';
import type { MonthRecord } from './credit.ts';
import { recordOfIssued } from './issued-credit.ts';
import { creditOfMonth, recordOfMonth, type Billed, type MonthOutcome } from './month-credit.ts';
import { addMonths, daysOfMonth, monthOfDay, type MonthText } from './month.ts';

/** A whole month with its figures under a contract. */
export interface MonthFigures {
  readonly month: MonthText;
  readonly contract: Contract;
  readonly figures: readonly Figure[];
  readonly billed: Billed | undefined;
}

/**
 * The credits of months that follow one another, as if each were issued as calculated: what one month came to counts
 * in the next ones, for repeated failures and for earning back. `earlier`: the months before the first.
 */
export function creditsOfMonths(
  months: readonly MonthFigures[],
  earlier: readonly MonthRecord[],
): readonly MonthOutcome[] {
  const history = [...earlier];
  return months.map(({ month, contract, figures, billed }) => {
    const outcome = creditOfMonth(contract, month, figures, billed, history);
    if (outcome.outcome === 'calculated') {
      history.push(recordOfIssued(outcome));
    } else {
      const measured = recordOfMonth(contract, month, figures);
      if (measured) history.push(measured);
    }
    return outcome;
  });
}

/** The months that a period touches; `isWhole`: with all of its days, so that a credit can be calculated. */
export function monthsOf(days: {
  readonly from: number;
  readonly to: number;
}): readonly { readonly month: MonthText; readonly isWhole: boolean }[] {
  const found: { month: MonthText; isWhole: boolean }[] = [];
  const last = monthOfDay(days.to);
  for (let month = monthOfDay(days.from); month <= last; month = addMonths(month, 1)) {
    const { from, to } = daysOfMonth(month);
    found.push({ month, isWhole: from >= days.from && to <= days.to });
  }
  return found;
}
