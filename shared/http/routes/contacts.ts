import * as z from 'zod';
import {
  CONSENTS,
  CONTACT_ROLES,
  contactFieldsSchema,
  contactIdSchema,
  contactNameSchema,
  mailAddressSchema,
  phoneSchema,
} from '../../domain/crm/contact.ts';
import { IMPORT_OUTCOMES } from '../../domain/crm/registry-import.ts';
import { languageTagSchema } from '../../domain/survey/languages.ts';
import { contactViewSchema } from '../contact-view.ts';
import { personalDataSchema } from '../personal-data-view.ts';
import { defineRoute, nextTokenSchema, noBody, noQuery, pageQuery } from '../route.ts';
import { clientParams } from './clients.ts';

const MAX_ROWS = 500;

const contactParams = clientParams.extend({ contactId: contactIdSchema });
const tag = 'Contacts';

const oneContact = {
  description: 'The contact.',
  body: contactViewSchema,
  headers: ['ETag'],
} as const;

export const listContactsRoute = defineRoute({
  method: 'GET',
  path: '/v1/clients/{clientId}/contacts',
  operationId: 'listContacts',
  tag,
  summary: 'List the contacts of a client, by id',
  access: 'contacts:read',
  params: clientParams,
  query: z.strictObject(pageQuery),
  body: noBody,
  answer: {
    status: 200,
    description: 'One page.',
    body: z
      .object({ contacts: z.array(contactViewSchema), nextToken: nextTokenSchema })
      .meta({ id: 'ContactPage' }),
  },
  errors: ['not-found', 'invalid-page-token'],
});

export const createContactRoute = defineRoute({
  method: 'POST',
  path: '/v1/clients/{clientId}/contacts',
  operationId: 'createContact',
  tag,
  summary: 'Add a contact of a client',
  access: 'contacts:write',
  params: clientParams,
  query: noQuery,
  body: contactFieldsSchema
    .extend({
      contactId: contactIdSchema
        .optional()
        .meta({ description: 'As orders name it in `contactId`; made for you when absent.' }),
    })
    .meta({ id: 'NewContact' }),
  answer: { status: 201, ...oneContact, headers: ['ETag', 'Location'] },
  errors: ['not-found', 'contact-exists'],
  idempotent: true,
});

export const getContactRoute = defineRoute({
  method: 'GET',
  path: '/v1/clients/{clientId}/contacts/{contactId}',
  operationId: 'getContact',
  tag,
  summary: 'Read a contact',
  access: 'contacts:read',
  params: contactParams,
  query: noQuery,
  body: noBody,
  answer: { status: 200, ...oneContact },
  errors: ['not-found'],
});

export const putContactRoute = defineRoute({
  method: 'PUT',
  path: '/v1/clients/{clientId}/contacts/{contactId}',
  operationId: 'putContact',
  tag,
  summary: 'Add a contact under an id, or change it',
  description:
    'Replaces the whole contact: what is left out has its default. If-Match is needed once there is one with another content. ' +
    'A bounced address is put right by another one; `optedOut: false` does not take back what the person said by a link in a mail.',
  access: 'contacts:write',
  params: contactParams,
  query: noQuery,
  body: contactFieldsSchema.meta({ id: 'ContactContent' }),
  answer: { status: 200, ...oneContact },
  errors: ['not-found'],
  ifMatch: true,
});

/** One contact of an import. */
export const contactRowSchema = z
  .strictObject({
    contactId: contactIdSchema,
    name: contactNameSchema,
    mail: mailAddressSchema.nullable().optional(),
    phone: phoneSchema.nullable().optional(),
    language: languageTagSchema.nullable().optional(),
    role: z.enum(CONTACT_ROLES).optional(),
    consent: z
      .strictObject({ mail: z.enum(CONSENTS).optional(), phone: z.enum(CONSENTS).optional() })
      .optional(),
    optedOut: z.boolean().optional(),
  })
  .meta({ id: 'ContactImportRow' });

export const importContactsRoute = defineRoute({
  method: 'POST',
  path: '/v1/clients/{clientId}/contacts/import',
  operationId: 'importContacts',
  tag,
  summary: 'Add and change many contacts at once',
  description:
    'Contacts are written over without If-Match; what a row leaves out stays as it is, null empties a field. A wrong row is refused by itself, with the others written. A repeat changes nothing.',
  access: 'contacts:write',
  params: clientParams,
  query: noQuery,
  body: z
    .strictObject({
      contacts: z
        // Read one by one later on: a wrong one is refused by itself.
        .array(z.union([contactRowSchema, z.unknown()]))
        .min(1)
        .max(MAX_ROWS)
        .meta({ items: { $ref: '#/components/schemas/ContactImportRow' } }),
    })
    .meta({ id: 'ContactImport' }),
  answer: {
    status: 200,
    description: 'What became of each row, in their order.',
    body: z
      .object({
        results: z
          .array(
            z.object({
              index: z.int().meta({ description: 'Place in the request, from 0.' }),
              contactId: z.string().nullable(),
              outcome: z.enum(IMPORT_OUTCOMES),
              errors: z
                .array(z.object({ path: z.string(), detail: z.string() }))
                .readonly()
                .optional()
                .meta({ description: 'Why it was refused.' }),
            }),
          )
          .readonly(),
      })
      .meta({ id: 'ContactImportResult' }),
  },
  errors: ['not-found'],
});

export const exportContactRoute = defineRoute({
  method: 'GET',
  path: '/v1/clients/{clientId}/contacts/{contactId}/data',
  operationId: 'exportContact',
  tag,
  summary: 'Read everything that is kept of a person',
  description:
    'The contact, its mailboxes, invitations, answers and cases at this client. Answers to anonymous surveys are not among them: nothing leads to them. That the data was read is on the audit log.',
  access: 'contacts:erase',
  params: contactParams,
  query: noQuery,
  body: noBody,
  answer: { status: 200, description: 'What is kept.', body: personalDataSchema },
  errors: ['not-found'],
});

const count = (description: string): z.ZodInt => z.int().meta({ description });

export const eraseContactRoute = defineRoute({
  method: 'DELETE',
  path: '/v1/clients/{clientId}/contacts/{contactId}',
  operationId: 'eraseContact',
  tag,
  summary: 'Erase a person',
  description:
    'Removes the contact. Invitations and answers of this client lose the contact and the order, answers also what the person wrote; scores stay, and no figure changes. ' +
    'Cases lose contact and reply address; their description stays, it is the provider’s record. Of the mailbox it stays noted that nothing may be sent there, if so. Repeat it after an error: it goes on where it stopped.',
  access: 'contacts:erase',
  params: contactParams,
  query: noQuery,
  body: noBody,
  answer: {
    status: 200,
    description: 'What lost the person.',
    body: z
      .object({
        contactId: z.string(),
        invitations: count('Invitations that named the contact.'),
        answers: count('Answers, partial ones among them.'),
        cases: count('Cases that named the contact, or its address to reply to.'),
      })
      .meta({ id: 'ContactErased' }),
  },
  errors: ['not-found'],
});
