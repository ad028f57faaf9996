import { mailboxIdSchema, type MailboxId } from '../../domain/survey/invitation.ts';
import { unknownMailbox } from '../../domain/survey/mailbox.ts';
import type { SignedLinks } from '../../ports/links.ts';
import type { MailboxStore } from '../../ports/mailboxes.ts';
import { untilDone } from '../until-done.ts';

export interface UnsubscribeDeps {
  readonly links: Pick<SignedLinks, 'open'>;
  readonly mailboxes: MailboxStore;
}

/** The mailbox that an unsubscribe link is for; `undefined` for a link that is not genuine. */
export async function unsubscribingMailbox(
  { links }: Pick<UnsubscribeDeps, 'links'>,
  token: string,
): Promise<MailboxId | undefined> {
  return mailboxIdSchema.safeParse(await links.open('unsubscribe', token)).data;
}

/**
 * Ends surveys to a mailbox, for all clients and programmes and for good; a repeat changes nothing. `false`: the link is not
 * genuine. A mailbox that complained stays noted as such: nothing goes there either.
 */
export async function unsubscribe(deps: UnsubscribeDeps, token: string): Promise<boolean> {
  const mailboxId = await unsubscribingMailbox(deps, token);
  if (mailboxId === undefined) return false;
  await untilDone(async () => {
    const mailbox = (await deps.mailboxes.find(mailboxId)) ?? unknownMailbox(mailboxId);
    if (mailbox.blocked === 'opted-out' || mailbox.blocked === 'complained') return true;
    return deps.mailboxes.save({ ...mailbox, blocked: 'opted-out', version: mailbox.version + 1 });
  });
  return true;
}
