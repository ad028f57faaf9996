import type { Credit, CreditLine } from './credit.ts';
import { moneyText } from './money.ts';
import type { MonthText } from './month.ts';

/** What a new calculation changes of a credit. */
export interface Difference {
  /** Minor units; above 0 in favour of the client. */
  readonly amount: number;
  /** A sentence for each line that changed, and for the total. */
  readonly changes: readonly string[];
}

const nameOf = ({ rule, category, kpis }: CreditLine): string =>
  [
    ...(rule === 'pool' ? [] : [rule]),
    kpis.join(' and '),
    ...(category === null ? [] : [`(${category})`]),
  ].join(' ');

/** Lines by name; one name may come several times (a credit earned back of two pools). */
function paidByName(lines: readonly CreditLine[]): ReadonlyMap<string, number> {
  const paid = new Map<string, number>();
  for (const line of lines) paid.set(nameOf(line), (paid.get(nameOf(line)) ?? 0) + line.paid);
  return paid;
}

/** KPIs that are in one list and not in the other, with what became of them: later months count them. */
const standingChanges = (before: Credit, now: Credit): readonly string[] =>
  (['failed', 'met'] as const).flatMap((standing) => [
    ...now[standing].filter((kpi) => !before[standing].includes(kpi)).map((kpi) => `${kpi}: now ${standing}`),
    ...before[standing]
      .filter((kpi) => !now[standing].includes(kpi))
      .map((kpi) => `${kpi}: no longer ${standing}`),
  ]);

/** What changes from `before` to `now`; `undefined` where neither amounts nor failures do. Both are in one currency. */
export function differenceOf(before: Credit, now: Credit): Difference | undefined {
  const money = (minor: number): string => moneyText(minor, now.currency);
  const old = paidByName(before.lines);
  const recent = paidByName(now.lines);
  const changes = [...new Set([...old.keys(), ...recent.keys()])].flatMap((name) => {
    const from = old.get(name) ?? 0;
    const to = recent.get(name) ?? 0;
    return from === to ? [] : [`${name}: ${money(from)} → ${money(to)}`];
  });
  const amount = now.total - before.total;
  const standing = standingChanges(before, now);
  if (changes.length === 0 && standing.length === 0 && amount === 0) return undefined;
  const total = `total: ${money(before.total)} → ${money(now.total)}, a difference of ${money(amount)}`;
  return { amount, changes: [...standing, ...changes, total] };
}

/** What a month comes to when the version in force, put in its place later, has no credits any more. */
export const creditWithoutTerms = (month: MonthText, currency: string, contractVersion: number): Credit => ({
  month,
  currency,
  rampUp: false,
  lines: [],
  cap: null,
  bonusCap: null,
  total: 0,
  calculation: `version ${String(contractVersion)} of the contract has no credits`,
  failed: [],
  met: [],
});
