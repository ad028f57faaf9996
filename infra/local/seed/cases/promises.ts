import { formatDay, HOUR_MS, MINUTE_MS } from '../../../../shared/domain/calendar/time.ts';
import type { DataOf } from '../cloud-event.ts';
import { deliveryTime } from '../order.ts';
import {
  deliver,
  dispatch,
  laterDay,
  place,
  prove,
  proveAsUsual,
  run,
  travel,
  type Story,
} from '../steps.ts';
import { addWorkingDays } from '../working-time.ts';
import type { Case } from './case.ts';

/** Late and missing deliveries, changed promises, holds, cancellations, excuses. */

type Revision = Pick<DataOf<'order.promise-revised'>, 'revisedBy' | 'agreedBy' | 'reason'>;

const REVISED_BY_DAYS = 3;

function revised(story: Story, revision: Revision): number {
  const { log, order } = story;
  place(story);
  const promise = { date: formatDay(addWorkingDays(order.dueDay, REVISED_BY_DAYS)) };
  const at = order.placedAt + order.random.int(60, 150) * MINUTE_MS;
  log.tell(order, 'order.promise-revised', { at, by: 'erp' }, { promise, ...revision });
  const deliveredAt = deliveryTime(order, REVISED_BY_DAYS, dispatch(story));
  deliver(story, deliveredAt);
  proveAsUsual(story, deliveredAt);
  return deliveredAt;
}

function held(story: Story, released: boolean, by: 'client' | 'provider'): number | undefined {
  const { log, order } = story;
  const { random, placedAt, placedDay, dispatchBy } = order;
  place(story);
  const reason =
    by === 'provider' ? 'stock' : random.weighted([['address', 3] as const, ['credit', 2] as const]);
  const from = placedAt + random.int(20, 90) * MINUTE_MS;
  log.tell(order, 'order.held', { at: from, by: 'wms' }, { reason, by });
  if (!released) return undefined;
  const to = laterDay(story, placedDay, 2);
  log.tell(order, 'order.released', { at: to, by: 'wms' }, { reason, by });
  const dispatchedAt = dispatch(story, to + Math.round((dispatchBy - from) * 0.8));
  const deliveredAt = deliveryTime(order, 2, dispatchedAt);
  deliver(story, deliveredAt);
  proveAsUsual(story, deliveredAt);
  return deliveredAt;
}

const cancelledEarly =
  (by: 'client' | 'provider') =>
  (story: Story): undefined => {
    const { log, order } = story;
    place(story);
    const at = order.placedAt + order.random.int(10, 100) * MINUTE_MS;
    log.tell(order, 'order.cancelled', { at, by: 'erp' }, { by });
  };

function cancelledTooLate(story: Story): undefined {
  const { log, order } = story;
  place(story);
  dispatch(story);
  const at = laterDay(story, order.dueDay, order.random.int(1, 3));
  log.tell(order, 'order.cancelled', { at, by: 'erp' }, { by: 'client' });
}

/** Reason codes of X12 element 1651: state of the roads, weather, customs, consignee closed. */
const REASONS = [
  ['BE', 3],
  ['AO', 3],
  ['CA', 2],
  ['B1', 2],
] as const;

function excused(story: Story, decision?: 'accepted' | 'rejected' | 'withdrawn'): number {
  const { log, order } = story;
  const { deliveredAt } = run(story, order.random.int(1, 2));
  const excuse = { reasonCode: order.random.weighted(REASONS), proposedBy: 'provider' } as const;
  log.tell(
    order,
    'order.delay-excused',
    { at: deliveredAt + 20 * HOUR_MS, by: 'desk' },
    { ...excuse, evidence: 'traffic report attached to the case', decision: 'proposed' },
  );
  if (decision) {
    const at = deliveredAt + order.random.int(44, 70) * HOUR_MS;
    const decidedBy = decision === 'withdrawn' ? 'provider' : 'client';
    const report = { at, by: decidedBy === 'client' ? 'portal' : 'desk' } as const;
    log.tell(order, 'order.delay-excused', report, { ...excuse, decision, decidedBy });
  }
  return deliveredAt;
}

function never(story: Story): undefined {
  place(story);
  // Some have not even left.
  if (story.order.random.chance(0.7)) dispatch(story);
}

function withoutPromise(story: Story): number {
  const { order } = story;
  place(story, { promise: undefined, dispatchBy: undefined });
  const deliveredAt = deliveryTime(order, 0, dispatch(story));
  deliver(story, deliveredAt);
  proveAsUsual(story, deliveredAt);
  return deliveredAt;
}

function changed(story: Story): number {
  const { log, order } = story;
  place(story);
  const at = order.placedAt + order.random.int(10, 90) * MINUTE_MS;
  const quantity = order.lines
    ? { lines: order.lines.map((line) => ({ ...line, units: line.units + 1 })) }
    : { units: order.units + 10 };
  log.tell(order, 'order.changed', { at, by: 'erp' }, { ...quantity, by: 'client' });
  const deliveredAt = deliveryTime(order, 0, dispatch(story));
  deliver(story, deliveredAt, quantity);
  proveAsUsual(story, deliveredAt);
  return deliveredAt;
}

function proven(told: Story, proof: 'rejected' | 'missing'): number {
  const story = { ...told, order: { ...told.order, podRequired: true } };
  const { deliveredAt } = travel(story);
  prove(story, deliveredAt, proof);
  return deliveredAt;
}

export const PROMISE_CASES: readonly Case[] = [
  {
    name: 'late',
    perMille: 22,
    minAgeDays: 0,
    tell: (story) => run(story, story.order.random.int(1, 3)).deliveredAt,
  },
  {
    // Young enough that who received them is asked.
    name: 'late these days',
    perMille: 14,
    minAgeDays: 7,
    maxAgeDays: 16,
    tell: (story) => run(story, story.order.random.int(1, 3)).deliveredAt,
  },
  {
    name: 'very late',
    perMille: 8,
    minAgeDays: 0,
    tell: (story) => run(story, story.order.random.int(6, 30)).deliveredAt,
  },
  {
    name: 'late within the promised day, for a window',
    perMille: 6,
    tell: (story) => {
      const { order } = story;
      if (!order.window) return run(story).deliveredAt;
      place(story);
      const deliveredAt = Math.max(order.window.to + 40 * MINUTE_MS, dispatch(story) + 2 * HOUR_MS);
      deliver(story, deliveredAt);
      proveAsUsual(story, deliveredAt);
      return deliveredAt;
    },
  },
  { name: 'never delivered', perMille: 7, urgentFirst: true, tell: never },
  {
    name: 'promise revised by the client',
    perMille: 18,
    tell: (story) => revised(story, { revisedBy: 'client', reason: 'consignee asked for a later day' }),
  },
  {
    name: 'promise revised by the provider, agreed by the client',
    perMille: 9,
    tell: (story) => revised(story, { revisedBy: 'provider', agreedBy: 'client', reason: 'no truck' }),
  },
  {
    name: 'promise revised by the provider alone',
    perMille: 8,
    tell: (story) => revised(story, { revisedBy: 'provider', reason: 'no truck' }),
  },
  {
    name: 'cancelled by the client in time',
    perMille: 14,
    urgentFirst: true,
    tell: cancelledEarly('client'),
  },
  { name: 'cancelled by the client too late', perMille: 3, tell: cancelledTooLate },
  { name: 'cancelled by the provider', perMille: 5, tell: cancelledEarly('provider') },
  { name: 'held and released', perMille: 14, tell: (story) => held(story, true, 'client') },
  {
    name: 'held still',
    perMille: 3,
    minAgeDays: 2,
    maxAgeDays: 14,
    tell: (story) => held(story, false, 'client'),
  },
  { name: 'held by the provider', perMille: 3, tell: (story) => held(story, true, 'provider') },
  { name: 'excuse accepted', perMille: 9, tell: (story) => excused(story, 'accepted') },
  { name: 'excuse rejected', perMille: 4, tell: (story) => excused(story, 'rejected') },
  { name: 'excuse proposed', perMille: 4, tell: (story) => excused(story) },
  { name: 'excuse withdrawn', perMille: 2, tell: (story) => excused(story, 'withdrawn') },
  { name: 'without promise', perMille: 3, tell: withoutPromise },
  { name: 'changed by the client', perMille: 6, tell: changed },
  {
    name: 'proof rejected first',
    perMille: 12,
    tell: (story) => proven(story, 'rejected'),
  },
  { name: 'proof missing', perMille: 7, tell: (story) => proven(story, 'missing') },
];
