import type { EpochMs } from '../calendar/time.ts';
import type { FieldError } from '../errors.ts';
import type { ClientId } from '../ids.ts';
import type { Mailbox } from '../survey/invitation.ts';
import {
  contactFieldsSchema,
  type Consent,
  type Contact,
  type ContactFields,
  type ContactRole,
} from './contact.ts';
import type { MailboxId } from './mailbox-id.ts';

/** Whether survey mail reaches a contact, and if not, why. `none`: there is no address. */
export const MAIL_STATUSES = ['ok', 'opted-out', 'bounced', 'complained', 'none'] as const;
export type MailStatus = (typeof MAIL_STATUSES)[number];

/** Consent is another matter: it says whether survey mail may be sent at all. */
export function mailStatusOf(
  { mail, optedOut }: Pick<Contact, 'mail' | 'optedOut'>,
  mailbox: Pick<Mailbox, 'blocked'> | undefined,
): MailStatus {
  if (mail === null) return 'none';
  return mailbox?.blocked ?? (optedOut ? 'opted-out' : 'ok');
}

/** What a caller wrote of a contact, as it would write it again. */
export const fieldsOf = ({
  name,
  mail,
  phone,
  language,
  role,
  consent,
  optedOut,
}: Contact): ContactFields => ({
  name,
  mail,
  phone,
  language,
  role,
  consent,
  optedOut,
});

export interface ContactEdit {
  readonly clientId: ClientId;
  readonly contactId: string;
  readonly fields: ContactFields;
  readonly now: EpochMs;
}

/** The contact that writing it down makes, at the version after the one that is there. */
export function writtenContact(
  known: Contact | undefined,
  { clientId, contactId, fields, now }: ContactEdit,
  mailboxIdOf: (mail: string) => MailboxId,
): Contact {
  const earlier = new Set(known?.earlierMailboxes);
  if (known && known.mail !== null) earlier.add(mailboxIdOf(known.mail));
  if (fields.mail !== null) earlier.delete(mailboxIdOf(fields.mail));
  return {
    clientId,
    contactId,
    ...fields,
    earlierMailboxes: [...earlier],
    version: (known?.version ?? 0) + 1,
    createdAt: known?.createdAt ?? now,
    updatedAt: now,
  };
}

/** A contact in an import. `null` empties a field, what is left out stays as it is. */
export interface ContactRow {
  readonly contactId: string;
  readonly name: string;
  readonly mail?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly language?: string | null | undefined;
  readonly role?: ContactRole | undefined;
  readonly consent?:
    { readonly mail?: Consent | undefined; readonly phone?: Consent | undefined } | undefined;
  readonly optedOut?: boolean | undefined;
}

/** A row as it was read: a contact, or what is wrong with it. */
export type ReadContactRow =
  | { readonly ok: true; readonly row: ContactRow }
  | { readonly ok: false; readonly contactId: string | null; readonly errors: readonly FieldError[] };

/** What a contact is to hold after a row of an import. */
export function fieldsOver(known: Contact | undefined, row: ContactRow): ContactFields {
  const before = known ? fieldsOf(known) : contactFieldsSchema.parse({ name: row.name });
  const { mail = before.mail, phone = before.phone, language = before.language } = row;
  return {
    name: row.name,
    mail,
    phone,
    language,
    role: row.role ?? before.role,
    consent: {
      mail: row.consent?.mail ?? before.consent.mail,
      phone: row.consent?.phone ?? before.consent.phone,
    },
    optedOut: row.optedOut ?? before.optedOut,
  };
}
