import * as z from 'zod';
import type { EpochMs } from '../calendar/time.ts';
import { CONTACT_ROLES, type ContactRole } from '../crm/contact.ts';
import { clientIdSchema, type ClientId } from '../ids.ts';
import type { LocalText } from './languages.ts';
import { storedQuestionSchema, type Question } from './question.ts';

export type ProgrammeId = string & { readonly __brand: 'ProgrammeId' };

const isProgrammeId = (text: string): text is ProgrammeId => /^[a-z0-9-]{1,48}$/.test(text);
export const programmeIdSchema = z
  .custom<ProgrammeId>((value) => typeof value === 'string' && isProgrammeId(value), {
    error: 'a programme id is 1 to 48 of a-z, 0-9 and -',
  })
  .meta({ type: 'string', pattern: '^[a-z0-9-]{1,48}$' });

/** `relationship`: the contacts of a client at times of the calendar. `transactional`: whoever had an order delivered. */
export const PROGRAMME_KINDS = ['relationship', 'transactional'] as const;
export type ProgrammeKind = (typeof PROGRAMME_KINDS)[number];

export const PROGRAMME_STATES = ['active', 'paused', 'ended'] as const;
export type ProgrammeState = (typeof PROGRAMME_STATES)[number];

/**
 * When waves begin, in the programme's zone; a local time that the clock skips or repeats goes by Temporal's `compatible`
 * rule. `once` at one moment; else every hour (minute of `time`), day, week (`weekday` 1 = Monday … 7), month or quarter
 * (`day` of the month, of the first month of the quarter; 1–28).
 */
export interface Schedule {
  readonly every: 'once' | 'hour' | 'day' | 'week' | 'month' | 'quarter';
  /** Of `once`: the civil day, `2026-12-01`; `null` otherwise. */
  readonly date: string | null;
  /** Local time, `09:00`. */
  readonly time: string;
  readonly weekday: number | null;
  readonly day: number | null;
  /** IANA. */
  readonly timeZone: string;
}

export const SCHEDULE_EVERY = ['once', 'hour', 'day', 'week', 'month', 'quarter'] as const;

/** What is asked, of whom, and how; never changed: an edit writes the next version, and a wave keeps the one it began with. */
export interface ProgrammeVersion {
  readonly number: number;
  readonly subject: LocalText;
  /** The first words of mail and page. */
  readonly intro: LocalText;
  readonly thanks: LocalText;
  readonly questions: readonly Question[];
  /** Those in which every text is written, the default first. */
  readonly languages: readonly string[];
  /** `contacts`: those of the client with one of `roles`. `consignee`: the contact that the order names (transactional only). */
  readonly audience: 'contacts' | 'consignee';
  readonly roles: readonly ContactRole[];
  /** Share asked, in thousandths. Chosen by a hash, so that a repeat chooses the same. */
  readonly samplePerMille: number;
  /** Hours from delivery until a transactional invitation may be planned; 0 for relationship. */
  readonly delayHours: number;
  /** Days without any survey mail, of whatever programme, that a person has before an invitation. @default 90 transactional, 180 relationship */
  readonly coolDownDays: number;
  /** Most invitations a day over the whole programme; `null`: as many as there are. */
  readonly mostPerDay: number | null;
  /** Days after the invitation; `null`: no reminder. */
  readonly reminderAfterDays: number | null;
  /** How long links and the wave stay open, in days. */
  readonly openDays: number;
  /** No link from person to answer; groups of fewer than `smallestGroup` answers are not shown. */
  readonly anonymous: boolean;
  /** k of the anonymous mode. */
  readonly smallestGroup: number;
  /** Mail address at the provider who gets the cases of low scores. */
  readonly caseOwner: string;
  /** Days until invitations and answers are deleted by themselves. */
  readonly retentionDays: number;
  readonly createdAt: EpochMs;
  readonly createdBy: string;
}

export interface Programme {
  readonly programmeId: ProgrammeId;
  readonly name: string;
  readonly kind: ProgrammeKind;
  readonly state: ProgrammeState;
  /** The clients surveyed; `every`: all active ones, also future ones. */
  readonly clients: 'every' | readonly ClientId[];
  readonly schedule: Schedule;
  /** Of its questions and rules. */
  readonly currentVersion: number;
  /** When it was created or last resumed: slots before are not made up for. */
  readonly activeSince: EpochMs;
  /** Counts the edits: the ETag. */
  readonly version: number;
  readonly createdAt: EpochMs;
  readonly updatedAt: EpochMs;
}

export const DEFAULT_COOL_DOWN_DAYS: Readonly<Record<ProgrammeKind, number>> = {
  transactional: 90,
  relationship: 180,
};

const localText = z.record(z.string(), z.string());

export const scheduleSchema = z.object({
  every: z.enum(SCHEDULE_EVERY),
  date: z.string().nullable(),
  time: z.string(),
  weekday: z.int().nullable(),
  day: z.int().nullable(),
  timeZone: z.string(),
}) satisfies z.ZodType<Schedule>;

/** Stored form. */
export const programmeVersionSchema = z.object({
  number: z.int().min(1),
  subject: localText,
  intro: localText,
  thanks: localText,
  questions: z.array(storedQuestionSchema).readonly(),
  languages: z.array(z.string()).min(1).readonly(),
  audience: z.enum(['contacts', 'consignee']),
  roles: z.array(z.enum(CONTACT_ROLES)).readonly(),
  samplePerMille: z.int().min(1).max(1000),
  delayHours: z.int().min(0),
  coolDownDays: z.int().min(0),
  mostPerDay: z.int().min(1).nullable(),
  reminderAfterDays: z.int().min(1).nullable(),
  openDays: z.int().min(1),
  anonymous: z.boolean(),
  smallestGroup: z.int().min(2),
  caseOwner: z.string(),
  retentionDays: z.int().min(1),
  createdAt: z.int(),
  createdBy: z.string(),
}) satisfies z.ZodType<ProgrammeVersion>;

/** Stored form. */
export const programmeSchema = z.object({
  programmeId: programmeIdSchema,
  name: z.string(),
  kind: z.enum(PROGRAMME_KINDS),
  state: z.enum(PROGRAMME_STATES),
  clients: z.union([z.literal('every'), z.array(clientIdSchema).readonly()]),
  schedule: scheduleSchema,
  currentVersion: z.int().min(1),
  activeSince: z.int(),
  version: z.int().min(1),
  createdAt: z.int(),
  updatedAt: z.int(),
}) satisfies z.ZodType<Programme>;

/** Whether the programme asks people of this client. */
export const surveys = ({ clients }: Pick<Programme, 'clients'>, clientId: ClientId): boolean =>
  clients === 'every' || clients.includes(clientId);
