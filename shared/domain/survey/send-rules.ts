import { DAY_MS, type EpochMs } from '../calendar/time.ts';
import { isOpen, type Case } from '../complaint/case.ts';
import type { Contact } from '../crm/contact.ts';
import { unreachableReason } from './audience.ts';
import type { Invitation, InvitationState, Mailbox, MailboxId } from './invitation.ts';
import { isLeased, isSameInvitation } from './mailbox.ts';
import type { Programme, ProgrammeVersion } from './programme.ts';
import type { Wave } from './wave.ts';

/** What is looked at before a survey mail goes out; all of it read at that moment. */
export interface SendCase {
  readonly now: EpochMs;
  readonly programme: Programme;
  /** The one that the wave began with. */
  readonly version: ProgrammeVersion;
  readonly wave: Wave;
  readonly invitation: Invitation;
  /** `undefined`: erased since. */
  readonly contact: Contact | undefined;
  /** Of the contact's address as it is now. */
  readonly addressedTo: MailboxId | undefined;
  /** `undefined`: nothing was ever sent there. */
  readonly mailbox: Mailbox | undefined;
  /** Of the client. */
  readonly openCases: readonly Case[];
}

export type UnsentState = Extract<InvitationState, 'held-back' | 'cooled-down' | 'unreachable' | 'lapsed'>;

/** `leave`: done, or its time comes. `wait`: another worker has the mailbox, come back. `mark`: it is never sent. */
export type SendDecision =
  | { readonly do: 'leave' }
  | { readonly do: 'wait' }
  | { readonly do: 'mark'; readonly state: UnsentState }
  | { readonly do: 'send' };

/** Planned, and never to be sent: it counts by its state, and nothing in it leads to a person any more. */
export const unsent = (current: Invitation, state: UnsentState): Invitation | undefined =>
  current.state === 'planned' ? { ...current, state, contactId: null, orderNo: null } : undefined;

const LEAVE: SendDecision = { do: 'leave' };
const WAIT: SendDecision = { do: 'wait' };
const SEND: SendDecision = { do: 'send' };
const mark = (state: UnsentState): SendDecision => ({ do: 'mark', state });

const isOver = ({ state, closesAt }: Wave, now: EpochMs): boolean => state === 'closed' || now >= closesAt;

/** The person is still there, at the same address, and may be written to. */
function isReachable({ contact, addressedTo, invitation, mailbox }: SendCase): boolean {
  if (!contact || addressedTo !== invitation.mailboxId) return false;
  return unreachableReason(contact, mailbox) === undefined && (mailbox?.blocked ?? null) === null;
}

/** An open case about the person or the order; or about neither, so that it may be theirs. */
const concerns = (one: Case, { contactId, orderNo }: Invitation): boolean =>
  (one.contactId === null && one.orders.length === 0 && one.kind !== 'feedback') ||
  (one.contactId !== null && one.contactId === contactId) ||
  (orderNo !== null && one.orders.includes(orderNo));

const hasComplaint = ({ openCases, invitation }: SendCase): boolean =>
  openCases.some((one) => isOpen(one) && concerns(one, invitation));

/** Asked, by whatever programme, within the days that this one leaves people alone. */
const isCoolingDown = ({ now, version, mailbox }: SendCase): boolean =>
  typeof mailbox?.lastInvitedAt === 'number' && now < mailbox.lastInvitedAt + version.coolDownDays * DAY_MS;

const isOwnClaim = ({ mailbox, invitation }: SendCase): boolean =>
  !!mailbox?.lastInvitation && isSameInvitation(mailbox.lastInvitation, invitation);

/**
 * Whether an invitation goes out now. The cool-down looks at the mailbox, over all clients and programmes; a claim that this
 * very invitation left behind does not cool it down: its worker died, and the mail may be missing.
 */
export function decideInvitation(one: SendCase): SendDecision {
  const { now, wave, programme, invitation, mailbox } = one;
  if (invitation.state !== 'planned') return LEAVE;
  if (isOver(wave, now)) return mark('lapsed');
  if (programme.state !== 'active') return LEAVE;
  if (!isReachable(one)) return mark('unreachable');
  if (hasComplaint(one)) return mark('held-back');
  if (isCoolingDown(one) && !isOwnClaim(one)) return mark('cooled-down');
  return mailbox && isLeased(mailbox, now) ? WAIT : SEND;
}

/** Whether a reminder is due: once, some days after the invitation, to those who have not answered. */
export const isReminderDue = (
  { state, sentAt, remindedAt }: Invitation,
  { reminderAfterDays }: ProgrammeVersion,
  now: EpochMs,
): boolean =>
  state === 'sent' &&
  remindedAt === null &&
  sentAt !== null &&
  reminderAfterDays !== null &&
  sentAt + reminderAfterDays * DAY_MS <= now;

/** Whether a reminder goes out now. It belongs to its invitation, so that no cool-down is asked for. */
export function decideReminder(one: SendCase): SendDecision {
  const { now, wave, programme, version, invitation, mailbox } = one;
  if (!isReminderDue(invitation, version, now) || isOver(wave, now)) return LEAVE;
  if (programme.state !== 'active' || !isReachable(one) || hasComplaint(one)) return LEAVE;
  return mailbox && isLeased(mailbox, now) ? WAIT : SEND;
}
