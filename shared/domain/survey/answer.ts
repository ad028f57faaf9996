import * as z from 'zod';
import { DAY_MS, type EpochMs } from '../calendar/time.ts';
import { clientIdSchema, orderNoSchema, type ClientId, type OrderNo } from '../ids.ts';
import type { Invitation, InvitationRef } from './invitation.ts';
import { programmeIdSchema, type ProgrammeVersion } from './programme.ts';
import type { Question } from './question.ts';
import { waveIdSchema, type Wave, type WaveRef } from './wave.ts';

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

/** The id of the one answer to an invitation, except in anonymous waves. */
export const answerIdOf = ({ programmeId, waveId, mailboxId }: InvitationRef): string =>
  `${programmeId}.${waveId}.${mailboxId}`;

/** What is said, of what, and when. */
export type Said = Pick<
  Answer,
  'complete' | 'answeredAt' | 'outcome' | 'carrierId' | 'language' | 'versionNumber' | 'values'
>;

export const namedAnswer = (invitation: Invitation, said: Said): Answer => ({
  programmeId: invitation.programmeId,
  waveId: invitation.waveId,
  clientId: invitation.clientId,
  answerId: answerIdOf(invitation),
  contactId: invitation.contactId,
  orderNo: invitation.orderNo,
  ...said,
});

/** Nothing of it leads back to the person: no contact, order, carrier or time, and an id that nothing else has. */
export const anonymousAnswer = (invitation: Invitation, answerId: string, said: Said): Answer => ({
  ...namedAnswer(invitation, said),
  answerId,
  answeredAt: null,
  contactId: null,
  orderNo: null,
  carrierId: null,
});

const MONTH_CHARACTERS = 7;

/** The month under which answers of a wave are kept: that of its slot in UTC, so that it tells nothing of the person. */
export const answerMonthOf = ({ waveId }: Pick<WaveRef, 'waveId'>): string =>
  waveId.slice(0, MONTH_CHARACTERS);

/** When answers of a wave are deleted, in seconds since 1970: the same for all of them, so that it tells no time either. */
export const answersUntil = (
  { closesAt }: Pick<Wave, 'closesAt'>,
  { retentionDays }: Pick<ProgrammeVersion, 'retentionDays'>,
): number => Math.ceil((closesAt + retentionDays * DAY_MS) / 1000);

/** What stays of an answer once its person is forgotten: scores and choices, and nothing they wrote. */
export function withoutPerson(answer: Answer, questions: readonly Question[]): Answer {
  const texts = new Set(questions.filter(({ method }) => method === 'text').map(({ id }) => id));
  const values = Object.fromEntries(Object.entries(answer.values).filter(([id]) => !texts.has(id)));
  return { ...answer, contactId: null, orderNo: null, values };
}
