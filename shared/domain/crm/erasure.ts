import type { EpochMs } from '../calendar/time.ts';
import type { Case } from '../complaint/case.ts';
import type { Invitation, InvitationRef, Mailbox } from '../survey/invitation.ts';

/** What stays of a person's records once the person is forgotten. Answers: `withoutPerson` of survey/answer.ts. */

/** Without the order as well: it names its consignee. */
export const invitationWithoutPerson = (invitation: Invitation): Invitation => ({
  ...invitation,
  contactId: null,
  orderNo: null,
  version: invitation.version + 1,
});

/** The provider's record of what happened stays, and nobody in it can be reached any more. */
export const caseWithoutPerson = (
  one: Case,
  { by, now }: { readonly by: string; readonly now: EpochMs },
): Case => ({
  ...one,
  contactId: null,
  replyTo: null,
  language: null,
  mailsDue: one.mailsSent,
  sending: null,
  history: [...one.history, { at: now, by, what: 'person erased' }],
  edits: one.edits + 1,
  version: one.version + 1,
});

/**
 * A mailbox without the invitations that are forgotten; `undefined`: nothing of it is kept. A block stays, so that whoever
 * wants no mail gets none when a list brings the address back; `wantsNone` makes one of what was noted with the contact.
 */
export function mailboxWithout(
  mailbox: Mailbox,
  isForgotten: (invitation: InvitationRef) => boolean,
  wantsNone: boolean,
): Mailbox | undefined {
  const blocked = mailbox.blocked ?? (wantsNone ? 'opted-out' : null);
  const invitations = mailbox.invitations.filter((ref) => !isForgotten(ref));
  if (blocked === null && invitations.length === 0) return undefined;
  const isLastForgotten = mailbox.lastInvitation !== null && isForgotten(mailbox.lastInvitation);
  return {
    ...mailbox,
    blocked,
    invitations,
    ...(invitations.length === 0 && { lastInvitedAt: null }),
    ...(isLastForgotten && { lastInvitation: null, leasedUntil: null }),
    version: mailbox.version + 1,
  };
}
