import * as z from 'zod';

/** Names a mailbox without telling its address: a digest of the canonical mail address. */
export type MailboxId = string & { readonly __brand: 'MailboxId' };

const isMailboxId = (text: string): text is MailboxId => /^[A-Za-z0-9_-]{22}$/.test(text);
export const mailboxIdSchema = z.custom<MailboxId>(
  (value) => typeof value === 'string' && isMailboxId(value),
  { error: 'a mailbox id is 22 characters of base64url' },
);
