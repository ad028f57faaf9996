import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Item, Key, Query } from '../../../shared/store/documents.ts';
import { LEDGER } from '../../../shared/store/tables.ts';
import { createMemoryDocuments, type MemoryDocuments } from '../../support/memory-documents/index.ts';

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const sk = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', '#', 'ß', '\uffee', '😀'), minLength: 1, maxLength: 4 }),
  fc.constantFrom('a', 'ab', 'b'),
);
const day = fc.option(fc.constantFrom('1', '2', '20', '3'), { nil: undefined });
const write = fc.record({ sk, d: day, o: day, isDelete: fc.nat({ max: 4 }).map((n) => n === 0) });

/** What a query has to find, the slow way: filter and sort everything. */
function expected(items: readonly (Item & Key)[], query: Query): readonly string[] {
  const index = query.index === 'byDay' ? 'd' : 'o';
  const sortOf = (item: Item & Key): string =>
    query.index === undefined ? item.sk : (item[index] as string);
  const { sort } = query;
  const found = items
    .filter((item) => query.index === undefined || item[index] !== undefined)
    .filter((item) => {
      if (sort === undefined) return true;
      if ('beginsWith' in sort) return sortOf(item).startsWith(sort.beginsWith);
      return byBytes(sortOf(item), sort.from) >= 0 && byBytes(sortOf(item), sort.to) <= 0;
    })
    .toSorted((a, b) => byBytes(sortOf(a), sortOf(b)) || byBytes(a.sk, b.sk))
    .map((item) => item.sk);
  return query.descending === true ? found.toReversed() : found;
}

async function found(documents: MemoryDocuments, query: Query): Promise<readonly unknown[]> {
  const sks: unknown[] = [];
  for (let after: Item | undefined, pages = 0; pages < 100; pages++) {
    const page = await documents.query({ ...query, ...(after && { after }) });
    sks.push(...page.items.map((item) => item.sk));
    if (page.next === undefined) break;
    after = page.next;
  }
  return sks;
}

describe('the twin', () => {
  it('finds in every order and page size what filtering and sorting all items finds', async () => {
    const sort = fc.option(
      fc.oneof(
        fc.record({ beginsWith: fc.oneof(sk, fc.constantFrom('', '2')) }),
        fc.record({ from: fc.oneof(sk, fc.constant('1')), to: fc.oneof(sk, fc.constant('20')) }),
      ),
      { nil: undefined },
    );
    const query = fc.record({
      index: fc.constantFrom(undefined, 'byDay', 'byOpen'),
      sort,
      descending: fc.boolean(),
      limit: fc.integer({ min: 1, max: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(write, query), { minLength: 1, maxLength: 25 }), async (steps) => {
        const documents = createMemoryDocuments({ ledger: LEDGER });
        const model = new Map<string, Item & Key>();
        for (const [{ sk: key, d, o, isDelete }, asked] of steps) {
          const item = { pk: 'p', sk: key, ...(d && { d }), ...(o && { o }) };
          if (isDelete) {
            await documents.delete('ledger', { pk: 'p', sk: key });
            model.delete(key);
          } else {
            await documents.put('ledger', item);
            model.set(key, item);
          }
          const { index, sort: range, ...rest } = asked;
          const full: Query = {
            table: 'ledger',
            pk: 'p',
            ...rest,
            ...(index && { index }),
            ...(range && { sort: range }),
          };
          expect(await found(documents, full)).toEqual(expected([...model.values()], full));
        }
        expect(documents.all('ledger')).toHaveLength(model.size);
      }),
    );
  });

  it('hands out items that cannot be changed, all the way down', async () => {
    const documents = createMemoryDocuments({ ledger: LEDGER });
    await documents.put('ledger', { pk: 'p', sk: 's', list: [{ a: 1 }] });
    const item = (await documents.get('ledger', { pk: 'p', sk: 's' })) as unknown as {
      list: { a: number }[];
    };
    expect(() => {
      item.list[0]!.a = 2;
    }).toThrow(TypeError);
    expect(() => item.list.push({ a: 3 })).toThrow(TypeError);
  });

  it('refuses values the real client refuses', async () => {
    const documents = createMemoryDocuments({ ledger: LEDGER });
    for (const value of [Number.NaN, Infinity, 2 ** 60, undefined as unknown as null])
      await expect(documents.put('ledger', { pk: 'p', sk: 's', value })).rejects.toThrow(TypeError);
  });

  it('knows only the tables and indexes it was given', async () => {
    const documents = createMemoryDocuments({ ledger: LEDGER });
    await expect(documents.get('other', { pk: 'p', sk: 's' })).rejects.toThrow('no table other');
    await expect(documents.query({ table: 'ledger', pk: 'p', index: 'byName' })).rejects.toThrow(
      'no index byName',
    );
  });
});
