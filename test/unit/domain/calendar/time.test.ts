import { describe, expect, test } from 'vitest';
import { formatDay, lastDayOfMonth, parseDay, toMinute } from '../../../../shared/domain/calendar/time.ts';
import {
  formatInstant,
  isZone,
  parseInstant,
  resolveLocalTime,
  zoneOf,
} from '../../../../shared/domain/calendar/zone.ts';
import { at, day } from '../../../support/builders.ts';

describe('days', () => {
  test('count from 1970', () => {
    expect([parseDay('1970-01-01'), parseDay('1970-01-02'), parseDay('1969-12-31')]).toEqual([0, 1, -1]);
  });

  test('the last day of February depends on the year', () => {
    expect(
      ['2024-02-10', '2026-02-10', '1900-02-10'].map((text) => formatDay(lastDayOfMonth(day(text)))),
    ).toEqual(['2024-02-29', '2026-02-28', '1900-02-28']);
  });

  test('a minute is cut down, before 1970 too', () => {
    expect([toMinute(61_999), toMinute(-1)]).toEqual([60_000, -60_000]);
  });
});

describe('zones', () => {
  test('a day whose midnight is skipped begins at one o’clock', () => {
    const start = zoneOf('America/Sao_Paulo').startOfDay(day('2018-11-04'));
    expect(formatInstant(start, -120)).toBe('2018-11-04T01:00:00-02:00');
  });

  test('a name is a zone, a bare offset is none', () => {
    expect(['Europe/Berlin', 'UTC', '+02:00', 'Nowhere/City'].map(isZone)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('local times', () => {
  test('one that the clock skips moves on by the gap', () => {
    expect(resolveLocalTime('2026-03-29 02:30', 'Europe/Berlin')).toEqual({
      at: at('2026-03-29 03:30'),
      offsetMinutes: 120,
      met: 'skipped',
    });
  });

  test('of one that comes twice the first is taken', () => {
    expect(resolveLocalTime('2026-10-25 02:30', 'Europe/Berlin')).toMatchObject({
      offsetMinutes: 120,
      met: 'repeated',
    });
  });

  test.each(['2026-02-30 10:00', '2026-03-05', '2026-03-05 25:00', '2026-03-05 10:00+01:00'])(
    '%s is none',
    (text) => {
      expect(resolveLocalTime(text, 'Europe/Berlin')).toBeUndefined();
    },
  );
});

describe('instants', () => {
  test('keep their offset', () => {
    expect(parseInstant('2018-08-07T15:27:45-03:00')).toEqual({
      at: Date.UTC(2018, 7, 7, 18, 27, 45),
      offsetMinutes: -180,
    });
  });

  test.each(['2018-08-07T15:27:45', '2018-02-30T15:27:45Z', '2018-08-07'])('%s is none', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });
});
