import { createHash } from 'node:crypto';
import * as z from 'zod';
import { clientIdSchema, orderNoSchema, type ClientId } from '../domain/ids.ts';
import { orderKindSchema, reportedFactSchema } from '../domain/ledger/event-fact.ts';
import {
  isWaiting,
  quarantineIdOf,
  readQuarantineId,
  type QuarantinedFact,
  type RefusedFact,
} from '../domain/ledger/event-quarantined.ts';
import type { QuarantinePage, QuarantineQuery, QuarantineStore } from '../ports/quarantine.ts';
import type { Documents, Item, Key } from './documents.ts';
import { packFacts } from './fact-codec.ts';
import { crmKeys } from './keys.ts';
import { readItem } from './read-item.ts';

const DAY_SECONDS = 86_400;
const KEPT_DAYS = 90;

const ttlOf = (at: number): number => Math.ceil(at / 1000) + KEPT_DAYS * DAY_SECONDS;

const stateFields = { state: z.enum(['waiting', 'retrying']), retriedAt: z.int().optional() };
const stateSchema = z.object(stateFields);

const storedSchema = z.object({
  clientId: clientIdSchema,
  key: z.string(),
  kind: orderKindSchema,
  orderNo: orderNoSchema,
  fact: z.string(),
  code: z.string(),
  detail: z.string(),
  quarantinedAt: z.int(),
  attempts: z.int(),
  ...stateFields,
  refusals: z.int(),
});

const TIME_CHARACTERS = 9;
const HASH_CHARACTERS = 22;

/**
 * The same for the same client, order, identity and content; it begins with the time of the event, so that a
 * client's entries lie in the order of their events.
 */
function keyOf({
  clientId,
  kind,
  orderNo,
  fact,
}: Pick<RefusedFact, 'clientId' | 'kind' | 'orderNo' | 'fact'>): string {
  const content = [clientId, kind, orderNo, packFacts([{ ...fact, recordedAt: 0 }])];
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('base64url');
  const time = Math.max(0, fact.occurredAt).toString(36).padStart(TIME_CHARACTERS, '0');
  return time + hash.slice(0, HASH_CHARACTERS);
}

function readEntry(item: Item): QuarantinedFact {
  const { key, fact, ...entry } = readItem(storedSchema, item);
  const parsed: unknown = JSON.parse(fact);
  return { ...entry, id: quarantineIdOf(entry.clientId, key), fact: reportedFactSchema.parse(parsed) };
}

const keyOfItem = (item: Item): string => z.string().parse(item['sk']);

const PAGE_ITEMS = 100;
/** Pages read for one page of a list; a filter may leave out most of what is in them. */
const MAX_PAGES = 10;
const PUT_TRIES = 3;

const isListed = (item: Item, now: number, code: string | undefined): boolean =>
  isWaiting(readItem(stateSchema, item), now) && (code === undefined || item['code'] === code);

async function listEntries(
  documents: Documents,
  table: string,
  clientId: ClientId,
  { limit, now, after, code }: QuarantineQuery,
): Promise<QuarantinePage> {
  const { pk } = crmKeys.quarantined(clientId, '');
  const found: Item[] = [];
  let position: Item | undefined =
    after === undefined ? undefined : { ...crmKeys.quarantined(clientId, after) };
  for (let page = 0; page < MAX_PAGES; page++) {
    const query = { table, pk, descending: true, limit: PAGE_ITEMS };
    const { items, next } = await documents.query(position ? { ...query, after: position } : query);
    found.push(...items.filter((item) => isListed(item, now, code)));
    position = next;
    if (found.length > limit || !next) break;
  }
  const entries = found.slice(0, limit).map(readEntry);
  const last = found.length > limit ? found[limit - 1] : position;
  return last ? { entries, next: keyOfItem(last) } : { entries };
}

function firstEntry(
  { clientId, kind, orderNo, fact, code, detail, at }: RefusedFact,
  key: string,
): Item & Key {
  return {
    ...crmKeys.quarantined(clientId, key),
    clientId,
    key,
    kind,
    orderNo,
    fact: JSON.stringify(fact),
    code,
    detail,
    quarantinedAt: at,
    attempts: 1,
    state: 'waiting',
    refusals: 1,
    ttl: ttlOf(at),
  };
}

/** What could not be recorded, in the crm table: one partition a client, removed by the time to live after 90 days. */
export function createQuarantineRepository(documents: Documents, table: string): QuarantineStore {
  const putFirst = (refused: RefusedFact, key: string): Promise<boolean> =>
    documents.put(table, firstEntry(refused, key), { when: 'absent' });
  const putAgain = ({ clientId, code, detail, at }: RefusedFact, key: string): Promise<boolean> =>
    documents.update({
      table,
      key: crmKeys.quarantined(clientId, key),
      set: { code, detail, state: 'waiting', ttl: ttlOf(at) },
      add: { refusals: 1 },
      condition: { when: 'present' },
    });

  return {
    list: (clientId, query) => listEntries(documents, table, clientId, query),
    put: async (refused) => {
      const key = keyOf(refused);
      // The entry may vanish (time to live, discarded) between the two: then it is put as a first one.
      for (let attempt = 0; attempt < PUT_TRIES; attempt++) {
        if ((await putFirst(refused, key)) || (await putAgain(refused, key))) return;
      }
      throw new Error(`quarantine entry ${key} of ${refused.clientId} comes and goes`);
    },
    find: async (clientId, key) => {
      const item = await documents.get(table, crmKeys.quarantined(clientId, key), { consistent: true });
      return item && readEntry(item);
    },
    markRetrying: async (entry, now) => {
      const key = readQuarantineId(entry.id)?.key;
      if (key === undefined) throw new Error(`no quarantine id: ${entry.id}`);
      await documents.update({
        table,
        key: crmKeys.quarantined(entry.clientId, key),
        set: { state: 'retrying', retriedAt: now },
        add: { attempts: 1 },
        condition: { when: 'equals', attribute: 'refusals', value: entry.refusals },
      });
    },
    settle: async (recorded) => {
      await documents.delete(table, crmKeys.quarantined(recorded.clientId, keyOf(recorded)), {
        when: 'equals',
        attribute: 'refusals',
        value: recorded.refusals,
      });
    },
    discard: async (clientId, key) => {
      await documents.delete(table, crmKeys.quarantined(clientId, key));
    },
  };
}
