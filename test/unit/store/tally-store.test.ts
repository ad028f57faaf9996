import { describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../../shared/store/documents.ts';
import { createTallyStore } from '../../../shared/store/tally-store.ts';
import { TALLIES } from '../../../shared/store/tables.ts';
import { CLIENT } from '../../support/builders.ts';
import { createMemoryDocuments, withFaults } from '../../support/memory-documents/index.ts';

const ROW = '2026-03-10#1#HAM#dhl#-';
const PARTITION = { clientId: CLIENT, bucket: 1 };

const newDocuments = () => createMemoryDocuments({ tallies: TALLIES });

describe('the tally rows of a bucket', () => {
  it('are those of the bucket, by key', async () => {
    const documents = newDocuments();
    await documents.batchPut('tallies', [
      { pk: 'C#acme', sk: ROW, bm: 3, bx: 0 },
      { pk: 'C#acme', sk: '2026-03-10#10#HAM#dhl#-', bm: 4 },
      { pk: 'C#acme', sk: '2026-03-10#0#HAM#dhl#-', bm: 5 },
      { pk: 'C#acme2', sk: ROW, bm: 6 },
    ]);
    const rows = await createTallyStore(documents, 'tallies').rows(PARTITION);
    expect(rows).toEqual(new Map([[ROW, new Map(Object.entries({ bm: 3, bx: 0 }))]]));
  });

  it('are read over all pages of the store', async () => {
    const documents = newDocuments();
    const site = 's'.repeat(64);
    await documents.batchPut(
      'tallies',
      Array.from({ length: 8000 }, (_, i) => ({
        pk: 'C#acme',
        sk: `2026-03-10#1#${site}${String(i)}#${site}#-`,
        bm: 1,
      })),
    );
    const first = await documents.query({ table: 'tallies', pk: 'C#acme' });
    expect(first.next).toBeDefined();
    expect((await createTallyStore(documents, 'tallies').rows(PARTITION)).size).toBe(8000);
  });
});

describe('adding to a row', () => {
  it('adds to each counter, and makes a row or a counter that is not there', async () => {
    const documents = newDocuments();
    const store = createTallyStore(documents, 'tallies');
    await store.add(PARTITION, ROW, new Map([['bm', 2]]));
    await store.add(
      PARTITION,
      ROW,
      new Map([
        ['bm', -1],
        ['bx', 4],
      ]),
    );
    expect(documents.all('tallies')).toEqual([{ pk: 'C#acme', sk: ROW, bm: 1, bx: 4 }]);
  });

  it('that meets another writer says so, and has added nothing', async () => {
    const documents = newDocuments();
    const busy = withFaults(documents, { faults: new Map([[1, 'conflict']]) });
    const adding = createTallyStore(busy, 'tallies').add(PARTITION, ROW, new Map([['bm', 2]]));
    await expect(adding).rejects.toBeInstanceOf(StoreUnavailable);
    expect(documents.all('tallies')).toEqual([]);
  });
});
