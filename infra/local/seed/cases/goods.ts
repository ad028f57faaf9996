import { DAY_MS, HOUR_MS } from '../../../../shared/domain/calendar/time.ts';
import type { DataOf } from '../cloud-event.ts';
import { deliveryTime, type Order } from '../order.ts';
import { arrive, deliver, dispatch, laterDay, place, proveAsUsual, run, type Story } from '../steps.ts';
import { stockOf } from '../stock.ts';
import type { Case } from './case.ts';

/** What happens to the goods: parts, shortages, refusals, returns, losses, damage. */

interface Quantity {
  lines?: { lineNo: string; sku: string; units: number }[];
  units?: number;
}

/** About six tenths of an order, by line where it has lines, and what is left then. */
function halves({ lines, units }: Order): { first: Quantity; rest: Quantity } {
  const part = (n: number): number => Math.max(1, Math.floor(n * 0.6));
  if (!lines) return { first: { units: part(units) }, rest: { units: units - part(units) } };
  const rest = lines.map((line) => ({ ...line, units: line.units - part(line.units) }));
  return {
    first: { lines: lines.map((line) => ({ ...line, units: part(line.units) })) },
    rest: { lines: rest.filter((line) => line.units > 0) },
  };
}

function partial(story: Story): number {
  const { order } = story;
  place(story);
  const firstAt = deliveryTime(order, 0, dispatch(story));
  const { first, rest } = halves(order);
  deliver(story, firstAt, { ...first, complete: false });
  const lastAt = order.random.chance(0.6) ? firstAt + 2 * HOUR_MS : deliveryTime(order, 2, firstAt);
  if (rest.units !== 0) deliver(story, lastAt, rest);
  proveAsUsual(story, lastAt);
  return lastAt;
}

function closedWith(story: Story, data: DataOf<'order.delivered'>): number {
  place(story);
  const deliveredAt = deliveryTime(story.order, 0, dispatch(story));
  deliver(story, deliveredAt, data);
  proveAsUsual(story, deliveredAt);
  return deliveredAt;
}

type Discrepancy = Pick<DataOf<'order.discrepancy-reported'>, 'type' | 'fault'>;

/** The consignee finds something wrong with the first line, so many hours after the delivery. */
const found =
  (discrepancy: Discrepancy, [soonest, latest]: readonly [number, number]) =>
  (story: Story): number => {
    const { log, order } = story;
    const { deliveredAt } = run(story);
    const line = order.lines?.[0];
    const wrong = line ? { lines: [{ lineNo: line.lineNo, sku: line.sku, units: 1 }] } : { units: 1 };
    const at = deliveredAt + order.random.int(soonest, latest) * HOUR_MS;
    const data = { ...discrepancy, ...wrong };
    log.tell(order, 'order.discrepancy-reported', { at, by: 'portal' }, data);
    return deliveredAt;
  };

/** Carried to the door, but not taken. Returns when. */
function toTheDoor(story: Story): number {
  place(story);
  const at = deliveryTime(story.order, 0, dispatch(story));
  arrive(story, at);
  return at;
}

const refused =
  (reason: string) =>
  (story: Story): undefined => {
    const { log, order } = story;
    const at = toTheDoor(story) + HOUR_MS / 4;
    log.tell(order, 'order.refused', { at, by: 'tms', zone: order.place }, { reason });
    log.tell(order, 'order.returned', { at: laterDay(story, order.dueDay, 3), by: 'wms' }, { reason });
  };

function returned(story: Story): undefined {
  const { log, order } = story;
  const at = toTheDoor(story) + HOUR_MS / 4;
  for (const days of [0, 1]) {
    const report = { at: at + days * DAY_MS, by: 'tms', zone: order.place } as const;
    log.tell(order, 'order.delivery-attempted', report, { reason: 'nobody there' });
  }
  const back = { at: laterDay(story, order.dueDay, 4), by: 'wms' } as const;
  log.tell(order, 'order.returned', back, { reason: 'not deliverable' });
}

function lost(story: Story): undefined {
  const { log, order } = story;
  place(story);
  dispatch(story);
  const at = laterDay(story, order.dueDay, order.random.int(4, 7));
  log.tell(order, 'order.lost', { at, by: 'tms' }, { reason: 'no scan for a week' });
}

function lostInPart(story: Story): number {
  const { log, order } = story;
  const { deliveredAt } = run(story);
  log.tell(order, 'order.lost', { at: deliveredAt + 5 * HOUR_MS, by: 'tms' }, { units: 1 });
  return deliveredAt;
}

function attempted(story: Story): number {
  const { log, order } = story;
  place(story);
  const attemptAt = deliveryTime(order, 0, dispatch(story));
  const report = { at: attemptAt, by: 'tms', zone: order.place } as const;
  log.tell(order, 'order.delivery-attempted', report, { reason: 'nobody there' });
  const deliveredAt = order.random.chance(0.7) ? attemptAt + 2 * HOUR_MS : deliveryTime(order, 1, attemptAt);
  deliver(story, deliveredAt);
  proveAsUsual(story, deliveredAt);
  return deliveredAt;
}

type Damage = Pick<DataOf<'order.damage-reported'>, 'stage' | 'confirmed'>;

function damaged(story: Story, hours: number, damage: Damage): number {
  const { log, order } = story;
  const { deliveredAt } = run(story);
  const units = Math.min(order.units, order.random.int(1, 4));
  const value = { amount: units * order.random.int(500, 8000), currency: order.profile.currency };
  const report = { at: deliveredAt + hours * HOUR_MS, by: 'portal' } as const;
  log.tell(order, 'order.damage-reported', report, { units, value, ...damage });
  return deliveredAt;
}

/** The warehouse broke it and says so of its stock; the order's report names that one, so the units count once. */
function damagedOnTheShelf(story: Story): number {
  const { log, order } = story;
  const { dispatchedAt, deliveredAt } = run(story);
  const { siteId, zone } = order;
  const units = Math.min(order.units, 3);
  const at = dispatchedAt - 2 * HOUR_MS;
  const about = stockOf(order, zone.dayOf(at));
  const found = log.tell(about, 'stock.damaged', { at, by: 'wms' }, { siteId, units });
  const relatesTo = `stock-level ${found.source} ${found.id}`;
  const report = { at: at + HOUR_MS, by: 'wms' } as const;
  const data = { units, stage: 'storage', confirmed: true, relatesTo } as const;
  log.tell(order, 'order.damage-reported', report, data);
  return deliveredAt;
}

const FINDING_WINDOW_HOURS = 30 * 24;
const SOON = [3, 60] as const;
const TOO_LATE = [FINDING_WINDOW_HOURS + 20, FINDING_WINDOW_HOURS + 90] as const;

export const GOODS_CASES: readonly Case[] = [
  { name: 'delivered in parts', perMille: 20, tell: partial },
  {
    name: 'closed short',
    perMille: 7,
    tell: (story) => closedWith(story, { units: Math.max(0, story.order.units - 1), complete: true }),
  },
  {
    name: 'more than ordered',
    perMille: 3,
    tell: (story) => closedWith(story, { units: story.order.units + 2 }),
  },
  { name: 'shortage found later', perMille: 5, tell: found({ type: 'short', fault: 'carrier' }, SOON) },
  { name: 'picked short', perMille: 4, tell: found({ type: 'short', fault: 'provider' }, SOON) },
  { name: 'wrong item picked', perMille: 7, tell: found({ type: 'wrong-item', fault: 'provider' }, SOON) },
  { name: 'wrong item ordered', perMille: 3, tell: found({ type: 'wrong-item', fault: 'client' }, SOON) },
  {
    name: 'wrong item, found too late',
    perMille: 2,
    minAgeDays: 60,
    tell: found({ type: 'wrong-item', fault: 'provider' }, TOO_LATE),
  },
  { name: 'refused for damage', perMille: 4, tell: refused('damage') },
  { name: 'refused', perMille: 3, tell: refused('not ordered') },
  { name: 'returned', perMille: 3, tell: returned },
  { name: 'lost', perMille: 3, minAgeDays: 25, tell: lost },
  { name: 'lost in part', perMille: 2, tell: lostInPart },
  { name: 'attempted first', perMille: 14, tell: attempted },
  {
    name: 'damage confirmed',
    perMille: 8,
    tell: (story) => damaged(story, story.order.random.int(2, 90), { stage: 'transport', confirmed: true }),
  },
  {
    name: 'damage not confirmed',
    perMille: 4,
    tell: (story) => damaged(story, story.order.random.int(2, 90), { stage: 'transport', confirmed: false }),
  },
  {
    name: 'damage in storage',
    perMille: 2,
    tell: (story) => damaged(story, story.order.random.int(2, 20), { stage: 'storage', confirmed: true }),
  },
  { name: 'damage in storage, told by the warehouse too', perMille: 2, tell: damagedOnTheShelf },
  {
    name: 'damage found too late',
    perMille: 3,
    minAgeDays: 60,
    tell: (story) =>
      damaged(story, FINDING_WINDOW_HOURS + story.order.random.int(20, 90), {
        stage: 'transport',
        confirmed: true,
      }),
  },
];
