import { DAY_MS, type EpochMs } from '../calendar/time.ts';
import { zoneOf } from '../calendar/zone.ts';
import type { Contract } from '../contract/contract.ts';
import { factsOf, type OrderState } from '../ledger/fold.ts';
import { verdict, type Finding } from './judge-committed.ts';
import type { Verdict } from './verdict.ts';

/**
 * A complaint incident, counted once on the day it was raised. Undecided counts as valid. The provider's
 * `valid: false` takes it out with the client's consent, or after n days without an objection: until then the
 * verdict is open and still counts (its deadline is the end of that silence).
 */
export function judgeIncident(state: OrderState, contract: Contract): readonly Verdict[] {
  const raised = factsOf(state, 'incident.raised')[0];
  if (!raised) return [];
  const { count, silenceDays } = contract.kpis['complaint-rate'];
  const decided = factsOf(state, 'incident.decided').at(-1);
  const day = zoneOf(contract.timeZone).dayOf(raised.occurredAt);
  const of = (finding: Finding, deadline?: EpochMs): readonly Verdict[] => [
    verdict('complaint-rate', day, deadline, finding),
  ];
  if (count === 'all' || decided?.data.valid !== false)
    return of({ outcome: 'missed', rule: 'raised', facts: [raised, decided] });
  const facts = [raised, decided];
  if (decided.data.by === 'client' || decided.data.agreedBy === 'client')
    return of({ outcome: 'excluded', rule: 'decided-invalid', exclusion: 'invalid', facts });
  const deadline = decided.occurredAt + silenceDays * DAY_MS;
  return of({ outcome: 'open', rule: 'invalid-unless-contested', facts }, deadline);
}
