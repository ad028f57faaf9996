import { describe, expect, it } from 'vitest';
import { cutRatio, reaches, shownRatio, shownText } from '../../../../shared/domain/kpi/ratio.ts';

const HIGHER = { direction: 'higher' } as const;
const LOWER = { direction: 'lower' } as const;

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

describe('a ratio as it is read', () => {
  it.each([
    [19_599, 20_000, 'higher', 'percent', '97.99 %'],
    [20_000, 20_000, 'higher', 'percent', '100.00 %'],
    [19_999_999, 20_000_000, 'higher', 'percent', '99.99 %'],
    [1, 300, 'lower', 'percent', '0.34 %'],
    [0, 300, 'lower', 'percent', '0.00 %'],
    [1, 3_000_000, 'lower', 'ppm', '1 ppm'],
    [5, 4000, 'lower', 'per-mille', '1.25 ‰'],
    [1, 80_000, 'lower', 'per-1000-unit-days', '0.013 per 1,000 unit-days'],
    [-5, 10, 'higher', 'percent', '0.00 %'],
  ] as const)('%i of %i, %s is better, as %s is %s', (numerator, denominator, direction, scale, text) => {
    expect(shownRatio(numerator, denominator, direction, [scale])).toBe(text);
  });

  it('of nothing is null', () => {
    expect(shownRatio(0, 0, 'higher', ['percent'])).toBeNull();
  });

  it('of a target is exact to its last digit', () => {
    expect(['0.98', '0.98125', '1', '0.1', '0'].map((text) => shownText(text, 'percent'))).toEqual([
      '98 %',
      '98.125 %',
      '100 %',
      '10 %',
      '0 %',
    ]);
    expect(shownText('0.000150', 'ppm')).toBe('150 ppm');
  });
});

describe('a target', () => {
  it('is reached exactly, neither a millionth before nor after', () => {
    expect(reaches(98, 100, 'higher', '0.98')).toBe(true);
    expect(reaches(979_999, 1_000_000, 'higher', '0.98')).toBe(false);
    expect(reaches(20_001, 1_000_000, 'lower', '0.02')).toBe(false);
    expect(reaches(20_000, 1_000_000, 'lower', '0.02')).toBe(true);
  });

  it('leaves an allowance out of what is held against the provider', () => {
    expect(reaches(29, 10_000, 'lower', '0.001', 1)).toBe(false);
    expect(reaches(20, 10_000, 'lower', '0.001', 1)).toBe(true);
    expect(reaches(21, 10_000, 'lower', '0.001', 1)).toBe(false);
    expect(reaches(3, 10_000, 'lower', '0', 1)).toBe(true);
  });
});
