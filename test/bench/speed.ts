import { JUDGES, evaluate } from '../../shared/domain/kpi/evaluate.ts';
import { decide, type OrderFacts } from '../../shared/domain/ledger/decide.ts';
import type { OrderRecord } from '../../shared/domain/ledger/order-record.ts';
import { packOrder, readOrder } from '../../shared/store/order-codec.ts';
import { CLIENT, HISTORY, NOW } from '../support/builders.ts';
import { usualOrder } from '../support/generators.ts';
import { eventsPerSecond } from './core-time.ts';
import { atLeast, type Figure, type FigureGroup } from './figure.ts';
import { BENCH_REGISTRIES } from './ledger-bench.ts';
import { rejudgeSpeed } from './rejudge-speed.ts';

const ORDERS = 4000;
const BUCKET = 0;
const JUDGING = { history: HISTORY, registries: BENCH_REGISTRIES, judges: JUDGES, now: NOW };

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
    return [
      ...rejudgeSpeed(orders),
      row('fold + judge + contribute, one core: all facts of an order together', 1_000_000, pureTogether),
      row('fold + judge + contribute, one core: one fact at a time', 150_000, pureOneByOne),
      row('the same with codec: all facts of an order together', 200_000, codecTogether),
      row('the same with codec: one fact at a time', 50_000, codecOneByOne),
    ];
  },
};
