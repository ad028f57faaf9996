import type { EpochMs } from '../calendar/time.ts';
import { unsentMails, type Case, type CaseMail } from './case.ts';

/** What a case waits for: to be acknowledged while it is only raised, then to be answered. `null`: for nothing, or undated. */
export function nextDue({ state, acknowledgeBy, answerBy }: Case): EpochMs | null {
  switch (state) {
    case 'raised':
      return acknowledgeBy;
    case 'acknowledged':
    case 'investigating':
    case 'reopened':
      return answerBy;
    case 'answered':
    case 'closed':
      return null;
  }
}

export const isOverdue = (one: Case, now: EpochMs): boolean => now > (nextDue(one) ?? Infinity);

/** A due date nears when less than this part of its time is left. */
const NEAR = 1 / 4;

/** How much the owner is to know of the next due date: 1 that it nears, 2 that it has passed. */
export function escalationAt(one: Case, now: EpochMs): Case['escalation'] {
  const due = nextDue(one);
  if (due === null) return 0;
  if (now > due) return 2;
  return due - now < (due - one.datedFrom) * NEAR ? 1 : 0;
}

/** How much the owner was told of the next due date after an edit: as much as before, unless it is another date. */
export const toldAfter = (before: Case, after: Case): Case['escalation'] =>
  nextDue(before) === nextDue(after) ? before.escalation : 0;

/** Since when a mail has been asked for. */
const ASKED_AT = {
  acknowledgement: 'acknowledgedAt',
  outcome: 'answeredAt',
} as const satisfies Record<CaseMail, keyof Case>;

/** Mails asked for by `until` that are not out yet: their message must have got lost. */
export const mailsAskedBy = (one: Case, until: EpochMs): readonly CaseMail[] =>
  unsentMails(one).filter((mail) => (one[ASKED_AT[mail]] ?? 0) <= until);
