import { DAY_MS, type EpochMs } from '../calendar/time.ts';
import type { ReportedFact } from '../ledger/fact.ts';
import type { Deadline, DeliveryCase } from './delivery-case.ts';
import { byTime, notMeasured, verdict, type Judge } from './judge-committed.ts';
import { limitEnd } from './limit.ts';

/** KPIs of what follows a delivery: its proof, complaints. */

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

const isRejected = ({ decisions }: PodRound): boolean => decisions.at(-1)?.data.accepted === false;

/**
 * The proof of delivery finally accepted, the earliest of the first round that was not rejected, with all that it
 * rests on: what was rejected before, and what was decided.
 */
function acceptedPod(order: DeliveryCase): {
  readonly pod: ReportedFact | undefined;
  readonly because: readonly ReportedFact[];
} {
  const rounds = podRounds(order);
  const accepted = rounds.find((round) => !isRejected(round));
  const because = rounds
    .slice(0, accepted && rounds.indexOf(accepted) + 1)
    .flatMap((round) => (round === accepted ? round.decisions : [...round.proofs, ...round.decisions]));
  return { pod: accepted?.proofs[0], because };
}

/** The accepted proof came within the limit of its form after delivery. */
export const judgePod: Judge = (order) => {
  const { delivered, terms, zone, contract } = order;
  if (!terms.podRequired || !delivered) return undefined;
  const { form, limits } = contract.kpis['pod-on-time'];
  const at = limitEnd(delivered.occurredAt, limits[form], contract);
  if (typeof at === 'object') return notMeasured('pod-on-time', order, 'no-calendar-year');
  const due: Deadline = { at, day: zone.dayOf(at) };
  const { pod, because } = acceptedPod(order);
  const facts = [delivered, ...because];
  if (!pod) return verdict('pod-on-time', due.day, at, { outcome: 'open', rule: 'awaited', facts });
  const finding = byTime(due)(pod);
  return verdict('pod-on-time', due.day, at, { ...finding, facts: [...facts, pod] });
};

/** Delivered orders are what complaints are counted on; the complaints themselves are incidents. */
export const judgeComplaintBase: Judge = ({ delivered, zone }) =>
  delivered &&
  verdict('complaint-rate', zone.dayOf(delivered.occurredAt), undefined, {
    outcome: 'met',
    rule: 'delivered',
    facts: [delivered],
  });
