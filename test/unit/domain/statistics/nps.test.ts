import { describe, expect, it } from 'vitest';
import { npsInterval, npsOf, shownNps, type NpsCounts } from '../../../../shared/domain/statistics/nps.ts';
import { Z } from '../../../../shared/domain/statistics/intervals.ts';
import reference from '../../../support/reference/intervals.json' with { type: 'json' };

const answers = (promoters: number, passives: number, detractors: number): NpsCounts => ({
  promoters,
  passives,
  detractors,
});

describe('the net promoter score', () => {
  it.each([
    [answers(3, 0, 0), 100, -6.6, 100],
    [answers(6, 2, 2), 40, -12.6, 74.1],
  ])('of the check values in docs/kpis.md: %j is %d [%d, %d]', (counts, score, low, high) => {
    expect(npsOf(counts)).toBe(score);
    const interval = npsInterval(counts)!;
    expect(interval).toMatchObject({ method: 'adjusted-wald', level: 0.95 });
    expect([interval.low, interval.high].map((limit) => Math.round(limit * 10) / 10)).toEqual([low, high]);
  });

  it(`has the interval that another library gives (${String(reference.nps.length)} cases)`, () => {
    for (const [promoters = 0, passives = 0, detractors = 0, low, high] of reference.nps) {
      const interval = npsInterval(answers(promoters, passives, detractors))!;
      expect(interval.low, String([promoters, passives, detractors])).toBeCloseTo(low!, 3);
      expect(interval.high, String([promoters, passives, detractors])).toBeCloseTo(high!, 3);
    }
  });

  it('has the interval of the mean of its answers, three of which are added', () => {
    for (const counts of [answers(1, 0, 0), answers(11, 25, 14), answers(0, 0, 7), answers(480, 310, 90)]) {
      const weighted = [
        [1, counts.promoters + 0.75],
        [0, counts.passives + 1.5],
        [-1, counts.detractors + 0.75],
      ] as const;
      const all = weighted.reduce((sum, [, weight]) => sum + weight, 0);
      const mean = weighted.reduce((sum, [value, weight]) => sum + value * weight, 0) / all;
      const variance = weighted.reduce((sum, [value, weight]) => sum + weight * (value - mean) ** 2, 0) / all;
      const half = Z * Math.sqrt(variance / all);
      const interval = npsInterval(counts)!;
      expect(interval.low).toBeCloseTo(Math.max(-100, (mean - half) * 100), 3);
      expect(interval.high).toBeCloseTo(Math.min(100, (mean + half) * 100), 3);
    }
  });

  it('mirrors when promoters and detractors change places', () => {
    const one = npsInterval(answers(12, 5, 3))!;
    const other = npsInterval(answers(3, 5, 12))!;
    expect([one.low, one.high]).toEqual([-other.high, -other.low]);
  });

  it.each([
    [answers(1, 0, 2), -33.3334, '−33.4'],
    [answers(2, 0, 1), 33.3333, '33.3'],
    [answers(1, 5, 1), 0, '0.0'],
    [answers(0, 1, 0), 0, '0.0'],
    [answers(999, 0, 1), 99.8, '99.8'],
    [answers(0, 0, 4), -100, '−100.0'],
  ])('of %j is cut off downwards: %d, shown as %s', (counts, score, shown) => {
    expect(npsOf(counts)).toBe(score);
    expect(shownNps(counts)).toBe(shown);
  });

  it('is not made of nothing', () => {
    const none = answers(0, 0, 0);
    expect([npsOf(none), shownNps(none), npsInterval(none)]).toEqual([null, null, undefined]);
  });
});
