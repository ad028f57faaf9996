import { beforeEach, describe, expect, it } from 'vitest';
import { LEDGER, TALLIES } from '../../../shared/store/tables.ts';
import { indexEntryBytes, indexWriteUnits, readUnits, writeUnits } from '../../support/capacity.ts';
import { createMemoryDocuments, type MemoryDocuments } from '../../support/memory-documents/index.ts';

const KB = 1024;

describe('units', () => {
  it('bills a write by the larger of the item before and after, at least one unit', () => {
    expect(writeUnits(0, 0)).toBe(1);
    expect(writeUnits(0, KB)).toBe(1);
    expect(writeUnits(0, KB + 1)).toBe(2);
    expect(writeUnits(3 * KB, 10)).toBe(3);
    expect(writeUnits(10, 3 * KB, true)).toBe(6);
  });

  it('bills a read by 4 KB, half when eventually consistent, double in a transaction', () => {
    expect(readUnits(0, 'eventual')).toBe(0.5);
    expect(readUnits(4 * KB, 'consistent')).toBe(1);
    expect(readUnits(4 * KB + 1, 'consistent')).toBe(2);
    expect(readUnits(4 * KB + 1, 'eventual')).toBe(1);
    expect(readUnits(4 * KB + 1, 'transactional')).toBe(4);
  });
});

describe('local index writes', () => {
  const { byDay, byOpen } = LEDGER.localIndexes;
  const closed = { pk: 'p', sk: 's', d: '1', ov: 'a', g: 'g', f: 'x'.repeat(5 * KB) };
  const item = { ...closed, o: '1' };

  it('sizes an entry by the keys and what is projected', () => {
    expect(indexEntryBytes(byDay, item)).toBe(3 + 3 + 2);
    expect(indexEntryBytes(byOpen, item)).toBe(3 + 3 + 2 + 3 + 2);
  });

  it.each([
    ['an item that never was in it', closed, closed, 0],
    ['an item that enters', closed, item, 1],
    ['a new item', undefined, item, 1],
    ['an item that leaves', item, closed, 1],
    ['a deleted item', item, undefined, 1],
    ['another index key: delete and put', item, { ...item, o: '2' }, 2],
    ['a projected attribute', item, { ...item, ov: 'b' }, 1],
    ['a projected attribute that is gone', item, { ...item, ov: undefined as unknown as string }, 1],
    ['something not projected', item, { ...item, f: 'y' }, 0],
    ['a large entry', item, { ...item, ov: 'x'.repeat(2 * KB) }, 3],
    ['a large entry that moves', { ...item, ov: 'x'.repeat(2 * KB) }, { ...item, o: '2' }, 4],
  ])('bills %s', (_, before, after, units) => {
    expect(indexWriteUnits(byOpen, before, after)).toBe(units);
  });
});

describe('the meter of the twin', () => {
  let documents: MemoryDocuments;
  beforeEach(() => {
    documents = createMemoryDocuments({ ledger: LEDGER, tallies: TALLIES });
  });
  const order = (sk: string, more = {}) => ({ pk: 'p', sk, n: 1, d: '1', f: 'x'.repeat(700), ...more });
  const put = (sk: string, more = {}) => ({ type: 'put', table: 'ledger', item: order(sk, more) }) as const;
  const add = { type: 'update', table: 'tallies', key: { pk: 'p', sk: 't' }, add: { met: 1 } } as const;

  it('doubles the table arm of a transaction and not its indexes', async () => {
    await documents.transact([put('a', { o: '1', ov: 'v' }), add]);
    expect(documents.capacity.byTable).toEqual({
      ledger: { read: 0, write: 4, indexes: { byDay: { read: 0, write: 1 }, byOpen: { read: 0, write: 1 } } },
      tallies: { read: 0, write: 2, indexes: {} },
    });
    expect(documents.capacity.write).toBe(6);
  });

  it('bills every action of a cancelled transaction, without indexes', async () => {
    await documents.transact([put('a')]);
    documents.capacity.reset();
    await documents.transact([
      { ...put('a', { f: 'x'.repeat(1500) }), condition: { when: 'absent' } },
      put('b'),
      add,
    ]);
    expect(documents.capacity.byTable).toMatchObject({
      ledger: { write: 4 + 2, indexes: {} },
      tallies: { write: 2 },
    });
  });

  it('bills a write whose condition fails by the larger of the stored and the new item', async () => {
    await documents.put('ledger', order('a', { f: 'x'.repeat(2500) }));
    documents.capacity.reset();
    await documents.put('ledger', order('a'), { when: 'absent' });
    expect(documents.capacity.byTable.ledger).toEqual({ read: 0, write: 3, indexes: {} });
  });

  it('bills nothing for what is refused before it is sent', async () => {
    await documents.transact([put(''), add]);
    expect(documents.capacity.write).toBe(0);
  });

  it('sums a query before rounding and rounds each item of a batch', async () => {
    for (const sk of ['a', 'b', 'c', 'd']) await documents.put('ledger', order(sk));
    documents.capacity.reset();
    await documents.query({ table: 'ledger', pk: 'p', consistent: true });
    expect(documents.capacity.read).toBe(1);
    await documents.query({ table: 'ledger', pk: 'p', index: 'byDay' });
    expect(documents.capacity.read).toBe(1.5);
    const keys = ['a', 'b', 'c', 'x'].map((sk) => ({ pk: 'p', sk }));
    await documents.batchGet('ledger', keys, { consistent: true });
    expect(documents.capacity.read).toBe(5.5);
    expect(documents.capacity.byTable.ledger?.indexes).toEqual({ byDay: { read: 0.5, write: 0 } });
  });
});
