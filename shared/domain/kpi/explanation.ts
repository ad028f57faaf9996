import { formatDay, MINUTE_MS, type EpochMs } from '../calendar/time.ts';
import { formatInstant, zoneOf, type Zone } from '../calendar/zone.ts';
import type { Contract } from '../contract/contract.ts';
import type { Promises } from '../ledger/deadline.ts';
import type { OrderKind, ReportedFact } from '../ledger/fact.ts';
import type { OrderState } from '../ledger/fold.ts';
import { becauseOf } from './because.ts';
import { CATALOGUE, type KpiId } from './catalogue.ts';
import { deliveryCase, type DeliveryCase } from './delivery-case.ts';
import { excuseFacts } from './excuses.ts';
import { judge } from './judge.ts';
import { limitText } from './limit.ts';
import { originSteps } from './origin-steps.ts';
import type { Verdict } from './verdict.ts';

/** A fact named in an explanation: its identity within the order. */
export interface FactRef {
  readonly type: string;
  readonly source: string;
  readonly id: string;
  readonly occurredAt: EpochMs;
  readonly offsetMinutes: number;
}

/** Why an order counts as it does. Derived when read, never stored (law 3). */
export interface Explanation {
  readonly verdict: Verdict;
  /** One sentence a client can check. */
  readonly because: string;
  /** How the deadline came about, step by step; empty where the KPI has none. */
  readonly deadline: readonly string[];
  readonly facts: readonly FactRef[];
}

const refOf = ({ type, source, id, occurredAt, offsetMinutes }: ReportedFact): FactRef => ({
  type,
  source,
  id,
  occurredAt,
  offsetMinutes,
});
const named = ({ type, source, id }: ReportedFact): string => `${type} (${source} ${id})`;

const instantIn = (at: EpochMs, zone: Zone): string =>
  formatInstant(at, Math.round(zone.offsetAt(at) / MINUTE_MS));

function committed(order: DeliveryCase, due: EpochMs | undefined): readonly string[] {
  const { promises, place, contract } = order;
  const came = originSteps(order.promiseOrigin, 'delivery', contract);
  if (!promises) return came;
  const { granularity, lateToleranceMinutes } = contract.kpis['on-time-delivery'];
  return [
    ...came,
    promised(order, promises),
    ...promises.applied.slice(0, -1).map((revision) => `Revised before by ${named(revision)}.`),
    ...promises.ignored.map((revision) => `${named(revision)} does not count: ${ignoredBecause(contract)}.`),
    ...heldSteps(order),
    ...(lateToleranceMinutes > 0 ? [`Tolerance of ${String(lateToleranceMinutes)} minutes added.`] : []),
    granularity === 'day' ? `Judged by civil days in ${place.id}.` : 'Judged to the minute.',
    endOf(due, place),
  ];
}

/** What was promised last, by the contract or by a fact. */
function promised({ promiseOrigin, place }: DeliveryCase, { effective, applied }: Promises): string {
  const { fact, endAt, day } = effective;
  const endOfDay = `until the end of that day in ${place.id}`;
  if (promiseOrigin.by === 'contract' && applied.length === 0) {
    return promiseOrigin.time.wholeDay
      ? `Due on ${formatDay(day)}, ${endOfDay}.`
      : `Due ${instantIn(endAt, place)}.`;
  }
  const { promise } = fact.data;
  return promise && 'date' in promise
    ? `Promised for ${formatDay(promise.date)}, ${endOfDay}, by ${named(fact)}.`
    : `Promised until ${instantIn(endAt, place)} by ${named(fact)}.`;
}

function ignoredBecause(contract: Contract): string {
  return contract.kpis['on-time-delivery'].promise === 'original'
    ? 'the contract goes by the original promise'
    : 'the client neither asked for it nor agreed before the old deadline';
}

const heldSteps = ({ holds, zone }: DeliveryCase): readonly string[] =>
  holds.map(({ from, to }) =>
    to === undefined
      ? `Held by the client since ${instantIn(from, zone)}; the clock stands still.`
      : `Held by the client from ${instantIn(from, zone)} to ${instantIn(to, zone)}; the deadline moves on by that time if it had not passed.`,
  );

const endOf = (due: EpochMs | undefined, zone: Zone): string =>
  due === undefined
    ? 'No deadline while the clock stands still.'
    : `Last moment in time: ${instantIn(due, zone)}.`;

function dispatchSteps(order: DeliveryCase, due: EpochMs | undefined): readonly string[] {
  const { dispatchBy, dispatchOrigin, zone, contract } = order;
  const came = originSteps(dispatchOrigin, 'dispatch', contract);
  if (!dispatchBy) return came;
  const tolerance = contract.kpis['on-time-dispatch'].lateToleranceMinutes;
  return [
    ...came,
    `Dispatch due ${instantIn(dispatchBy.endAt, zone)} by ${named(dispatchBy.fact)}.`,
    ...heldSteps(order),
    ...(tolerance > 0 ? [`Tolerance of ${String(tolerance)} minutes added.`] : []),
    endOf(due, zone),
  ];
}

function completionSteps(order: DeliveryCase, due: EpochMs | undefined): readonly string[] {
  const { completeBy, graceDays } = order.contract.kpis['order-completion'];
  if (!order.due || completeBy === 'promise') return committed(order, due);
  return [
    ...originSteps(order.promiseOrigin, 'delivery', order.contract),
    `Promised for ${formatDay(order.due.day)}.`,
    `Complete by the end of that month and ${String(graceDays)} days of grace, in ${order.zone.id}.`,
    ...heldSteps(order),
    endOf(due, order.zone),
  ];
}

function podSteps(order: DeliveryCase, due: EpochMs | undefined): readonly string[] {
  const { limits, form } = order.contract.kpis['pod-on-time'];
  if (!order.delivered) return [];
  const what = form === 'original' ? 'The original proof of delivery' : 'A proof of delivery';
  return [
    `Delivered ${instantIn(order.delivered.occurredAt, order.zone)} by ${named(order.delivered)}.`,
    `${what} is due ${limitText(limits[form])} later.`,
    endOf(due, order.zone),
  ];
}

function deadlineSteps(kpi: KpiId, order: DeliveryCase, due: EpochMs | undefined): readonly string[] {
  switch (kpi) {
    case 'on-time-dispatch':
      return dispatchSteps(order, due);
    case 'on-time-delivery':
    case 'in-full':
    case 'otif':
    case 'urgent-order-completion':
      return committed(order, due);
    case 'order-completion':
      return completionSteps(order, due);
    case 'pod-on-time':
      return podSteps(order, due);
    default:
      return [];
  }
}

function silenceSteps(verdict: Verdict, contract: Contract): readonly string[] {
  if (verdict.deadline === undefined) return [];
  const { silenceDays } = contract.kpis['complaint-rate'];
  return [
    `The client may object for ${String(silenceDays)} days.`,
    `Last moment to object: ${instantIn(verdict.deadline, zoneOf(contract.timeZone))}.`,
  ];
}

/** Every verdict of an order with its reasons, by the order of the catalogue. */
export function explain(kind: OrderKind, state: OrderState, contract: Contract): readonly Explanation[] {
  const order = kind === 'delivery' && state.facts.length > 0 ? deliveryCase(state, contract) : undefined;
  const verdicts = judge(kind, state, contract);
  return verdicts
    .map((verdict): Explanation => {
      const excuses = verdict.excused || verdict.outcome === 'missed' ? excuseFacts(state, verdict.kpi) : [];
      return {
        verdict,
        because: becauseOf(verdict, verdicts),
        deadline: order
          ? deadlineSteps(verdict.kpi, order, verdict.deadline)
          : silenceSteps(verdict, contract),
        facts: [...new Set([...verdict.facts, ...excuses])].map(refOf),
      };
    })
    .sort((a, b) => positionOf(a.verdict.kpi) - positionOf(b.verdict.kpi));
}

const CATALOGUE_ORDER = Object.keys(CATALOGUE);
const positionOf = (kpi: KpiId): number => CATALOGUE_ORDER.indexOf(kpi);
