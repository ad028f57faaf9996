import { millionthsOf } from '../contract/ratio.ts';
import type { AssessedMonth, MonthRecord, RawLine } from './credit.ts';
import { exactly, percentText, roundHalfUp, timesMillionths } from './exact.ts';
import { moneyText } from './money.ts';
import { addMonths } from './month.ts';

/**
 * What is given back of the credit issued `months` before: for each of its lines, when every KPI of the line met its
 * target in all months since, this one included. A month with too few counts, or none, is not met. Of a credit in another
 * currency nothing is given back: there is no rate to turn it into this one.
 */
export function earnBackLines({ contract, month, history, assessments }: AssessedMonth): readonly RawLine[] {
  const { earnBack } = contract.credits;
  if (!earnBack) return [];
  const record = (of: string): MonthRecord | undefined => history.find((past) => past.month === of);
  const credited = record(addMonths(month, -earnBack.months));
  if (!credited) return [];
  const between = Array.from({ length: earnBack.months - 1 }, (_, i) => addMonths(credited.month, i + 1));
  return credited.lines.flatMap(({ kpis, paid }): readonly RawLine[] => {
    const isEarned = kpis.every(
      (kpi) =>
        assessments.get(kpi)?.standing === 'met' &&
        between.every((of) => record(of)?.met.includes(kpi) === true),
    );
    if (paid <= 0 || !isEarned) return [];
    const since = `target met in ${[...between, month].join(', ')}`;
    const line = { rule: 'earn-back', category: null, kpis, tier: null } as const;
    if (credited.currency !== contract.currency) {
      const calculation = `${since}: credited for ${credited.month} in ${credited.currency}, and the contract is in ${contract.currency}: nothing is given back`;
      return [{ ...line, amount: 0, calculation }];
    }
    const amount = roundHalfUp(timesMillionths(exactly(paid), millionthsOf(earnBack.share)));
    if (amount === 0) return [];
    const money = (minor: number): string => moneyText(minor, contract.currency);
    // The target is met, so the KPI itself seldom has a credit to reduce: what stays unused is lost, not carried over.
    const asFarAs =
      contract.credits.bonuses === 'offset' ? ', as far as there are credits of this month' : '';
    const share = `${money(paid)} (credited for ${credited.month}) × ${percentText(millionthsOf(earnBack.share))}`;
    return [
      { ...line, amount: -amount, calculation: `${since}: ${share} = ${money(amount)} given back${asFarAs}` },
    ];
  });
}
