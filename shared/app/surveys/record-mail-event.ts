import type { EpochMs } from '../../domain/calendar/time.ts';
import { mailboxIdSchema, type Invitation, type MailboxId } from '../../domain/survey/invitation.ts';
import { blocked, unknownMailbox } from '../../domain/survey/mailbox.ts';
import type { MailEvent } from '../../domain/survey/mail-event.ts';
import { invitationOfTags } from '../../domain/survey/mail-tags.ts';
import type { MailboxStore } from '../../ports/mailboxes.ts';
import type { InvitationStore } from '../../ports/waves.ts';
import { untilDone } from '../until-done.ts';
import { amendInvitation } from './amend-invitation.ts';

export interface RecordMailEventDeps {
  readonly mailboxes: Pick<MailboxStore, 'find' | 'save'>;
  readonly invitations: Pick<InvitationStore, 'find' | 'update'>;
}

const block = (
  { mailboxes }: RecordMailEventDeps,
  mailboxId: MailboxId,
  why: 'bounced' | 'complained',
): Promise<void> =>
  untilDone(async () => {
    const mailbox = (await mailboxes.find(mailboxId)) ?? unknownMailbox(mailboxId);
    const next = blocked(mailbox, why);
    return !next || mailboxes.save(next);
  });

/** Also where it is only planned as yet: then its mail went out, and the worker died before it could say so. */
const asBounced =
  (at: EpochMs) =>
  (current: Invitation): Invitation | undefined =>
    current.state === 'planned' || current.state === 'sent'
      ? { ...current, state: 'bounced', sentAt: current.sentAt ?? at }
      : undefined;

const asOpened =
  (at: EpochMs) =>
  (current: Invitation): Invitation | undefined =>
    current.openedAt === null ? { ...current, openedAt: at } : undefined;

/**
 * Records what became of a mail. A permanent bounce, or a complaint, ends surveys to the mailbox for all clients and
 * programmes; the invitation tells of a bounce and of its first opening. Mails without the tags of a survey, and events of
 * other kinds, change nothing. A repeat changes nothing either.
 */
export async function recordMailEvent(
  deps: RecordMailEventDeps,
  { what, at, tags }: MailEvent,
): Promise<void> {
  if (what === 'other') return;
  const mailboxId = mailboxIdSchema.safeParse(tags['mailbox']).data;
  if (mailboxId !== undefined && what !== 'opened') await block(deps, mailboxId, what);
  const ref = invitationOfTags(tags);
  const invitation = ref && what !== 'complained' ? await deps.invitations.find(ref) : undefined;
  if (!invitation) return;
  const change = what === 'bounced' ? asBounced(at) : asOpened(at);
  await amendInvitation(deps.invitations, invitation, change);
}
