import { describe, expect, it } from 'vitest';
import {
  checkHolidayPlace,
  resolveYears,
  yearsOfVersion,
} from '../../../../shared/domain/calendar/public-holidays.ts';
import { day } from '../../../support/builders.ts';

const yearOf = (country: string, year: number, region: string | null = null) =>
  resolveYears(country, region, [year]).years[String(year)] ?? { off: [], on: [] };

describe('China', () => {
  // General Office of the State Council, notice of 4 November 2025 on the holidays of 2026.
  const china = yearOf('CN', 2026);

  it('is off in 2026 on the days of the State Council’s notice', () => {
    const spans = [
      ['2026-01-01', 3],
      ['2026-02-15', 9],
      ['2026-04-04', 3],
      ['2026-05-01', 5],
      ['2026-06-19', 3],
      ['2026-09-25', 3],
      ['2026-10-01', 7],
    ] as const;
    const days = spans.flatMap(([first, count]) =>
      Array.from({ length: count }, (_, index) => day(first) + index),
    );
    expect(china.off.map(day)).toEqual(days);
  });

  it('works in 2026 on the weekend days of that notice, 14 February and 10 October among them', () => {
    expect(china.on).toEqual([
      '2026-01-04',
      '2026-02-14',
      '2026-02-28',
      '2026-05-09',
      '2026-09-20',
      '2026-10-10',
    ]);
  });

  it('has no data for a year whose notice is not out', () => {
    const { years, missing } = resolveYears('CN', null, [2025, 2026, 2127]);
    expect([Object.keys(years), missing]).toEqual([['2025', '2026'], [2127]]);
  });

  it('has no data for the years before 2004, with which the source begins', () => {
    expect(resolveYears('CN', null, [2003])).toEqual({ years: {}, missing: [2003] });
  });
});

describe('Germany', () => {
  it('is off on its public holidays', () => {
    expect(yearOf('DE', 2026)).toEqual({
      off: [
        '2026-01-01',
        '2026-04-03',
        '2026-04-06',
        '2026-05-01',
        '2026-05-14',
        '2026-05-25',
        '2026-10-03',
        '2026-12-25',
        '2026-12-26',
      ],
      on: [],
    });
  });

  it('has Epiphany, Corpus Christi and All Saints off in Bavaria as well', () => {
    const bavarian = yearOf('DE', 2026, 'BY').off.filter((date) => !yearOf('DE', 2026).off.includes(date));
    expect(bavarian).toEqual(['2026-01-06', '2026-06-04', '2026-11-01']);
  });

  it('has the Peace Festival off in Augsburg, a part of Bavaria', () => {
    const augsburg = yearOf('DE', 2026, 'BY.A').off.filter(
      (date) => !yearOf('DE', 2026, 'BY').off.includes(date),
    );
    expect(augsburg).toEqual(['2026-08-08', '2026-08-15']);
  });
});

describe('Brazil', () => {
  it('is off on its public holidays, not at Carnival, which each state or employer decides', () => {
    const { off } = yearOf('BR', 2018);
    expect(off).toEqual(
      expect.arrayContaining([
        '2018-01-01',
        '2018-03-30',
        '2018-04-21',
        '2018-05-01',
        '2018-09-07',
        '2018-10-12',
        '2018-11-02',
        '2018-11-15',
        '2018-12-25',
      ]),
    );
    expect(off).not.toContain('2018-02-13');
  });
});

describe('other countries', () => {
  it('are off on every day of a holiday that lasts several', () => {
    const { off } = yearOf('AE', 2026);
    expect(off).toEqual(expect.arrayContaining(['2026-03-20', '2026-03-21', '2026-03-22']));
    expect(off).not.toContain('2026-03-23');
  });

  it('are off in January for the rest of a holiday that began in December', () => {
    // The Feast of Sacrifice of 31 December 2006, three days in the Emirates.
    expect(yearOf('AE', 2007).off.slice(0, 2)).toEqual(['2007-01-01', '2007-01-02']);
  });

  it('work on the half day that belongs to a feast', () => {
    // The feast of Ramadan in Turkey: three days, and the afternoon before.
    const feast = yearOf('TR', 2026).off.filter((date) => date.startsWith('2026-03'));
    expect(feast).toEqual(['2026-03-20', '2026-03-21', '2026-03-22']);
  });

  it('work on a day that is off from noon only', () => {
    // Christmas Eve in the Northern Territory of Australia is a holiday from 19:00 on.
    expect(yearOf('AU', 2026, 'NT').off).not.toContain('2026-12-24');
    expect(yearOf('AU', 2026, 'NT').off).toContain('2026-12-25');
  });

  it('have holidays where they move to: Näfelser Fahrt of 2026 out of the Holy Week', () => {
    const glarus = yearOf('CH', 2026, 'GL').off;
    expect([glarus.includes('2026-04-02'), glarus.includes('2026-04-09')]).toEqual([false, true]);
  });

  it('have whole days off also on the day on which the clock changes', () => {
    // The end of Ramadan of 2025 in Albania has 23 hours.
    expect(yearOf('AL', 2025).off).toContain('2025-03-30');
    // Easter Sunday of 2026 in Australia has 25 hours.
    expect(yearOf('AU', 2026).off).toEqual(expect.arrayContaining(['2026-04-05', '2026-04-06']));
    expect(yearOf('AU', 2026).off).not.toContain('2026-04-07');
  });
});

describe('the place of a calendar', () => {
  it('may be a country, a region, a part of a region, or nothing', () => {
    expect(checkHolidayPlace('DE', null)).toEqual([]);
    expect(checkHolidayPlace('DE', 'BY')).toEqual([]);
    expect(checkHolidayPlace('DE', 'BY.A')).toEqual([]);
    expect(checkHolidayPlace('CN', null)).toEqual([]);
    expect(checkHolidayPlace(null, null)).toEqual([]);
  });

  it('is refused when the country is none', () => {
    expect(checkHolidayPlace('XX', null)).toEqual([
      {
        path: 'calendar.country',
        detail: 'no public holidays are known for XX; use null and write them as exceptions',
      },
    ]);
  });

  it('is refused when the region is not of that country, and the regions are named', () => {
    const [error] = checkHolidayPlace('DE', 'CA');
    expect(error?.path).toBe('calendar.region');
    expect(error?.detail).toMatch(/^no region of DE is named CA; known are BB, BE, BW, BY, BY\.A/);
  });

  it('is refused with a region where none are known', () => {
    expect(checkHolidayPlace('CN', 'BJ')[0]?.detail).toMatch(/^no regions are known for CN/);
    expect(checkHolidayPlace('CK', 'Aitutaki')[0]?.detail).toMatch(/^no regions are known for CK/);
  });

  it('is refused as a region without a country', () => {
    expect(checkHolidayPlace(null, 'BY')[0]?.path).toBe('calendar.region');
  });
});

describe('the years that a version takes along', () => {
  const today = day('2026-11-22');

  it('run from the year before it starts to five years after', () => {
    expect(yearsOfVersion('2027-01-01', today)).toEqual([2026, 2027, 2028, 2029, 2030, 2031, 2032]);
  });

  it('reach to five years after today for a version that began long ago', () => {
    const years = yearsOfVersion('2017-03-01', today);
    expect([years[0], years.at(-1), years.length]).toEqual([2016, 2031, 16]);
    expect(yearsOfVersion('0001-01-01', today)).toHaveLength(47);
  });

  it('are counted from today when it has been in force since ever', () => {
    expect(yearsOfVersion(null, today)).toEqual([2025, 2026, 2027, 2028, 2029, 2030, 2031]);
  });
});

it('no country has no holidays, and no year is missing', () => {
  expect(resolveYears(null, null, [2026])).toEqual({ years: {}, missing: [] });
});
