import type { EpochMs } from '../../domain/calendar/time.ts';
import type { Contact } from '../../domain/crm/contact.ts';
import { mailStatusOf, type MailStatus } from '../../domain/crm/contact-edits.ts';
import type { Action } from '../../domain/crm/permissions.ts';
import type { Principal } from '../../domain/crm/principal.ts';
import type { ClientId } from '../../domain/ids.ts';
import type { AuditLog } from '../../ports/audit.ts';
import type { ContactStore } from '../../ports/contacts.ts';
import type { Ids } from '../../ports/ids.ts';
import type { MailboxIdOf, MailboxStore } from '../../ports/mailboxes.ts';
import type { Authorizer } from '../authorize.ts';

export interface ContactsDeps {
  readonly authorizer: Authorizer;
  readonly contacts: ContactStore;
  readonly mailboxes: MailboxStore;
  readonly mailboxIdOf: MailboxIdOf;
  readonly audit: AuditLog;
  readonly ids: Ids;
}

/** Who works on the contacts of which client. */
export interface ContactCommand {
  readonly principal: Principal;
  readonly clientId: ClientId;
  readonly now: EpochMs;
}

/** Writes a step that was done on the audit log. `target` tells ids and numbers only. */
export const auditContact = (
  { audit }: Pick<ContactsDeps, 'audit'>,
  { principal, clientId, now }: ContactCommand,
  action: Action,
  target: string,
): Promise<void> =>
  audit.append({ at: now, principalId: principal.id, action, outcome: 'done', clientId, target });

/** A contact with whether survey mail reaches it. */
export interface SeenContact {
  readonly contact: Contact;
  readonly mailStatus: MailStatus;
}

type MailboxDeps = Pick<ContactsDeps, 'mailboxes' | 'mailboxIdOf'>;

/** The contact with what is known of its mailbox. */
export async function seen({ mailboxes, mailboxIdOf }: MailboxDeps, contact: Contact): Promise<SeenContact> {
  const mailbox = contact.mail === null ? undefined : await mailboxes.find(mailboxIdOf(contact.mail));
  return { contact, mailStatus: mailStatusOf(contact, mailbox) };
}

/** Many at once, in their order. */
export async function allSeen(
  { mailboxes, mailboxIdOf }: MailboxDeps,
  contacts: readonly Contact[],
): Promise<readonly SeenContact[]> {
  const named = contacts.map((contact) => ({
    contact,
    mailboxId: contact.mail === null ? undefined : mailboxIdOf(contact.mail),
  }));
  const ids = new Set(named.flatMap(({ mailboxId }) => mailboxId ?? []));
  const found = new Map((await mailboxes.findMany([...ids])).map((mailbox) => [mailbox.mailboxId, mailbox]));
  return named.map(({ contact, mailboxId }) => ({
    contact,
    mailStatus: mailStatusOf(contact, mailboxId && found.get(mailboxId)),
  }));
}
