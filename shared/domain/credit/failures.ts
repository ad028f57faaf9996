import type { KpiId } from '../kpi/catalogue.ts';
import type { MonthRecord } from './credit.ts';
import type { Repeats } from './credit-terms.ts';
import { addMonths, type MonthText } from './month.ts';

/** One failure of the month and the place it has in its window. */
export interface Failure {
  /** One KPI, or all that failed where the month is one failure. */
  readonly kpis: readonly KpiId[];
  /** 1 for the first failure within the window. */
  readonly number: number;
}

/** The KPIs that a rule counted as failures in each earlier month of its window; for its own count of a KPI, that one alone. */
function windowOf(
  { kpis, windowMonths, count }: Repeats,
  month: MonthText,
  history: readonly MonthRecord[],
  now: readonly KpiId[],
): readonly { readonly month: MonthText; readonly failed: readonly KpiId[] }[] {
  const from = addMonths(month, 1 - windowMonths);
  const counted = count === 'each-kpi' ? now : kpis;
  return history
    .filter((past) => past.month >= from && past.month < month)
    .map((past) => ({ month: past.month, failed: counted.filter((kpi) => past.failed.includes(kpi)) }))
    .filter(({ failed }) => failed.length > 0)
    .sort((a, b) => (a.month < b.month ? -1 : 1));
}

/** `2026-01`, or `2026-01 (2 failures)`: the months of the window that count towards a failure of these KPIs. */
export const earlierFailures = (
  rule: Repeats,
  month: MonthText,
  history: readonly MonthRecord[],
  kpis: readonly KpiId[],
): readonly string[] =>
  windowOf(rule, month, history, kpis).map(({ month: past, failed }) =>
    rule.count === 'all-kpis' && failed.length > 1 ? `${past} (${String(failed.length)} failures)` : past,
  );

/**
 * The number that a failure of `kpi` in this month has, or would have. KPIs that fail in the same month follow each
 * other in the order of the rule.
 */
export function failureNumber(
  repeats: Repeats,
  kpi: KpiId,
  failed: ReadonlySet<KpiId>,
  month: MonthText,
  history: readonly MonthRecord[],
): number {
  const window = windowOf(repeats, month, history, [kpi]);
  if (repeats.count !== 'all-kpis') return window.length + 1;
  const before = window.reduce((failures, past) => failures + past.failed.length, 0);
  const place = repeats.kpis.indexOf(kpi);
  return before + repeats.kpis.slice(0, place).filter((id) => failed.has(id)).length + 1;
}

/** The failures of this month, each with its number. */
export function failuresOf(
  repeats: Repeats,
  failed: ReadonlySet<KpiId>,
  month: MonthText,
  history: readonly MonthRecord[],
): readonly Failure[] {
  const now = repeats.kpis.filter((kpi) => failed.has(kpi));
  const first = now[0];
  if (first === undefined) return [];
  const groups = repeats.count === 'months' ? [now] : now.map((kpi) => [kpi]);
  return groups.map((kpis) => ({
    kpis,
    number: failureNumber(repeats, kpis[0] ?? first, failed, month, history),
  }));
}

/** The n-th entry of a ladder; the last one for every n beyond it. */
export function stepOf<T>(ladder: readonly T[], number: number): T {
  const step = ladder[Math.min(number, ladder.length) - 1];
  if (step === undefined) throw new Error('a ladder has at least one entry');
  return step;
}
