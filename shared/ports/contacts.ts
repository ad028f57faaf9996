import type { Contact } from '../domain/crm/contact.ts';
import type { ClientId } from '../domain/ids.ts';

export interface ContactPage {
  readonly contacts: readonly Contact[];
  /** The last id of this page when there are more. */
  readonly next?: string;
}

export interface ContactReader {
  /** Consistent. */
  find(clientId: ClientId, contactId: string): Promise<Contact | undefined>;
  /** In the order of the ids, from the one after `after`. */
  list(clientId: ClientId, after: string | undefined, limit: number): Promise<ContactPage>;
}

export interface ContactStore extends ContactReader {
  /** Of distinct ids; those that are not there are left out. Consistent. */
  findMany(clientId: ClientId, contactIds: readonly string[]): Promise<readonly Contact[]>;
  /** `false` when the stored version is not `contact.version − 1` (none, for version 1). */
  save(contact: Contact): Promise<boolean>;
  /** `false` when it is not there. */
  remove(clientId: ClientId, contactId: string): Promise<boolean>;
}
