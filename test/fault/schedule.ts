import { DAY_MS, HOUR_MS, MINUTE_MS, type EpochMs } from '../../shared/domain/calendar/time.ts';
import type { OrderNo } from '../../shared/domain/ids.ts';
import type { OrderFacts } from '../../shared/domain/ledger/decide.ts';
import type { FactData, FactType, OrderKind, ReportedFact } from '../../shared/domain/ledger/fact.ts';
import type { TransactionLimits } from '../../shared/ports/order-ledger.ts';
import { at, day, orderNo } from '../support/builders.ts';

/** What one schedule sends and how it is disturbed: all of it from one seed. */
export interface Schedule {
  readonly seed: number;
  readonly messages: readonly (readonly OrderFacts[])[];
  /** Everything sent, by order. */
  readonly orders: readonly SentOrder[];
  /** For each writer the messages it is handed, in order; a message may be handed to several. */
  readonly deliveries: readonly (readonly number[])[];
  readonly limits: TransactionLimits;
  /** Share of operations that fail while faults are on. */
  readonly faultRate: number;
  /** After how many deliveries new processes run the next judges; `undefined` = no deployment. */
  readonly deployAfter: number | undefined;
  /** A contract version that is activated while everything runs; `undefined` = none. */
  readonly activation: Activation | undefined;
}

export interface Activation {
  /** Deliveries before it. */
  readonly after: number;
  /** The first day of orders under it: mostly some of the schedule are, some are not. */
  readonly effectiveFrom: string;
  /** Deliveries before a pass asked for earlier, for another reason, comes to its turn; `undefined` = there is none. */
  readonly olderPassAfter: number | undefined;
}

export interface SentOrder {
  readonly kind: OrderKind;
  readonly orderNo: OrderNo;
  /** Every content sent, each once; two of one identity differ in content. */
  readonly facts: readonly ReportedFact[];
}

export type Random = () => number;

const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
const chance = (random: Random, share: number): boolean => random() < share;
const upTo = (random: Random, most: number): number => Math.floor(random() * (most + 1));

function shuffle<T>(random: Random, list: readonly T[]): T[] {
  const shuffled = [...list];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = upTo(random, i);
    [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
  }
  return shuffled;
}

/** Start of the clock of a schedule; nothing that is sent happened later, but for facts of the future. */
export const START: EpochMs = at('2026-06-01 12:00');
const PLACED: EpochMs = at('2026-03-02 09:00');
const PROMISED = day('2026-03-10');
const SOURCES = ['wms://hamburg', 'tms://dhl'];
const CARRIERS = ['dhl', 'ups', 'dpd', 'unregistered'];

/** Facts a delivery order may have beside the usual ones; hours after it was placed. */
const EXTRAS: readonly (readonly [FactType, number, (random: Random) => FactData])[] = [
  ['order.promise-revised', 50, () => ({ promise: { date: PROMISED + 3 }, by: 'client' })],
  ['order.promise-revised', 60, () => ({ promise: { date: PROMISED + 120 }, by: 'client' })],
  ['order.held', 20, () => ({ reason: 'stock', by: 'client' })],
  ['order.released', 70, () => ({ reason: 'stock' })],
  ['order.changed', 30, (random) => ({ units: 1 + upTo(random, 20), siteId: pick(random, ['HAM', 'MUC']) })],
  ['order.cancelled', 40, (random) => ({ by: pick(random, ['client', 'provider'] as const) })],
  ['order.refused', 190, () => ({ reason: 'damage' })],
  ['order.returned', 240, () => ({})],
  ['order.lost', 200, () => ({})],
  ['order.damage-reported', 250, () => ({ confirmed: true, stage: 'transport' })],
  ['order.discrepancy-reported', 260, () => ({ discrepancy: 'short', units: 1 })],
  ['order.pod-decided', 240, () => ({ accepted: false })],
  ['order.delay-excused', 230, () => ({ proposedBy: 'provider', decision: 'accepted', decidedBy: 'client' })],
  ['order.delivered', 300, (random) => ({ units: 1 + upTo(random, 10) })],
];

const spread = (random: Random, hours: number): EpochMs =>
  PLACED + hours * HOUR_MS + upTo(random, 48 * 60) * MINUTE_MS;

function usualFacts(random: Random): [FactType, EpochMs, FactData][] {
  const units = 1 + upTo(random, 15);
  return [
    [
      'order.placed',
      PLACED + upTo(random, 20) * HOUR_MS,
      {
        promise: { date: PROMISED + upTo(random, 2) },
        dispatchBy: PLACED + 90 * HOUR_MS,
        units,
        siteId: pick(random, ['HAM', 'MUC']),
        podRequired: chance(random, 0.5),
        urgent: chance(random, 0.2),
        ...(chance(random, 0.3) && { references: [`PO-${String(upTo(random, 99))}`] }),
      },
    ],
    [
      'order.dispatched',
      spread(random, 60),
      {
        carrierId: pick(random, CARRIERS),
        ...(chance(random, 0.3) && { trackingNo: [`T${String(upTo(random, 99))}`] }),
      },
    ],
    ['order.delivered', spread(random, 185), chance(random, 0.3) ? { units } : {}],
    ['order.pod-received', spread(random, 200), { form: 'image' }],
  ];
}

function incidentFacts(random: Random): [FactType, EpochMs, FactData][] {
  const raised: [FactType, EpochMs, FactData] = [
    'incident.raised',
    spread(random, 100),
    { category: 'late' },
  ];
  return chance(random, 0.5)
    ? [raised]
    : [
        raised,
        [
          'incident.decided',
          spread(random, 150),
          { valid: false, by: pick(random, ['client', 'provider'] as const) },
        ],
      ];
}

const toFact = (
  random: Random,
  prefix: string,
  [type, occurredAt, data]: [FactType, EpochMs, FactData],
  i: number,
): ReportedFact => ({
  type,
  source: pick(random, SOURCES),
  id: `${prefix}-${String(i)}`,
  occurredAt,
  offsetMinutes: 60,
  data,
});

/** Corrections, an id used twice, a fact of the future, an order number used again, an order moved to another day. */
function withTrouble(random: Random, facts: readonly ReportedFact[]): ReportedFact[] {
  const all = [...facts];
  const some = pick(random, facts);
  if (chance(random, 0.3)) {
    const voids = chance(random, 0.9)
      ? { source: some.source, id: some.id }
      : { source: 'x', id: 'never-sent' };
    all.push({ ...some, type: 'fact.voided', id: `${some.id}-void`, data: { voids } });
  }
  if (chance(random, 0.15)) all.push({ ...some, occurredAt: some.occurredAt + MINUTE_MS });
  if (chance(random, 0.1)) all.push({ ...some, id: `${some.id}-future`, occurredAt: START + 30 * DAY_MS });
  const first = facts[0]!;
  if (first.type === 'order.placed' && chance(random, 0.08))
    all.push({ ...first, id: `${first.id}-again`, occurredAt: first.occurredAt + 70 * DAY_MS });
  if (first.type === 'order.placed' && chance(random, 0.25)) {
    const voids = { source: first.source, id: first.id };
    all.push({ ...first, type: 'fact.voided', id: `${first.id}-moved`, data: { voids } });
    const days = pick(random, [-1, 1]);
    all.push({ ...first, id: `${first.id}-instead`, occurredAt: first.occurredAt + days * DAY_MS });
  }
  return all;
}

function makeOrder(random: Random, i: number): SentOrder {
  const isIncident = chance(random, 0.15);
  const plain = isIncident ? incidentFacts(random) : usualFacts(random).slice(0, 1 + upTo(random, 3));
  if (!isIncident)
    for (let extras = upTo(random, 2); extras > 0; extras--) {
      const [type, hours, data] = pick(random, EXTRAS);
      plain.push([type, spread(random, hours), data(random)]);
    }
  const facts = plain.map((one, j) => toFact(random, `e${String(i)}`, one, j));
  return {
    kind: isIncident ? 'incident' : 'delivery',
    orderNo: orderNo(`SO ${String(i)}`),
    facts: withTrouble(random, facts),
  };
}

/** Deals every fact to a message, some to two; a message holds facts of several orders in any arrangement. */
function deal(random: Random, orders: readonly SentOrder[]): readonly (readonly OrderFacts[])[] {
  const messages: OrderFacts[][] = Array.from({ length: 1 + upTo(random, 4) }, () => []);
  for (const { kind, orderNo: number, facts } of orders)
    for (const fact of facts)
      for (let copies = chance(random, 0.15) ? 2 : 1; copies > 0; copies--)
        pick(random, messages).push({ kind, orderNo: number, facts: [fact] });
  return messages.map((message) => shuffle(random, message)).filter((message) => message.length > 0);
}

/** The order is placed on 2 March, or in its last hours on the 3rd; one that is moved, a day earlier or later. */
const FIRST_DAYS = ['2026-03-02', '2026-03-03', '2026-03-03', '2026-03-04'];

function makeActivation(random: Random, handed: number): Activation {
  const after = upTo(random, handed);
  const olderPassAfter = chance(random, 0.5) ? Math.max(0, after - upTo(random, 2)) : undefined;
  return { after, effectiveFrom: pick(random, FIRST_DAYS), olderPassAfter };
}

/** The schedule of a seed. */
export function makeSchedule(seed: number, random: Random): Schedule {
  const orders = Array.from({ length: 1 + upTo(random, 3) }, (_, i) => makeOrder(random, i));
  const messages = deal(random, orders);
  const deliveries: number[][] = Array.from({ length: 2 + upTo(random, 1) }, () => []);
  let handed = 0;
  for (const message of shuffle(random, [...messages.keys()]))
    for (let times = pick(random, [1, 1, 2, 3]); times > 0; times--, handed++)
      pick(random, deliveries).push(message);
  return {
    seed,
    messages,
    orders,
    deliveries,
    limits: { orders: 1 + upTo(random, 2), actions: 3 + upTo(random, 9) },
    faultRate: pick(random, [0.05, 0.15, 0.3]),
    deployAfter: chance(random, 0.5) ? upTo(random, handed) : undefined,
    activation: chance(random, 0.5) ? makeActivation(random, handed) : undefined,
  };
}
