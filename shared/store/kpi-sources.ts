import * as z from 'zod';
import { formatDay, parseDay } from '../domain/calendar/time.ts';
import { everyBucket, type Client } from '../domain/crm/client.ts';
import type { OrderRecord } from '../domain/ledger/order-record.ts';
import type { Days, KpiSources, OpenOrder, TallyRow } from '../ports/kpi-sources.ts';
import type { Documents, Item, Query } from './documents.ts';
import { ledgerPk, parseDimensions, parseTallySk, tallyPk } from './keys.ts';
import { readOpen, readOrder } from './order-codec.ts';
import { pagesOf } from './pages.ts';

const ORDERS_PREFIX = 'O#';
// Sorts after every key that begins with a day.
const AFTER_DAY = '~';

const tallyItemSchema = z.object({ pk: z.string(), sk: z.string() }).catchall(z.number());
const openItemSchema = z.object({ ov: z.string(), g: z.string() });

/** The counters of a tally item: everything beside the keys. */
export function tallyCounters(item: Item): Map<string, number> {
  const { pk: _pk, sk: _sk, ...counters } = tallyItemSchema.parse(item);
  return new Map(Object.entries(counters));
}

function readTallyRow(item: Item): TallyRow {
  const { pk, sk } = tallyItemSchema.parse(item);
  const { day: text, bucket, dimensions } = parseTallySk(sk);
  const day = parseDay(text);
  if (day === undefined) throw new Error(`tally ${pk} ${sk}: ${text} is no day`);
  return { day, bucket, dimensions, counters: tallyCounters(item) };
}

function readOpenOrder(item: Item): OpenOrder {
  const { ov, g } = openItemSchema.parse(item);
  return { dimensions: parseDimensions(g), open: readOpen(ov) };
}

async function all<T>(documents: Documents, query: Query, read: (item: Item) => T): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const items of pagesOf(documents, query)) found.push(...items.map(read));
  return found;
}

export function createKpiSources(
  documents: Documents,
  tables: { readonly ledger: string; readonly tallies: string },
): KpiSources {
  return {
    tallies: ({ clientId }, { from, to }) =>
      all(
        documents,
        {
          table: tables.tallies,
          pk: tallyPk(clientId),
          sort: { from: formatDay(from), to: `${formatDay(to)}${AFTER_DAY}` },
        },
        readTallyRow,
      ),

    async openOrders(client: Client, { from, to }: Days) {
      const found = await Promise.all(
        everyBucket(client.buckets).map((bucket) =>
          all(
            documents,
            {
              table: tables.ledger,
              index: 'byOpen',
              pk: ledgerPk(client.clientId, bucket),
              sort: { from: formatDay(from), to: formatDay(to) },
            },
            readOpenOrder,
          ),
        ),
      );
      return found.flat();
    },

    async *orders(client: Client): AsyncGenerator<readonly OrderRecord[]> {
      for (const bucket of everyBucket(client.buckets)) {
        const query: Query = {
          table: tables.ledger,
          pk: ledgerPk(client.clientId, bucket),
          sort: { beginsWith: ORDERS_PREFIX },
        };
        for await (const items of pagesOf(documents, query)) yield items.map(readOrder);
      }
    },
  };
}
