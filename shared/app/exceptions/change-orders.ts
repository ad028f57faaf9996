import type { EpochMs } from '../../domain/calendar/time.ts';
import { MINUTE_MS } from '../../domain/calendar/time.ts';
import { zoneOf } from '../../domain/calendar/zone.ts';
import { historyOf } from '../../domain/contract/in-force.ts';
import type { Client } from '../../domain/crm/client.ts';
import { problem } from '../../domain/errors.ts';
import type { OrderNo } from '../../domain/ids.ts';
import { MAX_FACTS, type OrderFacts } from '../../domain/ledger/decide.ts';
import { identityOf, type FactData, type FactType, type ReportedFact } from '../../domain/ledger/fact.ts';
import { orderKey, type OrderRecord, type OrderRef } from '../../domain/ledger/order-record.ts';
import type { AuditEntry, AuditLog } from '../../ports/audit.ts';
import type { Authorizer } from '../authorize.ts';
import { recordFacts, type RecordFactsDeps } from '../record-facts.ts';
import { judgeOrder, type JudgedOrder } from './judged-order.ts';

export interface ChangeOrdersDeps {
  readonly authorizer: Authorizer;
  readonly audit: AuditLog;
  /** Its readers are not cached: an order must never be judged by terms older than those it stands under. */
  readonly recording: RecordFactsDeps;
  readonly bucketOf: (orderNo: OrderNo, buckets: number) => number;
}

/** Why an order was left as it is. */
export const ORDER_REFUSALS = [
  'no-such-order',
  'not-missed',
  'excuse-exists',
  'excuse-too-late',
  'excuse-wrong-side',
  'no-excuse',
  'order-full',
  'not-recorded',
] as const;
export type OrderRefusalCode = (typeof ORDER_REFUSALS)[number];

export interface OrderRefusal {
  readonly code: OrderRefusalCode;
  /** What is wrong and what to do about it. */
  readonly detail: string;
}

/** What became of one order of a request: as it stands now, or why nothing was done. */
export type ChangedOrder = { readonly ref: OrderRef } & (
  { readonly judged: JudgedOrder } | { readonly refusal: OrderRefusal }
);

/** What to do with an order: facts to record (none: it is done already), or why not. */
export type Plan = { readonly facts: readonly ReportedFact[] } | { readonly refusal: OrderRefusal };

export interface Change {
  readonly plan: (judged: JudgedOrder) => Plan;
  /** Looks at the order once the facts are in: who came first, where two wanted the same at once. */
  readonly lost?: (judged: JudgedOrder) => OrderRefusal | undefined;
}

/** A request and its moment. `requestId` names what it writes, the same for a repeat, so that a repeat changes nothing. */
export interface Request {
  readonly requestId: string;
  readonly now: EpochMs;
}

/** A fact that a caller states now; `after` keeps it behind what it answers, for facts go by the time they happened. */
export function factOf(
  { requestId, now }: Request,
  source: string,
  { timeZone }: Pick<Client, 'timeZone'>,
  type: FactType,
  data: FactData,
  after: readonly (ReportedFact | undefined)[] = [],
): ReportedFact {
  const behind = Math.max(now, ...after.map((fact) => (fact ? fact.occurredAt + 1 : now)));
  const offsetMinutes = Math.round(zoneOf(timeZone).offsetAt(behind) / MINUTE_MS);
  return { type, source, id: requestId, occurredAt: behind, offsetMinutes, data };
}

/** Whether the order holds what this request writes: then it is a repeat. */
export const isRepeat = ({ order }: JudgedOrder, { requestId }: Request, source: string): boolean =>
  order.facts.some((fact) => fact.id === requestId && fact.source === source);

type Partitions = ReadonlyMap<number, readonly OrderRef[]>;

function byBucket<T extends OrderRef>(
  { bucketOf }: ChangeOrdersDeps,
  { buckets }: Client,
  refs: readonly T[],
): ReadonlyMap<number, readonly T[]> {
  const partitions = new Map<number, T[]>();
  for (const ref of refs) {
    const bucket = bucketOf(ref.orderNo, buckets);
    const known = partitions.get(bucket);
    if (known) known.push(ref);
    else partitions.set(bucket, [ref]);
  }
  return partitions;
}

async function load(
  { recording }: ChangeOrdersDeps,
  { clientId }: Client,
  partitions: Partitions,
): Promise<ReadonlyMap<string, OrderRecord>> {
  const pages = await Promise.all(
    [...partitions].map(([bucket, refs]) => recording.ledger.load({ clientId, bucket }, refs)),
  );
  return new Map(pages.flat().map((order) => [orderKey(order), order]));
}

export const NO_SUCH_ORDER: OrderRefusal = {
  code: 'no-such-order',
  detail: 'there is no order of this kind and number; look it up with GET …/orders?q=',
};
const NOT_RECORDED: OrderRefusal = {
  code: 'not-recorded',
  detail: 'it could not be written in time; repeat the request with the same Idempotency-Key',
};
const ORDER_FULL: OrderRefusal = {
  code: 'order-full',
  detail: `an order holds at most ${String(MAX_FACTS)} facts; this one takes no more`,
};

/**
 * Changes orders through the one door, each by itself, so that the caller sees the verdicts that follow. 1. read and
 * judge; 2. plan each; 3. record the facts of every bucket; 4. read and judge again: what is not there was refused.
 */
export async function changeOrders(
  deps: ChangeOrdersDeps,
  client: Client,
  refs: readonly OrderRef[],
  { plan, lost }: Change,
): Promise<readonly ChangedOrder[]> {
  const [terms, registries] = await Promise.all([
    deps.recording.clients.terms(client.clientId),
    deps.recording.registries.all(),
  ]);
  if (!terms) throw problem.notFound();
  const history = historyOf(terms);
  const judged = async (wanted: readonly OrderRef[]): Promise<ReadonlyMap<string, JudgedOrder>> => {
    const orders = await load(deps, client, byBucket(deps, client, wanted));
    return new Map([...orders].map(([key, order]) => [key, judgeOrder(order, history, registries)]));
  };

  const before = await judged(refs);
  const plans = new Map(
    refs.map((ref): [string, Plan] => {
      const found = before.get(orderKey(ref));
      return [orderKey(ref), found ? fitting(found, plan(found)) : { refusal: NO_SUCH_ORDER }];
    }),
  );
  const wanted = refs.flatMap((ref): OrderFacts[] => {
    const planned = plans.get(orderKey(ref));
    return planned && 'facts' in planned && planned.facts.length > 0
      ? [{ ...ref, facts: planned.facts }]
      : [];
  });
  await record(deps, client, wanted);
  const after = wanted.length > 0 ? await judged(wanted) : before;

  return refs.map((ref): ChangedOrder => {
    const planned = plans.get(orderKey(ref));
    if (!planned || 'refusal' in planned) return { ref, refusal: planned?.refusal ?? NO_SUCH_ORDER };
    const found = after.get(orderKey(ref)) ?? before.get(orderKey(ref));
    if (!found) return { ref, refusal: NOT_RECORDED };
    const refusal = missing(found, planned.facts) ?? (planned.facts.length > 0 ? lost?.(found) : undefined);
    return refusal ? { ref, refusal } : { ref, judged: found };
  });
}

/** Facts that belong together must not be parted by the limit. */
const fitting = ({ order }: JudgedOrder, planned: Plan): Plan =>
  'facts' in planned && planned.facts.length > 0 && order.facts.length + planned.facts.length > MAX_FACTS
    ? { refusal: ORDER_FULL }
    : planned;

async function record(deps: ChangeOrdersDeps, client: Client, orders: readonly OrderFacts[]): Promise<void> {
  await Promise.all(
    [...byBucket(deps, client, orders)].map(([bucket, some]) =>
      recordFacts(deps.recording, { clientId: client.clientId, bucket }, some),
    ),
  );
}

function missing({ order }: JudgedOrder, facts: readonly ReportedFact[]): OrderRefusal | undefined {
  const there = new Set(order.facts.map((fact) => identityOf(fact)));
  return facts.every((fact) => there.has(identityOf(fact))) ? undefined : NOT_RECORDED;
}

/** One line of the audit log for each order that was changed. */
export async function auditOrders(
  { audit }: Pick<ChangeOrdersDeps, 'audit'>,
  changed: readonly ChangedOrder[],
  entry: Omit<AuditEntry, 'outcome' | 'target'>,
  what: string,
): Promise<void> {
  const steps = changed.flatMap((one): readonly AuditEntry[] => {
    const target = `${orderKey(one.ref)} ${what}`;
    if ('judged' in one) return [{ ...entry, outcome: 'done', target }];
    // Whoever decides for the other side is told no, and remembered like one whose role does not allow it.
    return one.refusal.code === 'excuse-wrong-side' ? [{ ...entry, outcome: 'refused', target }] : [];
  });
  await Promise.all(steps.map((step) => audit.append(step)));
}
