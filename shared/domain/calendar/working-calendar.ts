import type { Calendar } from '../contract/calendar-terms.ts';
import { civilOf, DAY_MS, HOUR_MS, type EpochDay, type EpochMs } from './time.ts';
import { firstReaching, openingsIn, openUntil, timeOf, workingYears } from './working-year.ts';
import type { Zone } from './zone.ts';

/** The first year without holiday data that an answer would need. */
export interface MissingYear {
  readonly missingYear: number;
}

/** Where a stretch of business time ends. */
export interface BusinessEnd {
  /** The working day that the start counts from: later than the start itself on a day off, or past the cut-off. */
  readonly from: EpochDay;
  readonly day: EpochDay;
  /** The last instant that is in time. */
  readonly endAt: EpochMs;
}

/**
 * Whether the calendar's cut-off holds for a start. It is the latest time of day for an order to count as placed on that
 * day, so it holds for placing an order and for nothing else (a truck that leaves, a delivery whose proof is due).
 */
export type CutOff = 'with-cut-off' | 'without-cut-off';

type EndOf = (startAt: EpochMs, amount: number, cutOff?: CutOff) => BusinessEnd | MissingYear;

/** The days and hours that count as business, in one zone. */
export interface WorkingCalendar {
  /** `undefined`: no data for that year. */
  readonly isWorkingDay: (day: EpochDay) => boolean | undefined;
  /** The n-th working day after `day`, counted from the next working day if it is none; 0 = the day counted from. */
  readonly addBusinessDays: (day: EpochDay, days: number) => EpochDay | MissingYear;
  /** To the last millisecond of the n-th working day after the start. */
  readonly endOfBusinessDays: EndOf;
  /** The clock runs in the hours of working days only, and by elapsed time where the zone shifts within them. */
  readonly endOfBusinessHours: EndOf;
}

export const isMissingYear = (found: EpochDay | BusinessEnd | MissingYear): found is MissingYear =>
  typeof found === 'object' && 'missingYear' in found;

// Ends the search where hours are never reached (a calendar that is never open). 365 business days, the most that terms
// ask for, are seven years where one day a week is worked.
const MAX_YEARS = 30;

type Days = Pick<WorkingCalendar, 'isWorkingDay' | 'addBusinessDays'>;

function createDays(yearOf: ReturnType<typeof workingYears>): Days {
  return {
    isWorkingDay: (day) => {
      const year = yearOf(civilOf(day).year);
      if (!year) return undefined;
      const index = day - year.first;
      return year.before[index] !== year.before[index + 1];
    },
    addBusinessDays: (day, days) => {
      let number = civilOf(day).year;
      const last = number + MAX_YEARS;
      let year = yearOf(number);
      let left = year ? (year.before[day - year.first] ?? 0) + days : 0;
      for (; year && number < last; year = yearOf(++number)) {
        const found = year.days[left];
        if (found !== undefined) return found;
        left -= year.days.length;
      }
      return { missingYear: number };
    },
  };
}

function createCalendar(calendar: Calendar, zone: Zone): WorkingCalendar {
  const yearOf = workingYears(calendar);
  const openingsOf = openingsIn(zone, calendar.hours);
  const days = createDays(yearOf);
  const cutOffAt = calendar.cutOff === null ? DAY_MS : timeOf(calendar.cutOff);

  /** The working day that a start counts from. */
  const firstDay = (startAt: EpochMs, cutOff: CutOff): EpochDay | MissingYear => {
    const day = zone.dayOf(startAt);
    const late = cutOff === 'with-cut-off' && startAt + zone.offsetAt(startAt) - day * DAY_MS >= cutOffAt;
    return days.addBusinessDays(late ? day + 1 : day, 0);
  };

  const endOfBusinessDays: EndOf = (startAt, count, cutOff = 'without-cut-off') => {
    const from = firstDay(startAt, cutOff);
    if (isMissingYear(from)) return from;
    const day = days.addBusinessDays(from, count);
    return isMissingYear(day) ? day : { from, day, endAt: zone.startOfDay(day + 1) - 1 };
  };

  const endOfBusinessHours: EndOf = (startAt, hours, cutOff = 'without-cut-off') => {
    const from = firstDay(startAt, cutOff);
    if (isMissingYear(from)) return from;
    let number = civilOf(from).year;
    const last = number + MAX_YEARS;
    let year = yearOf(number);
    let left =
      hours * HOUR_MS +
      (year ? openUntil(openingsOf(year), year.before[from - year.first] ?? 0, startAt) : 0);
    for (; year && number < last; year = yearOf(++number)) {
      const openings = openingsOf(year);
      const index = firstReaching(openings, left);
      const day = year.days[index];
      const before = openings.before[index] ?? 0;
      if (day !== undefined) return { from, day, endAt: (openings.opens[index] ?? 0) + left - before };
      left -= before;
    }
    return { missingYear: number };
  };

  return { ...days, endOfBusinessDays, endOfBusinessHours };
}

const known = new WeakMap<Calendar, WeakMap<Zone, WorkingCalendar>>();

/** The calendar of a contract, made ready once: a question then costs no walk through its days. */
export function workingCalendar(calendar: Calendar, zone: Zone): WorkingCalendar {
  let byZone = known.get(calendar);
  if (!byZone) known.set(calendar, (byZone = new WeakMap()));
  let compiled = byZone.get(zone);
  if (!compiled) byZone.set(zone, (compiled = createCalendar(calendar, zone)));
  return compiled;
}
