import { describe, expect, test } from 'vitest';
import {
  at,
  CONTRACT,
  contractWith,
  day,
  fact,
  outcomeOf,
  verdictOn,
  verdictsOn,
} from '../../../support/builders.ts';
import type { Contract } from '../../../../shared/domain/contract/contract.ts';
import type { KpiId } from '../../../../shared/domain/kpi/catalogue.ts';
import type { FactData, ReportedFact } from '../../../../shared/domain/ledger/fact.ts';

const lines = [
  { lineNo: '1', sku: 'A', units: 10 },
  { lineNo: '2', sku: 'B', units: 20 },
];
const announced = (data: FactData = { lines }) => fact('receipt.announced', '2026-03-01 09:00', data);
const arrived = (data: FactData = { lines }, when = '2026-03-02 09:00') =>
  fact('receipt.arrived', when, data);
const confirmed = (data: FactData = { lines }, when = '2026-03-03 09:00') =>
  fact('receipt.confirmed', when, data);
const checked = (data: FactData, when = '2026-03-10 09:00') => fact('receipt.checked', when, data);
const stored = (when: string, data: FactData = {}) => fact('receipt.put-away', when, data);

const of =
  (kpi: KpiId) =>
  (facts: readonly ReportedFact[], contract: Contract = CONTRACT): string =>
    outcomeOf(kpi, facts, contract, 'receipt');
const quantityOf = (facts: readonly ReportedFact[]) =>
  verdictOn('inbound-accuracy-lines', facts, CONTRACT, 'receipt')?.quantity;

describe('inbound-accuracy', () => {
  const outcome = of('inbound-accuracy');

  test('is met while nothing says otherwise', () => {
    expect(outcome([arrived(), confirmed()])).toBe('met: no-error-found');
    expect(outcome([arrived({}), confirmed({ units: 30 })])).toBe('met: no-error-found');
  });

  test('compares what was booked with what was received, all parts together', () => {
    const parts = [confirmed({ units: 10 }), confirmed({ units: 20 }, '2026-03-04 09:00')];
    expect(outcome([arrived({ units: 30 }), ...parts])).toBe('met: no-error-found');
    expect(outcome([arrived({ units: 31 }), ...parts])).toBe('missed: error-found');
  });

  test('does not let too much of one article make up for another', () => {
    const swapped = [
      { lineNo: '1', units: 9 },
      { lineNo: '2', units: 21 },
    ];
    expect(outcome([arrived(), confirmed({ lines: swapped })])).toBe('missed: error-found');
    expect(quantityOf([arrived(), confirmed({ lines: swapped })])).toEqual({ met: 0, missed: 2 });
  });

  test('counts on the day of the last confirmation, whenever an error is found', () => {
    const facts = [arrived(), confirmed(), checked({ linesCorrect: 1 }, '2026-03-20 09:00')];
    expect(verdictOn('inbound-accuracy', facts, CONTRACT, 'receipt')).toMatchObject({
      outcome: 'missed',
      day: day('2026-03-03'),
    });
  });

  test('takes a later check by its quantity where it says no more', () => {
    expect(outcome([arrived(), confirmed(), checked({ units: 30 })])).toBe('met: no-error-found');
    expect(outcome([arrived(), confirmed(), checked({ units: 29 })])).toBe('missed: error-found');
  });

  test('forgets no error because a later check found none', () => {
    const facts = [
      arrived(),
      confirmed(),
      checked({ linesCorrect: 1 }),
      checked({ linesCorrect: 2 }, '2026-03-11 09:00'),
    ];
    expect(outcome(facts)).toBe('missed: error-found');
    expect(quantityOf(facts)).toEqual({ met: 1, missed: 1 });
  });

  test.each(['client', 'shipper', 'consignee', 'supplier', 'carrier', 'authority', 'force-majeure'])(
    'is not the warehouse’s error when the fault is the %s’s',
    (fault) => {
      expect(outcome([arrived(), confirmed(), checked({ linesCorrect: 1, fault })])).toBe(
        'met: no-error-found',
      );
      expect(outcome([arrived({ units: 29 }), confirmed({ units: 30, fault })])).toBe('met: no-error-found');
    },
  );

  test('leaves a check after the finding window out', () => {
    const check = (when: string) => outcome([arrived(), confirmed(), checked({ linesCorrect: 0 }, when)]);
    expect(check('2026-04-02 10:00')).toBe('missed: error-found');
    expect(check('2026-04-02 10:01')).toBe('met: no-error-found');
  });

  test('is of no concern before the receipt is confirmed', () => {
    expect(outcome([arrived()])).toBe('none');
  });
});

describe('inbound-accuracy-lines', () => {
  test('counts the lines that are known, as booked, as they arrived or as announced', () => {
    expect(quantityOf([confirmed()])).toEqual({ met: 2, missed: 0 });
    expect(quantityOf([arrived(), confirmed({ units: 30 })])).toEqual({ met: 2, missed: 0 });
    expect(quantityOf([announced(), confirmed({})])).toEqual({ met: 2, missed: 0 });
  });

  test('is not measured without lines, on the day of the confirmation', () => {
    expect(verdictOn('inbound-accuracy-lines', [confirmed({ units: 3 })], CONTRACT, 'receipt')).toMatchObject(
      {
        outcome: 'not-measured',
        rule: 'no-lines',
        day: day('2026-03-03'),
      },
    );
  });

  test('counts a difference in units alone as one line', () => {
    expect(quantityOf([arrived({ units: 31 }), confirmed()])).toEqual({ met: 1, missed: 1 });
  });

  test('is never wrong in more lines than there are', () => {
    const other = [
      { lineNo: '1', units: 1 },
      { lineNo: '3', units: 1 },
      { lineNo: '4', units: 1 },
    ];
    expect(quantityOf([arrived({ lines: other }), confirmed()])).toEqual({ met: 0, missed: 2 });
  });
});

describe('asn-accuracy', () => {
  const outcome = of('asn-accuracy');

  test('compares what was received with what was announced, whatever was booked', () => {
    expect(outcome([announced(), arrived(), confirmed({ units: 1 })])).toBe('met: as-announced');
    expect(outcome([announced({ units: 29 }), arrived(), confirmed()])).toBe('missed: not-as-announced');
  });

  test('goes by the booking where the arrival says no quantity, and by a later count before both', () => {
    expect(outcome([announced(), arrived({}), confirmed({ units: 29 })])).toBe('missed: not-as-announced');
    expect(outcome([announced(), arrived(), confirmed(), checked({ units: 29 })])).toBe(
      'missed: not-as-announced',
    );
  });

  test('is not measured without an announcement, or without quantities', () => {
    expect(outcome([arrived(), confirmed()])).toBe('not-measured: not-announced');
    expect(outcome([announced({}), arrived(), confirmed()])).toBe('not-measured: no-quantity');
    expect(outcome([announced(), arrived({}), confirmed({})])).toBe('not-measured: no-quantity');
  });
});

describe('receiving-on-time', () => {
  const outcome = of('receiving-on-time');
  const within = (limit: Contract['kpis']['receiving-on-time']['limit']) =>
    contractWith({ kpis: { 'receiving-on-time': { limit } } });

  test('waits for the whole quantity that was booked', () => {
    const half = [arrived(), confirmed(), stored('2026-03-03 12:00', { units: 15 })];
    expect(outcome(half)).toBe('open: awaited');
    expect(outcome([...half, stored('2026-03-04 08:00', { units: 15 })])).toBe('met: kept');
    expect(outcome([...half, stored('2026-03-04 10:00', { units: 15 })])).toBe('missed: late');
  });

  test('runs from the first truck', () => {
    const trucks = [arrived({ units: 15 }), arrived({ units: 15 }, '2026-03-04 09:00')];
    const found = verdictOn('receiving-on-time', trucks, CONTRACT, 'receipt');
    expect(found).toMatchObject({
      deadline: at('2026-03-04 09:00'),
      day: day('2026-03-04'),
      outcome: 'open',
    });
  });

  test('runs to the end of the last business day where the contract counts these', () => {
    // Friday 6 March, two business days: until the end of Tuesday the 10th.
    const friday = arrived({}, '2026-03-06 16:00');
    const contract = within({ businessDays: 2 });
    expect(outcome([friday, stored('2026-03-10 23:59')], contract)).toBe('met: kept');
    expect(outcome([friday, stored('2026-03-11 00:00')], contract)).toBe('missed: late');
  });

  test('is not measured where the calendar has no data for the year', () => {
    const contract = {
      ...within({ businessDays: 2 }),
      calendar: { ...CONTRACT.calendar, country: 'CN', years: { '2025': { off: [], on: [] } } },
    };
    expect(outcome([arrived()], contract)).toBe('not-measured: no-calendar-year');
  });

  test('is not measured without an arrival, and of no concern before anything came', () => {
    expect(outcome([confirmed()])).toBe('not-measured: no-arrival');
    expect(outcome([announced()])).toBe('none');
  });
});

describe('storage damage', () => {
  const handled = (facts: readonly ReportedFact[], contract = CONTRACT) =>
    verdictsOn(facts, contract, 'receipt')
      .filter(({ kpi }) => kpi === 'storage-damage')
      .map(({ day: on, outcome, quantity }) => [on, outcome, quantity?.met]);

  test('is counted on units booked, each part on its day', () => {
    const parts = [confirmed({ units: 10 }), confirmed({ units: 20 }, '2026-03-04 09:00')];
    expect(handled(parts)).toEqual([
      [day('2026-03-03'), 'met', 10],
      [day('2026-03-04'), 'met', 20],
    ]);
  });

  test('takes a part without quantity for all that was missing', () => {
    expect(handled([arrived(), confirmed({ units: 10 }), confirmed({}, '2026-03-04 09:00')])).toEqual([
      [day('2026-03-03'), 'met', 10],
      [day('2026-03-04'), 'met', 20],
    ]);
  });

  test('is not measured where no quantity is known, but by unit-days', () => {
    expect(handled([confirmed({})])).toEqual([[day('2026-03-03'), 'not-measured', undefined]]);
    const byUnitDays = contractWith({ kpis: { 'storage-damage': { base: 'unit-days' } } });
    expect(handled([confirmed({})], byUnitDays)).toEqual([]);
  });
});

test('a receipt of which every fact was taken back has no verdict', () => {
  const arrival = arrived();
  const taken = fact('fact.voided', '2026-03-03 09:00', {
    voids: { source: arrival.source, id: arrival.id },
  });
  expect(verdictsOn([arrival, taken], CONTRACT, 'receipt')).toEqual([]);
});
