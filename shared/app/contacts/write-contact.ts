import type { Contact, ContactFields } from '../../domain/crm/contact.ts';
import { fieldsOf, writtenContact } from '../../domain/crm/contact-edits.ts';
import { problem } from '../../domain/errors.ts';
import { sameJson } from '../same-json.ts';
import {
  auditContact,
  seen,
  type ContactCommand,
  type ContactsDeps,
  type SeenContact,
} from './contact-deps.ts';

async function written(deps: ContactsDeps, command: ContactCommand, contact: Contact): Promise<SeenContact> {
  await auditContact(deps, command, 'contacts:write', contact.contactId);
  return seen(deps, contact);
}

/** Adds a contact, under an id made for it where none is given. Throws `forbidden`, `not-found`, `contact-exists`. */
export async function createContact(
  deps: ContactsDeps,
  command: ContactCommand,
  given: string | undefined,
  fields: ContactFields,
): Promise<SeenContact> {
  const { principal, now } = command;
  const { clientId } = await deps.authorizer.authorizeClient(principal, 'contacts:write', command.clientId);
  const contactId = given ?? deps.ids.ulid();
  const contact = writtenContact(undefined, { clientId, contactId, fields, now }, deps.mailboxIdOf);
  if (!(await deps.contacts.save(contact))) throw problem.contactExists(contactId);
  return written(deps, command, contact);
}

/**
 * Adds a contact, or changes one from the version the caller has seen; the same again changes nothing. `versionSeen` is
 * asked only when there is something to overwrite. Throws `forbidden`, `not-found`, `if-match-required`, `stale-version`.
 */
export async function putContact(
  deps: ContactsDeps,
  command: ContactCommand,
  contactId: string,
  fields: ContactFields,
  versionSeen: () => number,
): Promise<SeenContact> {
  const { principal, now } = command;
  const { clientId } = await deps.authorizer.authorizeClient(principal, 'contacts:write', command.clientId);
  const known = await deps.contacts.find(clientId, contactId);
  if (known && sameJson(fieldsOf(known), fields)) return seen(deps, known);
  if (known && versionSeen() !== known.version) throw problem.staleVersion();
  const contact = writtenContact(known, { clientId, contactId, fields, now }, deps.mailboxIdOf);
  if (!(await deps.contacts.save(contact))) throw problem.staleVersion();
  return written(deps, command, contact);
}
