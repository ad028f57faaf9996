import { formatDay, MINUTE_MS, type EpochMs } from '../calendar/time.ts';
import { formatInstant, zoneOf, type Zone } from '../calendar/zone.ts';
import type { Contract, Limit } from '../contract/contract.ts';
import type { Promises } from '../ledger/deadline.ts';
import type { ReportedFact } from '../ledger/fact.ts';
import { factsOf, type OrderState } from '../ledger/fold.ts';
import type { KpiId } from './catalogue.ts';
import type { DeliveryCase } from './delivery-case.ts';
import { limitEnd, limitText } from './limit.ts';
import { originSteps } from './origin-steps.ts';
import type { Verdict } from './verdict.ts';

/** How deadlines came about, in sentences that a client can check. */

const NONE: readonly never[] = [];

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

/** When something is due that the contract gives a limit, or the year that its calendar lacks. */
function limitSteps(what: string, from: ReportedFact, limit: Limit, contract: Contract): readonly string[] {
  const zone = zoneOf(contract.timeZone);
  const end = limitEnd(from.occurredAt, limit, contract);
  return [
    `${what} is due ${limitText(limit)} after ${named(from)}, ${instantIn(from.occurredAt, zone)}.`,
    typeof end === 'object'
      ? `The calendar of the contract has no holidays for ${String(end.missingYear)}.`
      : endOf(end, zone),
  ];
}

function podSteps({ contract, delivered, terms }: DeliveryCase): readonly string[] {
  const { limits, form } = contract.kpis['pod-on-time'];
  if (!delivered || !terms.podRequired) return [];
  const what = form === 'original' ? 'The original proof of delivery' : 'A proof of delivery';
  return limitSteps(what, delivered, limits[form], contract);
}

type Steps = (order: DeliveryCase, due: EpochMs | undefined) => readonly string[];

const STEPS: Partial<Record<KpiId, Steps>> = {
  'on-time-dispatch': dispatchSteps,
  'on-time-delivery': committed,
  'in-full': committed,
  otif: committed,
  'perfect-order': (order) => [...committed(order, order.due?.at), ...podSteps(order)],
  'pod-on-time': podSteps,
  'order-completion': completionSteps,
  'urgent-order-completion': committed,
};

/** How the deadline of a KPI on a delivery order came about; none where the KPI has no deadline. */
export const deadlineSteps = (kpi: KpiId, order: DeliveryCase, due: EpochMs | undefined): readonly string[] =>
  STEPS[kpi]?.(order, due) ?? NONE;

function silenceSteps({ deadline }: Verdict, contract: Contract): readonly string[] {
  if (deadline === undefined) return NONE;
  const { silenceDays } = contract.kpis['complaint-rate'];
  return [
    `The client may object for ${String(silenceDays)} days.`,
    `Last moment to object: ${instantIn(deadline, zoneOf(contract.timeZone))}.`,
  ];
}

/** The same for orders of other kinds. */
export function otherSteps(verdict: Verdict, state: OrderState, contract: Contract): readonly string[] {
  if (verdict.kpi === 'complaint-rate') return silenceSteps(verdict, contract);
  const arrival = factsOf(state, 'receipt.arrived')[0];
  return verdict.kpi === 'receiving-on-time' && arrival
    ? limitSteps('Putting away', arrival, contract.kpis['receiving-on-time'].limit, contract)
    : NONE;
}
