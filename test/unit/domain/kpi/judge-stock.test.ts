import { describe, expect, test } from 'vitest';
import { CONTRACT, contractWith, day, fact, verdictsOn } from '../../../support/builders.ts';
import type { Contract } from '../../../../shared/domain/contract/contract.ts';
import type { KpiId } from '../../../../shared/domain/kpi/catalogue.ts';
import type { FactData, OrderKind, ReportedFact } from '../../../../shared/domain/ledger/fact.ts';

const EUR = contractWith({ currency: 'EUR' });
const FINAL = contractWith({ currency: 'EUR', kpis: { 'inventory-accuracy': { count: 'final' } } });
const euro = (amount: number) => ({ amount, currency: 'EUR' });

const counted = (data: FactData, when = '2026-03-10 20:00') => fact('stock.counted', when, data);
const recounted = (data: FactData, when = '2026-03-11 20:00') => counted({ recount: true, ...data }, when);

function found(
  kpi: KpiId,
  facts: readonly ReportedFact[],
  contract: Contract = EUR,
  kind: OrderKind = 'stock-count',
) {
  return verdictsOn(facts, contract, kind)
    .filter((one) => one.kpi === kpi)
    .map(({ day: on, outcome, rule, quantity, level }) => ({ on, outcome, rule, ...quantity, level }));
}
const missedIn = (kpi: KpiId, facts: readonly ReportedFact[], contract: Contract = EUR) =>
  found(kpi, facts, contract).map(({ missed }) => missed);

describe('a count', () => {
  test('counts its positions on the day of the count', () => {
    expect(found('inventory-accuracy', [counted({ positions: 50, positionsCorrect: 48 })])).toEqual([
      { on: day('2026-03-10'), outcome: 'missed', rule: 'variance', met: 48, missed: 2, level: undefined },
    ]);
  });

  test('is one of its own on each day, within one order', () => {
    const facts = [
      counted({ positions: 50, positionsCorrect: 50 }),
      counted({ positions: 30, positionsCorrect: 29 }, '2026-03-11 20:00'),
    ];
    expect(found('inventory-accuracy', facts).map(({ on, met }) => [on, met])).toEqual([
      [day('2026-03-10'), 50],
      [day('2026-03-11'), 29],
    ]);
  });

  test('with more variance than there was in the books is worth less than nothing', () => {
    expect(
      found('inventory-accuracy-units', [counted({ bookUnits: 10, absVarianceUnits: 15 })]),
    ).toMatchObject([{ met: -5, missed: 15 }]);
  });

  test('is not measured without what the KPI counts, each by itself', () => {
    const facts = [counted({ positions: 50, positionsCorrect: 50, bookValue: euro(100) })];
    expect(found('inventory-accuracy', facts)[0]?.outcome).toBe('met');
    expect(found('inventory-accuracy-units', facts)[0]?.rule).toBe('no-quantity');
    expect(found('inventory-accuracy-value', facts)[0]?.rule).toBe('no-value');
  });

  test('by value is in the contract’s currency, or not measured; without one in the contract there is none', () => {
    const facts = [counted({ bookValue: euro(100), absVarianceValue: { amount: 1, currency: 'USD' } })];
    expect(found('inventory-accuracy-value', facts)[0]?.rule).toBe('other-currency');
    expect(found('inventory-accuracy-value', facts, CONTRACT)).toEqual([]);
  });

  test('by net value keeps the sign, so that a gain and a loss cancel out later on', () => {
    const gain = counted({ bookValue: euro(1000), netVarianceValue: euro(30) });
    const loss = counted({ bookValue: euro(1000), netVarianceValue: euro(-30) }, '2026-03-12 20:00');
    expect(found('inventory-accuracy-value-net', [gain, loss])).toMatchObject([
      { outcome: 'missed', met: 970, missed: 30 },
      { outcome: 'missed', met: 1030, missed: -30 },
    ]);
  });
});

describe('a recount', () => {
  const first = counted({ positions: 100, positionsCorrect: 90, bookUnits: 1000, absVarianceUnits: 40 });

  test('changes nothing where the first count decides', () => {
    const again = recounted({ positions: 10, positionsCorrect: 7, bookUnits: 90, absVarianceUnits: 9 });
    expect(missedIn('inventory-accuracy', [first, again])).toEqual([10]);
    expect(missedIn('inventory-accuracy-units', [first, again])).toEqual([40]);
  });

  test('of the positions that differed leaves what still does, of all that were counted', () => {
    const again = recounted({ positions: 10, positionsCorrect: 7, absVarianceUnits: 9 });
    expect(found('inventory-accuracy', [first, again], FINAL)).toMatchObject([
      { on: day('2026-03-10'), met: 97, missed: 3 },
    ]);
    expect(found('inventory-accuracy-units', [first, again], FINAL)).toMatchObject([{ met: 991, missed: 9 }]);
  });

  test('of all positions replaces the first count', () => {
    const again = recounted({ positions: 100, positionsCorrect: 98 });
    expect(missedIn('inventory-accuracy', [first, again], FINAL)).toEqual([2]);
  });

  test('of some that differed leaves the others wrong', () => {
    const again = recounted({ positions: 4, positionsCorrect: 4 });
    expect(missedIn('inventory-accuracy', [first, again], FINAL)).toEqual([6]);
  });

  test('may be followed by another one', () => {
    const again = [
      recounted({ positions: 10, positionsCorrect: 7 }),
      recounted({ positions: 3, positionsCorrect: 2 }, '2026-03-12 20:00'),
    ];
    expect(missedIn('inventory-accuracy', [first, ...again], FINAL)).toEqual([1]);
  });

  test('of which nothing was counted before is a count', () => {
    expect(
      missedIn('inventory-accuracy', [recounted({ positions: 10, positionsCorrect: 7 })], FINAL),
    ).toEqual([3]);
  });
});

describe('a stock level', () => {
  const level = (when: string, data: FactData) => fact('stock.level-recorded', when, data);
  const BY_UNIT_DAYS = contractWith({ kpis: { 'storage-damage': { base: 'unit-days' } } });
  const storage = (facts: readonly ReportedFact[], contract: Contract = CONTRACT) =>
    found('storage-damage', facts, contract, 'stock-level');

  test('is the last one read on a day', () => {
    const facts = [
      level('2026-03-10 08:00', { units: 500 }),
      level('2026-03-10 20:00', { units: 450 }),
      level('2026-03-11 20:00', { units: 400 }),
    ];
    expect(storage(facts).map(({ on, rule, level: units }) => [on, rule, units])).toEqual([
      [day('2026-03-10'), 'level', 450],
      [day('2026-03-11'), 'level', 400],
    ]);
  });

  test('without units is not measured where the contract counts by unit-days, else of no concern', () => {
    const facts = [level('2026-03-10 20:00', {})];
    expect(storage(facts, BY_UNIT_DAYS)).toMatchObject([{ outcome: 'not-measured', rule: 'no-quantity' }]);
    expect(storage(facts)).toEqual([]);
  });

  test('stands beside damage that leaves its units to the report of an order it names, and to nothing else', () => {
    const damage = (relatesTo: string) =>
      storage([fact('stock.damaged', '2026-03-11 09:00', { units: 4, relatesTo })]).map(
        ({ missed }) => missed,
      );
    expect(damage('delivery oms://acme dmg-1')).toEqual([]);
    for (const other of ['INC-4711', 'delivery', 'delivery dmg-1', 'stock-level wms://hamburg x'])
      expect(damage(other)).toEqual([4]);
  });

  test('stands beside damage, which counts on its own day; without units it is one', () => {
    const facts = [
      level('2026-03-10 20:00', { units: 500 }),
      fact('stock.damaged', '2026-03-11 09:00', { units: 4 }),
      fact('stock.damaged', '2026-03-12 09:00'),
    ];
    expect(storage(facts).map(({ on, missed }) => [on, missed])).toEqual([
      [day('2026-03-10'), undefined],
      [day('2026-03-11'), 4],
      [day('2026-03-12'), 1],
    ]);
  });
});
