import type { EpochDay } from '../domain/calendar/time.ts';
import type { CalendarYear, DateText } from '../domain/contract/calendar-terms.ts';
import type { FieldError } from '../domain/errors.ts';

/** The public holidays of the world; heavy, so that only what writes contracts has them. */
export interface Holidays {
  /** What is wrong with a country or region of a calendar. */
  check(country: string | null, region: string | null): readonly FieldError[];
  /**
   * Days off and working weekends of the years that a version takes along; `missing`: those of them that the sources
   * do not have.
   */
  resolve(
    calendar: { readonly country: string | null; readonly region: string | null },
    effectiveFrom: DateText | null,
    today: EpochDay,
  ): { readonly years: Readonly<Record<string, CalendarYear>>; readonly missing: readonly number[] };
}
