import { describe, expect, it } from 'vitest';
import { poissonInterval, wilsonInterval } from '../../../../shared/domain/statistics/intervals.ts';
import reference from '../../../support/reference/intervals.json' with { type: 'json' };

describe('the Wilson interval', () => {
  it.each([
    // docs/kpis.md, § What stands beside every counted KPI and the check values.
    [65, 77, 0.747063, 0.908541],
    // R. G. Newcombe, Statistics in Medicine 17 (1998), table I, score method: four digits.
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [1, 29, 0.0061, 0.1718],
  ])('of %i of %i is %d to %d', (numerator, denominator, low, high) => {
    const interval = wilsonInterval(numerator, denominator)!;
    const digits = String(low).length > 6 ? 6 : 4;
    expect(interval).toMatchObject({ method: 'wilson', level: 0.95 });
    expect(interval.low).toBeCloseTo(low, digits);
    expect(interval.high).toBeCloseTo(high, digits);
  });

  it.each([
    [937, 1019, 90.12, 93.47],
    [13, 13, 77.19, 100],
  ])('of %i of %i shows as %d to %d per cent', (numerator, denominator, low, high) => {
    const interval = wilsonInterval(numerator, denominator)!;
    expect(interval.low * 100).toBeCloseTo(low, 2);
    expect(interval.high * 100).toBeCloseTo(high, 2);
  });

  it(`is the one that a statistics library gives (${String(reference.wilson.length)} cases)`, () => {
    for (const [numerator = 0, denominator = 0, low, high] of reference.wilson) {
      const interval = wilsonInterval(numerator, denominator)!;
      const given = `${String(numerator)} of ${String(denominator)}`;
      expect(Math.abs(interval.low - low!), given).toBeLessThanOrEqual(5.1e-7);
      expect(Math.abs(interval.high - high!), given).toBeLessThanOrEqual(5.1e-7);
    }
  });

  it('begins at exactly 0 when nothing was met, and ends at exactly 1 when everything was', () => {
    expect(wilsonInterval(0, 20)).toMatchObject({ low: 0, high: 0.161125 });
    expect(wilsonInterval(20, 20)).toMatchObject({ low: 0.838875, high: 1 });
  });

  it('of what was missed is the mirror image of that of what was met', () => {
    for (const [met, all] of [
      [1, 3],
      [17, 20],
      [940, 1000],
      [50_001, 100_000],
    ] as const) {
      const hits = wilsonInterval(met, all)!;
      const misses = wilsonInterval(all - met, all)!;
      expect(hits.low).toBeCloseTo(1 - misses.high, 6);
      expect(hits.high).toBeCloseTo(1 - misses.low, 6);
    }
  });

  it('is not made of nothing', () => {
    expect(wilsonInterval(0, 0)).toBeUndefined();
  });
});

describe('the exact Poisson interval', () => {
  // F. Garwood, Biometrika 28 (1936), and every table of exact 95 % limits since.
  it.each([
    [0, 0, 3.688879],
    [1, 0.025318, 5.571643],
    [2, 0.242209, 7.224688],
    [5, 1.623486, 11.668332],
    [10, 4.795389, 18.390356],
    [100, 81.363991, 121.626794],
  ])('of %i events is %d to %d', (count, low, high) => {
    const interval = poissonInterval(count, 1)!;
    expect(interval).toMatchObject({ method: 'poisson', level: 0.95 });
    expect(interval.low).toBeCloseTo(low, 5);
    expect(interval.high).toBeCloseTo(high, 5);
  });

  it('is one of rates: the limits are shared out over the base', () => {
    expect(poissonInterval(10, 1000)).toMatchObject({ low: 0.004795, high: 0.01839 });
  });

  it('may pass 1, for one order can have several incidents', () => {
    expect(poissonInterval(10, 5)!.high).toBeGreaterThan(1);
  });

  it('of 100,000 events lies where the Wilson-Hilferty approximation puts it', () => {
    // B. W. Brown et al.: limits k(1 − 1/9k ± z/3√k)³, good to a hundredth at this size.
    const wilsonHilferty = (k: number, z: number): number =>
      k * (1 - 1 / (9 * k) + z / (3 * Math.sqrt(k))) ** 3;
    const interval = poissonInterval(100_000, 1)!;
    expect(interval.low).toBeCloseTo(wilsonHilferty(100_000, -1.959964), 1);
    expect(interval.high).toBeCloseTo(wilsonHilferty(100_001, 1.959964), 1);
  });

  it('always holds the count itself, and moves up with it', () => {
    let before = poissonInterval(0, 1)!;
    for (let count = 1; count <= 300; count++) {
      const interval = poissonInterval(count, 1)!;
      expect(interval.low).toBeLessThan(count);
      expect(interval.high).toBeGreaterThan(count);
      expect(interval.low).toBeGreaterThan(before.low);
      expect(interval.high).toBeGreaterThan(before.high);
      before = interval;
    }
  });

  it('is not made of nothing', () => {
    expect(poissonInterval(3, 0)).toBeUndefined();
  });
});
