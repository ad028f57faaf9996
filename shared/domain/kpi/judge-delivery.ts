import { DAY_MS, HOUR_MS, lastDayOfMonth, MINUTE_MS, type EpochDay, type EpochMs } from '../calendar/time.ts';
import type { Contract } from '../contract/contract.ts';
import { firstInstant, shiftByHolds } from '../ledger/deadline.ts';
import type { ReportedFact } from '../ledger/fact.ts';
import { factsOf, type OrderState } from '../ledger/fold.ts';
import type { KpiId } from './catalogue.ts';
import { deciding, deliveryCase, type Deadline, type DeliveryCase } from './delivery-case.ts';
import { acceptedExcuses, isExcused } from './excuses.ts';
import type { ExclusionReason, Outcome, Rule, Verdict } from './verdict.ts';

interface Finding {
  readonly outcome: Outcome;
  readonly rule: Rule;
  readonly facts?: readonly (ReportedFact | undefined)[];
  readonly exclusion?: ExclusionReason;
}

type Judge = (order: DeliveryCase) => Verdict | undefined;

const isFact = (fact: ReportedFact | undefined): fact is ReportedFact => fact !== undefined;

function verdict(kpi: KpiId, day: EpochDay, deadline: EpochMs | undefined, finding: Finding): Verdict {
  return {
    kpi,
    outcome: finding.outcome,
    day,
    deadline,
    excused: false,
    exclusion: finding.exclusion,
    rule: finding.rule,
    facts: finding.facts ? finding.facts.filter(isFact) : [],
  };
}

const notMeasured = (kpi: KpiId, order: DeliveryCase, rule: Rule): Verdict =>
  verdict(kpi, order.placedDay, undefined, {
    outcome: 'not-measured',
    rule: order.placed ? rule : 'no-order',
    facts: [order.placed],
  });

const reached = (at: EpochMs, deadline: EpochMs | undefined): boolean =>
  deadline === undefined || at <= deadline;

/** A client's cancellation counts before the deadline and while nothing was dispatched, handed over or delivered. */
function cancelledInTime({ cancelled, state, dispatch, delivery }: DeliveryCase, due: Deadline): boolean {
  if (!cancelled || cancelled.data.by === 'provider' || !reached(cancelled.occurredAt, due.at)) return false;
  const progress = [factsOf(state, 'order.dispatched')[0], dispatch.first, delivery.first];
  return !progress.some((fact) => fact !== undefined && fact.occurredAt <= cancelled.occurredAt);
}

/**
 * The course shared by every KPI with a committed time: cancelled in time → excluded; done → judged by time;
 * never to be done any more → missed; else open until the deadline.
 */
function judgeCommitted(
  kpi: KpiId,
  order: DeliveryCase,
  due: Deadline,
  done: ReportedFact | undefined,
  onDone: (done: ReportedFact) => Finding,
): Verdict {
  const { cancelled, gone } = order;
  const of = (finding: Finding): Verdict => verdict(kpi, due.day, due.at, finding);
  if (cancelled && cancelledInTime(order, due)) {
    return of({
      outcome: 'excluded',
      rule: 'cancelled-by-client',
      exclusion: 'cancelled-by-client',
      facts: [cancelled],
    });
  }
  if (done) return of(onDone(done));
  if (cancelled?.data.by === 'provider')
    return of({ outcome: 'missed', rule: 'cancelled-by-provider', facts: [cancelled] });
  if (cancelled && !reached(cancelled.occurredAt, due.at)) {
    return of({ outcome: 'missed', rule: 'cancelled-too-late', facts: [cancelled] });
  }
  if (gone) return of({ outcome: 'missed', rule: 'never-delivered', facts: [gone] });
  return of({ outcome: 'open', rule: 'awaited' });
}

const byTime =
  (due: Deadline) =>
  (done: ReportedFact): Finding =>
    reached(done.occurredAt, due.at)
      ? { outcome: 'met', rule: 'kept', facts: [done] }
      : { outcome: 'missed', rule: 'late', facts: [done] };

const judgeDispatch: Judge = (order) => {
  const due = order.dispatchDue;
  if (!due) return notMeasured('on-time-dispatch', order, 'no-dispatch-deadline');
  const { dispatch } = order;
  return judgeCommitted('on-time-dispatch', order, due, dispatch.completed, byTime(due));
};

const undeliveredLeftOut = (contract: Contract): boolean =>
  contract.kpis['on-time-delivery'].undelivered === 'leave-out';

const judgeOnTime: Judge = (order) => {
  const { due, promises, contract, place } = order;
  if (!due || !promises) return notMeasured('on-time-delivery', order, 'no-promise');
  const options = contract.kpis['on-time-delivery'];
  const stop =
    options.stopEvent === 'arrived' ? deciding(order.state, contract, 'order.arrived')[0] : order.delivered;
  const start = promises.effective.startAt;
  const result = judgeCommitted('on-time-delivery', order, due, stop, (done) => {
    if (options.early === 'miss' && start !== undefined) {
      const earliest =
        firstInstant(start, options.granularity, place) - options.earlyToleranceMinutes * MINUTE_MS;
      if (done.occurredAt < earliest) return { outcome: 'missed', rule: 'early', facts: [done] };
    }
    return byTime(due)(done);
  });
  if (stop || !undeliveredLeftOut(contract)) return result;
  // Left out until delivered: never overdue, and out of the count once it is certain that nothing comes.
  if (result.outcome === 'open') return { ...result, deadline: undefined };
  if (result.outcome !== 'missed') return result;
  return { ...result, outcome: 'excluded', exclusion: 'undelivered', rule: 'left-out' };
};

const judgeInFull: Judge = (order) => {
  const { due, delivery, contract } = order;
  if (!due) return notMeasured('in-full', order, 'no-promise');
  return judgeCommitted('in-full', order, due, delivery.completed, (done) => {
    if (!delivery.inFull) return { outcome: 'missed', rule: 'short', facts: [done, ...shortages(order)] };
    if (delivery.over && contract.kpis['in-full'].overDelivery === 'miss') {
      return { outcome: 'missed', rule: 'over-delivered', facts: [delivery.inFull] };
    }
    return byTime(due)(delivery.inFull);
  });
};

const shortages = (order: DeliveryCase): readonly ReportedFact[] =>
  factsOf(order.state, 'order.discrepancy-reported').filter(({ data }) => data.discrepancy === 'short');

/** Delivered in full by the last instant of a deadline; used by the two completion KPIs. */
function judgeCompletion(kpi: KpiId, order: DeliveryCase, due: Deadline): Verdict {
  const { delivery } = order;
  return judgeCommitted(kpi, order, due, delivery.completed, (done) =>
    delivery.inFull ? byTime(due)(delivery.inFull) : { outcome: 'missed', rule: 'short', facts: [done] },
  );
}

const judgeOrderCompletion: Judge = (order) => {
  const { due, contract, zone, holds } = order;
  if (!due) return notMeasured('order-completion', order, 'no-promise');
  const { completeBy, graceDays } = contract.kpis['order-completion'];
  if (completeBy === 'promise') return judgeCompletion('order-completion', order, due);
  const monthEnd = zone.startOfDay(lastDayOfMonth(due.day) + graceDays + 1) - 1;
  return judgeCompletion('order-completion', order, { at: shiftByHolds(monthEnd, holds), day: due.day });
};

const judgeUrgent: Judge = (order) =>
  order.terms.urgent
    ? order.due
      ? judgeCompletion('urgent-order-completion', order, order.due)
      : notMeasured('urgent-order-completion', order, 'no-promise')
    : undefined;

/** The proof of delivery finally accepted: the earliest of the asked form that no decision in time rejected. */
function acceptedPod(order: DeliveryCase): ReportedFact | undefined {
  const { form, acceptedAfterDays } = order.contract.kpis['pod-on-time'];
  const received = factsOf(order.state, 'order.pod-received').filter(
    ({ data }) => form === 'image' || data.form === 'original',
  );
  if (received.length === 0) return undefined;
  const decisions = factsOf(order.state, 'order.pod-decided');
  return received.find((pod, i) => {
    const next = received[i + 1]?.occurredAt ?? Infinity;
    // A decision is about the last proof received before it; after n days without one the proof is accepted.
    const until = Math.min(next, pod.occurredAt + acceptedAfterDays * DAY_MS);
    const about = decisions.filter(({ occurredAt }) => occurredAt >= pod.occurredAt && occurredAt < until);
    return about.at(-1)?.data.accepted !== false;
  });
}

const judgePod: Judge = (order) => {
  const { delivered, terms, zone, contract } = order;
  if (!terms.podRequired || !delivered) return undefined;
  const at = delivered.occurredAt + contract.kpis['pod-on-time'].limitHours * HOUR_MS;
  const due: Deadline = { at, day: zone.dayOf(at) };
  const pod = acceptedPod(order);
  if (!pod)
    return verdict('pod-on-time', due.day, at, { outcome: 'open', rule: 'awaited', facts: [delivered] });
  const finding = byTime(due)(pod);
  return verdict('pod-on-time', due.day, at, { ...finding, facts: [delivered, pod] });
};

const isDamageRefusal = ({ data }: ReportedFact): boolean =>
  data.reason === 'damage' || data.reason === 'damaged';

function confirmedDamage(order: DeliveryCase, since: EpochMs): ReportedFact | undefined {
  const until = since + order.contract.findingWindowDays * DAY_MS;
  return factsOf(order.state, 'order.damage-reported').find(
    ({ data, occurredAt }) => data.confirmed === true && data.stage !== 'storage' && occurredAt <= until,
  );
}

const judgeDamage: Judge = (order) => {
  const { delivered, state, zone } = order;
  const of = (
    outcome: 'met' | 'missed',
    at: EpochMs,
    rule: Rule,
    facts: (ReportedFact | undefined)[],
  ): Verdict => verdict('damage-frequency', zone.dayOf(at), undefined, { outcome, rule, facts });
  const lost = factsOf(state, 'order.lost');
  if (delivered) {
    const damage = confirmedDamage(order, delivered.occurredAt);
    if (damage) return of('missed', delivered.occurredAt, 'damaged', [delivered, damage]);
    // A whole order found again is no loss; lost units of a delivered one are.
    const part = lost.find(({ data }) => data.units !== undefined || data.lines !== undefined);
    if (part) return of('missed', delivered.occurredAt, 'lost', [delivered, part]);
    return of('met', delivered.occurredAt, 'undamaged', [delivered]);
  }
  const refused = factsOf(state, 'order.refused').find(isDamageRefusal);
  if (refused) return of('missed', refused.occurredAt, 'refused-damaged', [refused]);
  const first = lost[0];
  return first && of('missed', first.occurredAt, 'lost', [first]);
};

/** Delivered orders are what complaints are counted on; the complaints themselves are incidents. */
const judgeComplaintBase: Judge = ({ delivered, zone }) =>
  delivered &&
  verdict('complaint-rate', zone.dayOf(delivered.occurredAt), undefined, {
    outcome: 'met',
    rule: 'delivered',
    facts: [delivered],
  });

const union = (a: readonly ReportedFact[], b: readonly ReportedFact[]): readonly ReportedFact[] => {
  const more = b.filter((fact) => !a.includes(fact));
  return more.length === 0 ? a : [...a, ...more];
};

/** All components of the same order, never a product of rates. Net only if every failing one is excused. */
function judgeOtif(time: Verdict, quantity: Verdict): Verdict {
  const parts = [time, quantity];
  const failing = parts.filter((part) => part.outcome === 'missed');
  const undecided = parts.filter((part) => part.outcome === 'open');
  const base = { ...time, kpi: 'otif', facts: union(time.facts, quantity.facts) } as const;
  const excluded = parts.find((part) => part.outcome === 'excluded' || part.outcome === 'not-measured');
  if (excluded)
    return {
      ...base,
      outcome: excluded.outcome,
      exclusion: excluded.exclusion,
      rule: excluded.rule,
      excused: false,
    };
  if (failing.length > 0) {
    return {
      ...base,
      outcome: 'missed',
      rule: 'component-missed',
      excused: failing.every((part) => part.excused),
    };
  }
  if (undecided.length === 0) return { ...base, outcome: 'met', rule: 'components-met', excused: false };
  const excused = undecided.every((part) => part.excused);
  return { ...base, outcome: 'open', rule: 'component-open', deadline: undecided[0]?.deadline, excused };
}

const JUDGES: readonly Judge[] = [
  judgeDispatch,
  judgeOrderCompletion,
  judgeUrgent,
  judgePod,
  judgeDamage,
  judgeComplaintBase,
];

function withExcuse(found: Verdict, accepted: ReadonlySet<string>): Verdict {
  if (accepted.size === 0 || (found.outcome !== 'missed' && found.outcome !== 'open')) return found;
  return isExcused(accepted, found.kpi) ? { ...found, excused: true } : found;
}

/** Every verdict on a delivery order, each KPI at most once; a KPI that does not concern the order is absent. */
export function judgeDelivery(state: OrderState, contract: Contract): readonly Verdict[] {
  // Nothing but corrections: the order was taken back, or is not known yet.
  if (state.facts.every(({ type }) => type === 'fact.voided')) return [];
  const order = deliveryCase(state, contract);
  const accepted = acceptedExcuses(state);
  const verdicts: Verdict[] = [];
  const time = judgeOnTime(order);
  const quantity = judgeInFull(order);
  if (time && quantity) {
    const parts = [withExcuse(time, accepted), withExcuse(quantity, accepted)] as const;
    verdicts.push(...parts, withExcuse(judgeOtif(...parts), accepted));
  }
  for (const judge of JUDGES) {
    const found = judge(order);
    if (found) verdicts.push(withExcuse(found, accepted));
  }
  return verdicts;
}
