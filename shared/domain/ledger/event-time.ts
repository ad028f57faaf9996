import { Temporal } from 'temporal-polyfill';
import {
  civilOf,
  dayOf,
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  parseDay,
  type EpochDay,
  type EpochMs,
} from '../calendar/time.ts';
import { parseInstant, resolveLocalTime, zoneOf, type ResolvedTime } from '../calendar/zone.ts';

/** A local time without offset, with the IANA zone of the place where it was read off. */
export interface LocalTime {
  readonly localTime: string;
  readonly timeZone: string;
}

/** An instant as reported. `rule` is set when the zone's clock skipped or repeated the local time. */
export interface EventTime {
  readonly at: EpochMs;
  readonly offsetMinutes: number;
  readonly rule: string | undefined;
}

/** Why a time was refused; `field` is set when one part of a local time is to blame. */
export interface TimeRefusal {
  readonly refused: string;
  readonly field?: 'localTime' | 'timeZone';
}

const FIRST_YEAR = 1970;
const LAST_YEAR = 2199;
const OUT_OF_RANGE = `must lie in the years ${String(FIRST_YEAR)} to ${String(LAST_YEAR)}`;

const FIRST_AT = dayOf(FIRST_YEAR, 1, 1) * DAY_MS;
const END_AT = dayOf(LAST_YEAR + 1, 1, 1) * DAY_MS;
const inRange = (at: EpochMs): boolean => at >= FIRST_AT && at < END_AT;

/** The civil day of an ISO date of the years in use, else why not. */
export function readDate(text: string): EpochDay | TimeRefusal {
  const day = parseDay(text);
  if (day === undefined) return { refused: 'must be a date that exists, written 2018-08-07' };
  const { year } = civilOf(day);
  return year >= FIRST_YEAR && year <= LAST_YEAR ? day : { refused: OUT_OF_RANGE };
}

const canonical = new Map<string, string>();
// There are about 600 zones; other spellings of them must not fill the memory.
const MAX_SPELLINGS = 2000;

/** The IANA name in its own spelling (`europe/berlin` → `Europe/Berlin`), or `undefined` when there is no such zone. */
export function canonicalZone(text: string): string | undefined {
  const known = canonical.get(text);
  if (known !== undefined) return known;
  if (!/^[A-Za-z][A-Za-z0-9._+/-]{0,63}$/.test(text)) return undefined;
  try {
    const zone = Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text).timeZoneId;
    if (canonical.size < MAX_SPELLINGS) canonical.set(text, zone);
    return zone;
  } catch {
    return undefined;
  }
}

const HAS_OFFSET = /(?:[Zz]|[+-]\d{2}:?\d{2})$/;
const LOCAL_SHAPE = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}/;

/** An RFC 3339 time with offset. `instead` names the way to send a local time in this place. */
export function readInstant(text: string, instead = '{ localTime, timeZone }'): EventTime | TimeRefusal {
  const fast = readPlainInstant(text);
  const read = fast ?? parseInstant(text);
  if (!read) {
    return LOCAL_SHAPE.test(text) && !HAS_OFFSET.test(text)
      ? {
          refused: `has no offset from UTC; add one (2018-08-07T15:27:45-03:00), or send ${instead}`,
        }
      : { refused: 'must be a time that exists, with offset, written 2018-08-07T15:27:45-03:00' };
  }
  if (!inRange(read.at)) return { refused: OUT_OF_RANGE };
  // `-00:00` must not become -0: it would differ from 0 where contents are compared.
  return { at: read.at, offsetMinutes: read.offsetMinutes + 0, rule: undefined };
}

/** Reads a local time by the rule `compatible`, and keeps the rule where the zone's clock left a choice. */
export function readLocalTime({ localTime, timeZone }: LocalTime): EventTime | TimeRefusal {
  const zone = canonicalZone(timeZone);
  if (zone === undefined) {
    return {
      refused: 'is no time zone of the IANA database; write it like Europe/Berlin',
      field: 'timeZone',
    };
  }
  const read = resolveUsual(localTime, zone) ?? resolveLocalTime(localTime, zone);
  if (!read) {
    return {
      refused: 'must be a local date and time that exists, without offset, written 2018-08-07T15:27:45',
      field: 'localTime',
    };
  }
  if (!inRange(read.at)) return { refused: OUT_OF_RANGE, field: 'localTime' };
  return {
    at: read.at,
    offsetMinutes: Math.round(read.offsetMinutes),
    rule: read.met === 'once' ? undefined : `compatible ${zone}`,
  };
}

const PLAIN =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{3})\d{0,6})?)?(?:Z|([+-])(\d{2}):(\d{2}))?$/;

/** Milliseconds of a written clock time since the epoch as if it were UTC; `undefined` for what Temporal should decide. */
function clockOf(parts: RegExpExecArray): EpochMs | undefined {
  const day = parseDay(parts[1] ?? '');
  const [hour, minute, second] = [Number(parts[2]), Number(parts[3]), Number(parts[4] ?? 0)];
  if (day === undefined || hour > 23 || minute > 59 || second > 59) return undefined;
  return day * DAY_MS + hour * HOUR_MS + minute * MINUTE_MS + second * 1000 + Number(parts[5] ?? 0);
}

/** What `parseInstant` answers for usual times, without Temporal: imports read several times for each event. */
function readPlainInstant(text: string): { at: EpochMs; offsetMinutes: number } | undefined {
  const parts = PLAIN.exec(text);
  if (parts?.[4] === undefined || (parts[6] === undefined && !text.endsWith('Z'))) return undefined;
  const clock = clockOf(parts);
  const [hours, minutes] = [Number(parts[7] ?? 0), Number(parts[8] ?? 0)];
  if (clock === undefined || hours > 23 || minutes > 59) return undefined;
  const offsetMinutes = (parts[6] === '-' ? -1 : 1) * (hours * 60 + minutes);
  return { at: clock - offsetMinutes * MINUTE_MS, offsetMinutes };
}

/** What `resolveLocalTime` answers when the zone keeps one offset from the day before to the day after. */
function resolveUsual(text: string, zoneId: string): ResolvedTime | undefined {
  const parts = PLAIN.exec(text);
  if (!parts || parts[6] !== undefined || text.endsWith('Z')) return undefined;
  const clock = clockOf(parts);
  if (clock === undefined) return undefined;
  const zone = zoneOf(zoneId);
  const offset = zone.offsetAt(clock);
  if (zone.offsetAt(clock - DAY_MS) !== offset || zone.offsetAt(clock + DAY_MS) !== offset) return undefined;
  return { at: clock - offset, offsetMinutes: offset / MINUTE_MS, met: 'once' };
}
