import * as z from 'zod';
import type { EpochMs } from '../calendar/time.ts';
import { clientIdSchema, type ClientId } from '../ids.ts';
import { languageTagSchema } from '../survey/languages.ts';
import { mailboxIdSchema, type MailboxId } from './mailbox-id.ts';

/** What a person is to the client; a programme chooses its audience by it. */
export const CONTACT_ROLES = ['decision-maker', 'operations', 'finance', 'consignee', 'other'] as const;
export type ContactRole = (typeof CONTACT_ROLES)[number];

/** Whether the person agreed to be asked and told things on a channel. Only `given` lets a survey be sent. */
export const CONSENTS = ['given', 'refused', 'unknown'] as const;
export type Consent = (typeof CONSENTS)[number];

/** A person at a client, or one who receives its goods; as far as surveys and cases need them. */
export interface Contact {
  readonly clientId: ClientId;
  /** Orders name it as `contactId`. */
  readonly contactId: string;
  readonly name: string;
  readonly mail: string | null;
  readonly phone: string | null;
  /** BCP 47, `zh-CN`; `null`: a programme's own default language is used. */
  readonly language: string | null;
  readonly role: ContactRole;
  readonly consent: { readonly mail: Consent; readonly phone: Consent };
  /** The person wants no surveys, whatever the consent says. What they say by a link in a mail is kept with the mailbox. */
  readonly optedOut: boolean;
  /** Of earlier mail addresses: what was sent there is part of the person's data. */
  readonly earlierMailboxes: readonly MailboxId[];
  /** Counts the edits: the ETag. */
  readonly version: number;
  readonly createdAt: EpochMs;
  readonly updatedAt: EpochMs;
}

const MAX_NAME = 200;
const MAX_MAIL = 254;
const CONTROL = /\p{Cc}/u;

export const contactIdSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9._-]{1,64}$/,
    'a contact id has 1 to 64 letters, digits, dots, hyphens or underscores; write it as orders name it in contactId',
  );

export const mailAddressSchema = z
  .email({ error: 'is no mail address; write it like name@example.com' })
  .max(MAX_MAIL, `may have at most ${String(MAX_MAIL)} characters`);

export const contactNameSchema = z
  .string()
  .trim()
  .min(1, 'is empty; write the name of the person')
  .max(MAX_NAME)
  .refine((name) => !CONTROL.test(name), 'has a control character; remove it');

export const phoneSchema = z
  .string()
  .regex(/^\+[1-9][0-9 ]{5,20}$/, 'must be an international number, like +49 40 123456');

/** Stored form. */
export const contactSchema = z.object({
  clientId: clientIdSchema,
  contactId: z.string(),
  name: z.string(),
  mail: z.string().nullable(),
  phone: z.string().nullable(),
  language: z.string().nullable(),
  role: z.enum(CONTACT_ROLES),
  consent: z.object({ mail: z.enum(CONSENTS), phone: z.enum(CONSENTS) }),
  optedOut: z.boolean(),
  earlierMailboxes: z.array(mailboxIdSchema).readonly(),
  version: z.int().min(1),
  createdAt: z.int(),
  updatedAt: z.int(),
}) satisfies z.ZodType<Contact>;

/** What a caller may write of a contact; what is left out has its default. */
export const contactFieldsSchema = z.strictObject({
  name: contactNameSchema,
  mail: mailAddressSchema.nullable().default(null),
  phone: phoneSchema.nullable().default(null),
  language: languageTagSchema.nullable().default(null),
  role: z.enum(CONTACT_ROLES).default('other'),
  consent: z
    .strictObject({ mail: z.enum(CONSENTS).default('unknown'), phone: z.enum(CONSENTS).default('unknown') })
    .default({ mail: 'unknown', phone: 'unknown' }),
  optedOut: z.boolean().default(false),
});
export type ContactFields = z.output<typeof contactFieldsSchema>;

/** One spelling of a mail address, for comparing: a person is the same whatever capitals a list has. */
export const canonicalMail = (mail: string): string => mail.trim().toLowerCase();
