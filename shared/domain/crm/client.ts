import * as z from 'zod';
import type { EpochMs } from '../calendar/time.ts';
import { isZone } from '../calendar/zone-name.ts';
import { clientIdSchema, type ClientId } from '../ids.ts';

export const CLIENT_STATUSES = ['active', 'inactive'] as const;
export type ClientStatus = (typeof CLIENT_STATUSES)[number];

/** A shipper, customer of the 3PL; the tenant. */
export interface Client {
  readonly clientId: ClientId;
  readonly name: string;
  /** IANA zone of the contract: decides the civil day of a verdict. Fixed when the client is created. */
  readonly timeZone: string;
  /** Partitions its orders are spread over: a power of two up to 64, fixed when the client is created. */
  readonly buckets: number;
  /** Widest distance in days between an order's index day and the day of one of its verdicts. Only grows, by doubling. */
  readonly spreadDays: number;
  readonly status: ClientStatus;
  /** Buckets whose orders still wait to be judged again; empty = every verdict is under the terms in force. */
  readonly rejudging: readonly number[];
  /** Counts the edits of the client and the activations of contract versions: the ETag. */
  readonly version: number;
  readonly createdAt: EpochMs;
  readonly updatedAt: EpochMs;
}

export const DEFAULT_BUCKETS = 4;
export const MAX_BUCKETS = 64;
export const FIRST_SPREAD_DAYS = 32;
const MAX_NAME_CHARACTERS = 200;

export const bucketsSchema = z
  .int()
  .refine((n) => n >= 1 && n <= MAX_BUCKETS && Number.isInteger(Math.log2(n)), {
    error: `buckets is a power of two from 1 to ${String(MAX_BUCKETS)}`,
  })
  .meta({ description: 'Partitions for the orders: a power of two up to 64, fixed at creation.' });

export const clientNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(MAX_NAME_CHARACTERS)
  .refine((name) => !/\p{Cc}/u.test(name), { error: 'a name has no control characters' });

export const timeZoneSchema = z
  .string()
  .refine(isZone, { error: 'not a time zone of the IANA database; write it like Europe/Berlin' })
  .meta({ description: 'IANA time zone, e.g. `Europe/Berlin`.' });

export const clientStatusSchema = z.enum(CLIENT_STATUSES);

/** Stored form. The zone was checked when it came in; a database update must not make stored clients unreadable. */
export const clientSchema = z.object({
  clientId: clientIdSchema,
  name: z.string().min(1),
  timeZone: z.string().min(1),
  buckets: bucketsSchema,
  spreadDays: z.int().min(FIRST_SPREAD_DAYS),
  status: clientStatusSchema,
  rejudging: z.array(z.int().min(0)).readonly(),
  version: z.int().min(1),
  createdAt: z.int(),
  updatedAt: z.int(),
}) satisfies z.ZodType<Client>;

/** The next spread that holds `days`: doubled as often as needed, so that it seldom has to be written. */
export function widenedSpread(spreadDays: number, days: number): number {
  let spread = spreadDays;
  while (spread < days) spread *= 2;
  return spread;
}

export const everyBucket = (buckets: number): readonly number[] =>
  Array.from({ length: buckets }, (_, i) => i);

/** A client id made of a name (`Müller & Söhne` → `muller-sohne`), or `undefined` when no Latin letter or digit is in it. */
export function clientIdFromName(name: string): ClientId | undefined {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 48)
    .replace(/^-|-$/g, '');
  const parsed = clientIdSchema.safeParse(slug);
  return parsed.success ? parsed.data : undefined;
}
