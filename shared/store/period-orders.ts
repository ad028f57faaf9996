import { formatDay, parseDay, type EpochDay } from '../domain/calendar/time.ts';
import { everyBucket, type Client } from '../domain/crm/client.ts';
import { problem } from '../domain/errors.ts';
import type { OrderRecord } from '../domain/ledger/order-record.ts';
import type { Days } from '../ports/kpi-sources.ts';
import type { PeriodOrders } from '../ports/period-orders.ts';
import type { Documents, Item, Key, Query } from './documents.ts';
import { ledgerPk } from './keys.ts';
import { readOrder } from './order-codec.ts';
import { pagesOf } from './pages.ts';
import { textOf } from './read-item.ts';
import { LEDGER } from './tables.ts';

const ORDERS_PREFIX = 'O#';
const INDEX = 'byDay';
const DAY = LEDGER.localIndexes[INDEX].sortKey;

/** Orders read at once: each wave of reads is decoded before the next one. */
const WAVE = 400;
/**
 * Reading an order by its key takes half a unit, a query over a whole bucket a sixth of that for an order of the usual
 * size: 12 of 670 bytes are read with each unit. With room for larger orders, whole buckets are read from a quarter of
 * all orders on.
 */
const WHOLE_FROM_SHARE = 0.25;
/** So few that it does not matter. */
const FEW = 200;

type Visit = (orders: readonly OrderRecord[]) => void;

/** The orders of a period, by whichever of the two ways reads fewer units. */
export function createPeriodOrders(documents: Documents, table: string): PeriodOrders {
  const inDays = (pk: string, days: Days): Query => ({
    table,
    index: INDEX,
    pk,
    sort: { from: formatDay(days.from), to: formatDay(days.to) },
  });

  /** Keys of the orders listed within `days`: 40 to 60 a unit. */
  async function keysOf(client: Client, days: Days, most: number): Promise<readonly Key[]> {
    const keys: Key[] = [];
    const readBucket = async (bucket: number): Promise<void> => {
      for await (const items of pagesOf(documents, inDays(ledgerPk(client.clientId, bucket), days))) {
        keys.push(...items.map((item) => ({ pk: textOf(item, 'pk'), sk: textOf(item, 'sk') })));
        if (keys.length > most) throw problem.tooManyOrders(most);
      }
    };
    await Promise.all(everyBucket(client.buckets).map(readBucket));
    return keys;
  }

  /** From the day of the first order to that of the last, over all buckets. */
  async function extentOf(client: Client): Promise<number> {
    const endOf = async (bucket: number, descending: boolean): Promise<readonly EpochDay[]> => {
      const pk = ledgerPk(client.clientId, bucket);
      const { items } = await documents.query({ table, index: INDEX, pk, limit: 1, descending });
      return items.flatMap((item) => parseDay(textOf(item, DAY)) ?? []);
    };
    const ends = await Promise.all(
      everyBucket(client.buckets).flatMap((bucket) => [endOf(bucket, false), endOf(bucket, true)]),
    );
    const days = ends.flat();
    return days.length === 0 ? 0 : Math.max(...days) - Math.min(...days) + 1;
  }

  async function visitKeys(keys: readonly Key[], visit: Visit): Promise<void> {
    for (let start = 0; start < keys.length; start += WAVE)
      visit((await documents.batchGet(table, keys.slice(start, start + WAVE))).map(readOrder));
  }

  async function visitBuckets(client: Client, { from, to }: Days, visit: Visit): Promise<void> {
    const isWithin = (item: Item): boolean => {
      const day = parseDay(textOf(item, DAY));
      return day !== undefined && day >= from && day <= to;
    };
    const readBucket = async (bucket: number): Promise<void> => {
      const pk = ledgerPk(client.clientId, bucket);
      const query: Query = { table, pk, sort: { beginsWith: ORDERS_PREFIX } };
      for await (const items of pagesOf(documents, query)) visit(items.filter(isWithin).map(readOrder));
    };
    await Promise.all(everyBucket(client.buckets).map(readBucket));
  }

  return {
    async visit(client, days, most, visit) {
      const keys = await keysOf(client, days, most);
      const share = keys.length <= FEW ? 0 : (days.to - days.from + 1) / Math.max(1, await extentOf(client));
      if (share >= WHOLE_FROM_SHARE) await visitBuckets(client, days, visit);
      else await visitKeys(keys, visit);
    },
  };
}
