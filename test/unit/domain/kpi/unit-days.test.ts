import { describe, expect, it } from 'vitest';
import { MAX_CARRIED_DAYS, unitDaysOf, type LevelRow } from '../../../../shared/domain/kpi/unit-days.ts';

const level = (day: number, units: number, siteId = 'HAM'): LevelRow => ({
  day,
  dimensions: { siteId },
  counters: new Map(
    units === 0
      ? [['sr', 1]]
      : [
          ['sl', units],
          ['sr', 1],
        ],
  ),
});
const inAll = (rows: readonly LevelRow[], from: number, to: number): number =>
  unitDaysOf(rows, { from, to }).reduce((sum, { units }) => sum + units, 0);

describe('unit-days', () => {
  it('carry the last level over days without a reading, and say which these are', () => {
    expect(unitDaysOf([level(10, 100), level(13, 40)], { from: 10, to: 14 })).toEqual([
      { day: 10, siteId: 'HAM', units: 100, isRead: true },
      { day: 11, siteId: 'HAM', units: 100, isRead: false },
      { day: 12, siteId: 'HAM', units: 100, isRead: false },
      { day: 13, siteId: 'HAM', units: 40, isRead: true },
      { day: 14, siteId: 'HAM', units: 40, isRead: false },
    ]);
  });

  it('begin with a level from before the period', () => {
    expect(inAll([level(3, 100)], 10, 11)).toBe(200);
  });

  it('count a site from its first reading on', () => {
    expect(inAll([level(12, 100)], 10, 13)).toBe(200);
  });

  it('take a stock read as empty for empty', () => {
    expect(inAll([level(10, 100), level(11, 0)], 10, 13)).toBe(100);
  });

  it('carry each site by itself, the unknown one too', () => {
    expect(
      inAll(
        [level(10, 100), level(11, 5, 'MUC'), { ...level(12, 7), dimensions: { siteId: undefined } }],
        10,
        12,
      ),
    ).toBe(317);
  });

  it('add up what parts of a site report on one day', () => {
    expect(inAll([level(10, 100), level(10, 20)], 10, 11)).toBe(240);
  });

  it('leave out a level that is too old to be carried', () => {
    const rows = [level(10, 100)];
    expect(inAll(rows, 10 + MAX_CARRIED_DAYS, 10 + MAX_CARRIED_DAYS)).toBe(100);
    expect(inAll(rows, 11 + MAX_CARRIED_DAYS, 11 + MAX_CARRIED_DAYS)).toBe(0);
  });

  it('pay no heed to rows of other counters', () => {
    const row = { day: 10, dimensions: { siteId: 'HAM' }, counters: new Map([['sm', 40]]) };
    expect(unitDaysOf([row], { from: 10, to: 12 })).toEqual([]);
  });
});
