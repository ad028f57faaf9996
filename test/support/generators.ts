import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { HOUR_MS, MINUTE_MS, parseDay, type EpochMs } from '../../shared/domain/calendar/time.ts';
import { resolveLocalTime, zoneOf } from '../../shared/domain/calendar/zone.ts';
import type { ClientId } from '../../shared/domain/ids.ts';
import type { OrderFacts } from '../../shared/domain/ledger/decide.ts';
import type { FactData, FactType, ReportedFact } from '../../shared/domain/ledger/fact.ts';
import { clientId, orderNo } from './builders.ts';
import { seededRandom } from './memory-documents/index.ts';

/** Orders in bulk: the usual ones of a 3PL from a seed, and the real ones of data/olist-1000. */

export const SITES = ['HAM'];
export const CARRIERS = ['dhl', 'ups', 'dpd'];
const LEVELS = ['standard'];
const BERLIN = 'Europe/Berlin';
const SUMMER = Date.UTC(2026, 2, 29, 1);

const between = (random: () => number, from: number, to: number): number =>
  from + Math.floor(random() * (to - from + 1));
const pick = <T>(random: () => number, from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
const digits = (value: number, width: number): string => String(value).padStart(width, '0');
const wholeSecond = (at: EpochMs): EpochMs => Math.floor(at / 1000) * 1000;

export interface UsualOptions {
  readonly perDay: number;
  /** @default false: lookup items are counted apart */
  readonly withTracking?: boolean;
}

/**
 * The nth usual order of a shipper: placed in the evening, dispatched the next day, delivered two or three days
 * later, its proof of delivery in the hours after. One in eight is late.
 */
export function usualOrder(n: number, { perDay, withTracking = false }: UsualOptions): OrderFacts {
  const random = seededRandom(n + 1);
  const zone = zoneOf(BERLIN);
  const placedOn = parseDay('2026-03-02')! + Math.floor(n / perDay);
  const placedAt = wholeSecond(
    zone.startOfDay(placedOn) + between(random, 7 * 60, 21 * 60) * MINUTE_MS + random() * MINUTE_MS,
  );
  const dispatchedAt = zone.startOfDay(placedOn + 1) + between(random, 8 * 3600, 19 * 3600) * 1000;
  const transit = random() < 0.875 ? between(random, 1, 2) : 3;
  const deliveredAt = zone.startOfDay(placedOn + 1 + transit) + between(random, 8 * 3600, 19 * 3600) * 1000;
  const arrivedAt = deliveredAt - between(random, 1800, 18_000) * 1000;
  const number = `SO-2026-${digits(100_000 + n, 7)}`;
  const units = between(random, 1, 48);
  const carrierId = pick(random, CARRIERS);
  const wms = 'wms://hamburg-02';
  const tms = 'tms://carriers';
  const fact = (type: FactType, at: EpochMs, source: string, id: string, data: FactData): ReportedFact => ({
    type,
    source,
    id,
    occurredAt: at,
    offsetMinutes: at >= SUMMER ? 120 : 60,
    data,
  });
  const serial = digits(3_000_000 + n * 5, 8);
  return {
    kind: 'delivery',
    orderNo: orderNo(number),
    facts: [
      fact('order.placed', placedAt, wms, `ord-${serial}`, {
        promise: { date: placedOn + 3 },
        dispatchBy: zone.startOfDay(placedOn + 1) + 18 * HOUR_MS,
        units,
        siteId: pick(random, SITES),
        carrierId,
        serviceLevel: pick(random, LEVELS),
        destination: { country: 'DE', postalCode: digits(between(random, 1067, 99_998), 5) },
        podRequired: true,
      }),
      fact('order.dispatched', dispatchedAt, wms, `dsp-${serial}`, {
        ...(withTracking && { trackingNo: [`00340434${digits(n, 12)}`] }),
      }),
      fact('order.arrived', arrivedAt, tms, `arr-${serial}`, {}),
      fact('order.delivered', deliveredAt, tms, `dlv-${serial}`, {}),
      fact(
        'order.pod-received',
        deliveredAt + between(random, 60, 30 * 60) * MINUTE_MS,
        tms,
        `pod-${serial}`,
        {
          form: 'image',
        },
      ),
    ],
  };
}

export interface ClientOrder extends OrderFacts {
  readonly clientId: ClientId;
}

interface OlistOrder {
  readonly order_id: string;
  readonly order_status: string;
  readonly order_purchase_timestamp: string;
  readonly order_delivered_carrier_date: string;
  readonly order_delivered_customer_date: string;
  readonly order_estimated_delivery_date: string;
}

interface OlistItem {
  readonly order_id: string;
  readonly seller_id: string;
  readonly shipping_limit_date: string;
}

export const OLIST_DIRECTORY = '../shared/data/olist-1000';
const SAO_PAULO = 'America/Sao_Paulo';

const readCsv = (name: string): unknown =>
  parse(readFileSync(`${OLIST_DIRECTORY}/${name}`), { columns: true, bom: true });

/** The real orders, client = seller, as the import's day mapping makes them of the files. */
export function olistOrders(): readonly ClientOrder[] {
  const limits = new Map<string, string>();
  const items = readCsv('order_items.csv') as OlistItem[];
  for (const { order_id: order, seller_id: seller, shipping_limit_date: limit } of items) {
    const key = `${seller} ${order}`;
    if (limit > (limits.get(key) ?? '')) limits.set(key, limit);
  }
  const orders = new Map((readCsv('orders.csv') as OlistOrder[]).map((order) => [order.order_id, order]));
  return [...limits].flatMap(([key, limit]) => {
    const [seller = '', id = ''] = key.split(' ');
    const order = orders.get(id);
    return order
      ? [
          {
            clientId: clientId(seller),
            kind: 'delivery',
            orderNo: orderNo(id),
            facts: olistFacts(order, limit),
          },
        ]
      : [];
  });
}

function olistFacts(order: OlistOrder, limit: string): readonly ReportedFact[] {
  const local = (text: string) => resolveLocalTime(text, SAO_PAULO)!;
  const fact = (type: FactType, step: string, text: string, data: FactData = {}): readonly ReportedFact[] => {
    if (text === '') return [];
    const { at, offsetMinutes } = local(text);
    return [{ type, source: 'olist', id: `${order.order_id}-${step}`, occurredAt: at, offsetMinutes, data }];
  };
  const bought = order.order_purchase_timestamp;
  return [
    ...fact('order.placed', 'placed', bought, {
      promise: { date: parseDay(order.order_estimated_delivery_date.slice(0, 10))! },
      dispatchBy: local(limit).at,
    }),
    ...(order.order_status === 'canceled'
      ? fact('order.cancelled', 'cancelled', bought, { by: 'client' })
      : []),
    ...fact('order.dispatched', 'dispatched', order.order_delivered_carrier_date),
    ...fact('order.delivered', 'delivered', order.order_delivered_customer_date),
  ];
}
