import * as z from 'zod';
import { civilOf, dayOf, formatDay, lastDayOfMonth, parseDay, type EpochDay } from '../calendar/time.ts';

/** A civil month, `2026-03`. Texts of this form sort as the months do. */
export type MonthText = string;

const LENGTH = 7;

export const isMonth = (text: string): boolean =>
  text.length === LENGTH && parseDay(`${text}-01`) !== undefined;

export const monthSchema = z
  .string()
  .refine(isMonth, { error: 'not a month that exists; write it like 2026-03' })
  .meta({ description: 'A civil month, `YYYY-MM`.', pattern: '^\\d{4}-(0[1-9]|1[0-2])$' });

/** Both ends included. Throws on a text that is no month: `monthSchema` accepts no other. */
export function daysOfMonth(month: MonthText): { readonly from: EpochDay; readonly to: EpochDay } {
  const from = parseDay(`${month}-01`);
  if (from === undefined) throw new Error(`no month: ${month}`);
  return { from, to: lastDayOfMonth(from) };
}

export const monthOfDay = (day: EpochDay): MonthText => formatDay(day).slice(0, LENGTH);

/** The month so many months later, or earlier where `months` is negative. */
export function addMonths(month: MonthText, months: number): MonthText {
  const { year, month: of } = civilOf(daysOfMonth(month).from);
  const count = year * 12 + of - 1 + months;
  return monthOfDay(dayOf(Math.floor(count / 12), (count % 12) + 1, 1));
}
