import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Client } from '../../../shared/domain/crm/client.ts';
import type { Position } from '../../../shared/ports/order-index.ts';
import type { Documents, Item, Query } from '../../../shared/store/documents.ts';
import { bucketOf, ledgerPk, lookupSk, orderSk } from '../../../shared/store/keys.ts';
import { createOrderIndex } from '../../../shared/store/order-index.ts';
import { LEDGER } from '../../../shared/store/tables.ts';
import { aClient, day, orderNo } from '../../support/builders.ts';
import { createMemoryDocuments } from '../../support/memory-documents/index.ts';

interface Stored {
  readonly number: string;
  readonly on?: string;
  readonly references?: readonly string[];
}

async function aStore(client: Client, orders: readonly Stored[]) {
  const documents = createMemoryDocuments({ ledger: LEDGER });
  const items = orders.flatMap(({ number, on = '2026-03-10', references = [] }) => {
    const ref = { kind: 'delivery', orderNo: orderNo(number) } as const;
    const pk = ledgerPk(client.clientId, bucketOf(ref.orderNo, client.buckets));
    const lookups = references.map((reference) => ({ pk, sk: lookupSk(reference, ref) }));
    return [{ pk, sk: orderSk(ref), d: on }, ...lookups];
  });
  await documents.batchPut('ledger', items);
  return documents;
}

/** Keeps the orders of one day in an order that has nothing to do with their keys, as an index may. */
function inNoOrder(documents: Documents): Documents {
  const rank = (item: Item) =>
    `${item['d'] as string} ${createHash('sha1')
      .update(item['sk'] as string)
      .digest('hex')}`;
  return {
    ...documents,
    query: async ({ after, limit = Infinity, ...query }: Query) => {
      const { items } = await documents.query(query);
      if (query.index === undefined) throw new Error('for indexes only');
      const ordered = items.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1));
      const start = after && ordered.findIndex(({ sk, d }) => sk === after['sk'] && d === after['d']);
      // An index cannot go on behind an entry that it does not hold.
      if (start === -1) throw new Error('a start key that is none of the index');
      const rest = ordered.slice(start === undefined ? 0 : start + 1);
      const page = rest.slice(0, limit);
      return rest.length > page.length ? { items: page, next: page.at(-1)! } : { items: page };
    },
  };
}

const MARCH = { from: day('2026-03-01'), to: day('2026-03-31') };
type Index = ReturnType<typeof createOrderIndex>;
type Walk = (index: Index, after: Position | undefined) => ReturnType<Index['listed']>;

/** The walk, begun anew from its position after every few candidates. */
async function inSteps(index: Index, walk: Walk, step: number) {
  const names: string[] = [];
  const positions: Position[] = [];
  const MANY = 2000;
  while (names.length < MANY) {
    let taken = 0;
    for await (const { orderNo: number, reference, position } of walk(index, positions.at(-1))) {
      names.push(reference === undefined ? number : `${reference} → ${number}`);
      positions.push(position);
      if (++taken === step) break;
    }
    if (taken < step) return { names, positions };
  }
  throw new Error('a walk that does not end');
}

const ODD = ['a', 'a#b', 'a%23b', '100%', 'PO 7/4', 'Größe', '漢字-1', '\u{ff5e}x', '😀', '"\\"', '~', '-'];
const LONG = 'Ä'.repeat(56) + '😀'.repeat(100);
const many = (count: number): Stored[] => [
  ...Array.from({ length: count }, (_, i) => ({ number: `SO-${String(i)}` })),
  ...ODD.map((number) => ({ number })),
  { number: LONG },
  { number: 'first', on: '2026-03-01' },
  { number: 'last', on: '2026-03-31' },
  ...ODD.map((number) => ({ number: `${number}+`, on: '2026-03-11' })),
];

describe.each([1, 4, 64])('a list over %i buckets', (buckets) => {
  const client = aClient({ buckets });
  const listed: Walk = (index, after) => index.listed(client, 'byDay', MARCH, after);

  it.each([1, 2, 3, 4, 5])('is the same whole and in steps of %i', async (step) => {
    const orders = many(120);
    const index = createOrderIndex(inNoOrder(await aStore(client, orders)), 'ledger');
    const whole = await inSteps(index, listed, Infinity);
    expect(whole.names.toSorted()).toEqual(orders.map(({ number }) => number).toSorted());
    expect([whole.names[0], whole.names.at(-1)]).toEqual(['first', 'last']);
    expect((await inSteps(index, listed, step)).names).toEqual(whole.names);
  });

  it('goes on though the order it stood at is gone, or has moved to a later day', async () => {
    const documents = await aStore(client, many(20));
    const index = createOrderIndex(documents, 'ledger');
    const { names, positions } = await inSteps(index, listed, Infinity);
    const at = 10;
    const ref = { kind: 'delivery', orderNo: orderNo(names[at]!) } as const;
    const key = { pk: ledgerPk(client.clientId, bucketOf(ref.orderNo, buckets)), sk: orderSk(ref) };
    const rest = async () => {
      const numbers: string[] = [];
      for await (const { orderNo: number } of listed(index, positions[at])) numbers.push(number);
      return numbers;
    };
    await documents.delete('ledger', key);
    expect(await rest()).toEqual(names.slice(at + 1));
    await documents.put('ledger', { ...key, d: '2026-04-10' });
    expect(await rest()).toEqual(names.slice(at + 1));
  });

  it('of a narrower period than its position comes from begins with that period', async () => {
    const index = createOrderIndex(await aStore(client, many(5)), 'ledger');
    const { names, positions } = await inSteps(index, listed, Infinity);
    const april: Walk = (_, after) =>
      index.listed(client, 'byDay', { from: day('2026-03-31'), to: day('2026-04-30') }, after);
    const early: Walk = (_, after) =>
      index.listed(client, 'byDay', { from: day('2026-02-01'), to: day('2026-02-28') }, after);
    const from = async (walk: Walk) => {
      const numbers: string[] = [];
      for await (const { orderNo: number } of walk(index, positions[3])) numbers.push(number);
      return numbers;
    };
    expect(names).not.toHaveLength(0);
    expect(await from(april)).toEqual(['last']);
    expect(await from(early)).toEqual([]);
  });
});

describe.each([1, 4, 64])('a search over %i buckets', (buckets) => {
  const client = aClient({ buckets });
  const searched =
    (start: string): Walk =>
    (index, after) =>
      index.startingWith(client, start, after);

  it.each([1, 2, 3, 4, 5])('is the same whole and in steps of %i', async (step) => {
    const orders = many(60).map((one, i) => ({
      ...one,
      references: [`SO-R${String(i % 7)}`, `a#${String(i)}`],
    }));
    const index = createOrderIndex(await aStore(client, orders), 'ledger');
    for (const start of ['S', 'SO-1', 'a', 'a#', '😀', LONG, 'nothing']) {
      const whole = await inSteps(index, searched(start), Infinity);
      const wanted = orders.flatMap(({ number, references }) => [
        ...[number].filter((name) => name.startsWith(start)),
        ...references.filter((name) => name.startsWith(start)).map((name) => `${name} → ${number}`),
      ]);
      expect(whole.names.toSorted()).toEqual(wanted.toSorted());
      expect((await inSteps(index, searched(start), step)).names).toEqual(whole.names);
    }
  });

  it('names numbers before references, an exact match first, by the bytes of their text', async () => {
    const documents = await aStore(client, [
      { number: 'A-2', references: ['A-1'] },
      { number: 'A-1😀' },
      { number: 'A-1\u{ff5e}' },
      { number: 'A-1' },
      { number: 'B', references: ['A-1', 'A-10'] },
    ]);
    const { names } = await inSteps(createOrderIndex(documents, 'ledger'), searched('A-1'), 1);
    expect(names).toEqual(['A-1', 'A-1\u{ff5e}', 'A-1😀', 'A-1 → A-2', 'A-1 → B', 'A-10 → B']);
  });
});

describe('the position of a walk', () => {
  it.each([1, 64])('over %i buckets holds one key and no more', async (buckets) => {
    const client = aClient({ buckets });
    const orders = many(200).map((one) => ({ ...one, references: ['SO-R'] }));
    const index = createOrderIndex(await aStore(client, orders), 'ledger');
    const list = await inSteps(index, (_, after) => index.listed(client, 'byDay', MARCH, after), 50);
    const search = await inSteps(index, (_, after) => index.startingWith(client, 'S', after), 50);
    for (const position of [...list.positions, ...search.positions])
      expect(Buffer.byteLength(position)).toBeLessThan(600);
  });
});
