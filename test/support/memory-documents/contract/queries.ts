import { beforeAll, describe, expect, it } from 'vitest';
import {
  WriteRefused,
  type Documents,
  type Item,
  type Key,
  type Query,
} from '../../../../shared/store/documents.ts';
import { allPages, freshPk, item, readItem, sks, type ContractSubject } from './subject.ts';

export function describeQueries(prepared: () => ContractSubject): void {
  let subject: ContractSubject;
  let documents: Documents;
  let ledger: string;
  let tallies: string;
  beforeAll(() => {
    subject = prepared();
    ({ documents, ledger, tallies } = subject);
  });

  describe('queries', () => {
    it('returns a partition in key order, and only that partition', async () => {
      const pk = freshPk();
      await documents.batchPut(ledger, [item(pk, 'b'), item(pk, 'a'), item(`${pk}2`, 'c'), item(pk, 'ab')]);
      expect(sks(await allPages(subject, { table: ledger, pk }))).toEqual(['a', 'ab', 'b']);
      expect(sks(await allPages(subject, { table: ledger, pk, descending: true }))).toEqual(['b', 'ab', 'a']);
      expect(await documents.query({ table: ledger, pk: freshPk() })).toEqual({ items: [] });
    });

    it('sorts by the bytes of UTF-8', async () => {
      const pk = freshPk();
      const ordered = ['A', 'a', 'é', '物', '\uffee', '😀', '😀a'];
      await documents.batchPut(
        ledger,
        ordered.toReversed().map((sk) => item(pk, sk)),
      );
      expect(sks(await allPages(subject, { table: ledger, pk }))).toEqual(ordered);
    });

    it('takes prefixes literally and ranges with both ends', async () => {
      const pk = freshPk();
      const all = ['O#a', 'O#a#1', 'O#a%', 'O#b', 'O#b😀', 'R#a'];
      await documents.batchPut(
        ledger,
        all.map((sk) => item(pk, sk)),
      );
      const find = async (sort: NonNullable<Query['sort']>) =>
        sks(await allPages(subject, { table: ledger, pk, sort }));
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
      expect(sks(await allPages(subject, { table: ledger, pk, limit: 5 }))).toEqual(all);
      expect(sks(await allPages(subject, { table: ledger, pk, limit: 5, descending: true }))).toEqual(
        all.toReversed(),
      );
      const sort = { from: 'k03', to: 'k09' };
      expect(sks(await allPages(subject, { table: ledger, pk, limit: 3, sort }))).toEqual(all.slice(3, 10));
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
      expect(await allPages(subject, { table: tallies, pk })).toEqual(big);
    });
  });

  describe('local indexes', () => {
    const order = (pk: string, sk: string, more: Item): Item & Key => item(pk, sk, { f: 'packed', ...more });

    it('holds only what has the index key, with the keys and what is projected', async () => {
      const pk = freshPk();
      await documents.batchPut(ledger, [
        order(pk, 'O#1', { d: '20001', o: '20001', ov: 'open', g: 'a#b#c' }),
        order(pk, 'O#2', { d: '20000', x: '20000' }),
        order(pk, 'R#1', {}),
      ]);
      expect(await allPages(subject, { table: ledger, pk, index: 'byDay' })).toEqual([
        { pk, sk: 'O#2', d: '20000' },
        { pk, sk: 'O#1', d: '20001' },
      ]);
      expect(await allPages(subject, { table: ledger, pk, index: 'byOpen' })).toEqual([
        { pk, sk: 'O#1', o: '20001', ov: 'open', g: 'a#b#c' },
      ]);
      expect(await allPages(subject, { table: ledger, pk, index: 'byException' })).toEqual([
        { pk, sk: 'O#2', x: '20000' },
      ]);
    });

    it('follows an item that enters, moves, changes and leaves', async () => {
      const pk = freshPk();
      const open = () => allPages(subject, { table: ledger, pk, index: 'byOpen' });
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
      expect(await allPages(subject, { table: ledger, pk, index: 'byDay' })).toEqual([]);
    });

    it('pages through items with the same index key and keeps to a range of days', async () => {
      const pk = freshPk();
      const all = Array.from({ length: 20 }, (_, i) =>
        order(pk, `O#${String(i).padStart(2, '0')}`, { d: `2000${String(i >> 3)}` }),
      );
      await documents.batchPut(ledger, all);
      const query = { table: ledger, pk, index: 'byDay', limit: 3 } as const;
      expect(sks(await allPages(subject, query))).toEqual(sks(all));
      expect(sks(await allPages(subject, { ...query, descending: true }))).toEqual(sks(all.toReversed()));
      const sort = { from: '20001', to: '20001' };
      expect(sks(await allPages(subject, { ...query, sort }))).toEqual(sks(all.slice(8, 16)));
      expect(sks(await allPages(subject, { ...query, sort: { beginsWith: '20002' } }))).toEqual(
        sks(all.slice(16)),
      );
    });

    it('refuses an index key that is no text or an empty one', async () => {
      const pk = freshPk();
      await expect(documents.put(ledger, order(pk, 'O#1', { d: 5 }))).rejects.toThrow(WriteRefused);
      await expect(documents.put(ledger, order(pk, 'O#1', { d: '' }))).rejects.toThrow(WriteRefused);
      expect(await readItem(subject, pk, 'O#1')).toBeUndefined();
    });
  });
}
