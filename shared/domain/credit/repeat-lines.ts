import type { AssessedMonth, RawLine } from './credit.ts';
import { earlierFailures, failuresOf, stepOf } from './failures.ts';
import { moneyText } from './money.ts';

/** A line for each failure of the month that costs a fixed amount: in the order of the rules, then of their KPIs. */
export function repeatLines({
  contract,
  month,
  history,
  failed,
  assessments,
}: AssessedMonth): readonly RawLine[] {
  const { credits, currency } = contract;
  return credits.repeats.flatMap((rule) => {
    const { amounts } = rule;
    if (!amounts) return [];
    return failuresOf(rule, failed, month, history).map(({ kpis, number }): RawLine => {
      const amount = stepOf(amounts, number);
      const before = earlierFailures(rule, month, history, kpis);
      const because = kpis.map((kpi) => `${kpi}: ${assessments.get(kpi)?.text ?? ''}`).join('; ');
      const place = `failure ${String(number)} within ${String(rule.windowMonths)} months`;
      const earlier = before.length === 0 ? '' : `, after ${before.join(', ')}`;
      return {
        rule: 'repeats',
        category: null,
        kpis,
        tier: null,
        amount,
        calculation: `${because} → ${place}${earlier} = ${moneyText(amount, currency)}`,
      };
    });
  });
}
