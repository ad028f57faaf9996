import { describe, expect, it } from 'vitest';
import { resolveYears } from '../../../../shared/domain/calendar/public-holidays.ts';
import { formatDay } from '../../../../shared/domain/calendar/time.ts';
import {
  isMissingYear,
  workingCalendar,
  type BusinessEnd,
  type CutOff,
  type MissingYear,
} from '../../../../shared/domain/calendar/working-calendar.ts';
import { formatInstant, zoneOf } from '../../../../shared/domain/calendar/zone.ts';
import type { Calendar } from '../../../../shared/domain/contract/calendar-terms.ts';
import { at, day } from '../../../support/builders.ts';

const WEEK: Calendar = {
  country: null,
  region: null,
  workingDays: [1, 2, 3, 4, 5],
  hours: { from: '08:00', to: '18:00' },
  cutOff: null,
  exceptions: [],
  years: {},
};

const calendarOf = (
  country: string,
  years: readonly number[],
  over: Partial<Calendar> = {},
  region: string | null = null,
): Calendar => ({ ...WEEK, country, region, ...resolveYears(country, region, years), ...over });

const SHANGHAI = 'Asia/Shanghai';
const CHINA = calendarOf('CN', [2025, 2026], { cutOff: '15:00' });

/** `from → day, last second`, in the zone; or the missing year. */
function shown(found: BusinessEnd | MissingYear, zone: string): string {
  if (isMissingYear(found)) return `no data for ${String(found.missingYear)}`;
  const { from, day: last, endAt } = found;
  const end = formatInstant(endAt + zoneOf(zone).offsetAt(endAt)).slice(0, 19);
  return `${formatDay(from)} → ${formatDay(last)}, ${end}`;
}

function days(calendar: Calendar, zone: string, start: string, count: number, cutOff?: CutOff): string {
  const { endOfBusinessDays } = workingCalendar(calendar, zoneOf(zone));
  return shown(endOfBusinessDays(at(start, zone), count, cutOff), zone);
}

function hours(calendar: Calendar, zone: string, start: string, count: number, cutOff?: CutOff): string {
  const { endOfBusinessHours } = workingCalendar(calendar, zoneOf(zone));
  return shown(endOfBusinessHours(at(start, zone), count, cutOff), zone);
}

/**
 * Notice of the General Office of the State Council of 4 November 2025 on the holidays of 2026: the Spring Festival is
 * off from Sunday 15 to Monday 23 February; Saturdays 14 and 28 February are worked. National Day is off from 1 to
 * 7 October; Saturday 10 October is worked.
 */
describe('the Chinese calendar of 2026', () => {
  const { isWorkingDay } = workingCalendar(CHINA, zoneOf(SHANGHAI));

  it.each(['2026-02-14', '2026-02-28', '2026-10-10'])('works on Saturday %s', (saturday) => {
    expect(isWorkingDay(day(saturday))).toBe(true);
  });

  it.each(['2026-02-07', '2026-02-16', '2026-02-23', '2026-10-07', '2026-10-11'])('is off on %s', (date) => {
    expect(isWorkingDay(day(date))).toBe(false);
  });

  it('reaches over the Spring Festival: two days after Friday the 13th are Saturday the 14th and Tuesday the 24th', () => {
    expect(days(CHINA, SHANGHAI, '2026-02-13 14:59', 2, 'with-cut-off')).toBe(
      '2026-02-13 → 2026-02-24, 2026-02-24T23:59:59',
    );
  });

  it('counts from the working Saturday what was placed at the cut-off on Friday', () => {
    expect(days(CHINA, SHANGHAI, '2026-02-13 15:00', 2, 'with-cut-off')).toBe(
      '2026-02-14 → 2026-02-25, 2026-02-25T23:59:59',
    );
  });

  it('counts from the first day after the festival what was placed during it', () => {
    expect(days(CHINA, SHANGHAI, '2026-02-17 03:00', 3, 'with-cut-off')).toBe(
      '2026-02-24 → 2026-02-27, 2026-02-27T23:59:59',
    );
  });

  it('counts the working Saturday at the end of the festival’s week', () => {
    expect(days(CHINA, SHANGHAI, '2026-02-24 09:00', 4)).toBe('2026-02-24 → 2026-02-28, 2026-02-28T23:59:59');
  });

  it('runs business hours over National Day into the working Saturday', () => {
    expect(hours(CHINA, SHANGHAI, '2026-09-30 16:00', 24)).toBe(
      '2026-09-30 → 2026-10-10, 2026-10-10T10:00:00',
    );
  });

  it('names the year for which there is no data', () => {
    const found = days(CHINA, SHANGHAI, '2026-12-31 10:00', 1);
    expect(found).toBe('no data for 2027');
    expect(hours(CHINA, SHANGHAI, '2026-12-31 10:00', 9)).toBe('no data for 2027');
  });

  it('needs no data for a year that the deadline does not reach', () => {
    expect(days(CHINA, SHANGHAI, '2026-12-31 10:00', 0)).toBe('2026-12-31 → 2026-12-31, 2026-12-31T23:59:59');
  });

  it('says neither yes nor no of a day in a year without data, weekends included', () => {
    expect(isWorkingDay(day('2027-01-02'))).toBeUndefined();
  });
});

describe('calendars of other countries', () => {
  it('in Brazil Tiradentes of 2026, a Tuesday, does not count', () => {
    const brazil = calendarOf('BR', [2026]);
    expect(days(brazil, 'America/Sao_Paulo', '2026-04-20 10:00', 1)).toBe(
      '2026-04-20 → 2026-04-22, 2026-04-22T23:59:59',
    );
  });

  it('in Bavaria Corpus Christi of 2026 does not count; in Germany at large it does', () => {
    const start = '2026-06-03 10:00';
    const bavaria = calendarOf('DE', [2026], {}, 'BY');
    const germany = calendarOf('DE', [2026]);
    expect(days(bavaria, 'Europe/Berlin', start, 1)).toBe('2026-06-03 → 2026-06-05, 2026-06-05T23:59:59');
    expect(days(germany, 'Europe/Berlin', start, 1)).toBe('2026-06-03 → 2026-06-04, 2026-06-04T23:59:59');
  });

  it('no country needs no data, in whatever year', () => {
    expect(days(WEEK, 'UTC', '1999-12-31 10:00', 1)).toBe('1999-12-31 → 2000-01-03, 2000-01-03T23:59:59');
    expect(days(WEEK, 'UTC', '2099-12-31 10:00', 1)).toBe('2099-12-31 → 2100-01-01, 2100-01-01T23:59:59');
  });
});

describe('exceptions', () => {
  it('win over holidays, over working weekends and over the week', () => {
    const calendar = {
      ...CHINA,
      exceptions: [
        { date: '2026-02-14', working: false, name: 'early closing' },
        { date: '2026-02-16', working: true, name: 'emergency crew' },
        { date: '2026-02-25', working: false },
      ],
    };
    const { isWorkingDay } = workingCalendar(calendar, zoneOf(SHANGHAI));
    const dates = ['2026-02-14', '2026-02-16', '2026-02-17', '2026-02-25'];
    expect(dates.map((date) => isWorkingDay(day(date)))).toEqual([false, true, false, false]);
  });
});

describe('the cut-off', () => {
  const calendar = { ...WEEK, cutOff: '15:00' };

  it('a minute before it the day counts, at it the next one does', () => {
    expect(days(calendar, 'UTC', '2026-03-05 14:59', 0, 'with-cut-off')).toMatch(/^2026-03-05 → 2026-03-05/);
    expect(days(calendar, 'UTC', '2026-03-05 15:00', 0, 'with-cut-off')).toMatch(/^2026-03-06 → 2026-03-06/);
  });

  it('is one of the local clock', () => {
    expect(days(calendar, 'Asia/Shanghai', '2026-03-05 15:00', 0, 'with-cut-off')).toMatch(/^2026-03-06/);
  });

  it('on a Friday moves the start to Monday', () => {
    expect(days(calendar, 'UTC', '2026-03-06 15:00', 1, 'with-cut-off')).toMatch(/^2026-03-09 → 2026-03-10/);
  });

  it('holds only where it is asked for', () => {
    expect(days(calendar, 'UTC', '2026-03-05 17:00', 1)).toMatch(/^2026-03-05 → 2026-03-06/);
  });

  it('moves business hours to the opening of the next working day', () => {
    expect(hours(calendar, 'UTC', '2026-03-06 15:30', 1, 'with-cut-off')).toBe(
      '2026-03-09 → 2026-03-09, 2026-03-09T09:00:00',
    );
    expect(hours(calendar, 'UTC', '2026-03-06 15:30', 1)).toBe(
      '2026-03-06 → 2026-03-06, 2026-03-06T16:30:00',
    );
  });
});

describe('business hours', () => {
  it('end with the day when they fit exactly, not with the opening of the next', () => {
    expect(hours(WEEK, 'UTC', '2026-03-05 16:00', 2)).toBe('2026-03-05 → 2026-03-05, 2026-03-05T18:00:00');
  });

  it('begin with the opening when the start is before it, and with the next day after closing', () => {
    expect(hours(WEEK, 'UTC', '2026-03-05 05:00', 1)).toMatch(/2026-03-05T09:00:00$/);
    expect(hours(WEEK, 'UTC', '2026-03-05 20:00', 1)).toMatch(/2026-03-06T09:00:00$/);
  });

  it('run through a year’s end', () => {
    expect(hours(WEEK, 'UTC', '2026-12-31 17:00', 2)).toBe('2026-12-31 → 2027-01-01, 2027-01-01T09:00:00');
  });

  it('are elapsed hours when the clock is put forward within them', () => {
    const always = {
      ...WEEK,
      workingDays: [1, 2, 3, 4, 5, 6, 7],
      hours: { from: '00:00', to: '24:00' },
    };
    // Sunday 29 March 2026 has 23 hours in Berlin.
    expect(hours(always, 'Europe/Berlin', '2026-03-28 12:00', 24)).toBe(
      '2026-03-28 → 2026-03-29, 2026-03-29T13:00:00',
    );
  });

  it('never end in a calendar that is never open', () => {
    const closed = { ...WEEK, hours: { from: '18:00', to: '08:00' } };
    expect(hours(closed, 'UTC', '2026-03-05 10:00', 1)).toBe('no data for 2056');
  });
});

it('a calendar is made ready once for a zone', () => {
  expect(workingCalendar(WEEK, zoneOf('UTC'))).toBe(workingCalendar(WEEK, zoneOf('UTC')));
  expect(workingCalendar(WEEK, zoneOf('UTC'))).not.toBe(workingCalendar(WEEK, zoneOf(SHANGHAI)));
});
