import { describe, expect, it } from 'vitest';
import type { KpiId } from '../../../../shared/domain/kpi/catalogue.ts';
import type { OpenVerdict } from '../../../../shared/domain/kpi/contribution.ts';
import {
  addCounter,
  addOpen,
  cutRatio,
  emptyCounts,
  figureOf,
  figuresOf,
  seenAt,
  type Figure,
} from '../../../../shared/domain/kpi/figures.ts';
import { at, CONTRACT, contractWith, day } from '../../../support/builders.ts';

const HIGHER = { direction: 'higher' } as const;
const LOWER = { direction: 'lower' } as const;
const DEADLINE = at('2026-03-10 18:00');

const open = (over: Partial<OpenVerdict> = {}): OpenVerdict => ({
  kpi: 'on-time-delivery',
  day: day('2026-03-10'),
  deadline: DEADLINE,
  excused: false,
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

describe('a shown ratio', () => {
  it('of 65 in 77 is 0.844155', () => {
    expect(cutRatio(65, 77, HIGHER)).toBe(0.844155);
  });

  it('of 97.995 per cent is 0.97995, never 0.98', () => {
    expect(cutRatio(19_599, 20_000, HIGHER)).toBe(0.97995);
    expect(cutRatio(979_999_999, 1_000_000_000, HIGHER)).toBe(0.979999);
  });

  it('is cut down where higher is better, and up where lower is better', () => {
    expect(cutRatio(2, 3, HIGHER)).toBe(0.666666);
    expect(cutRatio(2, 3, LOWER)).toBe(0.666667);
    expect(cutRatio(1, 3, HIGHER)).toBe(0.333333);
    expect(cutRatio(1, 3, LOWER)).toBe(0.333334);
  });

  it('that is exact in six decimals is not moved either way', () => {
    expect(cutRatio(1, 8, HIGHER)).toBe(0.125);
    expect(cutRatio(1, 8, LOWER)).toBe(0.125);
  });

  it('reaches 1 only when nothing was missed, and 0 only when nothing was hit', () => {
    expect(cutRatio(9_999_999, 10_000_000, HIGHER)).toBe(0.999999);
    expect(cutRatio(1, 10_000_000, LOWER)).toBe(0.000001);
  });

  it('stays exact for counts beyond what a float can multiply', () => {
    expect(cutRatio(9_007_199_254_740_990, 9_007_199_254_740_991, HIGHER)).toBe(0.999999);
  });

  it('of nothing is null: neither 0 nor 100 per cent', () => {
    expect(cutRatio(0, 0, HIGHER)).toBeNull();
    expect(cutRatio(0, 0, LOWER)).toBeNull();
  });
});

describe('an open verdict', () => {
  it('is open up to its last instant, and overdue from the next millisecond on', () => {
    expect(seenAt(open(), DEADLINE).outcome).toBe('open');
    expect(seenAt(open(), DEADLINE + 1).outcome).toBe('overdue');
  });

  it('without a deadline stays open, for the clock stands still', () => {
    expect(seenAt(open({ deadline: undefined }), Number.MAX_SAFE_INTEGER).outcome).toBe('open');
  });

  it('keeps its excuse', () => {
    expect(seenAt(open({ excused: true }), DEADLINE + 1)).toMatchObject({
      outcome: 'overdue',
      excused: true,
    });
  });

  it('on a complaint declared invalid counts as valid until the silence has lasted long enough', () => {
    const complaint = open({ kpi: 'complaint-rate' });
    expect(seenAt(complaint, DEADLINE)).toMatchObject({ outcome: 'missed', exclusion: undefined });
    expect(seenAt(complaint, DEADLINE + 1)).toMatchObject({ outcome: 'excluded', exclusion: 'invalid' });
  });
});

describe('a figure', () => {
  it('of 65 met, 11 missed and 1 overdue is 65 of 77 with the interval 0.747063 to 0.908541', () => {
    expect(figureFrom('on-time-delivery', { bm: 65, bx: 11 }, { overdue: 1 }).gross).toEqual({
      numerator: 65,
      denominator: 77,
      value: 0.844155,
      met: 65,
      missed: 11,
      overdue: 1,
      interval: { method: 'wilson', level: 0.95, low: 0.747063, high: 0.908541 },
    });
  });

  it('leaves what is open, excluded or not measured out of the denominator', () => {
    const counts = emptyCounts();
    for (const counter of ['bm', 'bec', 'beu', 'bei', 'bn']) addCounter(counts, counter, 3);
    addOpen(counts, open(), DEADLINE);
    const figure = figureOf('on-time-delivery', counts.get('on-time-delivery')!, CONTRACT);
    expect(figure).toMatchObject({
      gross: { denominator: 3, value: 1 },
      open: 1,
      notMeasured: 3,
      excluded: { 'cancelled-by-client': 3, undelivered: 3, invalid: 3 },
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

describe('the figures', () => {
  it('hold every KPI of the catalogue, in its order, even where nothing was counted', () => {
    const figures = figuresOf(emptyCounts(), CONTRACT);
    expect(figures.map(({ kpi }) => kpi)).toEqual([
      'on-time-dispatch',
      'on-time-delivery',
      'in-full',
      'otif',
      'pod-on-time',
      'damage-frequency',
      'complaint-rate',
      'order-completion',
      'urgent-order-completion',
    ]);
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
