import * as z from 'zod';
import { parseDay } from '../calendar/time.ts';

/** A civil date, `2026-03-01`. */
export type DateText = string;

/** The working calendar of a contract: which days and hours count where a term says "business". */
export interface Calendar {
  /** ISO 3166-1 alpha-2; `null`: no public holidays. */
  readonly country: string | null;
  /** State or region of the country whose holidays apply as well, as the holiday data name it: `BY`. */
  readonly region: string | null;
  /** 1 = Monday … 7 = Sunday. */
  readonly workingDays: readonly number[];
  /** Local times `08:00`, the end exclusive and up to `24:00`. */
  readonly hours: { readonly from: string; readonly to: string };
  /** An order placed at or after this local time counts from the next working day. It holds for nothing else. */
  readonly cutOff: string | null;
  /** Days that the parties agreed on: they win over holidays and the week. */
  readonly exceptions: readonly {
    readonly date: DateText;
    readonly working: boolean;
    readonly name?: string | undefined;
  }[];
  /**
   * Public holidays by year, resolved when the version was written: judging needs no other data, and a later
   * correction of the sources changes no verdict. A year that is not here has no data.
   */
  readonly years: Readonly<Record<string, CalendarYear>>;
}

export interface CalendarYear {
  /** Days off. */
  readonly off: readonly DateText[];
  /** Working days by decree on what would be a weekend (make-up Saturdays in China). */
  readonly on: readonly DateText[];
}

export const dateTextSchema = z
  .string()
  .refine((text) => parseDay(text) !== undefined, {
    error: 'not a date that exists; write it like 2026-03-01',
  })
  .meta({ format: 'date' });

export const localTimeSchema = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a local time of day, 00:00 to 23:59');

const closingTimeSchema = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a local time of day, 00:00 to 24:00');

const MAX_EXCEPTIONS = 400;
const MAX_DAYS_A_YEAR = 200;

const yearSchema = z
  .strictObject({
    off: z.array(dateTextSchema).max(MAX_DAYS_A_YEAR).readonly(),
    on: z.array(dateTextSchema).max(MAX_DAYS_A_YEAR).readonly(),
  })
  .meta({ id: 'CalendarYear' });

const calendarTerms = {
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'an ISO 3166-1 country code of two capital letters, or null')
    .nullable(),
  region: z.string().min(1).max(20).nullable(),
  workingDays: z.array(z.int().min(1).max(7)).min(1).max(7).readonly(),
  hours: z.strictObject({ from: localTimeSchema, to: closingTimeSchema }),
  cutOff: localTimeSchema.nullable(),
  exceptions: z
    .array(
      z.strictObject({
        date: dateTextSchema,
        working: z.boolean(),
        name: z.string().trim().min(1).max(100).optional(),
      }),
    )
    .max(MAX_EXCEPTIONS)
    .readonly(),
};

/** As callers write it; `years` is filled in by the service. */
export const calendarTermsSchema = z.strictObject(calendarTerms).meta({ id: 'CalendarTerms' });

export const calendarSchema = z
  .strictObject({
    ...calendarTerms,
    years: z.record(z.string().regex(/^\d{4}$/), yearSchema),
  })
  .meta({ id: 'Calendar' }) satisfies z.ZodType<Calendar>;
