import { DAY_MS, HOUR_MS, type EpochMs } from '../../../shared/domain/calendar/time.ts';
import type { OrderKind } from '../../../shared/domain/ledger/fact.ts';
import type { KpiId } from '../../../shared/domain/kpi/catalogue.ts';
import type { EventType } from './cloud-event.ts';
import type { EventLog, Subject, Told } from './log.ts';
import type { Random } from './random.ts';
import type { Receipt } from './receipt.ts';
import type { Story } from './steps.ts';

/** What the warehouse says the misses came from: entries of the registry of causes. */

type Causes = readonly (readonly [cause: string, weight: number])[];

const LATE_OUT: Causes = [
  ['capacity', 9],
  ['carrier-no-show', 6],
  ['picking-error', 3],
  ['replenishment-delay', 3],
  ['late-order-release', 2],
  ['system-outage', 1],
];
const LATE_ON_THE_ROAD: Causes = [
  ['carrier-delay', 12],
  ['loading-error', 4],
  ['weather', 3],
  ['master-data', 2],
  ['customs', 1],
];
const WRONG_ITEM: Causes = [
  ['picking-error', 6],
  ['labelling-error', 2],
  ['inventory-difference', 1],
];
const LATE_ON_THE_SHELF: Causes = [
  ['putaway-delay', 3],
  // Of the company's own making; all others are built in.
  ['dock-congestion', 6],
  ['capacity', 2],
  ['equipment-failure', 1],
];

/** Of the misses, how many have a cause; it is named on the morning after. */
const NAMED = 0.85;

interface Miss {
  readonly kind: OrderKind;
  readonly kpi: KpiId;
  readonly causes: Causes;
  readonly knownAt: EpochMs;
}

function name(log: EventLog, about: Subject, random: Random, { kind, kpi, causes, knownAt }: Miss): void {
  if (!random.chance(NAMED)) return;
  const at = (Math.floor(knownAt / DAY_MS) + 1) * DAY_MS + random.int(6, 9) * HOUR_MS;
  log.tell(about, 'miss.cause-assigned', { at, by: 'wms' }, { kind, kpi, cause: random.weighted(causes) });
}

const lastOf = (told: readonly Told[], type: EventType): Told | undefined =>
  told.findLast(({ event }) => event.type === type);

/** Where the deadline moved or the order was taken back, whether there was a miss is for the judges. */
const UNSURE: ReadonlySet<EventType> = new Set([
  'order.promise-revised',
  'order.held',
  'order.cancelled',
  'fact.voided',
]);

/** Names the causes of what went wrong with an order, as far as its facts show it. */
export function nameOrderCauses({ log, order }: Story, told: readonly Told[]): void {
  const { random, place, dispatchBy, dueDay } = order;
  if (told.some(({ event }) => UNSURE.has(event.type))) return;
  const found = told.find(({ event }) => event.type === 'order.discrepancy-reported');
  if (found && 'fault' in found.event.data && found.event.data.fault === 'provider')
    name(log, order, random, {
      kind: 'delivery',
      kpi: 'outbound-accuracy',
      causes: WRONG_ITEM,
      knownAt: found.at,
    });
  const left = lastOf(told, 'order.dispatched');
  const isLateOut = left !== undefined && left.at > dispatchBy;
  if (isLateOut)
    name(log, order, random, {
      kind: 'delivery',
      kpi: 'on-time-dispatch',
      causes: LATE_OUT,
      knownAt: left.at,
    });
  const came = lastOf(told, 'order.delivered');
  if (came && place.dayOf(came.at) > dueDay)
    name(log, order, random, {
      kind: 'delivery',
      kpi: 'on-time-delivery',
      causes: isLateOut ? LATE_OUT : LATE_ON_THE_ROAD,
      knownAt: came.at,
    });
}

const DOCK_TO_STOCK_MS = 48 * HOUR_MS;

export function nameReceiptCauses(log: EventLog, receipt: Receipt, told: readonly Told[]): void {
  const stored = lastOf(told, 'receipt.put-away');
  if (stored && stored.at > receipt.arrivedAt + DOCK_TO_STOCK_MS)
    name(log, receipt, receipt.random, {
      kind: 'receipt',
      kpi: 'receiving-on-time',
      causes: LATE_ON_THE_SHELF,
      knownAt: stored.at,
    });
}
