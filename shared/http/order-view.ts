import { formatDay, type EpochMs } from '../domain/calendar/time.ts';
import { formatInstant } from '../domain/calendar/zone.ts';
import type { CountedVerdict, ListedOrder } from '../app/list-orders.ts';
import type { ExplainedVerdict, OrderWithEverything } from '../app/get-order.ts';
import type { Fact, PromiseTime, ReportedFact } from '../domain/ledger/fact.ts';
import { factsOf, fold, referencesOf, termsOf } from '../domain/ledger/fold.ts';
import type { Dimensions } from '../domain/ledger/order-record.ts';

/** How orders read over the API: days and instants as text, nothing else changed. */

const promiseView = (promise: PromiseTime, offset: number): Record<string, string> =>
  'date' in promise
    ? { date: formatDay(promise.date) }
    : {
        ...(promise.from !== undefined && { from: formatInstant(promise.from, offset) }),
        to: formatInstant(promise.to, offset),
      };

/** A fact's data as the sender wrote it (`discrepancy` was `type` there, the reviser's `by` was `revisedBy`). */
export function dataView({ type, data, offsetMinutes }: ReportedFact): Record<string, unknown> {
  const { promise, dispatchBy, discrepancy, by, ...rest } = data;
  return {
    ...(promise && { promise: promiseView(promise, offsetMinutes) }),
    ...(dispatchBy !== undefined && { dispatchBy: formatInstant(dispatchBy, offsetMinutes) }),
    ...(discrepancy && { type: discrepancy }),
    ...(by && { [type === 'order.promise-revised' ? 'revisedBy' : 'by']: by }),
    ...rest,
  };
}

const factView = (fact: Fact, voided: ReadonlySet<Fact>) => ({
  type: fact.type,
  source: fact.source,
  id: fact.id,
  occurredAt: formatInstant(fact.occurredAt, fact.offsetMinutes),
  recordedAt: formatInstant(fact.recordedAt),
  voided: voided.has(fact),
  data: dataView(fact),
});

const optionalInstant = (at: EpochMs | undefined): string | null =>
  at === undefined ? null : formatInstant(at);

const dimensionsView = ({ siteId, carrierId, serviceLevel }: Dimensions) => ({
  siteId: siteId ?? 'unknown',
  carrierId: carrierId ?? 'unknown',
  serviceLevel: serviceLevel ?? 'unknown',
});

const verdictView = ({ verdict, seen, because, deadline, facts }: ExplainedVerdict) => ({
  kpi: seen.kpi,
  outcome: seen.outcome,
  day: formatDay(verdict.day),
  excused: seen.excused,
  disputed: verdict.disputed,
  ...(seen.exclusion && { reason: seen.exclusion }),
  deadline: optionalInstant(verdict.deadline),
  ...(verdict.pendingUntil !== undefined && { pendingUntil: formatInstant(verdict.pendingUntil) }),
  explanation: {
    rule: verdict.rule,
    because,
    deadline: [...deadline],
    facts: facts.map(({ offsetMinutes, ...fact }) => ({
      ...fact,
      occurredAt: formatInstant(fact.occurredAt, offsetMinutes),
    })),
  },
});

/** What the facts of an order say together, as the contract reads them. */
function stateView({ state, delivery }: OrderWithEverything) {
  const { units, lines, urgent, podRequired, destination } = delivery?.terms ?? termsOf(state, undefined);
  return {
    placedAt: optionalInstant(delivery?.placed?.occurredAt),
    dispatchedAt: optionalInstant(delivery?.dispatch.completed?.occurredAt),
    deliveredAt: optionalInstant(delivery?.delivered?.occurredAt),
    cancelledAt: optionalInstant(delivery?.cancellations[0]?.occurredAt),
    units: units ?? null,
    lines: lines ? lines.map((line) => ({ ...line })) : null,
    urgent,
    podRequired,
    destination: destination ? { ...destination } : null,
    references: [...referencesOf(state.facts)],
  };
}

/** One order with everything. */
export function orderView(everything: OrderWithEverything) {
  const { client, order, state, contractVersion, verdicts } = everything;
  const { evaluation } = order;
  const voided = new Set(state.voided);
  return {
    clientId: client.clientId,
    kind: order.kind,
    orderNo: order.orderNo,
    version: order.version,
    listedOn: formatDay(evaluation.indexDay),
    ...dimensionsView(evaluation.dimensions),
    dataQuality: [...evaluation.dataQuality],
    judged: { judgeVersion: evaluation.judgeVersion, contractVersion: evaluation.contractVersion },
    contractVersion,
    state: stateView(everything),
    verdicts: verdicts.map(verdictView),
    facts: order.facts.map((fact) => factView(fact, voided)),
  };
}

const countedView = ({
  kpi,
  outcome,
  excused,
  disputed,
  exclusion,
  day,
  deadline,
  amount,
}: CountedVerdict) => ({
  kpi,
  outcome,
  day: formatDay(day),
  excused,
  disputed,
  amount,
  ...(exclusion && { reason: exclusion }),
  ...(deadline !== undefined && { deadline: formatInstant(deadline) }),
});

/** One line of a list of orders. */
export function listedOrderView({ order, verdict }: ListedOrder) {
  const state = fold(order.facts);
  const placed = factsOf(state, 'order.placed')[0];
  return {
    kind: order.kind,
    orderNo: order.orderNo,
    listedOn: formatDay(order.evaluation.indexDay),
    placedAt: optionalInstant(placed?.occurredAt),
    lastDeliveryAt: optionalInstant(factsOf(state, 'order.delivered').at(-1)?.occurredAt),
    ...dimensionsView(order.evaluation.dimensions),
    dataQuality: [...order.evaluation.dataQuality],
    ...(verdict && { verdict: countedView(verdict) }),
  };
}
