import {
  formatDay,
  HOUR_MS,
  MINUTE_MS,
  type EpochDay,
  type EpochMs,
} from '../../../shared/domain/calendar/time.ts';
import { zoneOf, type Zone } from '../../../shared/domain/calendar/zone.ts';
import type { OrderNo } from '../../../shared/domain/ids.ts';
import { localInstant, type DataOf } from './cloud-event.ts';
import type { Profile } from './profiles.ts';
import type { Random } from './random.ts';
import { shopOf } from './shops.ts';
import { addWorkingDays, atLocal } from './working-time.ts';

interface Line {
  readonly lineNo: string;
  readonly sku: string;
  readonly units: number;
}

/** One order as it was agreed, before anything happens to it. */
export interface Order {
  readonly profile: Profile;
  readonly orderNo: OrderNo;
  readonly random: Random;
  /** The client's zone. */
  readonly zone: Zone;
  /** The zone of the place of delivery. */
  readonly place: Zone;
  readonly siteId: string;
  readonly carrierId: string;
  readonly serviceLevel: 'standard' | 'express';
  readonly urgent: boolean;
  readonly podRequired: boolean;
  readonly placedAt: EpochMs;
  readonly placedDay: EpochDay;
  readonly dispatchBy: EpochMs;
  readonly dueDay: EpochDay;
  /** The window promised on the due day; without one the whole day is. */
  readonly window: { readonly from: EpochMs; readonly to: EpochMs } | undefined;
  readonly lines: readonly Line[] | undefined;
  /** Ordered units, over all lines. */
  readonly units: number;
}

/** What is fixed when an order comes in. */
export interface OrderSeed {
  readonly profile: Profile;
  readonly orderNo: OrderNo;
  readonly placedAt: EpochMs;
  readonly random: Random;
  readonly urgent: boolean;
}

const ABROAD = 0.08;
const WINDOWS = 0.15;
const WINDOW_MS = 3 * HOUR_MS;
const MULTI_LINE = 0.3;
const POD_REQUIRED = 0.9;
const CLOSING = 18 * 60;
const LAST_PICKUP = 20 * 60;
// After 14:00 nothing leaves on the same day.
const CUT_OFF = 14 * 60;

function linesOf(random: Random): readonly Line[] | undefined {
  if (!random.chance(MULTI_LINE)) return undefined;
  return Array.from({ length: random.int(2, 4) }, (_, i) => ({
    lineNo: String((i + 1) * 10),
    sku: `A-${String(random.int(1000, 9999))}`,
    units: random.int(2, 40),
  }));
}

function dispatchByOf(express: boolean, placedAt: EpochMs, placedDay: EpochDay, zone: Zone): EpochMs {
  const inTime = placedAt < atLocal(zone, placedDay, CUT_OFF);
  return express
    ? atLocal(zone, inTime ? placedDay : addWorkingDays(placedDay, 1), LAST_PICKUP)
    : atLocal(zone, addWorkingDays(placedDay, inTime ? 1 : 2), CLOSING);
}

export function makeOrder({ profile, orderNo, placedAt, random, urgent }: OrderSeed): Order {
  const zone = zoneOf(profile.client.timeZone);
  const place = random.chance(ABROAD) ? zoneOf(profile.abroad.timeZone) : zone;
  const placedDay = zone.dayOf(placedAt);
  const serviceLevel = urgent || random.chance(profile.express) ? 'express' : 'standard';
  const dispatchBy = dispatchByOf(serviceLevel === 'express', placedAt, placedDay, zone);
  const transitDays = serviceLevel === 'express' ? random.int(1, 2) : random.int(2, 4);
  const dueDay = addWorkingDays(zone.dayOf(dispatchBy), transitDays);
  const from = atLocal(place, dueDay, random.int(8, 15) * 60);
  const lines = linesOf(random);
  return {
    profile,
    orderNo,
    random,
    zone,
    place,
    siteId: random.weighted(profile.sites),
    carrierId: random.weighted(profile.carriers),
    serviceLevel,
    urgent,
    podRequired: random.chance(POD_REQUIRED),
    placedAt,
    placedDay,
    dispatchBy,
    dueDay,
    window: random.chance(WINDOWS) ? { from, to: from + WINDOW_MS } : undefined,
    lines,
    units: lines ? lines.reduce((sum, { units }) => sum + units, 0) : random.int(1, 200),
  };
}

/** A promise for a whole day, or the window of the order's own one. */
export const promiseOf = ({
  window,
  place,
  dueDay,
}: Order): { date: string } | { from: string; to: string } =>
  window
    ? { from: localInstant(place, window.from), to: localInstant(place, window.to) }
    : { date: formatDay(dueDay) };

const WITH_VALUE = 0.85;
const WITH_REFERENCE = 0.15;

/** The data of the order's `order.placed`. */
export function placedData(order: Order): DataOf<'order.placed'> {
  const { random, profile, zone, place, lines } = order;
  const amount = order.units * random.int(150, 9000);
  const abroad = place === zone ? undefined : profile.abroad;
  return {
    promise: promiseOf(order),
    dispatchBy: localInstant(zone, order.dispatchBy),
    ...(order.urgent && { urgent: true }),
    ...(lines ? { lines: lines.map((line) => ({ ...line })) } : { units: order.units }),
    ...(random.chance(WITH_VALUE) && { value: { amount, currency: (abroad ?? profile).currency } }),
    siteId: order.siteId,
    carrierId: order.carrierId,
    serviceLevel: order.serviceLevel,
    ...(abroad && { destination: { country: abroad.country, timeZone: place.id } }),
    ...(random.chance(WITH_REFERENCE) && { references: [`PO-${String(random.int(400_000, 999_999))}`] }),
    ...(order.podRequired && { podRequired: true }),
    ...(profile.shops !== undefined && { contactId: shopOf(order.orderNo, profile.shops) }),
  };
}

const EARLY = 0.15;
const OPENING = 8 * 60;
const LAST_STOP = 18 * 60;
const ON_THE_ROAD_MS = 4 * HOUR_MS;

/** When an ordinary order leaves: some hours before its deadline, or late. */
export function dispatchTime({ random, profile, placedAt, dispatchBy }: Order): EpochMs {
  if (random.chance(profile.lateDispatch)) return dispatchBy + random.int(20, 600) * MINUTE_MS;
  const earliest = Math.max(placedAt + 30 * MINUTE_MS, dispatchBy - 6 * HOUR_MS);
  return earliest + Math.floor((random.next() * (dispatchBy - earliest)) / 1000) * 1000;
}

/** When an order arrives that is `late` working days behind its promise: 0 = in time, now and then a day early. */
export function deliveryTime(order: Order, late: number, dispatchedAt: EpochMs): EpochMs {
  const { random, place, window, dueDay } = order;
  if (late === 0 && window) return window.from + random.int(1, WINDOW_MS / 1000 - 1) * 1000;
  const early = late === 0 && order.serviceLevel === 'standard' && random.chance(EARLY) ? -1 : 0;
  const at = atLocal(place, addWorkingDays(dueDay, late + early), random.int(OPENING, LAST_STOP));
  return Math.max(at + random.int(0, 59) * 1000, dispatchedAt + ON_THE_ROAD_MS);
}
