import { HOUR_MS, MINUTE_MS, type EpochDay, type EpochMs } from '../../../shared/domain/calendar/time.ts';
import type { CloudEvent, DataOf } from './cloud-event.ts';
import type { EventLog } from './log.ts';
import { deliveryTime, dispatchTime, placedData, type Order } from './order.ts';
import { addWorkingDays, atLocal } from './working-time.ts';

/** One order and where its story is taken down. */
export interface Story {
  readonly log: EventLog;
  readonly order: Order;
  /** The end of the story: what would happen later has not happened. */
  readonly until: EpochMs;
}

/** Where an ordinary order has come to. */
export interface Delivered {
  readonly dispatchedAt: EpochMs;
  readonly deliveredAt: EpochMs;
  readonly event: CloudEvent;
}

export const place = ({ log, order }: Story, over: Partial<DataOf<'order.placed'>> = {}): CloudEvent =>
  log.tell(order, 'order.placed', { at: order.placedAt, by: 'erp' }, { ...placedData(order), ...over });

const WITH_TRACKING = 0.2;

/** The order leaves the warehouse. Returns when. */
export function dispatch({ log, order }: Story, at: EpochMs = dispatchTime(order)): EpochMs {
  const tracking = order.random.chance(WITH_TRACKING)
    ? { trackingNo: [`T${String(order.random.int(100_000_000, 999_999_999))}`] }
    : {};
  log.tell(order, 'order.dispatched', { at, by: 'wms' }, tracking);
  return at;
}

export function arrive({ log, order }: Story, at: EpochMs): void {
  log.tell(order, 'order.arrived', { at, by: 'tms', zone: order.place }, {});
}

/** What a carrier says of the quantity when all of it came: mostly nothing, else units or lines. */
function allOf({ random, lines, units }: Order): DataOf<'order.delivered'> {
  if (random.chance(0.6)) return {};
  return lines && random.chance(0.5) ? { lines: lines.map((line) => ({ ...line })) } : { units };
}

/** The order arrives and is handed over. */
export function deliver(
  story: Story,
  at: EpochMs,
  data: DataOf<'order.delivered'> = allOf(story.order),
): CloudEvent {
  const { log, order } = story;
  arrive(story, at - order.random.int(10, 50) * MINUTE_MS);
  return log.tell(order, 'order.delivered', { at, by: 'tms', zone: order.place }, data);
}

type Proof = 'in-time' | 'late' | 'rejected' | 'missing';

/** The proof of delivery. One that is rejected is sent again, in time or late. */
export function prove({ log, order }: Story, deliveredAt: EpochMs, proof: Proof): void {
  const { random, place: zone } = order;
  if (!order.podRequired || proof === 'missing') return;
  const receive = (hours: number): void => {
    const at = deliveredAt + hours * HOUR_MS + random.int(0, 59) * MINUTE_MS;
    log.tell(order, 'order.pod-received', { at, by: 'tms', zone }, { form: 'image' });
  };
  if (proof !== 'rejected') {
    receive(proof === 'late' ? random.int(50, 90) : random.int(1, 20));
    return;
  }
  const decide = (hours: number, data: DataOf<'order.pod-decided'>): void => {
    log.tell(order, 'order.pod-decided', { at: deliveredAt + hours * HOUR_MS, by: 'portal' }, data);
  };
  receive(1);
  decide(4, { accepted: false, by: 'client', reason: 'signature not readable' });
  const again = random.chance(0.5) ? random.int(8, 20) : random.int(50, 70);
  receive(again);
  decide(again + 6, { accepted: true, by: 'client' });
}

/** The proof of delivery of an ordinary order. */
export const proveAsUsual = (story: Story, deliveredAt: EpochMs): void => {
  const { random, profile } = story.order;
  prove(story, deliveredAt, random.chance(profile.latePod) ? 'late' : 'in-time');
};

/** An ordinary order that comes `late` working days behind its promise (0: in time), without its proof. */
export function travel(story: Story, late = 0): Delivered {
  place(story);
  const dispatchedAt = dispatch(story);
  const deliveredAt = deliveryTime(story.order, late, dispatchedAt);
  return { dispatchedAt, deliveredAt, event: deliver(story, deliveredAt) };
}

/** An ordinary order of five facts. */
export function run(story: Story, late = 0): Delivered {
  const delivered = travel(story, late);
  proveAsUsual(story, delivered.deliveredAt);
  return delivered;
}

/** Office hours, `n` working days after a day. */
export const laterDay = ({ order }: Story, day: EpochDay, n: number): EpochMs =>
  atLocal(order.zone, addWorkingDays(day, n), order.random.int(9 * 60, 17 * 60));
