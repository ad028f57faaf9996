import {
  civilOf,
  DAY_MS,
  dayOf,
  HOUR_MS,
  MINUTE_MS,
  parseDay,
  type EpochDay,
  type EpochMs,
} from '../calendar/time.ts';
import { timeOf, weekdayOf } from '../calendar/working-year.ts';
import { formatInstant, zoneOf, type Zone } from '../calendar/zone.ts';
import type { Schedule } from './programme.ts';

/**
 * Slots: the instants at which a schedule begins waves, in its own zone. A schedule by days gives one for each of its days; on
 * a night of clock change a time that is skipped moves on by the gap, of one that comes twice the first is taken. Of an hourly
 * schedule every moment is one at which the clock shows the minute: an hour that comes twice has two, a skipped one none.
 */

/** How far the clock of the scheduler may be ahead of this one. */
const CLOCK_SKEW_MS = MINUTE_MS;

/** What the only wave of `once` looks back on, where no wave was before it. */
const FIRST_WAVE_MS = 24 * HOUR_MS;

/** More than the days from one slot to the next, and those of a skipped midnight beside it. */
const LONGEST_DAYS = 94;

const QUARTER_MONTHS: readonly number[] = [1, 4, 7, 10];

/** The latest slot at or before now, a minute of clock skew granted; `undefined`: `once` is still to come. */
export const latestSlot = (schedule: Schedule, now: EpochMs): EpochMs | undefined =>
  lastUpTo(schedule, now + CLOCK_SKEW_MS);

/** The slot before a slot; for `once` 24 hours before it. */
export const previousSlot = (schedule: Schedule, slotAt: EpochMs): EpochMs =>
  (schedule.every === 'once' ? undefined : lastUpTo(schedule, slotAt - 1)) ?? slotAt - FIRST_WAVE_MS;

/** The first slot after an instant; `undefined`: `once` is over. */
export function nextSlot(schedule: Schedule, after: EpochMs): EpochMs | undefined {
  const zone = zoneOf(schedule.timeZone);
  if (schedule.every === 'once') return onlySlot(schedule, zone, (at) => at > after);
  if (schedule.every === 'hour') return firstHourlyAfter(schedule, zone, after);
  const from = zone.dayOf(after) - 1;
  for (let day = from; day <= from + LONGEST_DAYS; day++) {
    if (!isDayOf(schedule, day)) continue;
    const at = zone.timeOfDay(day, timeOf(schedule.time));
    if (at > after) return at;
  }
  return undefined;
}

function lastUpTo(schedule: Schedule, limit: EpochMs): EpochMs | undefined {
  const zone = zoneOf(schedule.timeZone);
  if (schedule.every === 'once') return onlySlot(schedule, zone, (at) => at <= limit);
  if (schedule.every === 'hour') return hourlyUpTo(schedule, zone, limit);
  const last = zone.dayOf(limit);
  for (let day = last; day >= last - LONGEST_DAYS; day--) {
    if (!isDayOf(schedule, day)) continue;
    const at = zone.timeOfDay(day, timeOf(schedule.time));
    if (at <= limit) return at;
  }
  return undefined;
}

function onlySlot({ date, time }: Schedule, zone: Zone, fits: (at: EpochMs) => boolean): EpochMs | undefined {
  const day = date === null ? undefined : parseDay(date);
  if (day === undefined) return undefined;
  const at = zone.timeOfDay(day, timeOf(time));
  return fits(at) ? at : undefined;
}

/** Whether a schedule by days has a slot on a civil day. */
function isDayOf({ every, weekday, day: ofMonth }: Schedule, day: EpochDay): boolean {
  if (every === 'day') return true;
  if (every === 'week') return weekdayOf(day) === weekday;
  const { month, dayOfMonth } = civilOf(day);
  return dayOfMonth === ofMonth && (every === 'month' || QUARTER_MONTHS.includes(month));
}

const minuteOf = ({ time }: Schedule): number => timeOf(time) % HOUR_MS;

/** The last moment up to `limit` at which a clock with this offset shows the minute. */
function atMinute(schedule: Schedule, limit: EpochMs, offset: number): EpochMs {
  const minute = minuteOf(schedule);
  return Math.floor((limit + offset - minute) / HOUR_MS) * HOUR_MS + minute - offset;
}

function hourlyUpTo(schedule: Schedule, zone: Zone, limit: EpochMs): EpochMs {
  const offset = zone.offsetAt(limit);
  const at = atMinute(schedule, limit, offset);
  const before = zone.offsetAt(at);
  if (before === offset) return at;
  // The clock was changed in between: what it showed before counts, as long as it was before the change.
  const earlier = atMinute(schedule, limit, before);
  return zone.offsetAt(earlier) === before ? earlier : earlier - HOUR_MS;
}

function firstHourlyAfter(schedule: Schedule, zone: Zone, after: EpochMs): EpochMs {
  // Minute by minute: where the clock is changed by half an hour, the next slot is half an hour or one and a half away.
  for (let at = Math.floor(after / MINUTE_MS) * MINUTE_MS + MINUTE_MS; ; at += MINUTE_MS)
    if ((((at + zone.offsetAt(at)) % HOUR_MS) + HOUR_MS) % HOUR_MS === minuteOf(schedule)) return at;
}

/** Its next hour is another day's. */
const LAST_HOUR = 23;
const WEEKDAYS = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const;

/** Days looked at for whether a clock ever skips a time; zones are changed by law, a few years ahead at most. */
const SKIPS_FROM = dayOf(2020, 1, 1);
const SKIPS_TO = dayOf(2040, 1, 1);

function isEverSkipped(zone: Zone, sinceMidnight: number): boolean {
  for (let day = SKIPS_FROM; day < SKIPS_TO; day++) {
    const at = zone.timeOfDay(day, sinceMidnight);
    if (at + zone.offsetAt(at) !== day * DAY_MS + sinceMidnight) return true;
  }
  return false;
}

/**
 * The schedule as EventBridge Scheduler reads it, in the zone given beside it. The scheduler leaves out what falls on a time
 * that the clock skips (AWS, "Schedule types", daylight saving time). So `once` is written as the time it is moved on to, and
 * a time that is ever skipped is fired an hour later too: on all other days that repeats the slot, which begins nothing new.
 */
export const scheduleExpression = (
  schedule: Schedule,
): { readonly expression: string; readonly timeZone: string } => ({
  expression: expressionOf(schedule, zoneOf(schedule.timeZone)),
  timeZone: schedule.timeZone,
});

const LOCAL_CHARACTERS = '2026-12-01T09:00:00'.length;

/** The moment of `once` as the clocks of the zone show it. */
function momentOf(schedule: Schedule, zone: Zone): string {
  const at = onlySlot(schedule, zone, () => true);
  if (at === undefined) throw new Error('a schedule of once has no day');
  return formatInstant(at, zone.offsetAt(at) / MINUTE_MS).slice(0, LOCAL_CHARACTERS);
}

function hoursOf({ time }: Schedule, zone: Zone): string {
  const hour = Number(time.slice(0, 2));
  return hour < LAST_HOUR && isEverSkipped(zone, timeOf(time))
    ? `${String(hour)},${String(hour + 1)}`
    : String(hour);
}

function expressionOf(schedule: Schedule, zone: Zone): string {
  const { every, time, weekday, day } = schedule;
  const cron = (hours: string, days: string): string =>
    `cron(${String(Number(time.slice(3)))} ${hours} ${days} *)`;
  switch (every) {
    case 'once':
      return `at(${momentOf(schedule, zone)})`;
    case 'hour':
      return cron('*', '* * ?');
    case 'day':
      return cron(hoursOf(schedule, zone), '* * ?');
    case 'week':
      return cron(hoursOf(schedule, zone), `? * ${WEEKDAYS[(weekday ?? 1) - 1] ?? 'MON'}`);
    case 'month':
      return cron(hoursOf(schedule, zone), `${String(day)} * ?`);
    case 'quarter':
      return cron(hoursOf(schedule, zone), `${String(day)} ${QUARTER_MONTHS.join(',')} ?`);
  }
}
