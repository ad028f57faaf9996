import { beforeAll, describe, expect, it } from 'vitest';
import { WriteRefused, type Action, type Documents, type Item } from '../../../../shared/store/documents.ts';
import { freshPk, item, readItem, type ContractSubject } from './subject.ts';

export function describeTransactions(prepared: () => ContractSubject): void {
  let subject: ContractSubject;
  let documents: Documents;
  let ledger: string;
  let tallies: string;
  beforeAll(() => {
    subject = prepared();
    ({ documents, ledger, tallies } = subject);
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
      expect(await readItem(subject, pk, 'O#1')).toEqual({ pk, sk: 'O#1', n: 1, d: '1' });
      expect(await readItem(subject, pk, 't', tallies)).toEqual({ pk, sk: 't', met: 1 });
      expect(await readItem(subject, pk, 'gone')).toBeUndefined();
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
      expect(await readItem(subject, pk, 't', tallies)).toBeUndefined();
      expect(await readItem(subject, pk, 'O#2')).toBeUndefined();
      expect(await readItem(subject, pk, 'O#1')).toEqual({ pk, sk: 'O#1', n: 3 });
    });

    it('lets one of two writers with the same version through', async () => {
      const pk = freshPk();
      const commit = (v: number) =>
        documents.transact([put(pk, 'O#1', { n: 1, v }), add(pk, 't', { met: 1 })]);
      const results = await Promise.all([commit(1), commit(2), commit(3)]);
      const done = results.filter((result) => result.done).length;
      expect(done).toBeLessThanOrEqual(1);
      if (done === 0) await commit(4);
      expect(await readItem(subject, pk, 't', tallies)).toMatchObject({ met: 1 });
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
      expect(await readItem(subject, pk, 'O#1')).toBeUndefined();
    });

    it('names the update that cannot be done', async () => {
      const pk = freshPk();
      await documents.put(tallies, item(pk, 't', { met: 'text' }));
      expect(await documents.transact([put(pk, 'O#1', { n: 1 }), add(pk, 't', { met: 1 })])).toEqual({
        done: false,
        failures: ['none', 'refused'],
      });
      expect(await readItem(subject, pk, 'O#1')).toBeUndefined();
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
      expect(await readItem(subject, pk, 'L#0')).toBeUndefined();
    });
  });
}
