import * as z from 'zod';
import type { Contract, KpiOptions, Milestone } from './contract.ts';

const MAX_TOLERANCE_MINUTES = 60 * 24 * 365;
const MAX_DAYS = 3650;

const MILESTONES = [
  'placed',
  'dispatched',
  'handed-over',
  'arrived',
  'delivered',
] as const satisfies readonly Milestone[];

const minutes = z.int().min(0).max(MAX_TOLERANCE_MINUTES);
const days = z.int().min(0).max(MAX_DAYS);

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
    limitHours: z
      .int()
      .min(1)
      .max(24 * 365),
    form: z.enum(['image', 'original']),
    acceptedAfterDays: days,
  }),
  'complaint-rate': z.strictObject({ count: z.enum(['valid', 'all']), silenceDays: days }),
  'order-completion': z.strictObject({ completeBy: z.enum(['month-end', 'promise']), graceDays: days }),
};

export const kpiOptionsSchema = z.strictObject(options) satisfies z.ZodType<KpiOptions>;

const terms = {
  findingWindowDays: days,
  orderNumberReuseDays: days,
  minVolume: z.int().min(0),
  decides: z.enum(['gross', 'net']),
  sources: z.partialRecord(z.enum(MILESTONES), z.string().min(1).max(256)),
};

/** One contract version, as stored and as shown. */
export const contractSchema = z.strictObject({
  version: z.int().min(1),
  timeZone: z.string().min(1),
  ...terms,
  kpis: kpiOptionsSchema,
}) satisfies z.ZodType<Contract>;

/** What a caller may set of the first version; what is left out stays as it is. */
export const contractOptionsSchema = z
  .strictObject({
    ...terms,
    kpis: z
      .strictObject({
        'on-time-dispatch': options['on-time-dispatch'].partial(),
        'on-time-delivery': options['on-time-delivery'].partial(),
        'in-full': options['in-full'].partial(),
        'pod-on-time': options['pod-on-time'].partial(),
        'complaint-rate': options['complaint-rate'].partial(),
        'order-completion': options['order-completion'].partial(),
      })
      .partial(),
  })
  .partial();

export type ContractOptions = z.infer<typeof contractOptionsSchema>;
