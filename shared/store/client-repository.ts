import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { contractSchema } from '../domain/contract/contract-schema.ts';
import type { Contract } from '../domain/contract/contract.ts';
import { clientSchema, everyBucket, widenedSpread, type Client } from '../domain/crm/client.ts';
import { clientIdSchema, type ClientId } from '../domain/ids.ts';
import type { ClientDirectory, ClientPage, Terms } from '../ports/clients.ts';
import { StoreUnavailable, type Action, type Documents, type Item } from './documents.ts';
import { CLIENT_LIST_PK, crmKeys } from './keys.ts';
import { pagesOf } from './pages.ts';
import { readItem } from './read-item.ts';

const storedClientSchema = clientSchema.omit({ rejudging: true });
const listEntrySchema = z.object({ clientId: clientIdSchema });

// One attribute a bucket, so that workers that finish at the same time do not meet.
const MARK = 'rejudge';
const markOf = (bucket: number): string => `${MARK}${String(bucket)}`;
const marksOf = (buckets: readonly number[], pass: string): Record<string, string> =>
  Object.fromEntries(buckets.map((bucket) => [markOf(bucket), pass]));

function readClient(item: Item): Client {
  const client = readItem(storedClientSchema, item);
  const rejudging = everyBucket(client.buckets).filter((bucket) => item[markOf(bucket)] !== undefined);
  return { ...client, rejudging };
}

const profileItem = (client: Client): Item => storedClientSchema.parse(client);

// A contract is plain JSON, but an interface gives no index signature; the copy has the store's type.
const contractItem = (contract: Contract): Item => z.record(z.string(), z.json()).parse(contract);

const ATTEMPTS = 5;
const LONGEST_PAUSE_MS = 80;

/** `false` when a condition did not hold; a clash with another transaction is tried again. */
async function commit(documents: Documents, actions: readonly Action[]): Promise<boolean> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const result = await documents.transact(actions);
    if (result.done) return true;
    if (result.failures.includes('condition')) return false;
    if (result.failures.includes('refused')) throw new Error('the store refused a client item');
    await sleep(Math.random() * LONGEST_PAUSE_MS * attempt);
  }
  throw new StoreUnavailable('client: every attempt met another transaction');
}

type Reads = Pick<ClientDirectory, 'find' | 'findMany' | 'terms' | 'list'>;
type Edits = Pick<ClientDirectory, 'create' | 'update'>;
type Marks = Pick<ClientDirectory, 'widenSpread' | 'startRejudging' | 'finishRejudging'>;

async function readTerms(documents: Documents, table: string, id: ClientId): Promise<Terms | undefined> {
  const { pk, sk } = crmKeys.client(id);
  let client: Client | undefined;
  const contracts: Contract[] = [];
  for await (const items of pagesOf(documents, { table, pk, consistent: true })) {
    for (const item of items) {
      const name = item['sk'];
      if (name === sk) client = readClient(item);
      else if (typeof name === 'string' && name.startsWith('contract#'))
        contracts.push(readItem(contractSchema, item));
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
  const putContract = (id: ClientId, contract: Contract, when: 'absent' | 'present'): Action => ({
    type: 'put',
    table,
    item: { ...crmKeys.contract(id, contract.version), ...contractItem(contract) },
    condition: { when },
  });
  return {
    create: (client, contract) => {
      const { clientId } = client;
      const condition = { when: 'absent' } as const;
      const profile = { ...crmKeys.client(clientId), ...profileItem(client) };
      const listed = { ...crmKeys.clientListEntry(clientId), clientId };
      return commit(documents, [
        { type: 'put', table, item: profile, condition },
        putContract(clientId, contract, 'absent'),
        { type: 'put', table, item: listed, condition },
      ]);
    },
    update: ({ clientId, name, status, version, updatedAt, buckets }, terms) => {
      const marks = terms ? marksOf(everyBucket(buckets), terms.pass) : {};
      const profile: Action = {
        type: 'update',
        table,
        key: crmKeys.client(clientId),
        set: { name, status, version, updatedAt, ...marks },
        condition: { when: 'equals', attribute: 'version', value: version - 1 },
      };
      return commit(
        documents,
        terms ? [profile, putContract(clientId, terms.contract, 'present')] : [profile],
      );
    },
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
