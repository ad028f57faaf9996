import * as z from 'zod';
import type { Contract } from '../domain/contract/contract.ts';
import { firstVersion } from '../domain/contract/versions.ts';
import { widenedSpread, type Client } from '../domain/crm/client.ts';
import { clientIdSchema, type ClientId } from '../domain/ids.ts';
import type { ClientDirectory, ClientPage, Terms } from '../ports/clients.ts';
import { activeItem, clientItem, kindOf, markOf, marksOf, readActive, readClient } from './client-items.ts';
import { commit } from './commit.ts';
import type { Documents } from './documents.ts';
import { CLIENT_LIST_PK, crmKeys } from './keys.ts';
import { pagesOf } from './pages.ts';
import { readItem } from './read-item.ts';

const listEntrySchema = z.object({ clientId: clientIdSchema });

type Reads = Pick<ClientDirectory, 'find' | 'findMany' | 'terms' | 'list'>;
type Edits = Pick<ClientDirectory, 'create' | 'update'>;
type Marks = Pick<ClientDirectory, 'widenSpread' | 'startRejudging' | 'finishRejudging'>;

async function readTerms(documents: Documents, table: string, id: ClientId): Promise<Terms | undefined> {
  const { pk } = crmKeys.client(id);
  let client: Client | undefined;
  const contracts: Contract[] = [];
  for await (const items of pagesOf(documents, { table, pk, consistent: true })) {
    for (const item of items) {
      const kind = kindOf(item);
      if (kind === 'client') client = readClient(item);
      else if (kind === 'active') contracts.push(readActive(item).contract);
    }
  }
  return client && { client, contracts };
}

function createReads(documents: Documents, table: string): Reads {
  const findMany = async (ids: readonly ClientId[]): Promise<readonly Client[]> => {
    const keys = [...new Set(ids)].map((id) => crmKeys.client(id));
    if (keys.length === 0) return [];
    return (await documents.batchGet(table, keys, { consistent: true })).map(readClient);
  };
  return {
    find: async (id) => {
      const item = await documents.get(table, crmKeys.client(id), { consistent: true });
      return item && readClient(item);
    },
    findMany,
    terms: (id) => readTerms(documents, table, id),
    list: async (after, limit): Promise<ClientPage> => {
      const page = await documents.query({
        table,
        pk: CLIENT_LIST_PK,
        limit,
        ...(after !== undefined && { after: { ...crmKeys.clientListEntry(after) } }),
      });
      const ids = page.items.map((item) => readItem(listEntrySchema, item).clientId);
      const found = new Map((await findMany(ids)).map((client) => [client.clientId, client]));
      const clients = ids.flatMap((id) => found.get(id) ?? []);
      const last = ids.at(-1);
      return page.next && last !== undefined ? { clients, next: last } : { clients };
    },
  };
}

function createEdits(documents: Documents, table: string): Edits {
  return {
    create: (client, contract, by) => {
      const { clientId } = client;
      const condition = { when: 'absent' } as const;
      const first = firstVersion(contract, by, client.createdAt);
      const listed = { ...crmKeys.clientListEntry(clientId), clientId };
      return commit(documents, [
        { type: 'put', table, item: clientItem(client), condition },
        { type: 'put', table, item: activeItem(clientId, first), condition },
        { type: 'put', table, item: listed, condition },
      ]);
    },
    update: ({ clientId, name, status, version, updatedAt }) =>
      documents.update({
        table,
        key: crmKeys.client(clientId),
        set: { name, status, version, updatedAt },
        condition: { when: 'equals', attribute: 'version', value: version - 1 },
      }),
  };
}

function createMarks(documents: Documents, table: string, find: Reads['find']): Marks {
  return {
    widenSpread: async (id, days) => {
      for (;;) {
        const client = await find(id);
        if (!client || client.spreadDays >= days) return;
        // Only ever from the value just read: two writers cannot shrink it between them.
        const done = await documents.update({
          table,
          key: crmKeys.client(id),
          set: { spreadDays: widenedSpread(client.spreadDays, days) },
          condition: { when: 'equals', attribute: 'spreadDays', value: client.spreadDays },
        });
        if (done) return;
      }
    },
    startRejudging: async (id, buckets, pass) => {
      await documents.update({
        table,
        key: crmKeys.client(id),
        set: marksOf(buckets, pass),
        condition: { when: 'present' },
      });
    },
    finishRejudging: async (id, bucket, pass) => {
      await documents.update({
        table,
        key: crmKeys.client(id),
        remove: [markOf(bucket)],
        condition: { when: 'equals', attribute: markOf(bucket), value: pass },
      });
    },
  };
}

/** Clients and their contracts in the crm table. Single reads are consistent; lists may lag by a moment. */
export function createClientRepository(documents: Documents, table: string): ClientDirectory {
  const reads = createReads(documents, table);
  return { ...reads, ...createEdits(documents, table), ...createMarks(documents, table, reads.find) };
}
