import type { EpochDay, EpochMs } from '../calendar/time.ts';
import type { ReportedFact } from '../ledger/fact.ts';
import { factsOf } from '../ledger/fold.ts';
import type { KpiId } from './catalogue.ts';
import type { Deadline, DeliveryCase } from './delivery-case.ts';
import type { ExclusionReason, Outcome, Quantity, Rule, Verdict } from './verdict.ts';

/** What a judge finds, before KPI, day and deadline are put to it. */
export interface Finding {
  readonly outcome: Outcome;
  readonly rule: Rule;
  readonly facts?: readonly (ReportedFact | undefined)[];
  readonly exclusion?: ExclusionReason | undefined;
  readonly quantity?: Quantity;
  readonly level?: number;
}

/** Judges one KPI of a delivery order; `undefined` where the KPI does not concern the order. */
export type Judge = (order: DeliveryCase) => Verdict | undefined;

const isFact = (fact: ReportedFact | undefined): fact is ReportedFact => fact !== undefined;

/** The facts that are there; mostly all of them. */
const known = (facts: readonly (ReportedFact | undefined)[]): readonly ReportedFact[] =>
  facts.every(isFact) ? facts : facts.filter(isFact);

export function verdict(kpi: KpiId, day: EpochDay, deadline: EpochMs | undefined, finding: Finding): Verdict {
  return {
    kpi,
    outcome: finding.outcome,
    day,
    deadline,
    excused: false,
    pendingUntil: undefined,
    disputed: false,
    exclusion: finding.exclusion,
    exclusionName: undefined,
    rule: finding.rule,
    facts: finding.facts ? known(finding.facts) : [],
    quantity: finding.quantity,
    level: finding.level,
  };
}

/** Not measured for want of a committed time: on the day the order was placed, as no other is known. */
export const notMeasured = (kpi: KpiId, order: DeliveryCase, rule: Rule): Verdict =>
  verdict(kpi, order.placedDay, undefined, {
    outcome: 'not-measured',
    rule: order.placed ? rule : 'no-order',
    facts: [order.placed],
  });

/** Not measured on the day of the event on which the KPI counts: something that it counts was not reported. */
export const notCounted = (kpi: KpiId, day: EpochDay, rule: Rule, event: ReportedFact): Verdict =>
  verdict(kpi, day, undefined, { outcome: 'not-measured', rule, facts: [event] });

const reached = (at: EpochMs, deadline: EpochMs | undefined): boolean =>
  deadline === undefined || at <= deadline;

/** A client's cancellation counts before the deadline and while nothing was dispatched, handed over or delivered. */
function cancelledInTime(
  { cancellations, state, dispatch, delivery }: DeliveryCase,
  due: Deadline,
): ReportedFact | undefined {
  const progress = [factsOf(state, 'order.dispatched')[0], dispatch.first, delivery.first];
  return cancellations.find(
    ({ data, occurredAt }) =>
      data.by !== 'provider' &&
      reached(occurredAt, due.at) &&
      !progress.some((fact) => fact !== undefined && fact.occurredAt <= occurredAt),
  );
}

/** Why an order that was not fulfilled never will be; `undefined` while it still may. */
function endOf({ cancellations, gone }: DeliveryCase, due: Deadline): Finding | undefined {
  const byProvider = cancellations.find(({ data }) => data.by === 'provider');
  if (byProvider) return { outcome: 'missed', rule: 'cancelled-by-provider', facts: [byProvider] };
  const tooLate = cancellations.find(({ occurredAt }) => !reached(occurredAt, due.at));
  if (tooLate) return { outcome: 'missed', rule: 'cancelled-too-late', facts: [tooLate] };
  return gone && { outcome: 'missed', rule: 'never-delivered', facts: [gone] };
}

/**
 * The course shared by every KPI with a committed time: cancelled in time → excluded; done → judged by time;
 * never to be done any more → missed; else open until the deadline.
 */
export function judgeCommitted(
  kpi: KpiId,
  order: DeliveryCase,
  due: Deadline,
  done: ReportedFact | undefined,
  onDone: (done: ReportedFact) => Finding,
): Verdict {
  const of = (finding: Finding): Verdict => verdict(kpi, due.day, due.at, finding);
  const cancelled = order.cancellations.length > 0 ? cancelledInTime(order, due) : undefined;
  if (cancelled) {
    return of({
      outcome: 'excluded',
      rule: 'cancelled-by-client',
      exclusion: 'cancelled-by-client',
      facts: [cancelled],
    });
  }
  if (done) return of(onDone(done));
  return of(endOf(order, due) ?? { outcome: 'open', rule: 'awaited' });
}

/** Met or late, by when it was done. */
export const byTime =
  (due: Deadline) =>
  (done: ReportedFact): Finding =>
    reached(done.occurredAt, due.at)
      ? { outcome: 'met', rule: 'kept', facts: [done] }
      : { outcome: 'missed', rule: 'late', facts: [done] };
