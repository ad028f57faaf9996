import type { EpochMs } from '../calendar/time.ts';
import type { Contract } from '../contract/contract.ts';
import { orderNoSchema, type ClientId } from '../ids.ts';
import type { Case, Claim } from './case.ts';
import { dueDates } from './due-dates.ts';

/** What is said of a case when it is raised. */
export type NewCase = Pick<
  Case,
  | 'kind'
  | 'orders'
  | 'contactId'
  | 'replyTo'
  | 'language'
  | 'category'
  | 'severity'
  | 'channel'
  | 'description'
  | 'remedySought'
  | 'owner'
> & {
  /** The incident it belongs to; `null`: one of its own. Of feedback always `null`: it is no complaint. */
  readonly incidentId: Case['incidentId'];
  /** Of a claim; `null` otherwise. */
  readonly claim: Pick<Claim, 'claimed' | 'evidence' | 'units'> | null;
};

export interface CaseName {
  readonly clientId: ClientId;
  /** Sorts by the time the case was raised. */
  readonly caseId: string;
}

/** A case raised at `now` by the principal (or `system`), due under the contract in force on that day. */
export function raisedCase(
  { clientId, caseId }: CaseName,
  given: NewCase,
  { by, now }: { readonly by: string; readonly now: EpochMs },
  contract: Contract,
): Case {
  const isComplaint = given.kind !== 'feedback';
  return {
    clientId,
    caseId,
    ...given,
    incidentId: isComplaint ? (given.incidentId ?? orderNoSchema.parse(caseId)) : null,
    state: 'raised',
    raisedAt: now,
    datedFrom: now,
    ...dueDates(given.severity, now, contract),
    acknowledgedAt: null,
    answeredAt: null,
    closedAt: null,
    escalation: 0,
    validity: 'undecided',
    clientAgreed: false,
    rootCause: null,
    correctiveAction: null,
    outcome: null,
    claim: given.claim && { ...given.claim, accepted: null, settlement: null },
    mailsDue: [],
    mailsSent: [],
    sending: null,
    facts: { raised: null, damage: null },
    history: [{ at: now, by, what: 'raised' }],
    edits: 1,
    version: 1,
  };
}
