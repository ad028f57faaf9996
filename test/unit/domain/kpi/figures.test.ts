import { describe, expect, it } from 'vitest';
import type { Contract } from '../../../../shared/domain/contract/contract.ts';
import { KPI_IDS, type KpiId } from '../../../../shared/domain/kpi/catalogue.ts';
import type { OpenVerdict } from '../../../../shared/domain/kpi/contribution.ts';
import { addCounter, addOpen, addSiteDay, emptyCounts } from '../../../../shared/domain/kpi/counts.ts';
import { figureOf, figuresOf, type Figure } from '../../../../shared/domain/kpi/figures.ts';
import { at, CONTRACT, contractWith, day } from '../../../support/builders.ts';

const DEADLINE = at('2026-03-10 18:00');

const open = (over: Partial<OpenVerdict> = {}): OpenVerdict => ({
  kpi: 'on-time-delivery',
  day: day('2026-03-10'),
  deadline: DEADLINE,
  excused: false,
  missed: false,
  pendingUntil: undefined,
  disputed: false,
  amount: 1,
  ...over,
});

/** The figure of a KPI made of counters and of open verdicts past their deadline. */
function figureFrom(
  kpi: KpiId,
  counters: Readonly<Record<string, number>>,
  { overdue = 0, overdueExcused = 0, contract = CONTRACT } = {},
): Figure {
  const counts = emptyCounts();
  for (const [counter, amount] of Object.entries(counters)) addCounter(counts, counter, amount);
  for (let i = 0; i < overdue; i++) addOpen(counts, open({ kpi }), DEADLINE + 1);
  for (let i = 0; i < overdueExcused; i++) addOpen(counts, open({ kpi, excused: true }), DEADLINE + 1);
  return figureOf(kpi, counts.get(kpi)!, contract);
}

describe('a figure', () => {
  it('of 65 met, 11 missed and 1 overdue is 65 of 77 with the interval 0.747063 to 0.908541', () => {
    expect(figureFrom('on-time-delivery', { bm: 65, bx: 11 }, { overdue: 1 }).gross).toEqual({
      numerator: 65,
      denominator: 77,
      value: 0.844155,
      shown: '84.41 %',
      met: 65,
      missed: 11,
      overdue: 1,
      interval: { method: 'wilson', level: 0.95, low: 0.747063, high: 0.908541 },
    });
  });

  it('leaves what is open, excluded or not measured out of the denominator', () => {
    const counts = emptyCounts();
    for (const counter of ['bm', 'bec', 'beu', 'bei', 'beb', 'bn']) addCounter(counts, counter, 3);
    addOpen(counts, open(), DEADLINE);
    const figure = figureOf('on-time-delivery', counts.get('on-time-delivery')!, CONTRACT);
    expect(figure).toMatchObject({
      gross: { denominator: 3, value: 1 },
      open: 1,
      notMeasured: 3,
      excluded: { 'cancelled-by-client': 3, undelivered: 3, invalid: 3, 'by-contract': 3 },
    });
  });

  it('takes excused misses and excused overdue orders out of net, and keeps them in gross', () => {
    const figure = figureFrom('on-time-delivery', { bm: 6, bx: 1, bz: 2 }, { overdue: 1, overdueExcused: 3 });
    expect(figure.gross).toMatchObject({ numerator: 6, denominator: 13, missed: 3, overdue: 4 });
    expect(figure.net).toMatchObject({ numerator: 6, denominator: 8, missed: 1, overdue: 1, value: 0.75 });
    expect(figure.excused).toEqual({ missed: 2, overdue: 3 });
  });

  it('does not mention excuses where there are none', () => {
    expect(figureFrom('on-time-delivery', { bm: 1, bx: 1 }).excused).toEqual({});
  });

  it('whose every miss is excused is complete in net, and still short in gross', () => {
    const figure = figureFrom('on-time-delivery', { bm: 1, bz: 1 });
    expect([figure.gross.value, figure.net.value]).toEqual([0.5, 1]);
  });

  it('of excused misses alone is null in net: nothing is left to measure', () => {
    expect(figureFrom('on-time-delivery', { bz: 4 }).net).toMatchObject({
      denominator: 0,
      value: null,
      interval: null,
    });
  });

  it('counts the misses where lower is better', () => {
    const { gross } = figureFrom('damage-frequency', { gm: 2, gx: 1 });
    expect(gross).toMatchObject({
      numerator: 1,
      denominator: 3,
      value: 0.333334,
      interval: { method: 'wilson' },
    });
  });

  it('of complaints counts incidents on delivered orders, and may pass 1', () => {
    const { gross } = figureFrom('complaint-rate', { km: 2, kx: 5 });
    expect(gross).toMatchObject({
      numerator: 5,
      denominator: 2,
      value: 2.5,
      interval: { method: 'poisson' },
    });
  });

  it('of complaints without a delivered order is null', () => {
    expect(figureFrom('complaint-rate', { kx: 5 }).gross).toMatchObject({
      numerator: 5,
      denominator: 0,
      value: null,
      interval: null,
    });
  });

  it('of a complaint declared invalid holds it before its last moment to object, and excludes it after', () => {
    const figureAt = (asOf: number): Figure => {
      const counts = emptyCounts();
      addCounter(counts, 'km', 4);
      addOpen(counts, open({ kpi: 'complaint-rate' }), asOf);
      return figureOf('complaint-rate', counts.get('complaint-rate')!, CONTRACT);
    };
    expect(figureAt(DEADLINE)).toMatchObject({ gross: { numerator: 1, value: 0.25 }, open: 0, excluded: {} });
    expect(figureAt(DEADLINE + 1)).toMatchObject({
      gross: { numerator: 0, value: 0 },
      open: 0,
      excluded: { invalid: 1 },
    });
  });

  it('below the contract’s volume is too few, and from it on is not', () => {
    const contract = contractWith({ minVolume: 5 });
    expect(figureFrom('on-time-delivery', { bm: 4 }, { contract }).attainment).toBe('too-few');
    expect(figureFrom('on-time-delivery', { bm: 5 }, { contract }).attainment).toBe('no-target');
  });

  it('measures its volume on the side that decides', () => {
    const counters = { bm: 4, bz: 1 };
    const net = contractWith({ minVolume: 5, decides: 'net' });
    const gross = contractWith({ minVolume: 5, decides: 'gross' });
    expect(figureFrom('on-time-delivery', counters, { contract: net })).toMatchObject({
      decides: 'net',
      attainment: 'too-few',
    });
    expect(figureFrom('on-time-delivery', counters, { contract: gross })).toMatchObject({
      decides: 'gross',
      attainment: 'no-target',
    });
  });

  it('names the version of its judge and of the contract; over many clients there is no contract', () => {
    expect(figureFrom('otif', { om: 1 })).toMatchObject({ definition: 'otif@1', contractVersion: 1 });
    const counts = emptyCounts();
    expect(figureOf('otif', counts.get('otif')!, undefined)).toMatchObject({
      contractVersion: null,
      decides: 'net',
      attainment: 'no-target',
    });
  });
});

describe('what a figure counts', () => {
  it('of units is units, without an interval, in parts per million', () => {
    expect(figureFrom('damage-units', { dm: 99_985, dx: 15 }).gross).toEqual({
      numerator: 15,
      denominator: 100_000,
      value: 0.00015,
      shown: '150 ppm',
      met: 99_985,
      missed: 15,
      overdue: 0,
      interval: null,
    });
  });

  it('of money is minor units, per mille', () => {
    expect(figureFrom('damage-value', { vm: 99_000_01, vx: 99_99 }).gross).toMatchObject({
      numerator: 9999,
      denominator: 9_910_000,
      shown: '1.01 ‰',
    });
  });

  it('of units outside is taken out of net with the amount of the excused miss', () => {
    expect(figureFrom('damage-units', { dm: 900, dx: 60, dz: 40 })).toMatchObject({
      gross: { numerator: 100, denominator: 1000 },
      net: { numerator: 60, denominator: 960 },
      excused: { missed: 40 },
    });
  });

  it('of complaints reads in percent and per 10,000 orders', () => {
    expect(figureFrom('complaint-rate', { km: 1919, kx: 10 }).gross.shown).toBe(
      '0.53 % (52.12 per 10,000 orders)',
    );
  });

  it('of an inventory with more variance than stock is 0 %, not below', () => {
    expect(figureFrom('inventory-accuracy-units', { jm: -20, jx: 120 }).gross).toMatchObject({
      numerator: -20,
      denominator: 100,
      value: 0,
      shown: '0.00 %',
    });
  });

  it('of gains and losses in value adds both up gross, and lets them cancel out net of each other', () => {
    const gross = figureFrom('inventory-accuracy-value', { wm: 1700, wx: 300 }).gross;
    expect(gross).toMatchObject({ numerator: 1700, denominator: 2000, shown: '85.00 %' });
    // A gain of 200 in one count, a loss of 100 in another.
    const net = figureFrom('inventory-accuracy-value-net', { ym: 900 + 1000 }, {}).gross;
    expect(net).toMatchObject({ denominator: 1900 });
    const counts = emptyCounts();
    addCounter(counts, 'ym', 800);
    addCounter(counts, 'yx', 200);
    addCounter(counts, 'ym', 1100);
    addCounter(counts, 'yx', -100);
    expect(
      figureOf('inventory-accuracy-value-net', counts.get('inventory-accuracy-value-net')!, CONTRACT).gross,
    ).toMatchObject({ numerator: 1900, denominator: 2000, missed: 100, shown: '95.00 %' });
  });

  it('of a net loss is as far from the books as the same gain', () => {
    expect(figureFrom('inventory-accuracy-value-net', { ym: 1100, yx: -100 }).gross.value).toBe(0.9);
    expect(figureFrom('inventory-accuracy-value-net', { ym: 900, yx: 100 }).gross.value).toBe(0.9);
  });

  it('tells disputed orders beside it, closed and open', () => {
    const counts = emptyCounts();
    addCounter(counts, 'bm', 3);
    addCounter(counts, 'bd', 2);
    addOpen(counts, open({ disputed: true }), DEADLINE);
    expect(figureOf('on-time-delivery', counts.get('on-time-delivery')!, CONTRACT)).toMatchObject({
      gross: { met: 3 },
      open: 1,
      disputed: 3,
    });
  });
});

describe('storage damage', () => {
  const damaged = (contract = CONTRACT): Figure => {
    const counts = emptyCounts();
    addCounter(counts, 'sm', 4000);
    addCounter(counts, 'sx', 3);
    addCounter(counts, 'sl', 700);
    addCounter(counts, 'sr', 1);
    addSiteDay(counts, { day: 1, siteId: 'HAM', units: 20_000, isRead: true });
    addSiteDay(counts, { day: 2, siteId: 'HAM', units: 20_000, isRead: false });
    return figureOf('storage-damage', counts.get('storage-damage')!, contract);
  };
  const byUnitDays = (allowancePerMille = 0) =>
    contractWith({ kpis: { 'storage-damage': { base: 'unit-days', allowancePerMille } } });

  it('is counted on the units handled, however much was in stock', () => {
    expect(damaged()).toMatchObject({ gross: { numerator: 3, denominator: 4000, shown: '0.08 %' } });
    expect(damaged()).not.toHaveProperty('daysWithoutReading');
  });

  it('is counted per 1,000 unit-days where the contract says so, with the days that were carried forward', () => {
    expect(damaged(byUnitDays())).toMatchObject({
      gross: { numerator: 3, denominator: 40_000, shown: '0.075 per 1,000 unit-days' },
      daysWithoutReading: 1,
    });
  });

  it('is compared with its target less the shrink agreed on, and shown with all of it', () => {
    const target = { targets: { 'storage-damage': { target: '0.000025' } } };
    const judged = (allowancePerMille: number) =>
      damaged({
        ...contractWith({ kpis: { 'storage-damage': { allowancePerMille } } }),
        targets: { 'storage-damage': { target: '0.00025' } },
      });
    // 3 of 4,000 = 750 ppm; one per mille allowed = 4 units.
    expect(judged(0)).toMatchObject({ attainment: 'missed', gross: { value: 0.00075 } });
    expect(judged(1)).toMatchObject({ attainment: 'met', gross: { value: 0.00075 } });
    expect(damaged({ ...byUnitDays(), ...target }).attainment).toBe('missed');
  });
});

describe('attainment', () => {
  const targeted = (
    kpi: KpiId,
    target: Contract['targets'][KpiId],
    over: Partial<Contract> = {},
  ): Contract => ({
    ...CONTRACT,
    targets: { [kpi]: target },
    ...over,
  });
  const judged = (counters: Readonly<Record<string, number>>, contract: Contract): string =>
    figureFrom('on-time-delivery', counters, { contract }).attainment;

  it('of 97.995 % against 98 % is missed, and it reads 97.99 %', () => {
    const contract = targeted('on-time-delivery', { target: '0.98' });
    const figure = figureFrom('on-time-delivery', { bm: 19_599, bx: 401 }, { contract });
    expect(figure).toMatchObject({ attainment: 'missed', gross: { value: 0.97995, shown: '97.99 %' } });
    expect(judged({ bm: 19_600, bx: 400 }, contract)).toBe('met');
  });

  it('is exact where a float would round: 2^53 − 2 of 2^53 − 1 against 100 %', () => {
    const contract = targeted('on-time-delivery', { target: '1' });
    expect(judged({ bm: 9_007_199_254_740_990, bx: 1 }, contract)).toBe('missed');
    expect(judged({ bm: 9_007_199_254_740_991 }, contract)).toBe('met');
  });

  it('of exactly the target is met, on either side', () => {
    expect(judged({ bm: 98, bx: 2 }, targeted('on-time-delivery', { target: '0.98' }))).toBe('met');
    const damage = targeted('damage-frequency', { target: '0.02' });
    expect(figureFrom('damage-frequency', { gm: 98, gx: 2 }, { contract: damage }).attainment).toBe('met');
    expect(figureFrom('damage-frequency', { gm: 97, gx: 3 }, { contract: damage }).attainment).toBe('missed');
  });

  it('below the floor says so, at the floor does not', () => {
    const contract = targeted('on-time-delivery', { target: '0.98', floor: '0.95' });
    expect(judged({ bm: 95, bx: 5 }, contract)).toBe('missed');
    expect(judged({ bm: 949, bx: 51 }, contract)).toBe('below-floor');
    const damage = targeted('damage-frequency', { target: '0.02', floor: '0.05' });
    expect(figureFrom('damage-frequency', { gm: 94, gx: 6 }, { contract: damage }).attainment).toBe(
      'below-floor',
    );
  });

  it('goes by the side that decides, of the contract or of the KPI', () => {
    const counters = { bm: 97, bz: 3 };
    const target = { target: '0.98' };
    expect(judged(counters, targeted('on-time-delivery', target, { decides: 'net' }))).toBe('met');
    expect(judged(counters, targeted('on-time-delivery', target, { decides: 'gross' }))).toBe('missed');
    const own = targeted('on-time-delivery', { ...target, decides: 'gross' }, { decides: 'net' });
    expect(figureFrom('on-time-delivery', counters, { contract: own })).toMatchObject({
      decides: 'gross',
      attainment: 'missed',
    });
  });

  it('of nothing is no data; of less than the volume of the KPI or of the contract too few', () => {
    const contract = targeted('on-time-delivery', { target: '0.98', minVolume: 3 }, { minVolume: 100 });
    expect(judged({}, contract)).toBe('no-data');
    expect(judged({ bm: 2 }, contract)).toBe('too-few');
    expect(judged({ bm: 3 }, contract)).toBe('met');
    expect(judged({ bm: 3 }, targeted('on-time-delivery', { target: '0.98' }, { minVolume: 100 }))).toBe(
      'too-few',
    );
  });

  it('comes with the target as it is read', () => {
    const contract = targeted('on-time-delivery', { target: '0.98', floor: '0.955', weight: 30 });
    expect(figureFrom('on-time-delivery', {}, { contract }).target).toEqual({
      value: '0.98',
      floor: '0.955',
      direction: 'higher',
      weight: 30,
      minVolume: 0,
      shown: '≥ 98 %',
    });
    const units = targeted('damage-units', { target: '0.00015' });
    expect(figureFrom('damage-units', {}, { contract: units }).target).toMatchObject({
      direction: 'lower',
      shown: '≤ 150 ppm',
    });
  });
});

describe('the figures', () => {
  it('hold every KPI of the catalogue, in its order, even where nothing was counted', () => {
    const figures = figuresOf(emptyCounts(), CONTRACT);
    expect(figures.map(({ kpi }) => kpi)).toEqual(KPI_IDS);
    expect(figures.map(({ gross, net }) => [gross.value, net.value])).toEqual(
      figures.map(() => [null, null]),
    );
  });

  it('refuse a counter of a newer version instead of leaving it out', () => {
    expect(() => {
      addCounter(emptyCounts(), 'bq', 1);
    }).toThrow('unknown tally counter bq');
  });
});
