import { DAY_MS, type EpochMs } from '../calendar/time.ts';
import type { ReportedFact } from '../ledger/fact.ts';
import { factsOf } from '../ledger/fold.ts';
import { hasQuantity } from '../ledger/fulfilment.ts';
import type { Deadline, DeliveryCase } from './delivery-case.ts';
import { byTime, notMeasured, verdict, type Judge } from './judge-committed.ts';
import { limitEnd } from './limit.ts';
import type { Rule, Verdict } from './verdict.ts';

/** KPIs of what follows a delivery: its proof, damage, complaints. */

/** Proofs received with neither a decision nor n silent days between them, and what was decided about them in time. */
interface PodRound {
  readonly proofs: ReportedFact[];
  readonly decisions: ReportedFact[];
}

/** The end of the client's time to decide about a round: n days after its last proof. */
const silenceAfter = ({ proofs }: PodRound, days: number): EpochMs =>
  (proofs.at(-1)?.occurredAt ?? 0) + days * DAY_MS;

function podRounds({ state, contract }: DeliveryCase): readonly PodRound[] {
  const { form, acceptedAfterDays } = contract.kpis['pod-on-time'];
  const rounds: PodRound[] = [];
  for (const fact of state.facts) {
    const round = rounds.at(-1);
    const inTime = round !== undefined && fact.occurredAt < silenceAfter(round, acceptedAfterDays);
    if (fact.type === 'order.pod-received' && (form === 'image' || fact.data.form === 'original')) {
      if (inTime && round.decisions.length === 0) round.proofs.push(fact);
      else rounds.push({ proofs: [fact], decisions: [] });
    } else if (fact.type === 'order.pod-decided' && inTime) {
      round.decisions.push(fact);
    }
  }
  return rounds;
}

/** The proof of delivery finally accepted: the earliest of the first round that was not rejected. */
const acceptedPod = (order: DeliveryCase): ReportedFact | undefined =>
  podRounds(order).find(({ decisions }) => decisions.at(-1)?.data.accepted !== false)?.proofs[0];

/** The accepted proof came within the limit of its form after delivery. */
export const judgePod: Judge = (order) => {
  const { delivered, terms, zone, contract } = order;
  if (!terms.podRequired || !delivered) return undefined;
  const { form, limits } = contract.kpis['pod-on-time'];
  const at = limitEnd(delivered.occurredAt, limits[form], contract);
  if (typeof at === 'object') return notMeasured('pod-on-time', order, 'no-calendar-year');
  const due: Deadline = { at, day: zone.dayOf(at) };
  const pod = acceptedPod(order);
  if (!pod)
    return verdict('pod-on-time', due.day, at, { outcome: 'open', rule: 'awaited', facts: [delivered] });
  const finding = byTime(due)(pod);
  return verdict('pod-on-time', due.day, at, { ...finding, facts: [delivered, pod] });
};

/** `damage`, `Damaged in transit` …: the reason is the consignee's own words. */
const isDamageRefusal = ({ data }: ReportedFact): boolean => /^damag/i.test(data.reason ?? '');

function confirmedDamage(order: DeliveryCase, since: EpochMs): ReportedFact | undefined {
  const until = since + order.contract.findingWindowDays * DAY_MS;
  return factsOf(order.state, 'order.damage-reported').find(
    ({ data, occurredAt }) => data.confirmed === true && data.stage !== 'storage' && occurredAt <= until,
  );
}

/** Delivered, refused as damaged, or lost: with or without a confirmed damage or loss in transport. */
export const judgeDamage: Judge = (order) => {
  const { delivered, state, zone, contract } = order;
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
    const part = lost.find(
      (fact) =>
        hasQuantity(fact) && fact.occurredAt <= delivered.occurredAt + contract.findingWindowDays * DAY_MS,
    );
    if (part) return of('missed', delivered.occurredAt, 'lost', [delivered, part]);
    return of('met', delivered.occurredAt, 'undamaged', [delivered]);
  }
  const refused = factsOf(state, 'order.refused').find(isDamageRefusal);
  if (refused) return of('missed', refused.occurredAt, 'refused-damaged', [refused]);
  const first = lost[0];
  return first && of('missed', first.occurredAt, 'lost', [first]);
};

/** Delivered orders are what complaints are counted on; the complaints themselves are incidents. */
export const judgeComplaintBase: Judge = ({ delivered, zone }) =>
  delivered &&
  verdict('complaint-rate', zone.dayOf(delivered.occurredAt), undefined, {
    outcome: 'met',
    rule: 'delivered',
    facts: [delivered],
  });
