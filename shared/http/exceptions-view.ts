import type { CausePareto, OrderWithMisses } from '../app/exceptions/causes-of-misses.ts';
import type { ChangedOrder } from '../app/exceptions/change-orders.ts';
import { sidesOf, type CountedSides, type JudgedOrder } from '../app/exceptions/judged-order.ts';
import { disputeStateOf, type OrderWithDisputes } from '../app/exceptions/list-disputes.ts';
import type { ListedExcuse, OrderWithExcuses } from '../app/exceptions/list-excuses.ts';
import { disputeOf, type FactName } from '../app/exceptions/raise-dispute.ts';
import { formatDay, type EpochMs } from '../domain/calendar/time.ts';
import { formatInstant, zoneOf } from '../domain/calendar/zone.ts';
import { problem } from '../domain/errors.ts';
import type { KpiId } from '../domain/kpi/catalogue.ts';
import type { Dispute } from '../domain/kpi/disputes.ts';
import { excusesOf, standingOf, subjectsFor, type Excuse } from '../domain/kpi/excuses.ts';
import { cutRatio } from '../domain/kpi/ratio.ts';
import type { OrderRecord } from '../domain/ledger/order-record.ts';

/** How excuses, disputes and causes read over the API. */

const nameOf = ({ kind, orderNo }: Pick<OrderRecord, 'kind' | 'orderNo'>) => ({ kind, orderNo });

const countedView = ({ day, gross, net, disputed }: CountedSides) => ({
  day: formatDay(day),
  gross,
  net,
  disputed,
});

const OTHER = { client: 'provider', provider: 'client' } as const;

const standingView = (
  { proposedBy, decideUntil }: Excuse,
  { state, bySilence }: ReturnType<typeof standingOf>,
  timeZone: string,
) => ({
  state,
  bySilence,
  proposedBy,
  waitsFor: state === 'proposed' ? OTHER[proposedBy] : null,
  decideUntil: formatInstant(decideUntil),
  lastDayToDecide: formatDay(zoneOf(timeZone).dayOf(decideUntil)),
});

/** The excuse that stands for a KPI of an order, its own before one of any delay. */
function excuseView({ state, contract }: JudgedOrder, kpi: KpiId, asOf: EpochMs) {
  const { bySubject, terms, timeZone } = excusesOf(state, contract);
  const excuse = subjectsFor(kpi)
    .map((subject) => bySubject.get(subject))
    .find((one) => one !== undefined);
  return excuse && standingView(excuse, standingOf(excuse, terms, asOf), timeZone);
}

function changedView(one: ChangedOrder, kpi: KpiId | undefined, asOf: EpochMs) {
  if (!('judged' in one)) return { ...nameOf(one.ref), done: false, ...one.refusal };
  const counted = kpi && sidesOf(one.judged, kpi, asOf);
  return { ...nameOf(one.ref), done: true, ...(counted && { counted: countedView(counted) }) };
}

/**
 * What became of the orders of a request. Throws `all-orders-refused` when nothing was done, `unavailable` when that
 * may only be a matter of time.
 */
function changedOrdersView<T extends { readonly done: boolean; readonly code?: string }>(
  orders: readonly T[],
) {
  const done = orders.filter((order) => order.done).length;
  if (orders.every(({ code }) => code === 'not-recorded')) throw problem.unavailable();
  if (done === 0) throw problem.allOrdersRefused({ orders });
  return { orders: [...orders], done, refused: orders.length - done };
}

export const excusedOrdersView = (changed: readonly ChangedOrder[], kpi: KpiId, asOf: EpochMs) =>
  changedOrdersView(
    changed.map((one) => {
      const excuse = 'judged' in one ? excuseView(one.judged, kpi, asOf) : undefined;
      return { ...changedView(one, kpi, asOf), ...(excuse && { excuse }) };
    }),
  );

export const explainedOrdersView = (
  changed: readonly ChangedOrder[],
  kpi: KpiId | undefined,
  asOf: EpochMs,
) => changedOrdersView(changed.map((one) => changedView(one, kpi, asOf)));

function listedExcuseView({ kpi, excuse, standing, counted }: ListedExcuse, timeZone: string) {
  const { proposal, decision } = excuse;
  return {
    kpi: kpi ?? null,
    ...standingView(excuse, standing, timeZone),
    proposedAt: formatInstant(proposal.occurredAt),
    reasonCode: proposal.data.reasonCode ?? null,
    evidence: proposal.data.evidence ?? null,
    note: proposal.data.note ?? null,
    decidedAt: decision ? formatInstant(decision.occurredAt) : null,
    decisionNote: decision === proposal ? null : (decision?.data.note ?? null),
    counted: counted ? countedView(counted) : null,
  };
}

export const orderWithExcusesView = ({ order, excuses, timeZone }: OrderWithExcuses) => ({
  ...nameOf(order),
  excuses: excuses.map((excuse) => listedExcuseView(excuse, timeZone)),
});

const disputeView = (dispute: Dispute) => {
  const { raised, settled, about } = dispute;
  const { source = '', id = '' } = raised.data.disputes ?? {};
  return {
    fact: { type: about?.type ?? null, source, id },
    state: disputeStateOf(dispute),
    reason: raised.data.reason ?? null,
    raisedAt: formatInstant(raised.occurredAt),
    settledAt: settled ? formatInstant(settled.occurredAt) : null,
    settlement: settled?.data.reason ?? null,
  };
};

export const orderWithDisputesView = ({ order, disputes, kpis }: OrderWithDisputes) => ({
  ...nameOf(order),
  disputes: disputes.map(disputeView),
  kpis: [...kpis],
});

/** One order after a dispute was raised or settled: the dispute, and how every KPI counts now. */
export function disputedOrderView(judged: JudgedOrder, fact: FactName, asOf: EpochMs) {
  const dispute = disputeOf(judged, fact);
  if (!dispute) throw new Error('a dispute that was just recorded is not there');
  const kpis = [...new Set(judged.verdicts.map(({ kpi }) => kpi))];
  return {
    ...nameOf(judged.order),
    dispute: disputeView(dispute),
    verdicts: kpis.flatMap((kpi) => {
      const counted = sidesOf(judged, kpi, asOf);
      return counted ? [{ kpi, counted: countedView(counted) }] : [];
    }),
  };
}

const SHARE = { direction: 'higher' } as const;

export const paretoView = ({ lines, assigned, unassigned }: CausePareto) => ({
  assigned,
  unassigned,
  causes: lines.map(({ cause, name, orders, cumulative }) => ({
    cause,
    name,
    orders,
    cumulative: {
      numerator: cumulative,
      denominator: assigned,
      value: cutRatio(cumulative, assigned, SHARE) ?? 0,
    },
  })),
});

export const orderWithMissesView = ({ order, misses }: OrderWithMisses) => {
  const { siteId, carrierId } = order.evaluation.dimensions;
  return {
    ...nameOf(order),
    siteId: siteId ?? 'unknown',
    carrierId: carrierId ?? 'unknown',
    misses: misses.flatMap(({ kpi, outcome, excused }) =>
      outcome === 'missed' || outcome === 'overdue' ? [{ kpi, outcome, excused }] : [],
    ),
  };
};
