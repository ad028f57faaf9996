import { describe, expect, test } from 'vitest';
import { CATALOGUE, KPI_IDS } from '../../../../shared/domain/kpi/catalogue.ts';
import { contribute, isException, openVerdicts } from '../../../../shared/domain/kpi/contribution.ts';
import { COUNTERS, DISPUTED_COUNTERS, LEVEL_COUNTERS } from '../../../../shared/domain/kpi/counters.ts';
import { packOpen, readOpen } from '../../../../shared/store/order-codec.ts';
import {
  CONTRACT,
  day,
  delivered,
  dispatched,
  fact,
  NOW,
  placed,
  verdictsOn,
} from '../../../support/builders.ts';

describe('contribute', () => {
  test('each closed verdict counts once, on its day', () => {
    const goods = placed({ lines: [{ lineNo: '1', units: 12 }] });
    const facts = [goods, dispatched('2026-03-05 10:00'), delivered('2026-03-09 10:00')];
    expect(contribute(verdictsOn(facts))).toEqual([
      { day: day('2026-03-05'), counter: 'cm', amount: 1 },
      { day: day('2026-03-05'), counter: 'sm', amount: 12 },
      { day: day('2026-03-05'), counter: 'tm', amount: 1 },
      { day: day('2026-03-06'), counter: 'am', amount: 1 },
      { day: day('2026-03-09'), counter: 'dm', amount: 12 },
      { day: day('2026-03-09'), counter: 'gm', amount: 1 },
      { day: day('2026-03-09'), counter: 'km', amount: 1 },
      { day: day('2026-03-10'), counter: 'bm', amount: 1 },
      { day: day('2026-03-10'), counter: 'fm', amount: 1 },
      { day: day('2026-03-10'), counter: 'lm', amount: 1 },
      { day: day('2026-03-10'), counter: 'om', amount: 1 },
      { day: day('2026-03-10'), counter: 'qm', amount: 1 },
    ]);
  });

  test('what a KPI counts in units is split into what was right and what was not', () => {
    const damage = fact('order.damage-reported', '2026-03-10 10:00', { confirmed: true, units: 5 });
    const facts = [placed({ units: 12 }), delivered('2026-03-09 10:00'), damage];
    expect(contribute(verdictsOn(facts)).filter(({ counter }) => counter.startsWith('d'))).toEqual([
      { day: day('2026-03-09'), counter: 'dm', amount: 7 },
      { day: day('2026-03-09'), counter: 'dx', amount: 5 },
    ]);
  });

  test('amounts of one counter and day become one', () => {
    const parts = [
      placed({ units: 12 }),
      dispatched('2026-03-05 10:00', { units: 4 }),
      dispatched('2026-03-05 12:00', { units: 5 }),
      dispatched('2026-03-06 10:00', { units: 3 }),
    ];
    expect(contribute(verdictsOn(parts)).filter(({ counter }) => counter === 'sm')).toEqual([
      { day: day('2026-03-05'), counter: 'sm', amount: 9 },
      { day: day('2026-03-06'), counter: 'sm', amount: 3 },
    ]);
  });

  test('amounts of one counter and day that cancel out leave nothing', () => {
    const [found] = verdictsOn([placed({ units: 12 }), dispatched('2026-03-05 10:00')]).filter(
      ({ kpi }) => kpi === 'storage-damage',
    );
    const turned = { ...found!, quantity: { met: -12, missed: 0 } };
    expect(contribute([found!, turned])).toEqual([]);
  });

  test('a level of stock counts its units and its reading, an empty one its reading alone', () => {
    const level = (units: number) => fact('stock.level-recorded', '2026-03-05 20:00', { units });
    const counters = (units: number) => contribute(verdictsOn([level(units)], CONTRACT, 'stock-level'));
    expect(counters(40).map(({ counter, amount }) => `${counter} ${String(amount)}`)).toEqual([
      'sl 40',
      'sr 1',
    ]);
    expect(counters(0).map(({ counter, amount }) => `${counter} ${String(amount)}`)).toEqual(['sr 1']);
  });

  test('a disputed verdict counts beside its outcome, once, whatever it counts', () => {
    const found = verdictsOn([placed({ units: 12 }), dispatched('2026-03-05 10:00')]);
    const disputed = found.map((one) => ({ ...one, disputed: one.kpi === 'storage-damage' }));
    expect(contribute(disputed).filter(({ counter }) => counter.startsWith('s'))).toEqual([
      { day: day('2026-03-05'), counter: 'sd', amount: 1 },
      { day: day('2026-03-05'), counter: 'sm', amount: 12 },
    ]);
  });

  test('parts of one KPI and day are disputed once, by the closed one where there is one', () => {
    const parts = [
      placed({ units: 12 }),
      dispatched('2026-03-05 10:00', { units: 4 }),
      dispatched('2026-03-05 12:00', { units: 5 }),
      dispatched('2026-03-06 10:00', { units: 3 }),
    ];
    const handled = verdictsOn(parts)
      .filter(({ kpi }) => kpi === 'storage-damage')
      .map((one) => ({ ...one, disputed: true }));
    const disputes = contribute(handled).filter(({ counter }) => counter === 'sd');
    expect(disputes.map(({ day: on, amount }) => [on, amount])).toEqual([
      [day('2026-03-05'), 1],
      [day('2026-03-06'), 1],
    ]);
    const pending = { ...handled[0]!, outcome: 'missed', pendingUntil: NOW } as const;
    expect(openVerdicts([pending, ...handled]).map(({ disputed }) => disputed)).toEqual([false]);
    expect(openVerdicts([pending, { ...pending }]).map(({ disputed }) => disputed)).toEqual([true, false]);
  });

  test('a miss whose excuse silence may accept is no contribution yet, but open', () => {
    const late = verdictsOn([placed(), delivered('2026-03-12 10:00')]).filter(
      ({ kpi }) => kpi === 'on-time-delivery',
    );
    const pending = late.map((one) => ({ ...one, pendingUntil: NOW }));
    expect(contribute(pending)).toEqual([]);
    expect(openVerdicts(pending)).toEqual([
      {
        kpi: 'on-time-delivery',
        day: day('2026-03-10'),
        deadline: undefined,
        excused: false,
        missed: true,
        pendingUntil: NOW,
        disputed: false,
        amount: 1,
      },
    ]);
  });

  test('an open verdict adds nothing to the tallies', () => {
    expect(contribute(verdictsOn([placed()]))).toEqual([]);
  });

  test('every counter an order can contribute has a meaning', () => {
    const counters = contribute(verdictsOn([placed(), delivered('2026-03-12 10:00')]));
    expect(counters.every(({ counter }) => COUNTERS.has(counter))).toBe(true);
  });

  test('no two KPIs share a counter code, and each is one letter: no counter can mean two things', () => {
    expect(new Set(KPI_IDS.map((id) => CATALOGUE[id].code)).size).toBe(KPI_IDS.length);
    expect(KPI_IDS.filter((id) => !/^[a-z]$/.test(CATALOGUE[id].code))).toEqual([]);
  });

  test('no two of KPI and outcome, dispute or stock level give one counter', () => {
    const counters = [
      ...COUNTERS.keys(),
      ...DISPUTED_COUNTERS.keys(),
      LEVEL_COUNTERS.units,
      LEVEL_COUNTERS.readings,
    ];
    // Met, missed, excused, not measured, four exclusions and disputed, of each.
    expect(counters).toHaveLength(KPI_IDS.length * 9 + 2);
    expect(new Set(counters).size).toBe(counters.length);
  });

  test('the counters of the KPIs that were there first are still the same', () => {
    const codes = ['on-time-dispatch', 'on-time-delivery', 'in-full', 'otif', 'pod-on-time'] as const;
    expect(codes.map((kpi) => CATALOGUE[kpi].code).join('')).toBe('abfop');
    const later = [
      'damage-frequency',
      'complaint-rate',
      'order-completion',
      'urgent-order-completion',
    ] as const;
    expect(later.map((kpi) => CATALOGUE[kpi].code).join('')).toBe('gklu');
  });

  test('a dispute, or a miss that waits for its excuse, makes an order an exception', () => {
    const facts = [placed({ units: 1 }), dispatched('2026-03-05 10:00'), delivered('2026-03-09 10:00')];
    const disputed = verdictsOn(facts).map((one) => ({ ...one, disputed: true }));
    expect(isException(contribute(disputed))).toBe(true);
    const [open] = openVerdicts(verdictsOn([placed()]));
    expect(isException([], [open!])).toBe(false);
    expect(isException([], [{ ...open!, missed: true }])).toBe(true);
    expect(isException([], [{ ...open!, disputed: true }])).toBe(true);
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
