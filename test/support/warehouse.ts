import { HOUR_MS, type EpochMs } from '../../shared/domain/calendar/time.ts';
import type { OrderFacts } from '../../shared/domain/ledger/decide.ts';
import type { FactData, FactType, Line, Money } from '../../shared/domain/ledger/fact.ts';
import { at, fact, orderNo } from './builders.ts';

/** Random receipts, counts and levels of a warehouse, with every kind of error and of gap. */

type Random = () => number;

const START = at('2026-03-02 06:00');
const upTo = (random: Random, most: number): number => Math.floor(random() * (most + 1));
const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
const maybe = <T>(random: Random, share: number, value: T): T | undefined =>
  random() < share ? value : undefined;

const SITES = ['HAM', 'MUC', 'nowhere'];
const FAULTS = ['warehouse', 'carrier', 'client'];

/** Leaves members out that are undefined, as parsed events do. */
const compact = (data: FactData): FactData =>
  Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));

const linesOf = (random: Random): readonly Line[] =>
  Array.from({ length: 1 + upTo(random, 4) }, (_, i) => ({
    lineNo: String(i + 1),
    units: 1 + upTo(random, 20),
  }));

/** The same lines, some of them with another quantity. */
const astray = (random: Random, lines: readonly Line[]): readonly Line[] =>
  lines.map((line) => (random() < 0.1 ? { ...line, units: line.units + 1 } : line));

function receipt(random: Random, startAt: EpochMs): OrderFacts['facts'] {
  const lines = linesOf(random);
  const stated = (): FactData => (random() < 0.8 ? { lines: astray(random, lines) } : {});
  const steps: readonly (readonly [FactType, number, () => FactData])[] = [
    ['receipt.announced', 0.7, stated],
    ['receipt.arrived', 0.9, stated],
    ['receipt.confirmed', 0.9, stated],
    ['receipt.put-away', 0.8, () => ({})],
    [
      'receipt.checked',
      0.3,
      () => ({
        linesCorrect: lines.length - upTo(random, 1),
        fault: maybe(random, 0.5, pick(random, FAULTS)),
      }),
    ],
  ];
  let when = startAt;
  return steps.flatMap(([type, share, data]) => {
    when += upTo(random, 40) * HOUR_MS;
    return random() < share ? [fact(type, when, compact({ siteId: pick(random, SITES), ...data() }))] : [];
  });
}

const euro = (amount: number): Money => ({ amount, currency: 'EUR' });

function count(random: Random, startAt: EpochMs): OrderFacts['facts'] {
  const positions = 1 + upTo(random, 50);
  const bookUnits = upTo(random, 1000);
  const counted = (recount: boolean): FactData =>
    compact({
      siteId: pick(random, SITES),
      recount: maybe(random, recount ? 1 : 0, true),
      positions,
      positionsCorrect: maybe(random, 0.9, positions - upTo(random, Math.min(positions, 3))),
      bookUnits: maybe(random, 0.9, bookUnits),
      absVarianceUnits: upTo(random, 30),
      bookValue: maybe(random, 0.9, random() < 0.9 ? euro(bookUnits * 100) : { amount: 1, currency: 'USD' }),
      absVarianceValue: euro(upTo(random, 3000)),
      netVarianceValue: euro(upTo(random, 6000) - 3000),
    });
  const first = fact('stock.counted', startAt, counted(false));
  return random() < 0.3 ? [first, fact('stock.counted', startAt + 20 * HOUR_MS, counted(true))] : [first];
}

function stock(random: Random, startAt: EpochMs): OrderFacts['facts'] {
  const siteId = pick(random, SITES);
  const level = fact(
    'stock.level-recorded',
    startAt,
    compact({ siteId, units: maybe(random, 0.9, upTo(random, 3) * 100) }),
  );
  const damage = fact(
    'stock.damaged',
    startAt + HOUR_MS,
    compact({ siteId, units: maybe(random, 0.8, upTo(random, 5)) }),
  );
  return random() < 0.5 ? [level] : [level, damage];
}

const MAKERS = [
  ['receipt', receipt],
  ['stock-count', count],
  ['stock-level', stock],
] as const;

/** The nth order of a warehouse: of any of its kinds, within about four months. */
export function warehouseOrder(n: number, random: Random): OrderFacts {
  const [kind, make] = pick(random, MAKERS);
  const facts = make(random, START + upTo(random, 110 * 24) * HOUR_MS);
  const some = facts[0] ?? fact('receipt.arrived', START);
  return {
    kind: facts[0] ? kind : 'receipt',
    orderNo: orderNo(`W-${String(n)}`),
    facts: facts[0] ? facts : [some],
  };
}
