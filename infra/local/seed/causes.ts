import { DAY_MS, HOUR_MS, type EpochMs } from '../../../shared/domain/calendar/time.ts';
import type { OrderKind } from '../../../shared/domain/ledger/fact.ts';
import type { KpiId } from '../../../shared/domain/kpi/catalogue.ts';
import type { EventType } from './cloud-event.ts';
import type { EventLog, Subject, Told } from './log.ts';
import type { Order } from './order.ts';
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
const DAMAGED: Causes = [
  ['loading-error', 4],
  ['packing-error', 4],
  ['carrier-delay', 1],
];
const LATE_PROOF: Causes = [
  ['carrier-delay', 5],
  ['labelling-error', 3],
  ['system-outage', 2],
  ['other', 1],
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

const PROOF_MS = 24 * HOUR_MS;

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

const isFound = ({ event: { type, data } }: Told): boolean =>
  type === 'order.discrepancy-reported' && 'fault' in data && data.fault === 'provider';
const isDamaged = ({ event: { type, data } }: Told): boolean =>
  type === 'order.lost' ||
  (type === 'order.damage-reported' && 'confirmed' in data && data.confirmed === true);

/** What went wrong with an order, as far as its facts show it. */
function missesOf(order: Order, told: readonly Told[]): readonly Miss[] {
  const misses: Miss[] = [];
  const add = (kpi: KpiId, causes: Causes, { at }: Told): void => {
    misses.push({ kind: 'delivery', kpi, causes, knownAt: at });
  };
  const left = lastOf(told, 'order.dispatched');
  const came = lastOf(told, 'order.delivered');
  const proof = lastOf(told, 'order.pod-received');
  const found = told.find(isFound);
  const damaged = told.find(isDamaged);
  const isLateOut = left !== undefined && left.at > order.dispatchBy;
  if (found) add('outbound-accuracy', WRONG_ITEM, found);
  if (damaged) add('damage-frequency', DAMAGED, damaged);
  if (isLateOut) add('on-time-dispatch', LATE_OUT, left);
  if (came && order.place.dayOf(came.at) > order.dueDay)
    add('on-time-delivery', isLateOut ? LATE_OUT : LATE_ON_THE_ROAD, came);
  if (came && proof && proof.at > came.at + PROOF_MS) add('pod-on-time', LATE_PROOF, proof);
  return misses;
}

/** Names the causes of an order's misses. */
export function nameOrderCauses({ log, order }: Story, told: readonly Told[]): void {
  if (told.some(({ event }) => UNSURE.has(event.type))) return;
  for (const miss of missesOf(order, told)) name(log, order, order.random, miss);
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
