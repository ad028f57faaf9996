import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../shared/domain/calendar/time.ts';
import { deliveryTime } from '../order.ts';
import { deliver, dispatch, laterDay, place, proveAsUsual, run, travel, type Story } from '../steps.ts';
import type { Case } from './case.ts';

/** What goes wrong in the reporting: contradictions, corrections, and what ends in quarantine. */

function deliveredBeforeDispatched(story: Story): number {
  const { order } = story;
  place(story);
  const deliveredAt = deliveryTime(order, 0, order.dispatchBy);
  deliver(story, deliveredAt);
  dispatch(story, deliveredAt + order.random.int(30, 200) * MINUTE_MS);
  proveAsUsual(story, deliveredAt);
  return deliveredAt;
}

function cancelledAndDelivered(story: Story): number {
  const { log, order } = story;
  const { dispatchedAt, deliveredAt } = run(story);
  log.tell(order, 'order.cancelled', { at: dispatchedAt + HOUR_MS, by: 'erp' }, { by: 'client' });
  return deliveredAt;
}

function lostAndDelivered(story: Story): number {
  const { log, order } = story;
  const at = laterDay(story, order.dueDay, 2);
  log.tell(order, 'order.lost', { at, by: 'tms' }, { reason: 'no scan' });
  return run(story, 4).deliveredAt;
}

/** The delivery was first reported for a day too late; the report is taken back and replaced. */
function corrected(story: Story): number {
  const { log, order } = story;
  place(story);
  const deliveredAt = deliveryTime(order, 0, dispatch(story));
  const wrong = deliver(story, deliveryTime(order, 2, deliveredAt), {});
  const right = log.tell(order, 'order.delivered', { at: deliveredAt, by: 'tms', zone: order.place }, {});
  log.tell(
    order,
    'fact.voided',
    { at: deliveredAt + 4 * DAY_MS, by: 'desk' },
    {
      voids: { kind: 'delivery', source: wrong.source, id: wrong.id },
      reason: 'wrong day typed in',
      replacedBy: right.id,
    },
  );
  proveAsUsual(story, deliveredAt);
  return deliveredAt;
}

/** A loss reported by mistake; its correction arrives before all else. */
function voidFirst(story: Story): number {
  const { log, order } = story;
  const { deliveredAt } = run(story);
  const at = deliveredAt - 2 * HOUR_MS;
  const wrong = log.tell(order, 'order.lost', { at, by: 'tms' }, { reason: 'scanned by mistake' });
  log.tell(
    order,
    'fact.voided',
    { at: deliveredAt + HOUR_MS, by: 'desk' },
    { voids: { kind: 'delivery', source: wrong.source, id: wrong.id }, reason: 'not lost' },
  );
  log.hurryLast();
  return deliveredAt;
}

function voidWaiting(story: Story): number {
  const { log, order } = story;
  const { deliveredAt } = run(story);
  const voids = {
    kind: 'delivery',
    source: `tms://${order.carrierId}`,
    id: `tms-x${order.orderNo}`,
  } as const;
  log.tell(order, 'fact.voided', { at: deliveredAt + HOUR_MS, by: 'desk' }, { voids, reason: 'sent twice' });
  return deliveredAt;
}

function notPlaced(story: Story): number {
  const deliveredAt = deliveryTime(story.order, 0, dispatch(story));
  deliver(story, deliveredAt);
  proveAsUsual(story, deliveredAt);
  return deliveredAt;
}

function placedTwice(story: Story): number {
  const { log, order } = story;
  const { deliveredAt } = run(story);
  const at = order.placedAt + order.random.int(5, 50) * MINUTE_MS;
  log.tell(order, 'order.placed', { at, by: 'portal' }, { units: order.units });
  return deliveredAt;
}

/** The carrier's clock is days ahead. */
function inFuture(story: Story): number {
  const { log, order, until } = story;
  const { deliveredAt } = run(story);
  log.tell(order, 'order.arrived', { at: until + 3 * DAY_MS, by: 'tms', ahead: true }, {});
  return deliveredAt;
}

/** The carrier gives an id to a second, different event: the same delivery with a tracking number. */
function idReused(story: Story): number {
  const { log, order } = story;
  const { deliveredAt, event } = travel(story);
  proveAsUsual(story, deliveredAt);
  log.repeatLate(deliveredAt, { ...event, data: { ...event.data, trackingNo: [`R-${order.orderNo}`] } });
  return deliveredAt;
}

export const REPORTING_CASES: readonly Case[] = [
  { name: 'delivered before dispatched', perMille: 4, tell: deliveredBeforeDispatched },
  { name: 'cancelled and delivered', perMille: 3, tell: cancelledAndDelivered },
  { name: 'lost and delivered', perMille: 2, tell: lostAndDelivered },
  { name: 'corrected', perMille: 8, tell: corrected },
  { name: 'correction before its fact', perMille: 4, inOrder: true, tell: voidFirst },
  { name: 'correction of an unknown fact', perMille: 1.5, tell: voidWaiting },
  { name: 'never placed', perMille: 1.5, tell: notPlaced },
  { name: 'placed twice', perMille: 2, tell: placedTwice },
  { name: 'occurs in the future', perMille: 2, tell: inFuture },
  { name: 'event id used again', perMille: 2, tell: idReused },
];
