import * as z from 'zod';
import type { EpochMs } from '../calendar/time.ts';
import { clientIdSchema, orderNoSchema, type ClientId, type OrderNo } from '../ids.ts';
import { programmeIdSchema } from './programme.ts';
import { waveIdSchema, type WaveRef } from './wave.ts';

/** What became of the order asked about, as judged when the answer came. Damage goes before lateness. */
export const DELIVERY_OUTCOMES = ['on-time', 'late', 'damaged', 'other'] as const;
export type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number];

/** A number for scored questions, an option's id for a choice, the text itself for text. */
export type AnswerValue = number | string;

/** What one person said in one wave. */
export interface Answer extends WaveRef {
  readonly clientId: ClientId;
  /** Of the invitation; in anonymous waves 128 random bits, so that nothing leads back to the person. */
  readonly answerId: string;
  /** `false`: kept, and counted nowhere. */
  readonly complete: boolean;
  /** `null` in anonymous waves: a time would give the person away. */
  readonly answeredAt: EpochMs | null;
  /** `null`: anonymous, or erased. */
  readonly contactId: string | null;
  readonly orderNo: OrderNo | null;
  /** `null` where the answer is about no order. */
  readonly outcome: DeliveryOutcome | null;
  readonly carrierId: string | null;
  readonly language: string;
  readonly versionNumber: number;
  /** By question. */
  readonly values: Readonly<Record<string, AnswerValue>>;
}

/** Stored form. */
export const answerSchema = z.object({
  programmeId: programmeIdSchema,
  waveId: waveIdSchema,
  clientId: clientIdSchema,
  answerId: z.string(),
  complete: z.boolean(),
  answeredAt: z.int().nullable(),
  contactId: z.string().nullable(),
  orderNo: orderNoSchema.nullable(),
  outcome: z.enum(DELIVERY_OUTCOMES).nullable(),
  carrierId: z.string().nullable(),
  language: z.string(),
  versionNumber: z.int().min(1),
  values: z.record(z.string(), z.union([z.number(), z.string()])),
}) satisfies z.ZodType<Answer>;
