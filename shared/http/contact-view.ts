import * as z from 'zod';
import type { SeenContact } from '../app/contacts/contact-deps.ts';
import { CONSENTS, CONTACT_ROLES } from '../domain/crm/contact.ts';
import { MAIL_STATUSES } from '../domain/crm/contact-edits.ts';
import { clientIdSchema } from '../domain/ids.ts';

const consents = z.object({ mail: z.enum(CONSENTS), phone: z.enum(CONSENTS) });

export const contactViewSchema = z
  .object({
    clientId: clientIdSchema,
    contactId: z.string(),
    name: z.string(),
    mail: z.string().nullable(),
    phone: z.string().nullable(),
    language: z
      .string()
      .nullable()
      .meta({ description: 'BCP 47; null: a survey uses its own default language.' }),
    role: z.enum(CONTACT_ROLES),
    consent: consents.meta({ description: 'By channel. Survey mail is sent only where mail is `given`.' }),
    optedOut: z.boolean().meta({ description: 'Wants no surveys, as told to you.' }),
    mailStatus: z.enum(MAIL_STATUSES).meta({
      description:
        '`opted-out`: told to you, or by a link in a mail; only the person can take the latter back. `bounced`, `complained`: nothing goes to this address any more. `none`: there is no address.',
    }),
    version: z.int().meta({ description: 'The ETag without its quotes.' }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Contact' });

/** A contact as the API shows it. */
export const contactView = ({ contact, mailStatus }: SeenContact): z.input<typeof contactViewSchema> => ({
  ...contact,
  mailStatus,
  createdAt: new Date(contact.createdAt).toISOString(),
  updatedAt: new Date(contact.updatedAt).toISOString(),
});
