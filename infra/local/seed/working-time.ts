import { DAY_MS, MINUTE_MS, type EpochDay, type EpochMs } from '../../../shared/domain/calendar/time.ts';
import type { Zone } from '../../../shared/domain/calendar/zone.ts';

const DAYS_A_WEEK = 7;
// 1970-01-01 was a Thursday.
const FIRST_WEEKDAY = 4;

/** 0 = Sunday … 6 = Saturday. */
export const weekdayOf = (day: EpochDay): number => (day + FIRST_WEEKDAY) % DAYS_A_WEEK;

const isWorkingDay = (day: EpochDay): boolean => weekdayOf(day) % 6 !== 0;

/** The nth Monday to Friday after a day; with n below 0, before it; with 0 the day itself. */
export function addWorkingDays(day: EpochDay, n: number): EpochDay {
  const step = n < 0 ? -1 : 1;
  let at = day;
  for (let left = Math.abs(n); left > 0; left--) {
    do at += step;
    while (!isWorkingDay(at));
  }
  return at;
}

/** The instant at which a zone's clocks show this many minutes after midnight (in hours that no clock skips). */
export function atLocal(zone: Zone, day: EpochDay, minutes: number): EpochMs {
  const clock = day * DAY_MS + Math.round(minutes) * MINUTE_MS;
  const near = clock - zone.offsetAt(zone.startOfDay(day));
  return clock - zone.offsetAt(near);
}
