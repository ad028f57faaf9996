import { describe, expect, test } from 'vitest';
import type { Contract } from '../../../../shared/domain/contract/contract.ts';
import type { KpiId } from '../../../../shared/domain/kpi/catalogue.ts';
import type { FactData, ReportedFact } from '../../../../shared/domain/ledger/fact.ts';
import {
  CONTRACT,
  contractWith,
  day,
  delivered,
  dispatched,
  fact,
  outcomeOf,
  placed,
  verdictOn,
  verdictsOn,
} from '../../../support/builders.ts';

const EUR = contractWith({ currency: 'EUR' });
const euro = (amount: number) => ({ amount, currency: 'EUR' });
const order = (data: FactData = {}) => placed({ units: 100, value: euro(1000), ...data });
const arrival = delivered('2026-03-09 15:00');
const damage = (data: FactData = {}, over: Partial<ReportedFact> = {}) =>
  fact('order.damage-reported', '2026-03-10 09:00', { confirmed: true, ...data }, over);

const missedIn = (kpi: KpiId, facts: readonly ReportedFact[], contract: Contract = EUR) =>
  verdictOn(kpi, facts, contract)?.quantity?.missed;
const units = (...facts: readonly ReportedFact[]) => missedIn('damage-units', facts);
const value = (...facts: readonly ReportedFact[]) => missedIn('damage-value', facts);

describe('damaged units', () => {
  test('are those reported, one where a report says no number', () => {
    expect(units(order(), arrival, damage({ units: 4 }), damage())).toBe(5);
  });

  test('are never more than were shipped', () => {
    expect(units(order(), arrival, damage({ units: 90 }), damage({ units: 90 }))).toBe(100);
  });

  test('are counted once where two reports name each other, or one of them the other', () => {
    const both = [
      damage({ units: 4, relatesTo: 'b' }, { id: 'a' }),
      damage({ units: 4, relatesTo: 'a' }, { id: 'b' }),
    ];
    expect(units(order(), arrival, ...both)).toBe(4);
    const later = [
      damage({ units: 4 }, { id: 'a' }),
      damage({ units: 4, relatesTo: 'wms://hamburg a' }, { id: 'b' }),
    ];
    expect(units(order(), arrival, ...later)).toBe(4);
    const sooner = [damage({ units: 4, relatesTo: 'b' }, { id: 'a' }), damage({ units: 4 }, { id: 'b' })];
    expect(units(order(), arrival, ...sooner)).toBe(4);
  });

  test('are those in transport, confirmed, and found within the window', () => {
    expect(units(order(), arrival, damage({ stage: 'storage', units: 4 }))).toBe(0);
    expect(units(order(), arrival, damage({ confirmed: false, units: 4 }))).toBe(0);
    const late = { ...damage({ units: 4 }), occurredAt: arrival.occurredAt + 31 * 86_400_000 };
    expect(units(order(), arrival, late)).toBe(0);
  });

  test('take in what was lost, all of it where nothing came', () => {
    const lost = (data: FactData = {}) => fact('order.lost', '2026-03-08 09:00', data);
    expect(units(order(), arrival, lost({ units: 7 }))).toBe(7);
    expect(units(order(), lost())).toBe(100);
    expect(units(order(), lost({ lines: [{ sku: 'A', units: 30 }] }))).toBe(30);
  });

  test('take in what was refused as damaged', () => {
    const refused = (data: FactData = {}) =>
      fact('order.refused', '2026-03-09 09:00', { reason: 'damage', ...data });
    expect(units(order(), refused())).toBe(100);
    expect(units(order(), refused({ units: 12 }))).toBe(12);
  });

  test('are counted on the units dispatched, else ordered, else delivered', () => {
    const total = (...facts: readonly ReportedFact[]) => {
      const { met = 0, missed = 0 } = verdictOn('damage-units', facts, EUR)?.quantity ?? {};
      return met + missed;
    };
    expect(total(order(), dispatched('2026-03-05 10:00', { units: 80 }), arrival)).toBe(80);
    expect(total(order(), dispatched('2026-03-05 10:00'), arrival)).toBe(100);
    expect(total(placed(), delivered('2026-03-09 15:00', { units: 60 }))).toBe(60);
  });

  test('are not measured where no quantity is known, on the day of the delivery', () => {
    expect(verdictOn('damage-units', [placed(), arrival])).toMatchObject({
      outcome: 'not-measured',
      rule: 'no-quantity',
      day: day('2026-03-09'),
    });
  });
});

describe('damaged value', () => {
  test('is what the report says, else its units’ part of the order’s value, rounded up', () => {
    expect(value(order(), arrival, damage({ value: euro(250) }))).toBe(250);
    expect(value(order(), arrival, damage({ units: 3 }))).toBe(30);
    expect(value(order({ units: 300 }), arrival, damage())).toBe(4);
  });

  test('is all of it where the goods were lost, and never more', () => {
    expect(value(order(), fact('order.lost', '2026-03-08 09:00'))).toBe(1000);
    expect(value(order(), arrival, damage({ value: euro(5000) }))).toBe(1000);
  });

  test('stays exact where a float would round', () => {
    const rich = order({ units: 21_853_182, value: euro(7_066_088_766_450) });
    expect(value(rich, arrival, damage({ units: 6_945_433 }))).toBe(2_245_762_017_607);
  });

  test('follows the order’s value when that is changed', () => {
    const changed = fact('order.changed', '2026-03-03 09:00', { value: euro(2000) });
    expect(value(order(), changed, fact('order.lost', '2026-03-08 09:00'))).toBe(2000);
  });

  test.each([
    ['the order states no value', placed({ units: 100 }), damage(), 'no-value'],
    [
      'the order is in another currency',
      order({ value: { amount: 5, currency: 'USD' } }),
      damage(),
      'other-currency',
    ],
    [
      'the report is in another currency',
      order(),
      damage({ value: { amount: 5, currency: 'USD' } }),
      'other-currency',
    ],
    [
      'a part of an unknown quantity was damaged',
      placed({ value: euro(1000) }),
      damage({ units: 1 }),
      'no-value',
    ],
  ] as const)('is not measured when %s', (_, given, report, rule) => {
    expect(outcomeOf('damage-value', [given, arrival, report], EUR)).toBe(`not-measured: ${rule}`);
  });

  test('is of no concern where the contract names no currency', () => {
    expect(outcomeOf('damage-value', [order(), arrival, damage()], CONTRACT)).toBe('none');
  });
});

describe('damage in storage', () => {
  const stored = (data: FactData = {}, over: Partial<ReportedFact> = {}) =>
    damage({ stage: 'storage', units: 4, ...data }, over);
  const storage = (...facts: readonly ReportedFact[]) =>
    verdictsOn(facts).filter(({ kpi, rule }) => kpi === 'storage-damage' && rule === 'damaged-in-storage');

  test('counts its units on the day of the damage, delivered or not', () => {
    expect(storage(order(), stored())).toMatchObject([
      { day: day('2026-03-10'), quantity: { met: 0, missed: 4 } },
    ]);
  });

  test('leaves its units to the stock fact it names, so they count once', () => {
    expect(storage(order(), stored({ relatesTo: 'stock-level wms://hamburg dmg-17' }))).toEqual([]);
  });

  test.each(['INC-4711', 'wms://hamburg dmg-17', 'stock-level', 'stock-level dmg-17', 'delivery oms://a b'])(
    'keeps its units where it names no stock fact by kind, source and id: %s',
    (relatesTo) => {
      expect(storage(order(), stored({ relatesTo }))).toHaveLength(1);
    },
  );

  test('counts once where two reports of the order name each other', () => {
    const both = [stored({ relatesTo: 'b' }, { id: 'a' }), stored({ relatesTo: 'a' }, { id: 'b' })];
    expect(storage(order(), ...both)).toHaveLength(1);
    const full = [stored({}, { id: 'a' }), stored({ relatesTo: 'delivery wms://hamburg a' }, { id: 'b' })];
    expect(storage(order(), ...full)).toHaveLength(1);
  });

  test('is no damage in transport', () => {
    expect(outcomeOf('damage-frequency', [order(), arrival, stored()])).toBe('met: undamaged');
  });
});
