import { contactSchema } from '../domain/crm/contact.ts';
import type { ContactStore } from '../ports/contacts.ts';
import type { Documents } from './documents.ts';
import { crmKeys } from './keys.ts';
import { readItem } from './read-item.ts';
import { versionCondition } from './version-condition.ts';

const consistent = { consistent: true };

/** Contacts in the crm table, one partition a client. Single reads are consistent. */
export function createContactRepository(documents: Documents, table: string): ContactStore {
  return {
    find: async (clientId, contactId) => {
      const item = await documents.get(table, crmKeys.contact(clientId, contactId), consistent);
      return item && readItem(contactSchema, item);
    },
    findMany: async (clientId, contactIds) => {
      if (contactIds.length === 0) return [];
      const keys = contactIds.map((contactId) => crmKeys.contact(clientId, contactId));
      const items = await documents.batchGet(table, keys, consistent);
      return items.map((item) => readItem(contactSchema, item));
    },
    list: async (clientId, after, limit) => {
      const { items, next } = await documents.query({
        table,
        pk: crmKeys.contact(clientId, '').pk,
        limit,
        ...(after !== undefined && { after: { ...crmKeys.contact(clientId, after) } }),
      });
      const contacts = items.map((item) => readItem(contactSchema, item));
      const last = contacts.at(-1);
      return next && last ? { contacts, next: last.contactId } : { contacts };
    },
    save: (contact) =>
      documents.put(
        table,
        { ...crmKeys.contact(contact.clientId, contact.contactId), ...contactSchema.parse(contact) },
        versionCondition(contact.version),
      ),
    remove: (clientId, contactId) =>
      documents.delete(table, crmKeys.contact(clientId, contactId), { when: 'present' }),
  };
}
