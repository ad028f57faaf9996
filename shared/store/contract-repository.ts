import { draftVersionSchema, type ActiveVersion, type DraftVersion } from '../domain/contract/versions.ts';
import { everyBucket, type Client } from '../domain/crm/client.ts';
import type { ClientId } from '../domain/ids.ts';
import type { ClientVersions, ContractStore } from '../ports/contracts.ts';
import { activeItem, draftItem, kindOf, marksOf, readActive, readClient } from './client-items.ts';
import { commit } from './commit.ts';
import type { Condition, Documents } from './documents.ts';
import { crmKeys } from './keys.ts';
import { pagesOf } from './pages.ts';
import { readItem } from './read-item.ts';

async function readVersions(
  documents: Documents,
  table: string,
  id: ClientId,
): Promise<ClientVersions | undefined> {
  let client: Client | undefined;
  const active: ActiveVersion[] = [];
  const drafts: DraftVersion[] = [];
  for await (const items of pagesOf(documents, { table, pk: crmKeys.client(id).pk, consistent: true })) {
    for (const item of items) {
      const kind = kindOf(item);
      if (kind === 'client') client = readClient(item);
      else if (kind === 'active') active.push(readActive(item));
      else if (kind === 'draft') drafts.push(readItem(draftVersionSchema, item));
    }
  }
  return client && { client, active, draft: drafts[0] };
}

const sameEdit = (value: string): Condition => ({ when: 'equals', attribute: 'edit', value });
const sameVersion = ({ version }: Client): Condition => ({
  when: 'equals',
  attribute: 'version',
  value: version,
});

/** Versions of contracts in the crm table, beside their client. */
export function createContractRepository(documents: Documents, table: string): ContractStore {
  return {
    versions: (id) => readVersions(documents, table, id),
    saveDraft: (client, draft, seen) => {
      const { clientId, version } = client;
      return commit(documents, [
        {
          type: 'put',
          table,
          item: draftItem(clientId, draft),
          condition: seen === undefined ? { when: 'absent' } : sameEdit(seen),
        },
        // Writes what is there: an activation in between would leave a draft of an active version behind.
        {
          type: 'update',
          table,
          key: crmKeys.client(clientId),
          set: { version },
          condition: sameVersion(client),
        },
      ]);
    },
    deleteDraft: (id, { contract, edit }) =>
      documents.delete(table, crmKeys.contractDraft(id, contract.version), sameEdit(edit)),
    activate: (client, version, pass) => {
      const { clientId, buckets } = client;
      const marks = pass === undefined ? {} : marksOf(everyBucket(buckets), pass);
      const raised = { version: client.version + 1, updatedAt: version.activatedAt };
      return commit(documents, [
        { type: 'put', table, item: activeItem(clientId, version), condition: { when: 'absent' } },
        {
          type: 'delete',
          table,
          key: crmKeys.contractDraft(clientId, version.contract.version),
          condition: sameEdit(version.edit),
        },
        {
          type: 'update',
          table,
          key: crmKeys.client(clientId),
          set: { ...raised, ...marks },
          condition: sameVersion(client),
        },
      ]);
    },
  };
}
