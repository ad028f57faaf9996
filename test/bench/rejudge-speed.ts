import { resolveYears } from '../../shared/domain/calendar/public-holidays.ts';
import type { Contract } from '../../shared/domain/contract/contract.ts';
import type { DeadlineRule } from '../../shared/domain/contract/deadline-terms.ts';
import type { ContractHistory } from '../../shared/domain/contract/in-force.ts';
import { JUDGES } from '../../shared/domain/kpi/evaluate.ts';
import { LadderSum } from '../../shared/domain/kpi/ladder.ts';
import { ChangedPage } from '../../shared/domain/kpi/what-if-changes.ts';
import { WhatIfSum } from '../../shared/domain/kpi/what-if.ts';
import { decide, type OrderFacts } from '../../shared/domain/ledger/decide.ts';
import type { OrderRecord } from '../../shared/domain/ledger/order-record.ts';
import { packOrder, readOrder } from '../../shared/store/order-codec.ts';
import { CLIENT, CONTRACT, day, HISTORY, NOW } from '../support/builders.ts';
import { perSecond } from './core-time.ts';
import { atLeast, type Figure } from './figure.ts';
import { BENCH_REGISTRIES } from './ledger-bench.ts';

const BUCKET = 0;
const RULES = 20;
/** Nearly all orders are placed under it. */
const SECOND_VERSION = '2026-03-03';
const BENCH_YEARS = Array.from({ length: 7 }, (_, n) => 2025 + n);
const MARCH = { from: day('2026-03-01'), to: day('2026-03-31') };

/** Terms that make every deadline: business time of a country with holidays, and rules to go through before. */
function inBusinessTime(): Contract {
  const country = 'DE';
  const years = resolveYears(country, 'BY', BENCH_YEARS);
  const calendar = { ...CONTRACT.calendar, country, cutOff: '15:00', ...years };
  const rules = Array.from({ length: RULES }, (_, n) => ({
    when: { siteId: [`S${String(n)}`], destination: [{ country: 'FR' }] },
    then: { type: 'business-days', days: n, from: 'placed' },
  })) satisfies readonly DeadlineRule[];
  const deadlines: Contract['deadlines'] = {
    dispatch: { rules, otherwise: { type: 'business-hours', hours: 20, from: 'placed' } },
    delivery: { rules, otherwise: { type: 'business-days', days: 5, from: 'placed' } },
  };
  const targets: Contract['targets'] = {
    'on-time-delivery': { target: '0.98', floor: '0.95' },
    'damage-frequency': { target: '0.005' },
  };
  return { ...CONTRACT, version: 2, effectiveFrom: SECOND_VERSION, calendar, deadlines, targets };
}

const judgingBy = (history: ContractHistory) => ({
  history,
  registries: BENCH_REGISTRIES,
  judges: JUDGES,
  now: NOW,
});

/** Orders as items, judged by these terms. */
const storedUnder = (orders: readonly OrderFacts[], history: ContractHistory) =>
  orders.flatMap((order) => {
    const { change } = decide(order, undefined, judgingBy(history));
    return change ? [packOrder(CLIENT, BUCKET, change.after)] : [];
  });

/** Orders judged again: no new fact, and the result compared with what is stored. */
function judgedAgain(stored: readonly OrderRecord[], history: ContractHistory): number {
  const judging = judgingBy(history);
  return perSecond(stored, (order) => {
    const { kind, orderNo } = order;
    return decide({ kind, orderNo, facts: [] }, order, judging).change ? 2 : 1;
  });
}

/** What one core does when orders are judged again, or by terms that do not hold. */
export function rejudgeSpeed(orders: readonly OrderFacts[]): readonly Figure[] {
  const draft = inBusinessTime();
  const history = { ...HISTORY, contracts: [CONTRACT, draft] };
  const items = storedUnder(orders, HISTORY);
  const again = (name: string, stored: ContractHistory): Figure =>
    atLeast(
      `re-judging, one core, 20 rules, business days and hours, targets: ${name}`,
      100_000,
      Math.round(judgedAgain(storedUnder(orders, stored).map(readOrder), history)),
      ' orders/s',
    );
  const judging = { history: HISTORY, draft, registries: BENCH_REGISTRIES };
  const whatIf = new WhatIfSum(judging, { ...MARCH, asOf: NOW }, new ChangedPage(undefined, 100));
  const ladder = new LadderSum(judging, 'on-time-delivery', MARCH, NOW);
  const read = (name: string, limit: number, work: (order: OrderRecord) => number): Figure =>
    atLeast(
      `${name}, one core, items decoded`,
      limit,
      Math.round(perSecond(items, (item) => work(readOrder(item)))),
      ' orders/s',
    );
  return [
    again('orders that come under new terms', HISTORY),
    again('orders that stay as they are', history),
    read('what-if', 20_000, (order) => whatIf.add(order, order.evaluation.indexDay)),
    read('tolerance ladder, 11 ways of judging', 10_000, (order) => {
      ladder.add(order);
      return 1;
    }),
  ];
}
