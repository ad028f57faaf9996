import { createHash } from 'node:crypto';
import { canonicalMail } from '../domain/crm/contact.ts';
import { mailboxIdSchema, type MailboxId } from '../domain/survey/invitation.ts';

const MAILBOX_CHARACTERS = 22;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** The mailbox of an address: 132 bits of a digest, so that keys and queues name it without telling it. */
export const mailboxIdOf = (mail: string): MailboxId =>
  mailboxIdSchema.parse(sha256(`mailbox:${canonicalMail(mail)}`).slice(0, MAILBOX_CHARACTERS));

/** What is kept of a token. */
export const tokenDigest = (token: string): string => sha256(`token:${token}`);
