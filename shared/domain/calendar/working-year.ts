import type { Calendar } from '../contract/calendar-terms.ts';
import { dayOf, HOUR_MS, MINUTE_MS, parseDay, type EpochDay, type EpochMs } from './time.ts';
import type { Zone } from './zone.ts';

/** The working days of one year; `before[i]` of them lie before its i-th day. */
export interface WorkingYear {
  readonly first: EpochDay;
  readonly days: readonly EpochDay[];
  readonly before: Uint16Array;
}

/** The opening of every working day of a year, and the open time before it in milliseconds. */
export interface Openings {
  readonly opens: Float64Array;
  readonly before: Float64Array;
}

/** Milliseconds after midnight of `HH:MM`. */
export const timeOf = (text: string): number =>
  Number(text.slice(0, 2)) * HOUR_MS + Number(text.slice(3, 5)) * MINUTE_MS;

/** 1 = Monday … 7 = Sunday; 1970-01-01 was a Thursday. */
export const weekdayOf = (day: EpochDay): number => ((((day + 3) % 7) + 7) % 7) + 1;

/**
 * Exceptions win over working days by decree, these over days off, these over the week. `undefined`: no data for the
 * year; a calendar without a country needs none.
 */
function compileYear(
  calendar: Calendar,
  exceptions: ReadonlyMap<EpochDay | undefined, boolean>,
  number: number,
): WorkingYear | undefined {
  const data = calendar.years[String(number)];
  if (!data && calendar.country !== null) return undefined;
  const first = dayOf(number, 1, 1);
  const length = dayOf(number + 1, 1, 1) - first;
  const off = new Set(data?.off.map(parseDay));
  const on = new Set(data?.on.map(parseDay));
  const days: EpochDay[] = [];
  const before = new Uint16Array(length + 1);
  for (let day = first; day < first + length; day++) {
    const inWeek = calendar.workingDays.includes(weekdayOf(day));
    if (exceptions.get(day) ?? (on.has(day) || (!off.has(day) && inWeek))) days.push(day);
    before[day - first + 1] = days.length;
  }
  return { first, days, before };
}

/** The years of a calendar, each worked out when first asked for. */
export function workingYears(calendar: Calendar): (year: number) => WorkingYear | undefined {
  const exceptions = new Map(calendar.exceptions.map(({ date, working }) => [parseDay(date), working]));
  const years = new Map<number, WorkingYear | undefined>();
  return (year) => {
    if (!years.has(year)) years.set(year, compileYear(calendar, exceptions, year));
    return years.get(year);
  };
}

/** When each working day of a year opens, and for how long. */
export function openingsIn(zone: Zone, hours: Calendar['hours']): (year: WorkingYear) => Openings {
  const opensAt = timeOf(hours.from);
  const closesAt = timeOf(hours.to);
  const known = new WeakMap<WorkingYear, Openings>();
  return (year) => {
    let found = known.get(year);
    if (!found) known.set(year, (found = compileOpenings(year, zone, opensAt, closesAt)));
    return found;
  };
}

function compileOpenings(year: WorkingYear, zone: Zone, opensAt: number, closesAt: number): Openings {
  const opens = new Float64Array(year.days.length);
  const before = new Float64Array(year.days.length + 1);
  year.days.forEach((day, index) => {
    const from = zone.timeOfDay(day, opensAt);
    // Within the day: a zone may skip a whole one, which then has no hours.
    const to = Math.min(zone.timeOfDay(day, closesAt), zone.startOfDay(day + 1));
    opens[index] = from;
    before[index + 1] = (before[index] ?? 0) + Math.max(0, to - from);
  });
  return { opens, before };
}

/** Open time of the year up to `startAt`, which lies on its working day `index` or before that day. */
export function openUntil({ opens, before }: Openings, index: number, startAt: EpochMs): number {
  const start = before[index] ?? 0;
  const length = (before[index + 1] ?? start) - start;
  return start + Math.min(length, Math.max(0, startAt - (opens[index] ?? Infinity)));
}

/** The index of the first working day by whose end `time` (more than 0) has been open; past the last one if none. */
export function firstReaching({ before }: Openings, time: number): number {
  let low = 0;
  let high = before.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((before[middle + 1] ?? Infinity) >= time) high = middle;
    else low = middle + 1;
  }
  return low;
}
