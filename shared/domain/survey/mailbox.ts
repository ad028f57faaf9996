import { DAY_MS, type EpochMs } from '../calendar/time.ts';
import type { InvitationRef, Mailbox, MailboxId } from './invitation.ts';
import { slotOf } from './wave.ts';

/** One worker alone sends to a mailbox for so long: longer than any worker runs. */
export const LEASE_MS = 90_000;

/** Longer than the answers of any programme are kept. */
const REMEMBERED_MS = 10 * 366 * DAY_MS;
/** Far from the largest item of the store, however often a programme without cool-down asks. */
const MOST_REMEMBERED = 1000;

/** One that nothing was sent to, and that nobody blocked; its first write is version 1. */
export const unknownMailbox = (mailboxId: MailboxId): Mailbox => ({
  mailboxId,
  blocked: null,
  lastInvitedAt: null,
  lastInvitation: null,
  leasedUntil: null,
  invitations: [],
  version: 0,
});

/** The same person, wave and client. */
export const isSameInvitation = (a: InvitationRef, b: InvitationRef): boolean =>
  a.programmeId === b.programmeId &&
  a.waveId === b.waveId &&
  a.clientId === b.clientId &&
  a.mailboxId === b.mailboxId;

/** Whether a worker has the mailbox to itself just now. */
export const isLeased = ({ leasedUntil }: Mailbox, now: EpochMs): boolean =>
  leasedUntil !== null && now < leasedUntil;

/** Taken for sending one invitation or its reminder. */
export function claimed(mailbox: Mailbox, invitation: InvitationRef, now: EpochMs): Mailbox {
  const others = mailbox.invitations.filter(
    (other) => !isSameInvitation(other, invitation) && slotOf(other.waveId) > now - REMEMBERED_MS,
  );
  return {
    ...mailbox,
    lastInvitedAt: now,
    lastInvitation: invitation,
    leasedUntil: now + LEASE_MS,
    invitations: [...others, invitation].slice(-MOST_REMEMBERED),
    version: mailbox.version + 1,
  };
}

/** As it was before a claim that led to no mail. */
export const released = (before: Mailbox, { version }: Mailbox): Mailbox => ({
  ...before,
  version: version + 1,
});

/** Closed to surveys. A block stays, except that a complaint goes before the others. */
export function blocked(mailbox: Mailbox, why: 'bounced' | 'complained'): Mailbox | undefined {
  if (mailbox.blocked !== null && (mailbox.blocked === 'complained' || why === 'bounced')) return undefined;
  return { ...mailbox, blocked: why, version: mailbox.version + 1 };
}
