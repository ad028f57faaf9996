import * as z from 'zod';
import { activeVersionSchema, type ActiveVersion, type DraftVersion } from '../domain/contract/versions.ts';
import { clientSchema, everyBucket, type Client } from '../domain/crm/client.ts';
import type { ClientId } from '../domain/ids.ts';
import type { Item, Key } from './documents.ts';
import { crmKeys } from './keys.ts';
import { readItem } from './read-item.ts';

/** Items of a client's partition: its profile with the marks of re-judging passes, and the versions of its contract. */

const storedClientSchema = clientSchema.omit({ rejudging: true });

// One attribute a bucket, so that workers that finish at the same time do not meet.
const MARK = 'rejudge';
export const markOf = (bucket: number): string => `${MARK}${String(bucket)}`;
export const marksOf = (buckets: readonly number[], pass: string): Record<string, string> =>
  Object.fromEntries(buckets.map((bucket) => [markOf(bucket), pass]));

export function readClient(item: Item): Client {
  const client = readItem(storedClientSchema, item);
  const rejudging = everyBucket(client.buckets).filter((bucket) => item[markOf(bucket)] !== undefined);
  return { ...client, rejudging };
}

export const clientItem = (client: Client): Item & Key => ({
  ...crmKeys.client(client.clientId),
  ...storedClientSchema.parse(client),
});

// A version is plain JSON, but an interface gives no index signature; the copy has the store's type.
const json = (version: DraftVersion): Item => z.record(z.string(), z.json()).parse(version);

export const activeItem = (id: ClientId, version: ActiveVersion): Item & Key => ({
  ...crmKeys.contract(id, version.contract.version),
  ...json(version),
});

export const draftItem = (id: ClientId, version: DraftVersion): Item & Key => ({
  ...crmKeys.contractDraft(id, version.contract.version),
  ...json(version),
});

/** What an item of a client's partition is, by its sort key; `undefined` for what is none of these. */
export function kindOf({ sk }: Item): 'client' | 'active' | 'draft' | undefined {
  if (typeof sk !== 'string') return undefined;
  if (sk === 'profile') return 'client';
  if (sk.startsWith('contract#')) return 'active';
  return sk.startsWith('contract-draft#') ? 'draft' : undefined;
}

export const readActive = (item: Item): ActiveVersion => readItem(activeVersionSchema, item);
