import { parseDay } from '../../shared/domain/calendar/time.ts';

/** A time as written: the civil date, the clock when there is one, the offset when there is one. */
export interface WrittenTime {
  /** `2018-08-13` */
  readonly date: string;
  /** `15:27:45`, with a fraction where written. */
  readonly clock: string | undefined;
  /** `Z` or `-03:00` */
  readonly offset: string | undefined;
}

/** The form in which the API takes an instant (see docs/import.md § Times). */
export type ApiInstant = string | { readonly localTime: string; readonly timeZone: string };

export const TIME_FORMAT_TOKENS = 'yyyy, MM, dd, HH, mm, ss';

const GROUPS: Readonly<Record<string, string>> = {
  yyyy: '(?<year>\\d{4})',
  MM: '(?<month>\\d{1,2})',
  dd: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  ss: '(?<second>\\d{2})',
};

const ISO =
  /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:[T ](?<hour>\d{2}):(?<minute>\d{2})(?::(?<second>\d{2}(?:\.\d{1,9})?))?(?<offset>[Zz]|[+-]\d{2}:\d{2})?)?$/;

export type ReadTime = (text: string) => WrittenTime | undefined;

/** A format is tokens and separators; a letter outside a token is a mistake, and each token comes once. */
export function isTimeFormat(format: string): boolean {
  const rest = format.replace(/yyyy|MM|dd|HH|mm|ss/g, '');
  const tokens: readonly string[] = format.match(/yyyy|MM|dd|HH|mm|ss/g) ?? [];
  const needed = ['yyyy', 'MM', 'dd'].every((token) => tokens.includes(token));
  return needed && new Set(tokens).size === tokens.length && !/[A-Za-z]/.test(rest);
}

/** Reads times of one format (ISO 8601 when absent); the reader answers `undefined` for what is no time that exists. */
export function timeReader(format?: string): ReadTime {
  if (format === undefined) return (text) => written(ISO.exec(text)?.groups);
  const escaped = format.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  const pattern = new RegExp(
    `^${escaped.replace(/yyyy|MM|dd|HH|mm|ss/g, (token) => GROUPS[token] ?? token)}$`,
  );
  // Dates typed as such in a spreadsheet arrive as ISO, whatever the format of the text cells.
  return (text) => written(pattern.exec(text)?.groups) ?? written(ISO.exec(text)?.groups);
}

const pad = (digits: string | undefined): string => (digits ?? '00').padStart(2, '0');

function written(parts: Record<string, string | undefined> | undefined): WrittenTime | undefined {
  if (!parts) return undefined;
  const date = `${parts.year ?? ''}-${pad(parts.month)}-${pad(parts.day)}`;
  if (parseDay(date) === undefined) return undefined;
  if (parts.hour === undefined) return { date, clock: undefined, offset: undefined };
  if (Number(parts.hour) > 23 || Number(parts.minute) > 59 || Number(parts.second ?? 0) >= 60)
    return undefined;
  const seconds = parts.second ?? '00';
  return {
    date,
    clock: `${pad(parts.hour)}:${pad(parts.minute)}:${seconds}`,
    offset: parts.offset?.toUpperCase(),
  };
}

/** The instant as the API takes it; the API resolves local times, so that one place knows about changing clocks. */
export function apiInstant(time: WrittenTime, timeZone: string): ApiInstant | undefined {
  if (time.clock === undefined) return undefined;
  const local = `${time.date}T${time.clock}`;
  return time.offset === undefined ? { localTime: local, timeZone } : `${local}${time.offset}`;
}
