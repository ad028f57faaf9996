import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { contractSchema } from '../domain/contract/contract-schema.ts';
import type { Contract } from '../domain/contract/contract.ts';
import { clientSchema, everyBucket, widenedSpread, type Client } from '../domain/crm/client.ts';
import { clientIdSchema, type ClientId } from '../domain/ids.ts';
import type { ClientDirectory, ClientPage, Terms } from '../ports/clients.ts';
import { StoreUnavailable, type Action, type Documents, type Item } from './documents.ts';
import { CLIENT_LIST_PK, crmKeys } from './keys.ts';
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

function profileItem(client: Client): Item {
  const { rejudging: _marks, ...stored } = client;
  return stored;
}

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

/** Clients and their contracts in the crm table. Single reads are consistent; lists may lag by a moment. */
export function createClientRepository(documents: Documents, table: string): ClientDirectory {
  const find = async (id: ClientId): Promise<Client | undefined> => {
    const item = await documents.get(table, crmKeys.client(id), { consistent: true });
    return item && readClient(item);
  };

  const findMany = async (ids: readonly ClientId[]): Promise<readonly Client[]> => {
    const keys = [...new Set(ids)].map((id) => crmKeys.client(id));
    return keys.length === 0
      ? []
      : (await documents.batchGet(table, keys, { consistent: true })).map(readClient);
  };

  const terms = async (id: ClientId): Promise<Terms | undefined> => {
    const { pk, sk } = crmKeys.client(id);
    let client: Client | undefined;
    const contracts: Contract[] = [];
    let after: Item | undefined;
    do {
      const page = await documents.query({ table, pk, consistent: true, ...(after && { after }) });
      for (const item of page.items) {
        if (item['sk'] === sk) client = readClient(item);
        else if (String(item['sk']).startsWith('contract#')) contracts.push(readItem(contractSchema, item));
      }
      after = page.next;
    } while (after);
    return client && { client, contracts };
  };

  const list = async (after: ClientId | undefined, limit: number): Promise<ClientPage> => {
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
  };

  const create = (client: Client, contract: Contract): Promise<boolean> => {
    const { clientId } = client;
    const absent = { when: 'absent' } as const;
    return commit(documents, [
      {
        type: 'put',
        table,
        item: { ...crmKeys.client(clientId), ...profileItem(client) },
        condition: absent,
      },
      {
        type: 'put',
        table,
        item: { ...crmKeys.contract(clientId, contract.version), ...contractItem(contract) },
        condition: absent,
      },
      { type: 'put', table, item: { ...crmKeys.clientListEntry(clientId), clientId }, condition: absent },
    ]);
  };

  const update: ClientDirectory['update'] = (client, terms) => {
    const { clientId, name, status, version, updatedAt } = client;
    const marks = terms ? marksOf(everyBucket(client.buckets), terms.pass) : {};
    const profile: Action = {
      type: 'update',
      table,
      key: crmKeys.client(clientId),
      set: { name, status, version, updatedAt, ...marks },
      condition: { when: 'equals', attribute: 'version', value: version - 1 },
    };
    if (!terms) return commit(documents, [profile]);
    const { contract } = terms;
    return commit(documents, [
      profile,
      {
        type: 'put',
        table,
        item: { ...crmKeys.contract(clientId, contract.version), ...contractItem(contract) },
        condition: { when: 'present' },
      },
    ]);
  };

  const widenSpread = async (id: ClientId, days: number): Promise<void> => {
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
  };

  const startRejudging = async (id: ClientId, buckets: readonly number[], pass: string): Promise<void> => {
    await documents.update({
      table,
      key: crmKeys.client(id),
      set: marksOf(buckets, pass),
      condition: { when: 'present' },
    });
  };

  const finishRejudging = async (id: ClientId, bucket: number, pass: string): Promise<void> => {
    await documents.update({
      table,
      key: crmKeys.client(id),
      remove: [markOf(bucket)],
      condition: { when: 'equals', attribute: markOf(bucket), value: pass },
    });
  };

  return { find, findMany, terms, list, create, update, widenSpread, startRejudging, finishRejudging };
}
