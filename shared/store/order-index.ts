import { formatDay, parseDay, type EpochDay } from '../domain/calendar/time.ts';
import { everyBucket, type Client } from '../domain/crm/client.ts';
import { orderNoSchema } from '../domain/ids.ts';
import { ORDER_KINDS } from '../domain/ledger/event-fact.ts';
import { orderKey, type OrderRef } from '../domain/ledger/order-record.ts';
import type { Days } from '../ports/kpi-sources.ts';
import type { Candidate, OrderIndex, Position } from '../ports/order-index.ts';
import type { Documents, Item, Key, Query } from './documents.ts';
import {
  bucketOf,
  ledgerPk,
  lookupSkPrefix,
  orderSk,
  orderSkPrefix,
  parseLookupSk,
  parseOrderSk,
} from './keys.ts';
import { orderKindOf, readOrder } from './order-codec.ts';
import { pagesOf } from './pages.ts';
import { textOf } from './read-item.ts';
import { LEDGER } from './tables.ts';

type Named = OrderRef & Pick<Candidate, 'reference'>;

/** One contiguous stretch of keys that a walk reads. */
interface Range {
  readonly query: Query;
  readonly read: (item: Item) => Named;
}

const PAGE = 100;

const readOrderKey = (item: Item): Named => {
  const { kind, orderNo } = parseOrderSk(textOf(item, 'sk'));
  return { kind: orderKindOf(kind), orderNo: orderNoSchema.parse(orderNo), reference: undefined };
};

const readLookupKey = (item: Item): Named => {
  const { kind, orderNo, reference } = parseLookupSk(textOf(item, 'sk'));
  return { kind: orderKindOf(kind), orderNo: orderNoSchema.parse(orderNo), reference };
};

async function* itemsOf(documents: Documents, { query }: Range): AsyncGenerator<Item> {
  for await (const items of pagesOf(documents, { ...query, limit: PAGE })) yield* items;
}

interface Head {
  /** Place of the range among the ranges. */
  readonly place: number;
  readonly range: Range;
  readonly items: AsyncGenerator<Item>;
  readonly item: Item;
  /** What the walk goes by, in UTF-8: the store sorts by bytes. */
  readonly sort: Buffer;
}

/**
 * Merges ranges by the text of `sortAttribute`. Where it is equal, one range is finished before the next, each in the
 * order in which the store gives it; so the last item alone says where every range stands.
 */
async function* merge(
  documents: Documents,
  ranges: readonly Range[],
  sortAttribute: string,
  positionOf: (item: Item) => Position,
): AsyncGenerator<Candidate> {
  const heads: Head[] = [];
  const enter = async (place: number, range: Range, items: AsyncGenerator<Item>): Promise<void> => {
    const next = await items.next();
    if (next.done === true) return;
    const sort = Buffer.from(textOf(next.value, sortAttribute));
    heads.push({ place, range, items, item: next.value, sort });
  };
  await Promise.all(ranges.map((range, place) => enter(place, range, itemsOf(documents, range))));
  for (;;) {
    const first = heads.reduce<Head | undefined>(earlier, undefined);
    if (!first) return;
    heads.splice(heads.indexOf(first), 1);
    yield { ...first.range.read(first.item), position: positionOf(first.item) };
    await enter(first.place, first.range, first.items);
  }
}

const earlier = (best: Head | undefined, head: Head): Head =>
  best && (Buffer.compare(best.sort, head.sort) || best.place - head.place) < 0 ? best : head;

/** The last order taken from a list. */
interface LastListed {
  readonly day: EpochDay;
  readonly bucket: number;
  readonly sk: string;
}

const DAY_END = '#';

function lastListed(after: Position, buckets: number): LastListed {
  const at = after.indexOf(DAY_END);
  const day = parseDay(after.slice(0, at));
  if (day === undefined) throw new Error('position of a list without a day');
  const sk = after.slice(at + DAY_END.length);
  return { day, sk, bucket: bucketOf(readOrderKey({ sk }).orderNo, buckets) };
}

/**
 * What is left of one bucket behind the last order taken. The order in which an index keeps the orders of one day is
 * nowhere promised, so only the bucket of that order goes on within the day, from its own key.
 */
function restOfBucket(pk: string, bucket: number, days: Days, last: LastListed | undefined, sortKey: string) {
  const first = last === undefined ? days.from : last.day + (bucket < last.bucket ? 1 : 0);
  const from = Math.max(days.from, first);
  const isAmid = last !== undefined && bucket === last.bucket && from === last.day;
  return {
    pk,
    sort: { from: formatDay(from), to: formatDay(days.to) },
    ...(isAmid && { after: { pk, sk: last.sk, [sortKey]: formatDay(last.day) } }),
  };
}

/**
 * What is left of the keys with a prefix behind the last key taken, which may lie in another partition: the keys of
 * a table are kept by their bytes, so every partition goes on from the same text. `undefined`: nothing.
 */
function restOfPrefix(pk: string, beginsWith: string, last: string | undefined) {
  if (last === undefined || Buffer.compare(Buffer.from(last), Buffer.from(beginsWith)) < 0)
    return { pk, sort: { beginsWith } };
  return last.startsWith(beginsWith) ? { pk, sort: { beginsWith }, after: { pk, sk: last } } : undefined;
}

/** Lists and searches over the ledger's keys and indexes. */
export function createOrderIndex(documents: Documents, ledgerTable: string): OrderIndex {
  const keyOf = (client: Client, ref: OrderRef): Key => ({
    pk: ledgerPk(client.clientId, bucketOf(ref.orderNo, client.buckets)),
    sk: orderSk(ref),
  });

  return {
    listed(client, list, days, after) {
      const { sortKey } = LEDGER.localIndexes[list];
      const last = after === undefined ? undefined : lastListed(after, client.buckets);
      const ranges = everyBucket(client.buckets).map((bucket): Range => {
        const pk = ledgerPk(client.clientId, bucket);
        const rest = restOfBucket(pk, bucket, days, last, sortKey);
        return { query: { table: ledgerTable, index: list, ...rest }, read: readOrderKey };
      });
      return merge(
        documents,
        ranges,
        sortKey,
        (item) => `${textOf(item, sortKey)}${DAY_END}${textOf(item, 'sk')}`,
      );
    },

    startingWith(client, start, after) {
      const prefixes = [
        ...ORDER_KINDS.map((kind) => ({ beginsWith: orderSkPrefix(kind, start), read: readOrderKey })),
        { beginsWith: lookupSkPrefix(start), read: readLookupKey },
      ];
      const ranges = everyBucket(client.buckets).flatMap((bucket) => {
        const pk = ledgerPk(client.clientId, bucket);
        return prefixes.flatMap(({ beginsWith, read }): readonly Range[] => {
          const rest = restOfPrefix(pk, beginsWith, after);
          return rest ? [{ query: { table: ledgerTable, ...rest }, read }] : [];
        });
      });
      return merge(documents, ranges, 'sk', (item) => textOf(item, 'sk'));
    },

    async load(client, refs) {
      const keys = new Map(refs.map((ref) => [orderKey(ref), keyOf(client, ref)]));
      return (await documents.batchGet(ledgerTable, [...keys.values()])).map(readOrder);
    },

    async find(client, ref) {
      const item = await documents.get(ledgerTable, keyOf(client, ref), { consistent: true });
      return item && readOrder(item);
    },
  };
}
