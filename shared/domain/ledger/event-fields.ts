import * as z from 'zod';
import { KPI_IDS } from '../kpi/catalogue.ts';
import { orderNoSchema } from '../ids.ts';
import { languageTagSchema } from '../survey/languages.ts';
import { SCORED_METHODS } from '../survey/question.ts';
import {
  canonicalZone,
  readDate,
  readInstant,
  readLocalTime,
  type EventTime,
  type TimeRefusal,
} from './event-time.ts';
import { ORDER_KINDS } from './event-fact.ts';
import type { PromiseTime } from './fact.ts';

/** Schemas of single fields of an event's `data`. Messages say what is wanted, so that a sender can mend the event. */

const MAX_LINES = 500;
const MAX_REFERENCES = 50;
const MAX_ORDERS = 500;
const MAX_TEXT = 500;
const MAX_NAME = 100;
const MAX_ATTRIBUTES = 10;
const MAX_ATTRIBUTE = 64;
const MAX_UNITS = 1_000_000_000;
const MAX_MINOR_UNITS = 10_000_000_000_000;

// Control characters are the separators of the store; lone surrogates have no UTF-8 form.
const CLEAN = /^[^\p{Cc}\p{Cs}]*$/u;

/** A text of 1 to `max` characters without control characters. */
const text = (max: number) =>
  z
    .string()
    .min(1, 'is empty; leave it out')
    .max(max, `may have at most ${String(max)} characters`)
    .regex(CLEAN, 'has a control character (line break, tab …) or a broken character; remove it');

export const name = text(MAX_NAME);
const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` });

export const party = oneOf(['client', 'provider']);
export const kind = oneOf(ORDER_KINDS);
export const kpi = oneOf(KPI_IDS);
export const holdReason = oneOf(['stock', 'address', 'credit', 'instruction']);
export const podForm = oneOf(['image', 'original']);
export const damageStage = oneOf(['transport', 'storage', 'packaging']);
export const discrepancy = oneOf(['short', 'over', 'wrong-item', 'wrong-lot']);
export const decision = oneOf(['proposed', 'accepted', 'rejected', 'withdrawn']);
export const flag = z.boolean();
export const longText = text(MAX_TEXT);
/** Identity of another fact: as long as `source` and `id` may be together. */
export const factRef = text(256);
/** Another report of the same damage: `kind source id`, or a name of the sender's own. */
export const relatesTo = text(280);

const WHOLE = `must be a whole number from 0 to ${String(MAX_UNITS)}`;
export const units = z.int({ error: WHOLE }).min(0, WHOLE).max(MAX_UNITS, WHOLE);

const MINOR = 'must be a whole number of minor units, 1250 for 12.50, no decimals';
const currencies = new Set(Intl.supportedValuesOf('currency'));
const currency = z
  .string()
  .refine((code) => currencies.has(code), 'must be an ISO 4217 code in capitals, such as EUR');
const minorUnits = z.int({ error: MINOR }).max(MAX_MINOR_UNITS, 'is too large for an amount in minor units');

/** Money that may be negative: the balance of gains and losses. */
export const balance = z.strictObject({
  amount: minorUnits.min(-MAX_MINOR_UNITS, 'is too large for an amount in minor units'),
  currency,
});
export const money = z.strictObject({ amount: minorUnits.min(0, 'may not be negative'), currency });

const zoneName = z
  .string()
  .transform(
    (value, context) =>
      canonicalZone(value) ??
      refuse(context, 'is no time zone of the IANA database; write it like Europe/Berlin'),
  );

export const place = z.strictObject({
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be an ISO 3166 code of two capitals, such as DE')
    .optional(),
  region: name.optional(),
  postalCode: text(32).optional(),
  timeZone: zoneName.optional(),
});

const line = z.strictObject({
  lineNo: name.optional(),
  sku: name.optional(),
  lot: name.optional(),
  units,
});
export const lines = z
  .array(line)
  .min(1, 'is empty; leave it out or name a line')
  .max(MAX_LINES, `may have at most ${String(MAX_LINES)} lines`);

export const references = z
  .array(name)
  .min(1, 'is empty; leave it out')
  .max(MAX_REFERENCES, `may have at most ${String(MAX_REFERENCES)} entries`);

/** Several numbers, or one as a plain text. */
export const trackingNo = z
  .union([name, references], {
    error: `must be a tracking number of at most ${String(MAX_NAME)} characters or a list of up to ${String(MAX_REFERENCES)}`,
  })
  .transform((value) => (typeof value === 'string' ? [value] : value));

export const orders = z
  .array(orderNoSchema)
  .min(1, 'is empty; leave it out')
  .max(MAX_ORDERS, `may have at most ${String(MAX_ORDERS)} order numbers`);

const attribute = text(MAX_ATTRIBUTE);

/** Names and values of the client's own, kept by name: equal ones make equal facts. */
export const attributes = z
  .record(attribute, attribute)
  .refine((values) => Object.keys(values).length > 0, 'is empty; leave it out')
  .refine(
    (values) => Object.keys(values).length <= MAX_ATTRIBUTES,
    `may have at most ${String(MAX_ATTRIBUTES)} entries`,
  )
  .transform((values) => Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))))
  .meta({ description: 'Short texts by names of the client’s own, for deadline rules.' });

export const documentUrl = text(2000).regex(
  /^(?:https?|s3):\/\/\S+$/,
  'must be an address that starts with https:// (or s3://)',
);

type Context = z.core.$RefinementCtx;

function refuse(context: Context, message: string, field?: string): never {
  context.issues.push({
    code: 'custom',
    message,
    input: context.value,
    ...(field === undefined ? {} : { path: [field] }),
  });
  return z.NEVER;
}

const isRefusal = (read: object): read is TimeRefusal => 'refused' in read;

const INSTANT = 'must be a time with offset (2018-08-07T15:27:45-03:00) or { localTime, timeZone }';

/** A time with offset, or a local time with its zone. */
export const instant = z
  .union([z.string(), z.strictObject({ localTime: z.string(), timeZone: z.string() })], { error: INSTANT })
  .transform((value, context): EventTime => {
    const read = typeof value === 'string' ? readInstant(value) : readLocalTime(value);
    return isRefusal(read) ? refuse(context, read.refused, read.field) : read;
  })
  .meta({ description: 'A time with offset, or `{ localTime, timeZone }`.' });

const date = z
  .string()
  .transform((value, context) => {
    const day = readDate(value);
    return typeof day === 'number' ? day : refuse(context, day.refused);
  })
  .meta({ description: 'A date like `2026-03-31`.' });

/** A promise with the rule that read its times, if one had to choose. */
export interface PromiseField {
  readonly promise: PromiseTime;
  readonly rules: readonly (string | undefined)[];
}

const PROMISE = 'must have either date, or to (with or without from)';

/** `{ date }`, `{ to }` or `{ from, to }`. */
export const promise = z
  .strictObject({ date: date.optional(), from: instant.optional(), to: instant.optional() })
  .transform(({ date: day, from, to }, context): PromiseField => {
    if (day !== undefined) {
      return from || to ? refuse(context, PROMISE) : { promise: { date: day }, rules: [] };
    }
    if (!to) return refuse(context, PROMISE);
    if (!from) return { promise: { to: to.at }, rules: [to.rule] };
    if (from.at > to.at) return refuse(context, 'must not be later than to', 'from');
    return { promise: { from: from.at, to: to.at }, rules: [from.rule, to.rule] };
  })
  .meta({ description: '`{ date }`, `{ to }` or `{ from, to }`.' });

/** Another fact of the same order: what a correction takes out, or what is disputed. */
export const otherFact = z.strictObject({ kind, source: factRef, id: factRef });
export const disputeOutcome = oneOf(['upheld', 'rejected']);

export const scoredMethod = oneOf(SCORED_METHODS);
export const deliveryOutcome = oneOf(['on-time', 'late', 'damaged', 'other']);
export const language = languageTagSchema;
/** A point of a scale; which ones there are depends on the method. */
export const point = z.int({ error: 'must be a whole number' });
