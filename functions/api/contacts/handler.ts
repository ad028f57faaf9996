import * as z from 'zod';
import { eraseContact } from '../../../shared/app/contacts/erase-contact.ts';
import { exportContact } from '../../../shared/app/contacts/export-contact.ts';
import { importContacts } from '../../../shared/app/contacts/import-contacts.ts';
import type { PersonalDataDeps } from '../../../shared/app/contacts/personal-data.ts';
import { getContact, listContacts } from '../../../shared/app/contacts/read-contacts.ts';
import { createContact, putContact } from '../../../shared/app/contacts/write-contact.ts';
import { readContactRow } from '../../../shared/http/contact-rows.ts';
import { contactView } from '../../../shared/http/contact-view.ts';
import { etagOf, versionOf } from '../../../shared/http/etag.ts';
import { createHttpHandler, on, type BoundRoute, type HttpDeps } from '../../../shared/http/handler.ts';
import type { PageTokens } from '../../../shared/http/page-token.ts';
import { personalDataView } from '../../../shared/http/personal-data-view.ts';
import type { HttpRequest } from '../../../shared/http/route.ts';
import * as routes from '../../../shared/http/routes/contacts.ts';
import type { ClientId } from '../../../shared/domain/ids.ts';

export type ContactsFunctionDeps = HttpDeps & PersonalDataDeps & { readonly pageTokens: PageTokens };

const positionSchema = z.object({ contactId: z.string() }).optional();

const commandOf = ({
  principal,
  params: { clientId },
  now,
}: HttpRequest<{ readonly clientId: ClientId }>) => ({ principal, clientId, now });

const contactRoutes = (deps: ContactsFunctionDeps): readonly BoundRoute[] => [
  on(routes.listContactsRoute, async (request) => {
    const { params, query } = request;
    const { pageTokens } = deps;
    const position = positionSchema.parse(await pageTokens.open(request, params.clientId));
    const page = await listContacts(deps, commandOf(request), position?.contactId, query.limit);
    const contacts = page.contacts.map(contactView);
    if (page.next === undefined) return { body: { contacts } };
    const nextToken = await pageTokens.seal(request, params.clientId, { contactId: page.next });
    return { body: { contacts, nextToken } };
  }),
  on(routes.createContactRoute, async (request) => {
    const { contactId, ...fields } = request.body;
    const created = await createContact(deps, commandOf(request), contactId, fields);
    const { clientId, contactId: id, version } = created.contact;
    return {
      body: contactView(created),
      headers: { etag: etagOf(version), location: `/v1/clients/${clientId}/contacts/${id}` },
    };
  }),
  on(routes.getContactRoute, async (request) => {
    const found = await getContact(deps, commandOf(request), request.params.contactId);
    return { body: contactView(found), headers: { etag: etagOf(found.contact.version) } };
  }),
  on(routes.putContactRoute, async (request) => {
    const { params, body, ifMatch } = request;
    const written = await putContact(deps, commandOf(request), params.contactId, body, () =>
      versionOf(ifMatch),
    );
    return { body: contactView(written), headers: { etag: etagOf(written.contact.version) } };
  }),
  on(routes.importContactsRoute, async (request) => ({
    body: {
      results: await importContacts(deps, commandOf(request), request.body.contacts.map(readContactRow)),
    },
  })),
];

const personRoutes = (deps: ContactsFunctionDeps): readonly BoundRoute[] => [
  on(routes.exportContactRoute, async (request) => ({
    body: personalDataView(await exportContact(deps, commandOf(request), request.params.contactId)),
  })),
  on(routes.eraseContactRoute, async (request) => {
    const { contactId } = request.params;
    return { body: { contactId, ...(await eraseContact(deps, commandOf(request), contactId)) } };
  }),
];

/** Contacts of a client: list, add, change, import; and of one person, everything kept: export, erase. */
export const createHandler = (deps: ContactsFunctionDeps) =>
  createHttpHandler([...contactRoutes(deps), ...personRoutes(deps)], deps);
