import * as z from 'zod';
import { MINUTE_MS, parseDay } from '../domain/calendar/time.ts';
import { parseInstant } from '../domain/calendar/zone.ts';
import { problem } from '../domain/errors.ts';

/** The longest period one question may cover. */
export const MAX_PERIOD_DAYS = 1100;

/** A civil date of the calendar as the day it is. */
export const daySchema = z
  .string({
    error: ({ input }) => `${input === undefined ? 'is missing; write' : 'must be'} a date like 2026-03-31`,
  })
  .transform((text, context) => {
    const day = parseDay(text);
    if (day === undefined)
      context.addIssue(`${text.slice(0, 40)} is no date that exists; write it like 2026-03-31`);
    return day ?? z.NEVER;
  })
  .meta({ description: 'A civil date in the client’s zone, `YYYY-MM-DD`.' });

/** An instant with its offset. */
export const instantSchema = z
  .string()
  .transform((text, context) => {
    // A `+` that nobody escaped arrives as a space.
    const instant = parseInstant(text.replace(/ (?=\d\d:\d\d$)/, '+'));
    if (!instant) context.addIssue('write an instant with its offset, like 2026-03-31T18:00:00Z');
    return instant?.at ?? z.NEVER;
  })
  .meta({ description: 'An instant with offset (RFC 3339).' });

/** `from` and `to` of a question about days; check the pair with `checkPeriod`. */
export const periodQuery = { from: daySchema, to: daySchema };

/** Refuses a period that ends before it begins, or is too long to answer at once. */
export function checkPeriod(
  { from, to }: { readonly from?: number | undefined; readonly to?: number | undefined },
  context: z.RefinementCtx,
): void {
  if (from === undefined || to === undefined) return;
  if (to < from) context.addIssue({ code: 'custom', path: ['to'], message: 'lies before from' });
  if (to - from >= MAX_PERIOD_DAYS) {
    const message = `makes a period of more than ${String(MAX_PERIOD_DAYS)} days; ask for shorter ones`;
    context.addIssue({ code: 'custom', path: ['to'], message });
  }
}

// Callers’ clocks run a little behind ours.
const CLOCK_DIFFERENCE_MS = 5 * MINUTE_MS;

/**
 * The clock of a question: `asOf` may not lie before now, or before `knownAt` where that is asked: what was open at an
 * earlier moment is not kept, only what was known.
 */
export function asOfFrom(
  { asOf, knownAt }: { readonly asOf?: number | undefined; readonly knownAt?: number | undefined },
  now: number,
): number {
  if (knownAt !== undefined && knownAt > now + CLOCK_DIFFERENCE_MS) {
    throw problem.invalidField('knownAt', 'lies in the future; what will be known then is not known yet');
  }
  const earliest = knownAt ?? now;
  if (asOf !== undefined && asOf < earliest - CLOCK_DIFFERENCE_MS) {
    const remedy =
      knownAt === undefined
        ? 'leave it out; KPIs with knownAt say what was known earlier'
        : 'give it from knownAt on';
    throw problem.invalidField('asOf', `lies before ${knownAt === undefined ? 'now' : 'knownAt'}; ${remedy}`);
  }
  return asOf ?? earliest;
}
