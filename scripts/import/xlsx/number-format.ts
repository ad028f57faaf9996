import { DAY_MS, formatDay } from '../../../shared/domain/calendar/time.ts';

/** How a number of a cell is to be read: as it is, as a day, or as a day with a time. */
export type NumberKind = 'number' | 'date' | 'date-time';

// Built-in formats (ECMA-376 part 1, 18.8.30): 14–17 are dates, 22 date and time, 18–21 and 45–47 times of day;
// 27–36 and 50–58 are the dates and times of Chinese, Japanese and Korean programs.
const DATES = new Set([14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58]);
const TIMES = new Set([18, 19, 20, 21, 22, 32, 33, 34, 35, 45, 47, 55, 56]);

/** What a number format makes of a number; `code` is the text of a format of the workbook's own. */
export function kindOfFormat(id: number, code?: string): NumberKind {
  if (code === undefined) return DATES.has(id) ? 'date' : TIMES.has(id) ? 'date-time' : 'number';
  // `[h]:mm` is a duration, not a time of day.
  if (/\[(h+|m+|s+)\]/i.test(code)) return 'number';
  const letters = code.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|General/gi, '');
  if (/[hs]/i.test(letters)) return 'date-time';
  return /[ymd]/i.test(letters) ? 'date' : 'number';
}

const EPOCH_1904 = -24_107;
const EPOCH_1900 = -25_569;

/**
 * The local time that a serial number stands for: `2018-08-13T15:27:45`, or `2018-08-13` for a whole day shown
 * without a clock. Serials carry no zone. The 1900 system counts a 29 February 1900 that never was.
 */
export function serialToText(serial: number, kind: 'date' | 'date-time', from1904: boolean): string {
  const shift = from1904 ? EPOCH_1904 : serial < 60 ? EPOCH_1900 + 1 : EPOCH_1900;
  const ms = Math.round((serial + shift) * DAY_MS);
  const day = Math.floor(ms / DAY_MS);
  const clock = ms - day * DAY_MS;
  if (kind === 'date' && clock === 0) return formatDay(day);
  const time = new Date(clock).toISOString().slice(11, 23).replace('.000', '');
  return `${formatDay(day)}T${time}`;
}

/** The digits a spreadsheet shows: 15 significant ones, so 0.1 + 0.2 reads 0.3. */
export const numberText = (value: number): string => String(Number(value.toPrecision(15)));
