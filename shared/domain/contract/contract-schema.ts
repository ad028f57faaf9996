import * as z from 'zod';
import { creditTermsSchema } from '../credit/credit-terms.ts';
import { timeZoneSchema } from '../crm/client.ts';
import { KPI_IDS } from '../kpi/catalogue.ts';
import { calendarSchema, calendarTermsSchema, dateTextSchema } from './calendar-terms.ts';
import type { Contract, Exclusion, ExcuseTerms, KpiOptions, Limit, Milestone, Target } from './contract.ts';
import { conditionSchema, deadlineTermsSchema } from './deadline-terms.ts';
import { ratioTextSchema } from './ratio.ts';

const MAX_TOLERANCE_MINUTES = 60 * 24 * 365;
const MAX_DAYS = 3650;
const MAX_LIMIT_HOURS = 24 * 365;
const MAX_EXCLUSIONS = 50;
const MAX_QUESTION_CHARACTERS = 100;

/** Of contracts that say nothing about it: it is younger than the first of them. */
export const DEFAULT_SATISFACTION: KpiOptions['satisfaction'] = { question: null, scale: 5 };

const MILESTONES = [
  'placed',
  'dispatched',
  'handed-over',
  'arrived',
  'delivered',
] as const satisfies readonly Milestone[];

const minutes = z.int().min(0).max(MAX_TOLERANCE_MINUTES);
const days = z.int().min(0).max(MAX_DAYS);

const limitSchema = z
  .union([
    z.strictObject({ hours: z.int().min(1).max(MAX_LIMIT_HOURS) }),
    z.strictObject({ businessDays: z.int().min(0).max(365) }),
  ])
  .meta({ id: 'Limit' }) satisfies z.ZodType<Limit>;

const options = {
  'on-time-dispatch': z.strictObject({
    stopEvent: z.enum(['dispatched', 'handed-over']),
    lateToleranceMinutes: minutes,
  }),
  'on-time-delivery': z.strictObject({
    granularity: z.enum(['day', 'minute']),
    stopEvent: z.enum(['delivered', 'arrived']),
    promise: z.enum(['revised-if-by-client', 'original', 'latest']),
    early: z.enum(['ok', 'miss']),
    earlyToleranceMinutes: minutes,
    lateToleranceMinutes: minutes,
    undelivered: z.enum(['miss', 'leave-out']),
    deliveredAt: z.enum(['complete', 'first-part']),
  }),
  'in-full': z.strictObject({
    tolerancePerMille: z.int().min(0).max(1000),
    overDelivery: z.enum(['ignored', 'miss']),
  }),
  'pod-on-time': z.strictObject({
    form: z.enum(['image', 'original']),
    limits: z.strictObject({ image: limitSchema, original: limitSchema }),
    acceptedAfterDays: days,
  }),
  'complaint-rate': z.strictObject({ count: z.enum(['valid', 'all']), silenceDays: days }),
  'order-completion': z.strictObject({ completeBy: z.enum(['month-end', 'promise']), graceDays: days }),
  'inventory-accuracy': z.strictObject({ count: z.enum(['first', 'final']) }),
  'receiving-on-time': z.strictObject({ limit: limitSchema }),
  'storage-damage': z.strictObject({
    base: z.enum(['throughput', 'unit-days']),
    allowancePerMille: z.int().min(0).max(1000),
  }),
  satisfaction: z.strictObject({
    question: z.string().trim().min(1).max(MAX_QUESTION_CHARACTERS).nullable(),
    scale: z.literal([5, 7, 10]),
  }),
};

const kpiOptionsSchema = z
  .strictObject({ ...options, satisfaction: options.satisfaction.default(DEFAULT_SATISFACTION) })
  .meta({ id: 'KpiOptions' }) satisfies z.ZodType<KpiOptions>;

const targetSchema = z
  .strictObject({
    target: ratioTextSchema,
    floor: ratioTextSchema.optional(),
    weight: z.int().min(0).max(10_000).optional(),
    minVolume: z.int().min(0).optional(),
    decides: z.enum(['gross', 'net']).optional(),
  })
  .meta({ id: 'Target' }) satisfies z.ZodType<Target>;

const exclusionSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    kpis: z.array(z.enum(KPI_IDS)).min(1).readonly().optional(),
    when: conditionSchema,
    from: dateTextSchema.optional(),
    to: dateTextSchema.optional(),
  })
  .meta({ id: 'Exclusion' }) satisfies z.ZodType<Exclusion>;

const excuseTermsSchema = z
  .strictObject({
    proposeWithinDays: days,
    decideWithinDays: days,
    silence: z.enum(['rejects', 'accepts']),
  })
  .meta({ id: 'ExcuseTerms' }) satisfies z.ZodType<ExcuseTerms>;

const terms = {
  timeZone: timeZoneSchema,
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'an ISO 4217 code of three capital letters, or null')
    .nullable(),
  deadlines: deadlineTermsSchema,
  exclusions: z.array(exclusionSchema).max(MAX_EXCLUSIONS).readonly(),
  findingWindowDays: days,
  orderNumberReuseDays: days,
  minVolume: z.int().min(0),
  decides: z.enum(['gross', 'net']),
  sources: z.partialRecord(z.enum(MILESTONES), z.string().min(1).max(256)),
  kpis: kpiOptionsSchema,
  targets: z.partialRecord(z.enum(KPI_IDS), targetSchema),
  excuses: excuseTermsSchema,
  credits: creditTermsSchema.nullable(),
  notice: z.strictObject({ changeDays: days, endDays: days }),
};

/** One contract version as stored. The zone was checked when it came in: a database update must not make it unreadable. */
export const contractSchema = z.strictObject({
  version: z.int().min(1),
  effectiveFrom: dateTextSchema.nullable(),
  ...terms,
  timeZone: z.string().min(1),
  calendar: calendarSchema,
}) satisfies z.ZodType<Contract>;

/** One contract version as an account manager writes it: the version is in the address, holidays are filled in. */
export const contractTermsSchema = z.strictObject({
  effectiveFrom: dateTextSchema.nullable(),
  ...terms,
  calendar: calendarTermsSchema,
});

export type ContractTerms = z.infer<typeof contractTermsSchema>;

/** What a caller may set when a client is created; what is left out stays at its default. */
export const contractOptionsSchema = z
  .strictObject({
    currency: terms.currency,
    findingWindowDays: terms.findingWindowDays,
    orderNumberReuseDays: terms.orderNumberReuseDays,
    minVolume: terms.minVolume,
    decides: terms.decides,
    sources: terms.sources,
    targets: terms.targets,
    excuses: terms.excuses,
    kpis: z
      .strictObject({
        'on-time-dispatch': options['on-time-dispatch'].partial(),
        'on-time-delivery': options['on-time-delivery'].partial(),
        'in-full': options['in-full'].partial(),
        'pod-on-time': options['pod-on-time'].partial(),
        'complaint-rate': options['complaint-rate'].partial(),
        'order-completion': options['order-completion'].partial(),
        'inventory-accuracy': options['inventory-accuracy'].partial(),
        'receiving-on-time': options['receiving-on-time'].partial(),
        'storage-damage': options['storage-damage'].partial(),
        satisfaction: options.satisfaction.partial(),
      })
      .partial(),
  })
  .partial();

export type ContractOptions = z.infer<typeof contractOptionsSchema>;
