import { describe, expect, it } from 'vitest';
import { randomOf } from '../../../infra/local/seed/random.ts';
import { addWorkingDays, atLocal } from '../../../infra/local/seed/working-time.ts';
import { formatDay, parseDay } from '../../../shared/domain/calendar/time.ts';
import { zoneOf } from '../../../shared/domain/calendar/zone.ts';

describe('repeatable chance', () => {
  it('draws the same for the same seed and name, else something else', () => {
    const draws = (seed: number, name: string) => Array.from({ length: 20 }, randomOf(seed, name).next);
    expect(draws(1, 'a')).toEqual(draws(1, 'a'));
    expect(draws(1, 'b')).not.toEqual(draws(1, 'a'));
    expect(draws(2, 'a')).not.toEqual(draws(1, 'a'));
  });

  it('spreads evenly', () => {
    const { int } = randomOf(7, 'even');
    const seen = [0, 0, 0, 0];
    for (let i = 0; i < 40_000; i++) seen[int(0, 3)]!++;
    for (const n of seen) expect(Math.abs(n - 10_000)).toBeLessThan(500);
  });

  it('weighs choices', () => {
    const random = randomOf(7, 'weights');
    const draws = Array.from({ length: 10_000 }, () =>
      random.weighted([['rare', 1] as const, ['usual', 9] as const]),
    );
    const rare = draws.filter((choice) => choice === 'rare').length;
    expect(Math.abs(rare - 1000)).toBeLessThan(150);
  });

  it('shuffles without loss', () => {
    const list = Array.from({ length: 50 }, (_, i) => i);
    const shuffled = randomOf(7, 'cards').shuffled(list);
    expect(shuffled).not.toEqual(list);
    expect([...shuffled].sort((a, b) => a - b)).toEqual(list);
  });
});

describe('working time', () => {
  const day = (text: string): number => parseDay(text)!;

  it.each([
    ['2026-11-20', 1, '2026-11-23'],
    ['2026-11-21', 1, '2026-11-23'],
    ['2026-11-20', 6, '2026-11-30'],
    ['2026-11-23', -1, '2026-11-20'],
    ['2026-11-21', 0, '2026-11-21'],
  ])('%s and %i working days is %s', (from, n, to) => {
    expect(formatDay(addWorkingDays(day(from), n))).toBe(to);
  });

  it('knows the offset of the day on which clocks change', () => {
    const at = atLocal(zoneOf('Europe/Berlin'), day('2026-03-29'), 9 * 60);
    expect(new Date(at).toISOString()).toBe('2026-03-29T07:00:00.000Z');
  });
});
