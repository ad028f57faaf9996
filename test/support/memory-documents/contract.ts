import { beforeAll, describe, expect, it } from 'vitest';
import {
  WriteRefused,
  type Action,
  type Documents,
  type Item,
  type Key,
  type Query,
} from '../../../shared/store/documents.ts';

export interface ContractSubject {
  readonly documents: Documents;
  /** Names of a table shaped as the ledger and of one shaped as the tallies. */
  readonly ledger: string;
  readonly tallies: string;
}

/** What every implementation of `Documents` must do; the same for the twin and for DynamoDB. */
export function describeDocumentsContract(name: string, prepare: () => Promise<ContractSubject>): void {
  describe(name, () => {
    let subject: ContractSubject;
    let documents: Documents;
    let ledger: string;
    let tallies: string;
    let serial = 0;
    beforeAll(async () => {
      subject = await prepare();
      ({ documents, ledger, tallies } = subject);
    });
    const freshPk = (): string => `C#contract#${String(serial++)}`;
    const item = (pk: string, sk: string, more: Item = {}): Item & Key => ({ pk, sk, ...more });
    const read = (pk: string, sk: string, table = ledger): Promise<Item | undefined> =>
      documents.get(table, { pk, sk }, { consistent: true });
    const sks = (items: readonly Item[]): readonly unknown[] => items.map(({ sk }) => sk);

    async function allPages(query: Query): Promise<readonly Item[]> {
      const items: Item[] = [];
      for (let after: Item | undefined, pages = 0; pages < 100; pages++) {
        const page = await documents.query({ ...query, consistent: true, ...(after && { after }) });
        items.push(...page.items);
        if (page.next === undefined) return items;
        after = page.next;
      }
      throw new Error('paging does not end');
    }

    describe('single items', () => {
      it('returns what was put, with every kind of value', async () => {
        const pk = freshPk();
        const stored = item(pk, 'O#delivery#😀#%', {
          text: 'größe 物流 😀',
          empty: '',
          whole: 42,
          negative: -7.25,
          zero: 0,
          yes: true,
          nothing: null,
          list: ['a', 1, null, [false]],
          map: { a: 'x', b: { c: 2 } },
          none: [],
        });
        expect(await documents.put(ledger, stored)).toBe(true);
        expect(await read(pk, stored.sk)).toEqual(stored);
      });

      it('returns undefined for a key that holds nothing', async () => {
        expect(await read(freshPk(), 'x')).toBeUndefined();
      });

      it('replaces a whole item on put', async () => {
        const pk = freshPk();
        await documents.put(ledger, item(pk, 'a', { first: 1, shared: 1 }));
        await documents.put(ledger, item(pk, 'a', { shared: 2 }));
        expect(await read(pk, 'a')).toEqual({ pk, sk: 'a', shared: 2 });
      });

      it('puts an absent item once only', async () => {
        const pk = freshPk();
        expect(await documents.put(ledger, item(pk, 'a', { v: 1 }), { when: 'absent' })).toBe(true);
        expect(await documents.put(ledger, item(pk, 'a', { v: 2 }), { when: 'absent' })).toBe(false);
        expect(await read(pk, 'a')).toEqual({ pk, sk: 'a', v: 1 });
      });

      it('holds equals for the same value only, and never for a missing item or attribute', async () => {
        const pk = freshPk();
        const put = (v: number, attribute: string, value: number | string | boolean | null) =>
          documents.put(ledger, item(pk, 'a', { v, flag: null }), { when: 'equals', attribute, value });
        expect(await put(1, 'v', 0)).toBe(false);
        await documents.put(ledger, item(pk, 'a', { v: 1, flag: null }));
        expect(await put(2, 'v', '1')).toBe(false);
        expect(await put(2, 'missing', 1)).toBe(false);
        expect(await put(2, 'missing', null)).toBe(false);
        expect(await put(2, 'v', 1)).toBe(true);
        expect(await put(3, 'v', 1)).toBe(false);
        expect(await put(4, 'flag', null)).toBe(true);
        expect(await read(pk, 'a')).toMatchObject({ v: 4 });
      });

      it('holds present for an item that is there only', async () => {
        const pk = freshPk();
        const update = { table: ledger, key: { pk, sk: 'a' }, set: { v: 1 } };
        expect(await documents.update({ ...update, condition: { when: 'present' } })).toBe(false);
        expect(await read(pk, 'a')).toBeUndefined();
        await documents.put(ledger, item(pk, 'a'));
        expect(await documents.update({ ...update, condition: { when: 'present' } })).toBe(true);
        expect(await read(pk, 'a')).toEqual({ pk, sk: 'a', v: 1 });
      });

      it('deletes, also what is not there, and not against its condition', async () => {
        const pk = freshPk();
        expect(await documents.delete(ledger, { pk, sk: 'a' })).toBe(true);
        await documents.put(ledger, item(pk, 'a', { v: 1 }));
        const version = (value: number) => ({ when: 'equals', attribute: 'v', value }) as const;
        expect(await documents.delete(ledger, { pk, sk: 'a' }, version(2))).toBe(false);
        expect(await read(pk, 'a')).toBeDefined();
        expect(await documents.delete(ledger, { pk, sk: 'a' }, version(1))).toBe(true);
        expect(await read(pk, 'a')).toBeUndefined();
      });

      it('is not changed by what a caller does to the objects it gave or got', async () => {
        const pk = freshPk();
        const nested = { list: [1] };
        await documents.put(ledger, item(pk, 'a', { nested }));
        nested.list.push(2);
        expect(await read(pk, 'a')).toEqual({ pk, sk: 'a', nested: { list: [1] } });
      });
    });

    describe('updates', () => {
      it('sets, adds and removes in one go and leaves the rest alone', async () => {
        const pk = freshPk();
        await documents.put(tallies, item(pk, 'a', { kept: 'k', gone: 1, n: 5, old: 'o' }));
        await documents.update({
          table: tallies,
          key: { pk, sk: 'a' },
          set: { old: 'new', fresh: [1] },
          add: { n: -7, m: 3 },
          remove: ['gone', 'never there'],
        });
        expect(await read(pk, 'a', tallies)).toEqual({
          pk,
          sk: 'a',
          kept: 'k',
          n: -2,
          m: 3,
          old: 'new',
          fresh: [1],
        });
      });

      it('makes an item that is not there, counting from 0', async () => {
        const pk = freshPk();
        await documents.update({ table: tallies, key: { pk, sk: 'a' }, add: { 'on-time#met': 2, 'a.b': 0 } });
        expect(await read(pk, 'a', tallies)).toEqual({ pk, sk: 'a', 'on-time#met': 2, 'a.b': 0 });
      });

      it('takes reserved words and odd names for attributes', async () => {
        const pk = freshPk();
        const key = { pk, sk: 'a' };
        await documents.update({ table: tallies, key, set: { status: 'x', 'size#:1': 1, 'ü 😀': 2 } });
        await documents.update({
          table: tallies,
          key,
          add: { count: 1 },
          remove: ['size#:1'],
          condition: { when: 'equals', attribute: 'status', value: 'x' },
        });
        expect(await read(pk, 'a', tallies)).toEqual({ ...key, status: 'x', 'ü 😀': 2, count: 1 });
      });

      it('answers false and changes nothing when its condition fails', async () => {
        const pk = freshPk();
        const key = { pk, sk: 'a' };
        await documents.put(tallies, item(pk, 'a', { n: 1 }));
        const condition = { when: 'equals', attribute: 'n', value: 2 } as const;
        expect(await documents.update({ table: tallies, key, add: { n: 1 }, condition })).toBe(false);
        expect(await documents.update({ table: tallies, key, set: { n: 9 }, condition })).toBe(false);
        expect(await read(pk, 'a', tallies)).toEqual({ ...key, n: 1 });
      });

      it('refuses to add to a text', async () => {
        const pk = freshPk();
        await documents.put(tallies, item(pk, 'a', { n: 'one' }));
        const update = { table: tallies, key: { pk, sk: 'a' }, add: { n: 1 } };
        await expect(documents.update(update)).rejects.toThrow(WriteRefused);
      });
    });

    describe('batches', () => {
      it('puts and gets more items than one request takes', async () => {
        const pk = freshPk();
        const items = Array.from({ length: 130 }, (_, i) =>
          item(pk, `k${String(i).padStart(3, '0')}`, { i }),
        );
        await documents.batchPut(ledger, items);
        const keys = [...items.map(({ sk }) => ({ pk, sk })), { pk, sk: 'missing' }];
        const found = await documents.batchGet(ledger, keys, { consistent: true });
        expect(found.toSorted((a, b) => Number(a.i) - Number(b.i))).toEqual(items);
      });

      it('does nothing for empty lists', async () => {
        await documents.batchPut(ledger, []);
        expect(await documents.batchGet(ledger, [])).toEqual([]);
        expect(await documents.transact([])).toEqual({ done: true });
      });

      it('refuses an item over 400 KB', async () => {
        const big = item(freshPk(), 'a', { f: 'x'.repeat(400 * 1024) });
        await expect(documents.batchPut(ledger, [big])).rejects.toThrow(WriteRefused);
        await expect(documents.put(ledger, big)).rejects.toThrow(WriteRefused);
      });

      it('takes an item of exactly 400 KB', async () => {
        const pk = freshPk();
        const rest = 'pk'.length + pk.length + 'sk'.length + 'a'.length + 'f'.length;
        expect(await documents.put(tallies, item(pk, 'a', { f: 'x'.repeat(400 * 1024 - rest) }))).toBe(true);
      });
    });

    describe('queries', () => {
      it('returns a partition in key order, and only that partition', async () => {
        const pk = freshPk();
        await documents.batchPut(ledger, [item(pk, 'b'), item(pk, 'a'), item(`${pk}2`, 'c'), item(pk, 'ab')]);
        expect(sks(await allPages({ table: ledger, pk }))).toEqual(['a', 'ab', 'b']);
        expect(sks(await allPages({ table: ledger, pk, descending: true }))).toEqual(['b', 'ab', 'a']);
        expect(await documents.query({ table: ledger, pk: freshPk() })).toEqual({ items: [] });
      });

      it('sorts by the bytes of UTF-8', async () => {
        const pk = freshPk();
        const ordered = ['A', 'a', 'é', '物', '\uffee', '😀', '😀a'];
        await documents.batchPut(
          ledger,
          ordered.toReversed().map((sk) => item(pk, sk)),
        );
        expect(sks(await allPages({ table: ledger, pk }))).toEqual(ordered);
      });

      it('takes prefixes literally and ranges with both ends', async () => {
        const pk = freshPk();
        const all = ['O#a', 'O#a#1', 'O#a%', 'O#b', 'O#b😀', 'R#a'];
        await documents.batchPut(
          ledger,
          all.map((sk) => item(pk, sk)),
        );
        const find = async (sort: NonNullable<Query['sort']>) =>
          sks(await allPages({ table: ledger, pk, sort }));
        expect(await find({ beginsWith: 'O#a' })).toEqual(['O#a', 'O#a#1', 'O#a%']);
        expect(await find({ beginsWith: 'O#b' })).toEqual(['O#b', 'O#b😀']);
        expect(await find({ beginsWith: '' })).toEqual(all);
        expect(await find({ beginsWith: 'S' })).toEqual([]);
        expect(await find({ from: 'O#a#1', to: 'O#b' })).toEqual(['O#a#1', 'O#a%', 'O#b']);
        expect(await find({ from: '', to: 'O#a' })).toEqual(['O#a']);
        expect(await find({ from: 'z', to: 'a' })).toEqual([]);
        expect(await find({ from: 'a', to: '' })).toEqual([]);
      });

      it('pages through everything once, both ways, also from a position that is gone', async () => {
        const pk = freshPk();
        const all = Array.from({ length: 23 }, (_, i) => `k${String(i).padStart(2, '0')}`);
        await documents.batchPut(
          ledger,
          all.map((sk) => item(pk, sk)),
        );
        expect(sks(await allPages({ table: ledger, pk, limit: 5 }))).toEqual(all);
        expect(sks(await allPages({ table: ledger, pk, limit: 5, descending: true }))).toEqual(
          all.toReversed(),
        );
        const sort = { from: 'k03', to: 'k09' };
        expect(sks(await allPages({ table: ledger, pk, limit: 3, sort }))).toEqual(all.slice(3, 10));
        const page = await documents.query({ table: ledger, pk, limit: 5, after: { pk, sk: 'k045' } });
        expect(sks(page.items)).toEqual(all.slice(5, 10));
      });

      it('ends a page at about 1 MB', async () => {
        const pk = freshPk();
        const big = Array.from({ length: 12 }, (_, i) =>
          item(pk, `k${String(i + 10)}`, { f: 'x'.repeat(100_000) }),
        );
        await documents.batchPut(tallies, big);
        const page = await documents.query({ table: tallies, pk });
        expect(page.items.length).toBeGreaterThanOrEqual(10);
        expect(page.items.length).toBeLessThanOrEqual(11);
        expect(await allPages({ table: tallies, pk })).toEqual(big);
      });
    });

    describe('local indexes', () => {
      const order = (pk: string, sk: string, more: Item): Item & Key =>
        item(pk, sk, { f: 'packed', ...more });

      it('holds only what has the index key, with the keys and what is projected', async () => {
        const pk = freshPk();
        await documents.batchPut(ledger, [
          order(pk, 'O#1', { d: '20001', o: '20001', ov: 'open', g: 'a#b#c' }),
          order(pk, 'O#2', { d: '20000', x: '20000' }),
          order(pk, 'R#1', {}),
        ]);
        expect(await allPages({ table: ledger, pk, index: 'byDay' })).toEqual([
          { pk, sk: 'O#2', d: '20000' },
          { pk, sk: 'O#1', d: '20001' },
        ]);
        expect(await allPages({ table: ledger, pk, index: 'byOpen' })).toEqual([
          { pk, sk: 'O#1', o: '20001', ov: 'open', g: 'a#b#c' },
        ]);
        expect(await allPages({ table: ledger, pk, index: 'byException' })).toEqual([
          { pk, sk: 'O#2', x: '20000' },
        ]);
      });

      it('follows an item that enters, moves, changes and leaves', async () => {
        const pk = freshPk();
        const open = () => allPages({ table: ledger, pk, index: 'byOpen' });
        await documents.put(ledger, order(pk, 'O#1', { d: '1' }));
        expect(await open()).toEqual([]);
        await documents.put(ledger, order(pk, 'O#1', { d: '1', o: '1', ov: 'a' }));
        expect(await open()).toEqual([{ pk, sk: 'O#1', o: '1', ov: 'a' }]);
        await documents.put(ledger, order(pk, 'O#1', { d: '2', o: '2', ov: 'a' }));
        expect(await open()).toEqual([{ pk, sk: 'O#1', o: '2', ov: 'a' }]);
        await documents.update({ table: ledger, key: { pk, sk: 'O#1' }, set: { ov: 'b' } });
        expect(await open()).toEqual([{ pk, sk: 'O#1', o: '2', ov: 'b' }]);
        await documents.update({ table: ledger, key: { pk, sk: 'O#1' }, remove: ['o', 'ov'] });
        expect(await open()).toEqual([]);
        await documents.delete(ledger, { pk, sk: 'O#1' });
        expect(await allPages({ table: ledger, pk, index: 'byDay' })).toEqual([]);
      });

      it('pages through items with the same index key and keeps to a range of days', async () => {
        const pk = freshPk();
        const all = Array.from({ length: 20 }, (_, i) =>
          order(pk, `O#${String(i).padStart(2, '0')}`, { d: `2000${String(i >> 3)}` }),
        );
        await documents.batchPut(ledger, all);
        const query = { table: ledger, pk, index: 'byDay', limit: 3 } as const;
        expect(sks(await allPages(query))).toEqual(sks(all));
        expect(sks(await allPages({ ...query, descending: true }))).toEqual(sks(all.toReversed()));
        const sort = { from: '20001', to: '20001' };
        expect(sks(await allPages({ ...query, sort }))).toEqual(sks(all.slice(8, 16)));
        expect(sks(await allPages({ ...query, sort: { beginsWith: '20002' } }))).toEqual(sks(all.slice(16)));
      });

      it('refuses an index key that is no text or an empty one', async () => {
        const pk = freshPk();
        await expect(documents.put(ledger, order(pk, 'O#1', { d: 5 }))).rejects.toThrow(WriteRefused);
        await expect(documents.put(ledger, order(pk, 'O#1', { d: '' }))).rejects.toThrow(WriteRefused);
        expect(await read(pk, 'O#1')).toBeUndefined();
      });
    });

    describe('transactions', () => {
      const put = (pk: string, sk: string, more: Item, version?: number): Action => ({
        type: 'put',
        table: ledger,
        item: item(pk, sk, more),
        condition:
          version === undefined ? { when: 'absent' } : { when: 'equals', attribute: 'n', value: version },
      });
      const add = (pk: string, sk: string, amounts: Readonly<Record<string, number>>): Action => ({
        type: 'update',
        table: tallies,
        key: { pk, sk },
        add: amounts,
      });

      it('does all actions, over both tables', async () => {
        const pk = freshPk();
        await documents.put(ledger, item(pk, 'gone'));
        const result = await documents.transact([
          put(pk, 'O#1', { n: 1, d: '1' }),
          add(pk, 't', { met: 1 }),
          { type: 'delete', table: ledger, key: { pk, sk: 'gone' } },
        ]);
        expect(result).toEqual({ done: true });
        expect(await read(pk, 'O#1')).toEqual({ pk, sk: 'O#1', n: 1, d: '1' });
        expect(await read(pk, 't', tallies)).toEqual({ pk, sk: 't', met: 1 });
        expect(await read(pk, 'gone')).toBeUndefined();
      });

      it('does none when one condition fails, and says which', async () => {
        const pk = freshPk();
        await documents.put(ledger, item(pk, 'O#1', { n: 3 }));
        const result = await documents.transact([
          add(pk, 't', { met: 1 }),
          put(pk, 'O#1', { n: 3 }, 2),
          put(pk, 'O#2', { n: 1 }),
        ]);
        expect(result).toEqual({ done: false, failures: ['none', 'condition', 'none'] });
        expect(await read(pk, 't', tallies)).toBeUndefined();
        expect(await read(pk, 'O#2')).toBeUndefined();
        expect(await read(pk, 'O#1')).toEqual({ pk, sk: 'O#1', n: 3 });
      });

      it('lets one of two writers with the same version through', async () => {
        const pk = freshPk();
        const commit = (v: number) =>
          documents.transact([put(pk, 'O#1', { n: 1, v }), add(pk, 't', { met: 1 })]);
        const results = await Promise.all([commit(1), commit(2), commit(3)]);
        const done = results.filter((result) => result.done).length;
        expect(done).toBeLessThanOrEqual(1);
        if (done === 0) await commit(4);
        expect(await read(pk, 't', tallies)).toMatchObject({ met: 1 });
      });

      it('may be repeated with other content', async () => {
        const pk = freshPk();
        await documents.transact([put(pk, 'O#1', { n: 1 })]);
        expect(await documents.transact([put(pk, 'O#1', { n: 2 }, 1)])).toEqual({ done: true });
        expect(await documents.transact([put(pk, 'O#1', { n: 2 }, 1)])).toEqual({
          done: false,
          failures: ['condition'],
        });
      });

      it('names the item that is too large, or its key, and does nothing', async () => {
        const pk = freshPk();
        const big = { n: 1, f: 'ü'.repeat(205 * 1024) };
        expect(
          await documents.transact([put(pk, 'O#1', { n: 1 }), put(pk, 'O#2', big), add(pk, 't', { met: 1 })]),
        ).toEqual({ done: false, failures: ['none', 'refused', 'none'] });
        expect(
          await documents.transact([put(pk, 'O#1', { n: 1 }), put(pk, 'k'.repeat(1025), { n: 1 })]),
        ).toEqual({
          done: false,
          failures: ['none', 'refused'],
        });
        expect(await documents.transact([put(pk, '', { n: 1 }), put(pk, 'O#1', { n: 1 })])).toEqual({
          done: false,
          failures: ['refused', 'none'],
        });
        expect(await read(pk, 'O#1')).toBeUndefined();
      });

      it('names the update that cannot be done', async () => {
        const pk = freshPk();
        await documents.put(tallies, item(pk, 't', { met: 'text' }));
        expect(await documents.transact([put(pk, 'O#1', { n: 1 }), add(pk, 't', { met: 1 })])).toEqual({
          done: false,
          failures: ['none', 'refused'],
        });
        expect(await read(pk, 'O#1')).toBeUndefined();
      });

      it('takes 100 actions and throws for 101, for two on one item and for more than 4 MB', async () => {
        const pk = freshPk();
        const many = Array.from({ length: 101 }, (_, i) => put(pk, `O#${String(i)}`, { n: 1 }));
        await expect(documents.transact(many)).rejects.toThrow(WriteRefused);
        expect(await documents.transact(many.slice(1))).toEqual({ done: true });
        const twice = [add(pk, 't', { a: 1 }), add(pk, 't', { b: 1 })];
        await expect(documents.transact(twice)).rejects.toThrow(WriteRefused);
        const large = Array.from({ length: 11 }, (_, i) =>
          put(pk, `L#${String(i)}`, { f: 'x'.repeat(390 * 1024) }),
        );
        await expect(documents.transact(large)).rejects.toThrow(WriteRefused);
        expect(await read(pk, 'L#0')).toBeUndefined();
      });
    });
  });
}
