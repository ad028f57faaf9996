import * as z from 'zod';
import { mailboxSchema, type InvitationRef, type Mailbox } from '../domain/survey/invitation.ts';
import type { MailboxStore } from '../ports/mailboxes.ts';
import type { Documents, Item, Key } from './documents.ts';
import { crmKeys } from './keys.ts';
import { readItem } from './read-item.ts';
import { versionCondition } from './version-condition.ts';

// `programme wave client`: the mailbox is that of the item, so that a claim stays one write unit for years.
const packedSchema = mailboxSchema.extend({
  lastInvitation: z.string().nullable(),
  invitations: z.array(z.string()),
});

const packed = ({ programmeId, waveId, clientId }: InvitationRef): string =>
  `${programmeId} ${waveId} ${clientId}`;

const itemOf = ({ lastInvitation, invitations, ...rest }: Mailbox): Item & Key => ({
  ...crmKeys.mailbox(rest.mailboxId),
  ...rest,
  lastInvitation: lastInvitation && packed(lastInvitation),
  invitations: invitations.map(packed),
});

function mailboxOf(item: Item): Mailbox {
  const { lastInvitation, invitations, ...rest } = readItem(packedSchema, item);
  const { mailboxId } = rest;
  const unpacked = (text: string): Item => {
    const [programmeId = '', waveId = '', clientId = ''] = text.split(' ');
    return { programmeId, waveId, clientId, mailboxId };
  };
  return readItem(mailboxSchema, {
    ...crmKeys.mailbox(mailboxId),
    ...rest,
    lastInvitation: lastInvitation === null ? null : unpacked(lastInvitation),
    invitations: invitations.map(unpacked),
  });
}

const consistent = { consistent: true };

/** Mailboxes in the crm table, a partition each. Reads are consistent. */
export function createMailboxRepository(documents: Documents, table: string): MailboxStore {
  return {
    find: async (mailboxId) => {
      const item = await documents.get(table, crmKeys.mailbox(mailboxId), consistent);
      return item && mailboxOf(item);
    },
    findMany: async (mailboxIds) => {
      if (mailboxIds.length === 0) return [];
      const items = await documents.batchGet(table, mailboxIds.map(crmKeys.mailbox), consistent);
      return items.map(mailboxOf);
    },
    save: (mailbox) => documents.put(table, itemOf(mailbox), versionCondition(mailbox.version)),
    remove: ({ mailboxId, version }) =>
      documents.delete(table, crmKeys.mailbox(mailboxId), {
        when: 'equals',
        attribute: 'version',
        value: version,
      }),
  };
}
