import { problem } from '../../domain/errors.ts';
import { allSeen, seen, type ContactCommand, type ContactsDeps, type SeenContact } from './contact-deps.ts';

type Reading = Omit<ContactCommand, 'now'>;
type ReadDeps = Pick<ContactsDeps, 'authorizer' | 'contacts' | 'mailboxes' | 'mailboxIdOf'>;

/** One page of a client's contacts by id, after `after`. Throws `forbidden`, `not-found`. */
export async function listContacts(
  deps: ReadDeps,
  { principal, clientId }: Reading,
  after: string | undefined,
  limit: number,
): Promise<{ readonly contacts: readonly SeenContact[]; readonly next?: string }> {
  const client = await deps.authorizer.authorizeClient(principal, 'contacts:read', clientId);
  const { contacts, next } = await deps.contacts.list(client.clientId, after, limit);
  return { contacts: await allSeen(deps, contacts), ...(next !== undefined && { next }) };
}

/** Throws `forbidden`, `not-found`. */
export async function getContact(
  deps: ReadDeps,
  { principal, clientId }: Reading,
  contactId: string,
): Promise<SeenContact> {
  const client = await deps.authorizer.authorizeClient(principal, 'contacts:read', clientId);
  const contact = await deps.contacts.find(client.clientId, contactId);
  if (!contact) throw problem.notFound();
  return seen(deps, contact);
}
