import * as z from 'zod';
import { formatDay } from '../domain/calendar/time.ts';
import { everyBucket, type Client } from '../domain/crm/client.ts';
import { orderNoSchema } from '../domain/ids.ts';
import type { OrderRef } from '../domain/ledger/order-record.ts';
import type { Candidate, OrderIndex, Positions } from '../ports/order-index.ts';
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
import { ORDER_KINDS, orderKindOf, readOrder } from './order-codec.ts';
import { LEDGER } from './tables.ts';

type Named = OrderRef & Pick<Candidate, 'reference'>;

/** One contiguous stretch of keys that a walk reads. */
interface Range {
  readonly name: string;
  readonly query: Query;
  /** Attribute beside `sk` that a start key of the index needs. */
  readonly sortAttribute: string | undefined;
  readonly read: (item: Item) => Named;
}

const PAGE = 100;
const keySchema = z.looseObject({ sk: z.string() });
const POSITION_PARTS = '\n';

const readOrderKey = (item: Item): Named => {
  const { kind, orderNo } = parseOrderSk(keySchema.parse(item).sk);
  return { kind: orderKindOf(kind), orderNo: orderNoSchema.parse(orderNo), reference: undefined };
};

const readLookupKey = (item: Item): Named => {
  const { kind, orderNo, reference } = parseLookupSk(keySchema.parse(item).sk);
  return { kind: orderKindOf(kind), orderNo: orderNoSchema.parse(orderNo), reference };
};

function textOf(item: Item, attribute: string): string {
  const value = item[attribute];
  if (typeof value !== 'string') throw new Error(`ledger item without ${attribute} in an index`);
  return value;
}

const sortTextOf = (range: Range, item: Item): string => textOf(item, range.sortAttribute ?? 'sk');

function positionOf(range: Range, item: Item): string {
  const sk = textOf(item, 'sk');
  return range.sortAttribute === undefined ? sk : `${sortTextOf(range, item)}${POSITION_PARTS}${sk}`;
}

function startKey(range: Range, position: string): Item {
  if (range.sortAttribute === undefined) return { pk: range.query.pk, sk: position };
  const at = position.indexOf(POSITION_PARTS);
  return {
    pk: range.query.pk,
    sk: position.slice(at + POSITION_PARTS.length),
    [range.sortAttribute]: position.slice(0, at),
  };
}

async function* itemsOf(
  documents: Documents,
  range: Range,
  position: string | undefined,
): AsyncGenerator<Item> {
  let after = position === undefined ? undefined : startKey(range, position);
  do {
    const page = await documents.query({ ...range.query, limit: PAGE, ...(after && { after }) });
    yield* page.items;
    after = page.next;
  } while (after);
}

interface Head {
  readonly range: Range;
  readonly items: AsyncGenerator<Item>;
  readonly item: Item;
}

/** Merges ranges by their sort text, so that a list over all buckets is in one order. */
async function* merge(
  documents: Documents,
  ranges: readonly Range[],
  positions: Positions,
): AsyncGenerator<Candidate> {
  const heads: Head[] = [];
  const enter = async (range: Range, items: AsyncGenerator<Item>): Promise<void> => {
    const next = await items.next();
    if (next.done !== true) heads.push({ range, items, item: next.value });
  };
  await Promise.all(ranges.map((range) => enter(range, itemsOf(documents, range, positions[range.name]))));
  for (;;) {
    const first = heads.reduce<Head | undefined>(earlier, undefined);
    if (!first) return;
    heads.splice(heads.indexOf(first), 1);
    yield {
      ...first.range.read(first.item),
      range: first.range.name,
      position: positionOf(first.range, first.item),
    };
    await enter(first.range, first.items);
  }
}

const earlier = (best: Head | undefined, head: Head): Head => {
  if (!best) return head;
  const [a, b] = [sortTextOf(best.range, best.item), sortTextOf(head.range, head.item)];
  return b < a || (b === a && head.range.name < best.range.name) ? head : best;
};

/** Lists and searches over the ledger's keys and indexes. */
export function createOrderIndex(documents: Documents, ledgerTable: string): OrderIndex {
  const keyOf = (client: Client, ref: OrderRef): Key => ({
    pk: ledgerPk(client.clientId, bucketOf(ref.orderNo, client.buckets)),
    sk: orderSk(ref),
  });

  return {
    listed(client, list, { from, to }, positions) {
      const ranges = everyBucket(client.buckets).map((bucket): Range => {
        const pk = ledgerPk(client.clientId, bucket);
        const sort = { from: formatDay(from), to: formatDay(to) };
        return {
          name: String(bucket),
          query: { table: ledgerTable, index: list, pk, sort },
          sortAttribute: LEDGER.localIndexes[list].sortKey,
          read: readOrderKey,
        };
      });
      return merge(documents, ranges, positions);
    },

    startingWith(client, start, positions) {
      const ranges = everyBucket(client.buckets).flatMap((bucket): readonly Range[] => {
        const pk = ledgerPk(client.clientId, bucket);
        const range = (name: string, beginsWith: string, read: Range['read']): Range => ({
          name: `${String(bucket)}${name}`,
          query: { table: ledgerTable, pk, sort: { beginsWith } },
          sortAttribute: undefined,
          read,
        });
        return [
          ...ORDER_KINDS.map((kind) => range(kind, orderSkPrefix(kind, start), readOrderKey)),
          range('reference', lookupSkPrefix(start), readLookupKey),
        ];
      });
      return merge(documents, ranges, positions);
    },

    async load(client, refs) {
      const keys = new Map(refs.map((ref) => [`${ref.kind}#${ref.orderNo}`, keyOf(client, ref)]));
      return (await documents.batchGet(ledgerTable, [...keys.values()])).map(readOrder);
    },

    async find(client, ref) {
      const item = await documents.get(ledgerTable, keyOf(client, ref), { consistent: true });
      return item && readOrder(item);
    },
  };
}
