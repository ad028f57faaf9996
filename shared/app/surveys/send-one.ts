import type { EpochMs } from '../../domain/calendar/time.ts';
import type { Invitation, InvitationState } from '../../domain/survey/invitation.ts';
import { claimed, released, unknownMailbox } from '../../domain/survey/mailbox.ts';
import { tagsOf } from '../../domain/survey/mail-tags.ts';
import { unsent, type SendCase } from '../../domain/survey/send-rules.ts';
import type { Secrets } from '../../ports/ids.ts';
import type { SignedLinks } from '../../ports/links.ts';
import { MailRefused, MailThrottled, type Mail, type Mailer } from '../../ports/mail.ts';
import type { MailboxStore } from '../../ports/mailboxes.ts';
import type { SendRequest } from '../../ports/survey-queues.ts';
import { Unavailable } from '../../ports/unavailable.ts';
import type { InvitationStore, TokenDigest, TokenStore } from '../../ports/waves.ts';
import { amendInvitation } from './amend-invitation.ts';
import { composeInvitation } from './compose-invitation.ts';

export interface SendOneDeps {
  readonly mailboxes: Pick<MailboxStore, 'findMany' | 'save'>;
  readonly invitations: Pick<InvitationStore, 'findMany' | 'find' | 'update'>;
  readonly tokens: Pick<TokenStore, 'save'>;
  readonly tokenDigest: TokenDigest;
  readonly secrets: Secrets;
  readonly links: Pick<SignedLinks, 'seal'>;
  readonly mailer: Mailer;
  /** Address under which people reach the pages, without a slash at its end. */
  readonly publicUrl: string;
}

type What = SendRequest['what'];

async function mailOf(
  { links, publicUrl }: SendOneDeps,
  what: What,
  { programme, version, wave, invitation, contact }: SendCase,
  token: string,
): Promise<Mail> {
  if (typeof contact?.mail !== 'string') throw new Error('a mail was decided on without an address');
  const unsubscribeUrl = `${publicUrl}/u/${await links.seal('unsubscribe', invitation.mailboxId)}`;
  const { timeZone } = programme.schedule;
  const { closesAt } = wave;
  const answerUrl = `${publicUrl}/s/${token}`;
  const parts = { what, invitation, version, closesAt, timeZone, answerUrl, unsubscribeUrl };
  return { to: contact.mail, ...composeInvitation(parts), unsubscribeUrl, tags: tagsOf(invitation) };
}

/**
 * Notes that the mail went out; not again where a worker before this one noted it. Whatever else happened to the invitation
 * since (opened, answered, bounced) stays.
 */
function sentAs(what: What, now: EpochMs, token: string) {
  return (current: Invitation): Invitation | undefined => {
    if (current.tokens.includes(token)) return undefined;
    const tokens = [...current.tokens, token];
    if (what === 'reminder') return { ...current, remindedAt: current.remindedAt ?? now, tokens };
    const state = current.state === 'planned' ? 'sent' : current.state;
    return { ...current, state, sentAt: current.sentAt ?? now, tokens };
  };
}

/** The provider never takes a mail to this address; an answer that came by the first mail stays one. */
const refusedAs =
  (what: What) =>
  (current: Invitation): Invitation | undefined => {
    if (what === 'invitation') return unsent(current, 'unreachable');
    return current.state === 'sent' ? { ...current, state: 'bounced' } : undefined;
  };

/**
 * Sends the mail that was decided on: claims the mailbox, keeps the token, mails, marks the invitation, each in one write.
 * Answers the state of an invitation that the provider refused for its address; `undefined` when it was sent. Throws when it
 * has to be tried again.
 */
export async function sendOne(
  deps: SendOneDeps,
  what: What,
  one: SendCase,
): Promise<InvitationState | undefined> {
  const { invitation, wave, now } = one;
  const { programmeId, waveId, clientId, mailboxId } = invitation;
  const ref = { programmeId, waveId, clientId, mailboxId };
  const before = one.mailbox ?? unknownMailbox(mailboxId);
  const claim = claimed(before, ref, now);
  if (!(await deps.mailboxes.save(claim))) throw new Unavailable('another worker has the mailbox');
  const token = deps.secrets.secret();
  const digest = deps.tokenDigest(token);
  await deps.tokens.save({ ...ref, digest, expiresAt: wave.closesAt });
  try {
    await deps.mailer.send(await mailOf(deps, what, one, token));
  } catch (error) {
    if (error instanceof MailRefused) {
      await amendInvitation(deps.invitations, invitation, refusedAs(what));
      return what === 'invitation' ? 'unreachable' : 'bounced';
    }
    // No mail went out: the mailbox is free for the next try, and for whoever else writes to it.
    if (error instanceof MailThrottled) await deps.mailboxes.save(released(before, claim));
    throw error;
  }
  await amendInvitation(deps.invitations, invitation, sentAs(what, now, digest));
  return undefined;
}
