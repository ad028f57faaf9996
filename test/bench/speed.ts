import { resolveYears } from '../../shared/domain/calendar/public-holidays.ts';
import type { Contract } from '../../shared/domain/contract/contract.ts';
import type { DeadlineRule } from '../../shared/domain/contract/deadline-terms.ts';
import { JUDGES, evaluate } from '../../shared/domain/kpi/evaluate.ts';
import { decide, type Judging, type OrderFacts } from '../../shared/domain/ledger/decide.ts';
import type { OrderRecord } from '../../shared/domain/ledger/order-record.ts';
import { packOrder, readOrder } from '../../shared/store/order-codec.ts';
import { CLIENT, CONTRACT, HISTORY, NOW } from '../support/builders.ts';
import { usualOrder } from '../support/generators.ts';
import { atLeast, type Figure, type FigureGroup } from './figure.ts';
import { BENCH_REGISTRIES, eventsIn } from './ledger-bench.ts';

const ORDERS = 4000;
const WARM_UP_MS = 800;
const RUNS = 7;
const BUCKET = 0;
const RULES = 20;
/** Nearly all orders are placed under it. */
const SECOND_VERSION = '2026-03-03';
const BENCH_YEARS = Array.from({ length: 7 }, (_, n) => 2025 + n);
const JUDGING = { history: HISTORY, registries: BENCH_REGISTRIES, judges: JUDGES, now: NOW };

// Read by nobody, so that nothing that is measured can be left out.
let sink = 0;

// Time this thread had a core for, in milliseconds: what else runs on the machine does not count.
const cpuMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

/** Orders a second of core time: the median of several runs after a warm-up. */
function perSecond(orders: readonly OrderFacts[], work: (order: OrderFacts) => number): number {
  const run = (): number => {
    const start = cpuMs();
    for (const order of orders) sink += work(order);
    return cpuMs() - start;
  };
  for (let spent = 0; spent < WARM_UP_MS;) spent += run();
  const times = Array.from({ length: RUNS }, run).sort((a, b) => a - b);
  return orders.length / ((times[Math.floor(RUNS / 2)] ?? Infinity) / 1000);
}

const eventsPerSecond = (orders: readonly OrderFacts[], work: (order: OrderFacts) => number): number =>
  (perSecond(orders, work) * eventsIn(orders)) / orders.length;

/** Terms that make every deadline: business time of a country with holidays, and rules to go through before. */
function historyInBusinessTime(): typeof HISTORY {
  const country = 'DE';
  const calendar = {
    ...CONTRACT.calendar,
    country,
    cutOff: '15:00',
    ...resolveYears(country, 'BY', BENCH_YEARS),
  };
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
  const next = { ...CONTRACT, version: 2, effectiveFrom: SECOND_VERSION, calendar, deadlines, targets };
  return { ...HISTORY, contracts: [CONTRACT, next] };
}

/** Orders as they were stored before the terms of `historyInBusinessTime` came, or after. */
function storedUnder(orders: readonly OrderFacts[], history: typeof HISTORY): readonly OrderRecord[] {
  return orders.flatMap((order) => {
    const { change } = decide(order, undefined, { ...JUDGING, history });
    return change ? [readOrder(packOrder(CLIENT, BUCKET, change.after))] : [];
  });
}

/** Orders judged again in a second of core time: no new fact, and the result compared with what is stored. */
function judgedAgain(stored: readonly OrderRecord[], judging: Judging): number {
  const orders = new Map(stored.map((order) => [order.orderNo, order]));
  const asked = stored.map(({ kind, orderNo }): OrderFacts => ({ kind, orderNo, facts: [] }));
  return perSecond(asked, (order) => (decide(order, orders.get(order.orderNo), judging).change ? 2 : 1));
}

const pureTogether = ({ kind, facts }: OrderFacts): number =>
  evaluate(kind, facts, HISTORY, BENCH_REGISTRIES).contributions.length;

function pureOneByOne({ kind, facts }: OrderFacts): number {
  let counted = 0;
  for (let known = 1; known <= facts.length; known++)
    counted += evaluate(kind, facts.slice(0, known), HISTORY, BENCH_REGISTRIES).contributions.length;
  return counted;
}

const record = (order: OrderFacts, before: OrderRecord | undefined): ReturnType<typeof packOrder> => {
  const { change } = decide(order, before, JUDGING);
  if (!change) throw new Error('the bench sent a repeat');
  return packOrder(CLIENT, BUCKET, change.after);
};

const codecTogether = (order: OrderFacts): number => Object.keys(record(order, undefined)).length;

function codecOneByOne(order: OrderFacts): number {
  let item: ReturnType<typeof packOrder> | undefined;
  for (const fact of order.facts) item = record({ ...order, facts: [fact] }, item && readOrder(item));
  return item ? Object.keys(item).length : 0;
}

/** What one core does between reading an order and writing it. */
export const speed: FigureGroup = {
  name: 'speed',
  measure: (): readonly Figure[] => {
    const orders = Array.from({ length: ORDERS }, (_, n) => usualOrder(n, { perDay: 600 }));
    const row = (name: string, limit: number, work: (order: OrderFacts) => number): Figure =>
      atLeast(name, limit, Math.round(eventsPerSecond(orders, work)), ' events/s');
    const history = historyInBusinessTime();
    const again = (name: string, stored: typeof HISTORY): Figure =>
      atLeast(
        `re-judging, one core, 20 rules, business days and hours, targets: ${name}`,
        100_000,
        Math.round(judgedAgain(storedUnder(orders, stored), { ...JUDGING, history })),
        ' orders/s',
      );
    const figures = [
      again('orders that come under new terms', HISTORY),
      again('orders that stay as they are', history),
      row('fold + judge + contribute, one core: all facts of an order together', 1_000_000, pureTogether),
      row('fold + judge + contribute, one core: one fact at a time', 150_000, pureOneByOne),
      row('the same with codec: all facts of an order together', 200_000, codecTogether),
      row('the same with codec: one fact at a time', 50_000, codecOneByOne),
    ];
    return sink > 0 ? figures : [];
  },
};
