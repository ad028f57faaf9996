import * as z from 'zod';
import { localTimeSchema } from './calendar-terms.ts';

/** A place that an order starts from or goes to; a postal code matches by how it begins. */
export interface PlaceMatch {
  readonly country?: string | undefined;
  readonly region?: string | undefined;
  readonly postalCode?: string | undefined;
}

/** What an order must be like; every part that is given must hold, an empty condition always does. */
export interface Condition {
  readonly serviceLevel?: readonly string[] | undefined;
  readonly urgent?: boolean | undefined;
  readonly siteId?: readonly string[] | undefined;
  readonly carrierId?: readonly string[] | undefined;
  readonly origin?: readonly PlaceMatch[] | undefined;
  readonly destination?: readonly PlaceMatch[] | undefined;
  /** Attributes of the order as the client reported them. */
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  /** Whether the order itself states the time in question. */
  readonly stated?: boolean | undefined;
}

export type ClockStart = 'placed' | 'dispatched';

/**
 * How the committed time of an order comes about. `stated`: the one in the order (`promise`, `dispatchBy`).
 * `business-days`: to the end of the n-th working day after the start, or to a local time on it; 0 = the same one.
 */
export type DeadlineTerm =
  | { readonly type: 'stated' }
  | { readonly type: 'hours'; readonly hours: number; readonly from: ClockStart }
  | { readonly type: 'business-hours'; readonly hours: number; readonly from: ClockStart }
  | {
      readonly type: 'business-days';
      readonly days: number;
      readonly from: ClockStart;
      readonly until?: string | undefined;
    }
  | { readonly type: 'not-measured' };

export interface DeadlineRule {
  readonly when: Condition;
  readonly then: DeadlineTerm;
}

/** The first rule that matches holds, else `otherwise`. */
export interface DeadlineRules {
  readonly rules: readonly DeadlineRule[];
  readonly otherwise: DeadlineTerm;
}

export interface DeadlineTerms {
  readonly dispatch: DeadlineRules;
  readonly delivery: DeadlineRules;
}

const MAX_HOURS = 24 * 365;
const MAX_DAYS = 365;
const MAX_RULES = 50;
const MAX_VALUES = 100;

const name = z.string().trim().min(1).max(64);
const names = z.array(name).min(1).max(MAX_VALUES).readonly().optional();

const placesSchema = z
  .array(
    z
      .strictObject({
        country: z
          .string()
          .regex(/^[A-Z]{2}$/, 'an ISO 3166-1 country code of two capital letters')
          .optional(),
        region: name.optional(),
        postalCode: z.string().trim().min(1).max(16).optional(),
      })
      .refine((place) => Object.keys(place).length > 0, {
        error: 'name a country, a region or a postal code',
      }),
  )
  .min(1)
  .max(MAX_VALUES)
  .readonly()
  .optional();

export const conditionSchema = z
  .strictObject({
    serviceLevel: names,
    urgent: z.boolean().optional(),
    siteId: names,
    carrierId: names,
    origin: placesSchema,
    destination: placesSchema,
    attributes: z.record(name, name).optional(),
    stated: z.boolean().optional(),
  })
  .meta({ id: 'Condition' }) satisfies z.ZodType<Condition>;

const from = z.enum(['placed', 'dispatched']);
const hours = z.int().min(1).max(MAX_HOURS);

export const deadlineTermSchema = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('stated') }),
    z.strictObject({ type: z.literal('hours'), hours, from }),
    z.strictObject({ type: z.literal('business-hours'), hours, from }),
    z.strictObject({
      type: z.literal('business-days'),
      days: z.int().min(0).max(MAX_DAYS),
      from,
      until: localTimeSchema.optional(),
    }),
    z.strictObject({ type: z.literal('not-measured') }),
  ])
  .meta({ id: 'DeadlineTerm' }) satisfies z.ZodType<DeadlineTerm>;

const rulesSchema = z
  .strictObject({
    rules: z
      .array(z.strictObject({ when: conditionSchema, then: deadlineTermSchema }))
      .max(MAX_RULES)
      .readonly(),
    otherwise: deadlineTermSchema,
  })
  .meta({ id: 'DeadlineRules' });

export const deadlineTermsSchema = z
  .strictObject({
    dispatch: rulesSchema,
    delivery: rulesSchema,
  })
  .meta({ id: 'DeadlineTerms' }) satisfies z.ZodType<DeadlineTerms>;
