import { beforeAll, describe, expect, it } from 'vitest';
import { WriteRefused, type Documents } from '../../../../shared/store/documents.ts';
import { freshPk, item, readItem, type ContractSubject } from './subject.ts';

export function describeItems(prepared: () => ContractSubject): void {
  let subject: ContractSubject;
  let documents: Documents;
  let ledger: string;
  let tallies: string;
  beforeAll(() => {
    subject = prepared();
    ({ documents, ledger, tallies } = subject);
  });

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
      expect(await readItem(subject, pk, stored.sk)).toEqual(stored);
    });

    it('returns undefined for a key that holds nothing', async () => {
      expect(await readItem(subject, freshPk(), 'x')).toBeUndefined();
    });

    it('replaces a whole item on put', async () => {
      const pk = freshPk();
      await documents.put(ledger, item(pk, 'a', { first: 1, shared: 1 }));
      await documents.put(ledger, item(pk, 'a', { shared: 2 }));
      expect(await readItem(subject, pk, 'a')).toEqual({ pk, sk: 'a', shared: 2 });
    });

    it('puts an absent item once only', async () => {
      const pk = freshPk();
      expect(await documents.put(ledger, item(pk, 'a', { v: 1 }), { when: 'absent' })).toBe(true);
      expect(await documents.put(ledger, item(pk, 'a', { v: 2 }), { when: 'absent' })).toBe(false);
      expect(await readItem(subject, pk, 'a')).toEqual({ pk, sk: 'a', v: 1 });
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
      expect(await readItem(subject, pk, 'a')).toMatchObject({ v: 4 });
    });

    it('holds present for an item that is there only', async () => {
      const pk = freshPk();
      const update = { table: ledger, key: { pk, sk: 'a' }, set: { v: 1 } };
      expect(await documents.update({ ...update, condition: { when: 'present' } })).toBe(false);
      expect(await readItem(subject, pk, 'a')).toBeUndefined();
      await documents.put(ledger, item(pk, 'a'));
      expect(await documents.update({ ...update, condition: { when: 'present' } })).toBe(true);
      expect(await readItem(subject, pk, 'a')).toEqual({ pk, sk: 'a', v: 1 });
    });

    it('deletes, also what is not there, and not against its condition', async () => {
      const pk = freshPk();
      expect(await documents.delete(ledger, { pk, sk: 'a' })).toBe(true);
      await documents.put(ledger, item(pk, 'a', { v: 1 }));
      const version = (value: number) => ({ when: 'equals', attribute: 'v', value }) as const;
      expect(await documents.delete(ledger, { pk, sk: 'a' }, version(2))).toBe(false);
      expect(await readItem(subject, pk, 'a')).toBeDefined();
      expect(await documents.delete(ledger, { pk, sk: 'a' }, version(1))).toBe(true);
      expect(await readItem(subject, pk, 'a')).toBeUndefined();
    });

    it('is not changed by what a caller does to the objects it gave or got', async () => {
      const pk = freshPk();
      const nested = { list: [1] };
      await documents.put(ledger, item(pk, 'a', { nested }));
      nested.list.push(2);
      expect(await readItem(subject, pk, 'a')).toEqual({ pk, sk: 'a', nested: { list: [1] } });
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
      expect(await readItem(subject, pk, 'a', tallies)).toEqual({
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
      expect(await readItem(subject, pk, 'a', tallies)).toEqual({ pk, sk: 'a', 'on-time#met': 2, 'a.b': 0 });
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
      expect(await readItem(subject, pk, 'a', tallies)).toEqual({ ...key, status: 'x', 'ü 😀': 2, count: 1 });
    });

    it('answers false and changes nothing when its condition fails', async () => {
      const pk = freshPk();
      const key = { pk, sk: 'a' };
      await documents.put(tallies, item(pk, 'a', { n: 1 }));
      const condition = { when: 'equals', attribute: 'n', value: 2 } as const;
      expect(await documents.update({ table: tallies, key, add: { n: 1 }, condition })).toBe(false);
      expect(await documents.update({ table: tallies, key, set: { n: 9 }, condition })).toBe(false);
      expect(await readItem(subject, pk, 'a', tallies)).toEqual({ ...key, n: 1 });
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
      const items = Array.from({ length: 130 }, (_, i) => item(pk, `k${String(i).padStart(3, '0')}`, { i }));
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
}
