import { describe, expect, test } from 'vitest';
import type { FactData } from '../../../../shared/domain/ledger/fact.ts';
import { UNFULFILLED, fulfil, type Ordered } from '../../../../shared/domain/ledger/fulfilment.ts';
import { delivered, fact } from '../../../support/builders.ts';

const units = (count: number): Ordered => ({ units: count, lines: undefined });
const UNKNOWN: Ordered = { units: undefined, lines: undefined };
/** One part a day. */
const parts = (...data: FactData[]) =>
  data.map((one, i) => delivered(`2026-03-0${String(i + 1)} 10:00`, one));
const short = (data: FactData) =>
  fact('order.discrepancy-reported', '2026-03-12 10:00', { discrepancy: 'short', ...data });

/** The numbers of the parts with which the order was first, completely and fully there; `-` for never. */
function steps(
  given: ReturnType<typeof parts>,
  ...rest: [Ordered, number?, ReturnType<typeof short>[]?]
): string {
  const { first, completed, inFull } = fulfil(given, ...rest);
  return [first, completed, inFull].map((part) => (part ? String(given.indexOf(part) + 1) : '-')).join(' ');
}

describe('fulfil', () => {
  test('nothing came: nothing is fulfilled', () => {
    expect(fulfil([], units(10))).toEqual(UNFULFILLED);
  });

  test('completes with the part that reaches the ordered quantity', () => {
    expect(steps(parts({ units: 4 }, { units: 6 }, { units: 1 }), units(10))).toBe('1 2 2');
  });

  test('a part without quantity brings all that was missing', () => {
    expect(steps(parts({ units: 4 }, {}), units(10))).toBe('1 2 2');
  });

  test('a part without quantity that says it is not complete brings nothing', () => {
    expect(steps(parts({ complete: false }, {}), units(10))).toBe('1 2 2');
  });

  test('a part that says complete closes a short order: complete, not full', () => {
    expect(steps(parts({ units: 4, complete: true }), units(10))).toBe('1 1 -');
  });

  test('a quantity reached completes the order even when the part says otherwise', () => {
    expect(steps(parts({ units: 10, complete: false }), units(10))).toBe('1 1 1');
  });

  test('where nothing is known of the quantity any part completes', () => {
    expect(steps(parts({ units: 4 }), UNKNOWN)).toBe('1 1 1');
  });

  test('where nothing is known of the quantity a part may still say it is not complete', () => {
    expect(steps(parts({ units: 4, complete: false }, {}), UNKNOWN)).toBe('1 2 2');
  });

  test('is complete within tolerance, in exact integers', () => {
    expect(steps(parts({ units: 97 }), units(100), 30)).toBe('1 1 1');
    expect(steps(parts({ units: 97 }), units(100), 29)).toBe('1 - -');
  });

  test('each line must be there', () => {
    const ordered: Ordered = {
      units: undefined,
      lines: [
        { lineNo: '1', units: 2 },
        { lineNo: '2', units: 3 },
      ],
    };
    const given = parts({ lines: [{ lineNo: '1', units: 5 }] }, { lines: [{ lineNo: '2', units: 3 }] });
    expect(steps(given, ordered)).toBe('1 2 2');
  });

  test('lines without number are told apart by sku and lot', () => {
    const ordered: Ordered = {
      units: undefined,
      lines: [
        { sku: 'a', lot: '1', units: 1 },
        { sku: 'a', lot: '2', units: 1 },
      ],
    };
    expect(steps(parts({ lines: [{ sku: 'a', lot: '1', units: 2 }] }), ordered)).toBe('1 - -');
  });

  test('ordered in lines, delivered in units: the sums are compared', () => {
    const ordered: Ordered = {
      units: undefined,
      lines: [
        { lineNo: '1', units: 2 },
        { lineNo: '2', units: 3 },
      ],
    };
    expect(steps(parts({ units: 5 }), ordered)).toBe('1 1 1');
  });

  test('a shortage found later leaves the delivery complete, but not full', () => {
    expect(steps(parts({ units: 10 }), units(10), 0, [short({ units: 1 })])).toBe('1 1 -');
  });

  test('a shortage is made good by a later part', () => {
    expect(steps(parts({ units: 10 }, { units: 1 }), units(10), 0, [short({ units: 1 })])).toBe('1 1 2');
  });

  test('a shortage of one line is made good by that line only', () => {
    const ordered: Ordered = {
      units: undefined,
      lines: [
        { lineNo: '1', units: 2 },
        { lineNo: '2', units: 2 },
      ],
    };
    const all = {
      lines: [
        { lineNo: '1', units: 2 },
        { lineNo: '2', units: 2 },
      ],
    };
    const missing = [short({ lines: [{ lineNo: '2', units: 1 }] })];
    expect(steps(parts(all, { lines: [{ lineNo: '1', units: 1 }] }), ordered, 0, missing)).toBe('1 1 -');
    expect(steps(parts(all, { lines: [{ lineNo: '2', units: 1 }] }), ordered, 0, missing)).toBe('1 1 2');
  });

  test('without an ordered quantity a shortage is taken at its word', () => {
    expect(steps(parts({}), UNKNOWN, 0, [short({ units: 1 })])).toBe('1 1 -');
  });

  test('knows when more came than was ordered', () => {
    expect(fulfil(parts({ units: 11 }), units(10)).over).toBe(true);
    expect(fulfil(parts({ units: 10 }), units(10)).over).toBe(false);
  });
});
