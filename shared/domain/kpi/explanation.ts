import { formatDay, MINUTE_MS, type EpochMs } from '../calendar/time.ts';
import { formatInstant, zoneOf, type Zone } from '../calendar/zone.ts';
import type { Contract } from '../contract/contract.ts';
import type { OrderKind, ReportedFact } from '../ledger/fact.ts';
import type { OrderState } from '../ledger/fold.ts';
import { CATALOGUE, type KpiId } from './catalogue.ts';
import { deliveryCase, type DeliveryCase } from './delivery-case.ts';
import { excuseFacts } from './excuses.ts';
import { judge } from './judge.ts';
import type { Rule, Verdict } from './verdict.ts';

/** A fact named in an explanation: its identity within the order. */
export interface FactRef {
  readonly type: string;
  readonly source: string;
  readonly id: string;
  readonly occurredAt: EpochMs;
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

const SENTENCES: Readonly<Record<Rule, string>> = {
  kept: 'It happened by the deadline.',
  late: 'It happened after the deadline.',
  early: 'It happened before the window began, and the contract counts early as a miss.',
  awaited: 'It has not been reported yet; until the deadline this is open, after it overdue.',
  'cancelled-by-client': 'The client cancelled before the deadline, and the goods had not left: excluded.',
  'cancelled-by-provider': 'The provider cancelled the order: a miss.',
  'cancelled-too-late': 'The client cancelled after the deadline had passed: the miss stays.',
  'never-delivered': 'The goods were lost or sent back without a delivery: a miss.',
  'left-out': 'It was never delivered, and the contract leaves undelivered orders out.',
  short: 'Fewer units than ordered were delivered.',
  'over-delivered': 'More units than ordered were delivered, and the contract counts that as a miss.',
  'components-met': 'Every component was met by this order.',
  'component-missed': 'At least one component was missed by this order.',
  'component-open': 'At least one component is not decided yet and none was missed.',
  'no-order': 'The order itself (order.placed) has not been reported.',
  'no-promise': 'No promise was reported, so there is nothing to measure against.',
  'no-dispatch-deadline': 'No dispatch deadline (dispatchBy) was reported.',
  delivered: 'Delivered: one of the orders on which complaints are counted.',
  undamaged: 'Delivered, and no confirmed damage was reported within the finding window.',
  damaged: 'A confirmed damage in transport was reported within the finding window.',
  'refused-damaged': 'The consignee refused the goods as damaged.',
  lost: 'Goods were lost in transport.',
  raised: 'A complaint incident; undecided ones count as valid.',
  'decided-invalid': 'The complaint was declared invalid with the client’s consent.',
  'invalid-unless-contested':
    'Declared invalid without the client’s consent: it counts until the client has been silent long enough.',
};

const refOf = ({ type, source, id, occurredAt }: ReportedFact): FactRef => ({ type, source, id, occurredAt });
const named = ({ type, source, id }: ReportedFact): string => `${type} (${source} ${id})`;

const instantIn = (at: EpochMs, zone: Zone): string =>
  formatInstant(at, Math.round(zone.offsetAt(at) / MINUTE_MS));

function committed(order: DeliveryCase, due: EpochMs | undefined): readonly string[] {
  const { promises, place, contract } = order;
  if (!promises) return [];
  const { granularity, lateToleranceMinutes } = contract.kpis['on-time-delivery'];
  const { fact, endAt } = promises.effective;
  const { promise } = fact.data;
  const said =
    promise && 'date' in promise
      ? `Promised for ${formatDay(promise.date)}, until the end of that day in ${place.id}, by ${named(fact)}.`
      : `Promised until ${instantIn(endAt, place)} by ${named(fact)}.`;
  return [
    said,
    ...promises.applied.slice(0, -1).map((revision) => `Revised before by ${named(revision)}.`),
    ...promises.ignored.map((revision) => `${named(revision)} does not count: ${ignoredBecause(contract)}.`),
    ...heldSteps(order),
    ...(lateToleranceMinutes > 0 ? [`Tolerance of ${String(lateToleranceMinutes)} minutes added.`] : []),
    granularity === 'day' ? `Judged by civil days in ${place.id}.` : 'Judged to the minute.',
    endOf(due, place),
  ];
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
  const { dispatchBy, zone, contract } = order;
  if (!dispatchBy) return [];
  const tolerance = contract.kpis['on-time-dispatch'].lateToleranceMinutes;
  return [
    `Dispatch due ${instantIn(dispatchBy.endAt, zone)} by ${named(dispatchBy.fact)}.`,
    ...heldSteps(order),
    ...(tolerance > 0 ? [`Tolerance of ${String(tolerance)} minutes added.`] : []),
    endOf(due, zone),
  ];
}

function completionSteps(order: DeliveryCase, due: EpochMs | undefined): readonly string[] {
  const { completeBy, graceDays } = order.contract.kpis['order-completion'];
  if (!order.due) return [];
  if (completeBy === 'promise') return committed(order, due);
  return [
    `Promised for ${formatDay(order.due.day)}.`,
    `Complete by the end of that month and ${String(graceDays)} days of grace, in ${order.zone.id}.`,
    ...heldSteps(order),
    endOf(due, order.zone),
  ];
}

function podSteps(order: DeliveryCase, due: EpochMs | undefined): readonly string[] {
  const { limitHours, form } = order.contract.kpis['pod-on-time'];
  if (!order.delivered) return [];
  const what = form === 'original' ? 'The original proof of delivery' : 'A proof of delivery';
  return [
    `Delivered ${instantIn(order.delivered.occurredAt, order.zone)} by ${named(order.delivered)}.`,
    `${what} is due ${String(limitHours)} hours later.`,
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
    case 'damage-frequency':
    case 'complaint-rate':
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
        because:
          SENTENCES[verdict.rule] + (verdict.excused ? ' Excused: it does not count in the net figure.' : ''),
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
