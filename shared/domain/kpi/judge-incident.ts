import { DAY_MS } from '../calendar/time.ts';
import { zoneOf } from '../calendar/zone.ts';
import type { Contract } from '../contract/contract.ts';
import { factsOf, type OrderState } from '../ledger/fold.ts';
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
  const base = {
    kpi: 'complaint-rate',
    day: zoneOf(contract.timeZone).dayOf(raised.occurredAt),
    excused: false,
  } as const;
  if (count === 'all' || decided?.data.valid !== false) {
    const facts = decided ? [raised, decided] : [raised];
    return [{ ...base, outcome: 'missed', rule: 'raised', deadline: undefined, exclusion: undefined, facts }];
  }
  const facts = [raised, decided];
  if (decided.data.by === 'client' || decided.data.agreedBy === 'client') {
    return [
      {
        ...base,
        outcome: 'excluded',
        rule: 'decided-invalid',
        deadline: undefined,
        exclusion: 'invalid',
        facts,
      },
    ];
  }
  const deadline = decided.occurredAt + silenceDays * DAY_MS;
  return [
    { ...base, outcome: 'open', rule: 'invalid-unless-contested', deadline, exclusion: undefined, facts },
  ];
}
