import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KPI_IDS } from '../../shared/domain/kpi/catalogue.ts';
import { evaluate } from '../../shared/domain/kpi/evaluate.ts';
import type { Contribution, OpenVerdict } from '../../shared/domain/kpi/contribution.ts';
import { COUNTERS, DISPUTED_COUNTERS } from '../../shared/domain/kpi/counters.ts';
import { sameContent } from '../../shared/domain/ledger/fact-content.ts';
import type { OrderRecord } from '../../shared/domain/ledger/order-record.ts';
import { packFacts, readFacts } from '../../shared/store/fact-codec.ts';
import {
  packContributions,
  packOpen,
  packOrder,
  readContributions,
  readOpen,
  readOrder,
} from '../../shared/store/order-codec.ts';
import { anyFact, orderFacts } from '../support/arbitraries.ts';
import { CLIENT, ORDER, REGISTRIES, HISTORY } from '../support/builders.ts';

const RUNS = { numRuns: 2000 };

describe('packed facts', () => {
  test('read back as they were: odd texts, negative offsets, milliseconds, every field', () => {
    fc.assert(
      fc.property(fc.array(anyFact, { maxLength: 8 }), (facts) => {
        const read = readFacts(packFacts(facts));
        expect(read).toEqual(facts);
      }),
      RUNS,
    );
  });

  test('a fact read back is the same event as the one sent', () => {
    fc.assert(
      fc.property(anyFact, (fact) => sameContent(readFacts(packFacts([fact]))[0]!, fact)),
      RUNS,
    );
  });

  test('equal contents pack equally, in whatever order their members came', () => {
    fc.assert(
      fc.property(anyFact, (fact) => {
        const turned = Object.fromEntries(Object.entries(fact.data).reverse());
        return packFacts([{ ...fact, data: turned }]) === packFacts([fact]);
      }),
      RUNS,
    );
  });
});

const contributions: fc.Arbitrary<readonly Contribution[]> = fc
  .uniqueArray(
    fc.record({
      day: fc.integer({ min: -1000, max: 40_000 }),
      counter: fc.constantFrom(...COUNTERS.keys(), ...DISPUTED_COUNTERS.keys()),
      amount: fc.oneof(fc.constant(1), fc.integer({ min: -1e9, max: 1e13 })),
    }),
    { selector: ({ day, counter }) => `${String(day)} ${counter}`, maxLength: 12 },
  )
  .map((list) => list.sort((a, b) => a.day - b.day));

describe('packed contributions', () => {
  test('read back as they were', () => {
    fc.assert(
      fc.property(contributions, (list) => {
        expect(readContributions(packContributions(list))).toEqual(list);
      }),
      RUNS,
    );
  });
});

const openVerdicts: fc.Arbitrary<readonly OpenVerdict[]> = fc.uniqueArray(
  fc.record({
    kpi: fc.constantFrom(...KPI_IDS),
    day: fc.integer({ min: 20_000, max: 20_003 }),
    deadline: fc.option(
      fc.oneof(
        fc.integer({ min: 0, max: 4e9 }).map((s) => s * 1000 - 1),
        fc.integer({ min: -4e12, max: 4e12 }),
      ),
      {
        nil: undefined,
      },
    ),
    excused: fc.boolean(),
    missed: fc.boolean(),
    pendingUntil: fc.option(fc.integer({ min: 0, max: 4e12 }), { nil: undefined }),
    disputed: fc.boolean(),
    amount: fc.oneof(fc.constant(1), fc.integer({ min: -1e9, max: 1e13 })),
  }),
  { selector: ({ kpi }) => kpi },
);
const byKpi = (a: OpenVerdict, b: OpenVerdict): number => (a.kpi < b.kpi ? -1 : 1);

describe('packed open verdicts', () => {
  test('read back as they were, also while the clock stands still', () => {
    fc.assert(
      fc.property(openVerdicts, (list) => {
        expect([...readOpen(packOpen(list))].sort(byKpi)).toEqual([...list].sort(byKpi));
      }),
      RUNS,
    );
  });
});

describe('a stored order', () => {
  test('reads back as it was, evaluation included', () => {
    fc.assert(
      fc.property(orderFacts, fc.integer({ min: 1, max: 500 }), (facts, version) => {
        const evaluation = evaluate('delivery', facts, HISTORY, REGISTRIES);
        const order: OrderRecord = { kind: 'delivery', orderNo: ORDER, version, facts, evaluation };
        expect(readOrder(packOrder(CLIENT, 3, order))).toEqual(order);
      }),
      RUNS,
    );
  });
});
