import { Temporal } from 'temporal-polyfill';
import { DAY_MS, formatDay, HOUR_MS, MINUTE_MS, type EpochDay, type EpochMs } from './time.ts';

/**
 * Offsets of one zone as two parallel lists: from `starts[i]` on, `offsets[i]` holds. Temporal answers about
 * 29,000 such questions a second; judging needs millions, so its answers are kept here once per zone.
 */
export interface Zone {
  readonly id: string;
  readonly offsetAt: (at: EpochMs) => number;
  readonly dayOf: (at: EpochMs) => EpochDay;
  /** The first instant of a civil day: after a skipped midnight it is the first one that exists. */
  readonly startOfDay: (day: EpochDay) => EpochMs;
  /** A local time of a civil day, in milliseconds after its midnight, by Temporal's `compatible` rule. */
  readonly timeOfDay: (day: EpochDay, sinceMidnight: number) => EpochMs;
}

// Orders lie in this span; outside it Temporal is asked each time.
const FIRST = Date.UTC(1990, 0, 1);
const LAST = Date.UTC(2070, 0, 1);

function transitions(id: string): { starts: number[]; offsets: number[] } {
  const starts: number[] = [FIRST];
  const offsets: number[] = [temporalOffset(id, FIRST)];
  let at: Temporal.ZonedDateTime | null =
    Temporal.Instant.fromEpochMilliseconds(FIRST).toZonedDateTimeISO(id);
  while ((at = at.getTimeZoneTransition('next')) && at.epochMilliseconds < LAST) {
    starts.push(at.epochMilliseconds);
    offsets.push(at.offsetNanoseconds / 1e6);
  }
  return { starts, offsets };
}

const temporalOffset = (id: string, at: EpochMs): number =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(id).offsetNanoseconds / 1e6;

function createZone(id: string): Zone {
  const { starts, offsets } = transitions(id);
  let last = 0;

  const offsetAt = (at: EpochMs): number => {
    if (at < FIRST || at >= LAST) return temporalOffset(id, at);
    const after = starts[last + 1];
    // Neighbouring questions mostly fall between the same two transitions.
    if (at < (starts[last] ?? 0) || (after !== undefined && at >= after)) last = indexAt(starts, at);
    return offsets[last] ?? 0;
  };
  const startOfDay = (day: EpochDay): EpochMs => {
    const local = day * DAY_MS;
    // The zone's offset near that midnight is one of the two around it; the earlier instant that is on that day wins.
    const guess = local - offsetAt(local - DAY_MS);
    const other = local - offsetAt(guess);
    if (guess === other) return guess;
    return firstOnDay(day, Math.min(guess, other), Math.max(guess, other));
  };
  const dayOf = (at: EpochMs): EpochDay => Math.floor((at + offsetAt(at)) / DAY_MS);
  const firstOnDay = (day: EpochDay, early: EpochMs, late: EpochMs): EpochMs => {
    if (dayOf(early) === day && dayOf(early - 1) < day) return early;
    // Midnight is skipped: the day starts at the transition itself.
    const jump = starts[indexAt(starts, late)];
    return jump !== undefined && jump > early && jump <= late && dayOf(jump) === day ? jump : late;
  };
  const timeOfDay = (day: EpochDay, sinceMidnight: number): EpochMs => {
    const local = day * DAY_MS + sinceMidnight;
    const before = offsetAt(local - DAY_MS);
    const after = offsetAt(local + DAY_MS);
    const early = local - before;
    if (before === after || offsetAt(early) === before) return early;
    // The clock was changed before that time, or skips it: a skipped time moves on by the length of the gap.
    return offsetAt(local - after) === after ? local - after : early;
  };
  return { id, offsetAt, dayOf, startOfDay, timeOfDay };
}

function indexAt(starts: readonly number[], at: EpochMs): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((starts[middle] ?? Infinity) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

const zones = new Map<string, Zone>();

/** The zone of an IANA name; throws `RangeError` for a name that is none (check with `isZone`). */
export function zoneOf(id: string): Zone {
  let zone = zones.get(id);
  if (!zone) zones.set(id, (zone = createZone(id)));
  return zone;
}

export { isZone } from './zone-name.ts';

export interface ResolvedTime {
  readonly at: EpochMs;
  readonly offsetMinutes: number;
  /** How the local time met the clock of the zone: once, skipped (moved on) or twice (the first one taken). */
  readonly met: 'once' | 'skipped' | 'repeated';
}

/**
 * Resolves a local time `2018-11-04T00:30:00` in a zone by Temporal's `compatible` rule: a time that the clock
 * skips moves on by the length of the gap, of a time that comes twice the first is taken.
 * `undefined` when the text is no local date and time that exists in the calendar.
 */
export function resolveLocalTime(text: string, zoneId: string): ResolvedTime | undefined {
  // Temporal would accept a trailing offset and drop it; a local time has none.
  if (!/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?$/.test(text)) return undefined;
  let local: Temporal.PlainDateTime;
  try {
    local = Temporal.PlainDateTime.from(text.replace(' ', 'T'), { overflow: 'reject' });
  } catch {
    return undefined;
  }
  const earlier = local.toZonedDateTime(zoneId, { disambiguation: 'earlier' });
  const later = local.toZonedDateTime(zoneId, { disambiguation: 'later' });
  const zoned = local.toZonedDateTime(zoneId, { disambiguation: 'compatible' });
  const met = earlier.equals(later) ? 'once' : zoned.toPlainDateTime().equals(local) ? 'repeated' : 'skipped';
  return {
    at: zoned.epochMilliseconds,
    offsetMinutes: Math.round(zoned.offsetNanoseconds / 1e6 / MINUTE_MS),
    met,
  };
}

/** An RFC 3339 instant with offset, or `undefined` (no offset, or a date or time that does not exist). */
export function parseInstant(text: string): { at: EpochMs; offsetMinutes: number } | undefined {
  const parts = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/.exec(
    text,
  );
  if (!parts) return undefined;
  const offset = (parts[1] === '-' ? -1 : 1) * (Number(parts[2] ?? 0) * 60 + Number(parts[3] ?? 0));
  try {
    // `from` rejects 30 February but reads second 60 as 59; RFC 3339 allows the leap second, so this is wanted.
    return { at: Temporal.Instant.from(text).epochMilliseconds, offsetMinutes: offset };
  } catch {
    return undefined;
  }
}

/** `2018-08-07T15:27:45-03:00`, with milliseconds only where there are some. */
export function formatInstant(at: EpochMs, offsetMinutes = 0): string {
  const local = at + offsetMinutes * MINUTE_MS;
  const day = Math.floor(local / DAY_MS);
  const time = local - day * DAY_MS;
  const clock = [time / HOUR_MS, (time % HOUR_MS) / MINUTE_MS, (time % MINUTE_MS) / 1000]
    .map(twoDigits)
    .join(':');
  const fraction = time % 1000 === 0 ? '' : `.${String(time % 1000).padStart(3, '0')}`;
  return `${formatDay(day)}T${clock}${fraction}${formatOffset(offsetMinutes)}`;
}

const twoDigits = (value: number): string => String(Math.floor(value)).padStart(2, '0');

function formatOffset(minutes: number): string {
  if (minutes === 0) return 'Z';
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${twoDigits(size / 60)}:${twoDigits(size % 60)}`;
}
