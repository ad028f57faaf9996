import { lastDayOfMonth } from '../calendar/time.ts';
import type { Contract } from '../contract/contract.ts';
import { firstInstant, shiftByHolds } from '../ledger/deadline.ts';
import type { ReportedFact } from '../ledger/fact.ts';
import { factsOf } from '../ledger/fold.ts';
import type { KpiId } from './catalogue.ts';
import { whyNone } from './commitments.ts';
import { deciding, type Deadline, type DeliveryCase } from './delivery-case.ts';
import { byTime, judgeCommitted, notMeasured, type Judge } from './judge-committed.ts';
import type { Verdict } from './verdict.ts';

/** KPIs with a committed time: dispatch, delivery, quantity, completion. */

const noPromise = (kpi: KpiId, order: DeliveryCase): Verdict =>
  notMeasured(kpi, order, whyNone(order.promiseOrigin) ?? 'no-promise');

const noDispatchDeadline = (order: DeliveryCase): Verdict =>
  notMeasured('on-time-dispatch', order, whyNone(order.dispatchOrigin) ?? 'no-dispatch-deadline');

/** Fully dispatched by the dispatch deadline. */
export const judgeDispatch: Judge = (order) => {
  const due = order.dispatchDue;
  if (!due) return noDispatchDeadline(order);
  const { dispatch } = order;
  return judgeCommitted('on-time-dispatch', order, due, dispatch.completed, byTime(due));
};

const undeliveredLeftOut = (contract: Contract): boolean =>
  contract.kpis['on-time-delivery'].undelivered === 'leave-out';

/** Delivered within the promise and its tolerances. */
export const judgeOnTime: Judge = (order) => {
  const { due, promises, contract, place } = order;
  if (!due || !promises) return noPromise('on-time-delivery', order);
  const options = contract.kpis['on-time-delivery'];
  const stop =
    options.stopEvent === 'arrived' ? deciding(order.state, contract, 'order.arrived')[0] : order.delivered;
  const start = promises.effective.startAt;
  const result = judgeCommitted('on-time-delivery', order, due, stop, (done) => {
    if (options.early === 'miss' && start !== undefined) {
      const slack = { granularity: options.granularity, toleranceMinutes: options.earlyToleranceMinutes };
      const earliest = firstInstant(start, slack, place);
      if (done.occurredAt < earliest) return { outcome: 'missed', rule: 'early', facts: [done] };
    }
    return byTime(due)(done);
  });
  if (stop || !undeliveredLeftOut(contract)) return result;
  // Left out until delivered: never overdue, and out of the count once it is certain that nothing comes.
  if (result.outcome === 'open') return { ...result, deadline: undefined };
  // Cancelled by the provider stays a miss.
  if (result.outcome !== 'missed' || result.rule === 'cancelled-by-provider') return result;
  return { ...result, outcome: 'excluded', exclusion: 'undelivered', rule: 'left-out' };
};

/** The ordered quantity, per line, by the deadline. */
export const judgeInFull: Judge = (order) => {
  const { due, delivery, contract } = order;
  if (!due) return noPromise('in-full', order);
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

/** In full by the end of the promised month and the days of grace. */
export const judgeOrderCompletion: Judge = (order) => {
  const { due, contract, zone, holds } = order;
  if (!due) return noPromise('order-completion', order);
  const { completeBy, graceDays } = contract.kpis['order-completion'];
  if (completeBy === 'promise') return judgeCompletion('order-completion', order, due);
  const monthEnd = zone.startOfDay(lastDayOfMonth(due.day) + graceDays + 1) - 1;
  return judgeCompletion('order-completion', order, { at: shiftByHolds(monthEnd, holds), day: due.day });
};

/** Orders placed as urgent, in full by their own deadline. */
export const judgeUrgent: Judge = (order) =>
  order.terms.urgent
    ? order.due
      ? judgeCompletion('urgent-order-completion', order, order.due)
      : noPromise('urgent-order-completion', order)
    : undefined;
