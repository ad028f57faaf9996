import { describe, expect, test } from 'vitest';
import { decide, type OrderChange } from '../../../shared/domain/ledger/decide.ts';
import { JUDGES } from '../../../shared/domain/kpi/evaluate.ts';
import type { FactData, ReportedFact } from '../../../shared/domain/ledger/fact.ts';
import { createOrderLedger, planChunks } from '../../../shared/store/order-ledger.ts';
import { LEDGER, TALLIES } from '../../../shared/store/tables.ts';
import {
  CLIENT,
  NOW,
  REGISTRIES,
  delivered,
  dispatched,
  fact,
  orderNo,
  placed,
  HISTORY,
} from '../../support/builders.ts';
import { createMemoryDocuments, withFaults } from '../../support/memory-documents/index.ts';

const TABLES = { ledger: 'ledger', tallies: 'tallies' };
const PARTITION = { clientId: CLIENT, bucket: 0 };
const LIMITS = { orders: 25, actions: 50 };
const JUDGING = { history: HISTORY, registries: REGISTRIES, judges: JUDGES, now: NOW };

const change = (number: string, facts: readonly ReportedFact[]): OrderChange =>
  decide({ kind: 'delivery', orderNo: orderNo(number), facts }, undefined, JUDGING).change!;

const finished = (number: string, data: FactData = {}): OrderChange =>
  change(number, [placed(data), dispatched('2026-03-05 10:00'), delivered('2026-03-09 10:00')]);

const newDocuments = () => createMemoryDocuments({ ledger: LEDGER, tallies: TALLIES });

describe('planChunks', () => {
  test('never puts more orders into a transaction than the limit', () => {
    const changes = Array.from({ length: 7 }, (_, i) => change(`SO-${String(i)}`, [placed()]));
    const sizes = planChunks(changes, { orders: 3, actions: 50 }).map(({ indexes }) => indexes.length);
    expect(sizes).toEqual([3, 3, 1]);
  });

  test('counts the order and each tally row as one action', () => {
    const changes = ['HAM', 'MUC'].flatMap((siteId) => [
      finished(`${siteId}-1`, { siteId }),
      finished(`${siteId}-2`, { siteId }),
    ]);
    const chunks = planChunks(changes, { orders: 25, actions: 6 });
    expect(chunks.map(({ indexes, differences }) => indexes.length + differences.size)).toEqual([6, 6]);
  });

  test('puts orders that touch the same rows into one transaction, in whatever order they come', () => {
    const changes = ['HAM', 'MUC', 'HAM', 'MUC'].map((siteId, i) => finished(`SO-${String(i)}`, { siteId }));
    expect(planChunks(changes, { orders: 2, actions: 50 }).map(({ indexes }) => indexes)).toEqual([
      [0, 2],
      [1, 3],
    ]);
  });

  test('lets one order alone pass the limit of actions, for it cannot be parted', () => {
    expect(planChunks([finished('SO-1')], { orders: 25, actions: 2 })).toHaveLength(1);
  });

  test('every change is in exactly one transaction', () => {
    const changes = Array.from({ length: 20 }, (_, i) =>
      finished(`SO-${String(i)}`, { siteId: i % 3 === 0 ? 'HAM' : 'MUC' }),
    );
    const indexes = planChunks(changes, { orders: 4, actions: 9 }).flatMap((chunk) => chunk.indexes);
    expect([...indexes].sort((a, b) => a - b)).toEqual([...changes.keys()]);
  });

  test('sums up equal rows, so that a row is touched once in a transaction', () => {
    const [chunk] = planChunks([finished('SO-1'), finished('SO-2')], LIMITS);
    const counts = [...chunk!.differences.values()].flatMap(({ amounts }) => [...amounts.values()]);
    expect(new Set(counts)).toEqual(new Set([2]));
  });
});

describe('the order ledger', () => {
  test('reads back what it committed', async () => {
    const ledger = createOrderLedger(newDocuments(), TABLES, LIMITS);
    const { before, after } = finished('SO-1');
    expect(await ledger.commit(PARTITION, [{ before, after }])).toEqual(['committed']);
    expect(await ledger.load(PARTITION, [after])).toEqual([after]);
  });

  test('leaves an order to whoever wrote it first', async () => {
    const ledger = createOrderLedger(newDocuments(), TABLES, LIMITS);
    await ledger.commit(PARTITION, [change('SO-1', [placed()])]);
    expect(await ledger.commit(PARTITION, [finished('SO-1')])).toEqual(['again']);
  });

  test('asks for another try when the answer to a transaction is lost', async () => {
    const documents = withFaults(newDocuments(), { faults: new Map([[1, 'lost-answer']]) });
    const ledger = createOrderLedger(documents, TABLES, LIMITS);
    expect(await ledger.commit(PARTITION, [finished('SO-1')])).toEqual(['again']);
  });

  test('an order too large to be stored takes only itself out', async () => {
    const documents = newDocuments();
    const ledger = createOrderLedger(documents, TABLES, LIMITS);
    const tooLarge = change('SO-1', [placed({ references: ['x'] }), ...large(420)]);
    const outcomes = await ledger.commit(PARTITION, [tooLarge, change('SO-2', [placed()])]);
    expect(outcomes).toEqual(['refused', 'again']);
    expect(await ledger.commit(PARTITION, [change('SO-2', [placed()])])).toEqual(['committed']);
  });

  test('orders that are too large together are committed one by one', async () => {
    const ledger = createOrderLedger(newDocuments(), TABLES, LIMITS);
    const changes = Array.from({ length: 12 }, (_, i) =>
      change(`SO-${String(i)}`, [placed(), ...large(380)]),
    );
    expect(new Set(await ledger.commit(PARTITION, changes))).toEqual(new Set(['committed']));
  });

  test('writes a lookup item for each new reference and tracking number, before the order', async () => {
    const documents = newDocuments();
    const ledger = createOrderLedger(documents, TABLES, LIMITS);
    await ledger.commit(PARTITION, [
      change('SO-1', [
        placed({ references: ['PO-7'] }),
        dispatched('2026-03-05 10:00', { trackingNo: ['T-1'] }),
      ]),
    ]);
    const lookups = documents.all('ledger').filter(({ sk }) => sk.startsWith('R#'));
    expect(lookups.map(({ sk }) => sk)).toEqual(['R#PO-7#delivery#SO-1', 'R#T-1#delivery#SO-1']);
  });

  test('pages through the orders of a bucket and leaves lookup items out', async () => {
    const ledger = createOrderLedger(newDocuments(), TABLES, LIMITS);
    const numbers = ['SO-1', 'SO-2', 'SO-3'];
    await ledger.commit(
      PARTITION,
      numbers.map((number) => change(number, [placed({ references: ['PO-7'] })])),
    );
    const first = await ledger.page(PARTITION, undefined, 2);
    const second = await ledger.page(PARTITION, first.next, 2);
    expect([...first.orders, ...second.orders].map((order) => order.orderNo)).toEqual(numbers);
    expect(second.next).toBeUndefined();
  });
});

/** Facts of about so many kilobytes in all. */
const large = (kilobytes: number): readonly ReportedFact[] =>
  Array.from({ length: kilobytes }, () =>
    fact('order.delivery-attempted', '2026-03-09 10:00', { reason: 'x'.repeat(1000) }),
  );
