import { describe, expect, test } from 'vitest';
import { CATALOGUE, KPI_IDS } from '../../../../shared/domain/kpi/catalogue.ts';
import { contribute, isException, openVerdicts } from '../../../../shared/domain/kpi/contribution.ts';
import { COUNTERS } from '../../../../shared/domain/kpi/counters.ts';
import { packOpen, readOpen } from '../../../../shared/store/order-codec.ts';
import { day, delivered, dispatched, placed, verdictsOn } from '../../../support/builders.ts';

describe('contribute', () => {
  test('each closed verdict counts once, on its day', () => {
    const facts = [placed(), dispatched('2026-03-05 10:00'), delivered('2026-03-09 10:00')];
    expect(contribute(verdictsOn(facts))).toEqual([
      { day: day('2026-03-06'), counter: 'am', amount: 1 },
      { day: day('2026-03-09'), counter: 'gm', amount: 1 },
      { day: day('2026-03-09'), counter: 'km', amount: 1 },
      { day: day('2026-03-10'), counter: 'bm', amount: 1 },
      { day: day('2026-03-10'), counter: 'fm', amount: 1 },
      { day: day('2026-03-10'), counter: 'lm', amount: 1 },
      { day: day('2026-03-10'), counter: 'om', amount: 1 },
    ]);
  });

  test('an open verdict adds nothing to the tallies', () => {
    expect(contribute(verdictsOn([placed()]))).toEqual([]);
  });

  test('every counter an order can contribute has a meaning', () => {
    const counters = contribute(verdictsOn([placed(), delivered('2026-03-12 10:00')]));
    expect(counters.every(({ counter }) => COUNTERS.has(counter))).toBe(true);
  });

  test('no two KPIs share a counter code', () => {
    expect(new Set(KPI_IDS.map((id) => CATALOGUE[id].code)).size).toBe(KPI_IDS.length);
  });

  test('a miss or an exclusion makes an order an exception, what is met does not', () => {
    expect(isException(contribute(verdictsOn([placed(), delivered('2026-03-12 10:00')])))).toBe(true);
    expect(
      isException(
        contribute(verdictsOn([placed(), dispatched('2026-03-05 10:00'), delivered('2026-03-09 10:00')])),
      ),
    ).toBe(false);
  });
});

describe('openVerdicts', () => {
  test('stand in the same order as read back from the store, so that a repeat compares equal', () => {
    const open = openVerdicts(verdictsOn([placed({ urgent: true })]));
    expect(open.map(({ kpi }) => kpi)).toContain('urgent-order-completion');
    expect(readOpen(packOpen(open))).toEqual(open);
  });
});
