import { itemBytes } from '../../shared/store/item-size.ts';
import { CLIENT, CONTRACT } from '../support/builders.ts';
import { usualOrder } from '../support/generators.ts';
import { atMost, type FigureGroup } from './figure.ts';
import { asTheyHappen, BENCH_TABLES, createLedgerBench, LIVE } from './ledger-bench.ts';

const ORDERS = 600;

/** Sizes of finished orders whose facts came one by one, each with a time of recording of its own. */
export const itemSize: FigureGroup = {
  name: 'item-size',
  measure: async () => {
    const bench = createLedgerBench(LIVE, CONTRACT);
    const orders = Array.from({ length: ORDERS }, (_, n) =>
      usualOrder(n, { perDay: ORDERS, withTracking: true }),
    );
    for (const one of asTheyHappen(orders)) await bench.record(CLIENT, [one]);
    const sizes = bench.documents
      .all(BENCH_TABLES.ledger)
      .filter(({ sk }) => sk.startsWith('O#'))
      .map(itemBytes)
      .sort((a, b) => a - b);
    const at = (share: number): number => sizes[Math.floor(share * (sizes.length - 1))] ?? 0;
    return [
      atMost('order item, usual order of 5 facts with a tracking number: median', 700, at(0.5), ' B'),
      atMost(
        'order item, usual order of 5 facts with a tracking number: 90th percentile',
        1000,
        at(0.9),
        ' B',
      ),
    ];
  },
};
