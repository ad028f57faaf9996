import { describe, expect, test } from 'vitest';
import { goodsOf, linesDiffering, linesNamed, type Goods } from '../../../../shared/domain/kpi/goods.ts';
import type { FactData, Line } from '../../../../shared/domain/ledger/fact.ts';
import { fact } from '../../../support/builders.ts';

const stated = (data: FactData) => fact('receipt.confirmed', '2026-03-03 09:00', data);
const goods = (...lines: readonly Line[]): Goods => ({
  units: lines.reduce((sum, { units }) => sum + units, 0),
  lines,
});

describe('goods', () => {
  test('of several facts add up, with their lines while all of them have some', () => {
    const lines = [{ sku: 'A', units: 3 }];
    expect(goodsOf([stated({ lines }), stated({ lines })])).toEqual({
      units: 6,
      lines: [...lines, ...lines],
    });
    expect(goodsOf([stated({ lines }), stated({ units: 4 })])).toEqual({ units: 7, lines: undefined });
  });

  test('are unknown where one fact says no quantity, or none is there', () => {
    expect(goodsOf([stated({ units: 4 }), stated({})])).toBeUndefined();
    expect(goodsOf([])).toBeUndefined();
  });
});

describe('lines that differ', () => {
  test('are those with another quantity and those that one side alone names', () => {
    const one = goods({ lineNo: '1', units: 5 }, { lineNo: '2', units: 5 }, { lineNo: '3', units: 1 });
    const other = goods({ lineNo: '1', units: 5 }, { lineNo: '2', units: 4 }, { lineNo: '4', units: 2 });
    expect(linesDiffering(one, other)).toBe(3);
    expect(linesDiffering(other, one)).toBe(3);
    expect(linesDiffering(one, one)).toBe(0);
  });

  test('are told by article where not every line has a number, and by lot where every one names it', () => {
    const plain = goods({ sku: 'A', units: 10 });
    const lots = goods({ sku: 'A', lot: 'x', units: 4 }, { sku: 'A', lot: 'y', units: 6 });
    const others = goods({ sku: 'A', lot: 'x', units: 5 }, { sku: 'A', lot: 'y', units: 5 });
    expect(linesDiffering(plain, lots)).toBe(0);
    expect(linesDiffering(lots, others)).toBe(2);
  });

  test('are compared in all where the sides do not name their lines alike', () => {
    const one = goods({ lineNo: '1', units: 10 });
    expect(linesDiffering(one, goods({ lineNo: 'x-1', units: 10 }))).toBe(0);
    expect(linesDiffering(one, goods({ lineNo: 'x-1', units: 9 }))).toBe(1);
    expect(linesDiffering(one, { units: 10, lines: undefined })).toBe(0);
    expect(linesDiffering(one, goods({ units: 4 }))).toBe(1);
  });
});

describe('lines that findings name', () => {
  test('count once each, and one for a finding that names none', () => {
    const found = [
      stated({
        lines: [
          { lineNo: '1', units: 1 },
          { lineNo: '2', units: 1 },
        ],
      }),
      stated({ lines: [{ lineNo: '1', units: 3 }, { units: 1 }] }),
      stated({ units: 4 }),
    ];
    expect(linesNamed(found)).toBe(4);
  });
});
