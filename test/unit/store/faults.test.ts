import { describe, expect, it } from 'vitest';
import { StoreUnavailable, type Action, type Documents } from '../../../shared/store/documents.ts';
import { TALLIES } from '../../../shared/store/tables.ts';
import {
  Killed,
  createMemoryDocuments,
  runInTurns,
  seededRandom,
  withFaults,
  type Fault,
  type MemoryDocuments,
} from '../../support/memory-documents/index.ts';

const KEY = { pk: 'p', sk: 's' };
const ADD: Action = { type: 'update', table: 't', key: KEY, add: { n: 1 } };

const store = (): MemoryDocuments => createMemoryDocuments({ t: TALLIES });
const countOf = (documents: MemoryDocuments): unknown => documents.all('t')[0]?.n ?? 0;
const faultAt = (n: number, fault: Fault) => ({ faults: new Map([[n, fault]]) });

describe('withFaults', () => {
  it.each([
    ['kill-before', Killed, 0],
    ['kill-after', Killed, 1],
    ['lost-answer', StoreUnavailable, 1],
    ['unavailable', StoreUnavailable, 0],
  ] as const)('%s of a transaction', async (fault, error, count) => {
    const documents = store();
    await expect(withFaults(documents, faultAt(1, fault)).transact([ADD])).rejects.toThrow(error);
    expect(countOf(documents)).toBe(count);
  });

  it.each(['throttled', 'conflict'] as const)(
    '%s cancels a transaction and fails another write',
    async (fault) => {
      const documents = store();
      const faulty = withFaults(documents, { faults: new Map([1, 2].map((n) => [n, fault])) });
      expect(await faulty.transact([ADD, { ...ADD, key: { pk: 'p', sk: 'x' } }])).toEqual({
        done: false,
        failures: [fault, 'none'],
      });
      await expect(faulty.put('t', KEY)).rejects.toThrow(StoreUnavailable);
      expect(documents.all('t')).toEqual([]);
    },
  );

  it('does nothing more once killed, whatever the process tries', async () => {
    const documents = store();
    const faulty = withFaults(documents, faultAt(2, 'kill-after'));
    await faulty.transact([ADD]);
    await expect(faulty.transact([ADD])).rejects.toThrow(Killed);
    await expect(faulty.transact([ADD])).rejects.toThrow(Killed);
    await expect(faulty.get('t', KEY)).rejects.toThrow(Killed);
    expect(faulty.isDead).toBe(true);
    expect(faulty.operations).toBe(2);
    expect(countOf(documents)).toBe(2);
  });

  it('can leave any part of a batch done', async () => {
    const documents = store();
    const items = ['a', 'b', 'c'].map((sk) => ({ pk: 'p', sk }));
    await expect(withFaults(documents, faultAt(2, 'kill-after')).batchPut('t', items)).rejects.toThrow(
      Killed,
    );
    expect(documents.all('t').map(({ sk }) => sk)).toEqual(['a', 'b']);
  });
});

describe('runInTurns', () => {
  // Reads, then writes what it has read and one more: wrong when another writer comes between.
  async function increment(documents: Documents): Promise<void> {
    const item = await documents.get('t', KEY);
    await documents.put('t', { ...KEY, n: Number(item?.n ?? 0) + 1 });
  }

  async function race(seed: number): Promise<{ readonly count: unknown; readonly order: string }> {
    const documents = store();
    const order: number[] = [];
    await runInTurns(
      seededRandom(seed),
      [0, 1, 2].map((writer) => (turn) => {
        const logged = async () => {
          const end = await turn();
          order.push(writer);
          return end;
        };
        return increment(withFaults(documents, { turn: logged }));
      }),
    );
    return { count: countOf(documents), order: order.join('') };
  }

  it('interleaves the same way for the same seed', async () => {
    expect(await race(7)).toEqual(await race(7));
  });

  it('reaches every interleaving, and with it every lost update', async () => {
    const races = await Promise.all(Array.from({ length: 2_000 }, (_, seed) => race(seed)));
    // 6 operations, 2 of each of 3 writers: 6! / (2!·2!·2!) orders.
    expect(new Set(races.map(({ order }) => order)).size).toBe(90);
    expect(new Set(races.map(({ count }) => count))).toEqual(new Set([1, 2, 3]));
  });

  it('goes on when a writer is killed, and tells how each ended', async () => {
    const documents = store();
    const results = await runInTurns(
      seededRandom(1),
      [faultAt(1, 'kill-before'), {}].map(
        (plan) => (turn) => withFaults(documents, { ...plan, turn }).transact([ADD]),
      ),
    );
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(countOf(documents)).toBe(1);
  });

  it('lets a writer do several operations at once', async () => {
    const documents = store();
    const keys = ['a', 'b', 'c', 'd'].map((sk) => ({ pk: 'p', sk }));
    const results = await runInTurns(
      seededRandom(3),
      [0, 1].map((n) => async (turn) => {
        const faulty = withFaults(documents, { turn });
        await Promise.all(
          keys.map((key) => faulty.update({ table: 't', key, add: { [`n${String(n)}`]: 1 } })),
        );
      }),
    );
    expect(results.every(({ status }) => status === 'fulfilled')).toBe(true);
    expect(documents.all('t')).toEqual(keys.map((key) => ({ ...key, n0: 1, n1: 1 })));
  });
});
