import chineseDays from 'chinese-days/dist/chinese-days.json' with { type: 'json' };
import Holidays from 'date-holidays';
import type { CalendarYear, DateText } from '../contract/calendar-terms.ts';
import type { FieldError } from '../errors.ts';
import { civilOf, formatDay, HOUR_MS, parseDay, type EpochDay } from './time.ts';

/**
 * Public holidays of the world, to be written into a contract (docs/adr/0008). China from `chinese-days`: its breaks
 * and make-up working days are set by decree each November. All other countries from `date-holidays`. Heavy: only what
 * writes contracts may import this.
 */

export interface ResolvedYears {
  readonly years: Readonly<Record<string, CalendarYear>>;
  /** Years asked for that the sources do not have. */
  readonly missing: readonly number[];
}

const YEARS_BEFORE = 1;
const YEARS_AFTER = 5;
const LONGEST_BACK_YEARS = 40;
const DAY_HOURS = 24;

/**
 * The years that a version takes along: from the one before it starts, for orders it may be asked about, to five after
 * its first or the current one, whichever is later. At most some forty years back.
 */
export function yearsOfVersion(effectiveFrom: DateText | null, today: EpochDay): readonly number[] {
  const { year: current } = civilOf(today);
  const { year } = civilOf((effectiveFrom === null ? undefined : parseDay(effectiveFrom)) ?? today);
  const first = Math.max(year, current - LONGEST_BACK_YEARS) - YEARS_BEFORE;
  const last = Math.max(year, current) + YEARS_AFTER;
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** The days off and the working weekends of each year; without a country there are none, and none are missing. */
export function resolveYears(
  country: string | null,
  region: string | null,
  years: readonly number[],
): ResolvedYears {
  if (country === null) return { years: {}, missing: [] };
  const resolve = country === 'CN' ? chineseYear : yearsOf(country, region, years);
  const found: Record<string, CalendarYear> = {};
  const missing: number[] = [];
  for (const year of years) {
    const days = resolve(year);
    if (days) found[String(year)] = days;
    else missing.push(year);
  }
  return { years: found, missing };
}

const inYear = (dates: Iterable<DateText>, year: number): DateText[] =>
  [...new Set(dates)].filter((date) => date.startsWith(`${String(year)}-`)).sort();

/** A notice may set days of the year before (a bridge day in December): a year is known once its National Day is. */
function chineseYear(year: number): CalendarYear | undefined {
  if (!Object.hasOwn(chineseDays.holidays, `${String(year)}-10-01`)) return undefined;
  return {
    off: inYear(Object.keys(chineseDays.holidays), year),
    on: inYear(Object.keys(chineseDays.workdays), year),
  };
}

function yearsOf(
  country: string,
  region: string | null,
  years: readonly number[],
): (year: number) => CalendarYear | undefined {
  const place = region === null ? country : `${country}.${region}`;
  // All types, though public ones alone are taken: some move out of the way of others (Glarus, of the Holy Week).
  const holidays = new Holidays(place);
  // A holiday of several days may reach into the next year.
  const asked = new Set(years.flatMap((year) => [year - 1, year]));
  const off = [...asked].flatMap((year) => holidays.getHolidays(year)).flatMap(wholeDays);
  return (year) => {
    const days = inYear(off, year);
    return days.length === 0 ? undefined : { off: days, on: [] };
  };
}

/** The civil days that a holiday takes up; one that begins at noon or in the evening leaves its day a working day. */
function wholeDays({ date, start, end, type }: ReturnType<Holidays['getHolidays']>[number]): DateText[] {
  const first = parseDay(date.slice(0, 10));
  if (type !== 'public' || first === undefined) return [];
  // With a clock change a day may have 23 hours; a part of a day is none, alone or at the end of a feast.
  const days = Math.floor(((end.getTime() - start.getTime()) / HOUR_MS + 1) / DAY_HOURS);
  return Array.from({ length: days }, (_, index) => formatDay(first + index));
}

const LISTED = 40;

const listed = (codes: readonly string[]): string =>
  codes.length > LISTED ? `${codes.slice(0, LISTED).join(', ')} …` : codes.join(', ');

/** What is wrong with a country or region, when there are no holidays known by that name. */
export function checkHolidayPlace(country: string | null, region: string | null): FieldError[] {
  if (country === null) {
    return region === null
      ? []
      : [{ path: 'calendar.region', detail: 'needs a country; name it in calendar.country' }];
  }
  const holidays = new Holidays();
  if (country !== 'CN' && !Object.hasOwn(holidays.getCountries(), country)) {
    return [
      {
        path: 'calendar.country',
        detail: `no public holidays are known for ${country}; use null and write them as exceptions`,
      },
    ];
  }
  const regions = country === 'CN' ? [] : regionsOf(holidays, country);
  if (region === null || regions.includes(region)) return [];
  const detail =
    regions.length === 0
      ? `no regions are known for ${country}; use null and write regional holidays as exceptions`
      : `no region of ${country} is named ${region}; known are ${listed(regions)}`;
  return [{ path: 'calendar.region', detail }];
}

/** `BY`, and `BY.A` for a part of it with holidays of its own. */
function regionsOf(holidays: Holidays, country: string): readonly string[] {
  return codesOf(holidays.getStates(country)).flatMap((state) => [
    state,
    ...codesOf(holidays.getRegions(country, state)).map((part) => `${state}.${part}`),
  ]);
}

/**
 * Where there are none, the library answers `undefined`, whatever its types say. It asks for codes in capitals, so it
 * would never find the few that it lists otherwise (`Aitutaki`).
 */
const codesOf = (names: Readonly<Record<string, string>> | undefined): readonly string[] =>
  Object.keys(names ?? {}).filter((code) => code === code.toUpperCase());
