import * as z from 'zod';
import { localTimeSchema } from '../contract/calendar-terms.ts';
import { timeZoneSchema } from '../crm/client.ts';
import { CONTACT_ROLES, mailAddressSchema, type ContactRole } from '../crm/contact.ts';
import { clientIdSchema } from '../ids.ts';
import { languageTagSchema } from './languages.ts';
import {
  DEFAULT_COOL_DOWN_DAYS,
  SCHEDULE_EVERY,
  type Programme,
  type ProgrammeKind,
  type ProgrammeVersion,
  type Schedule,
} from './programme.ts';
import { localTextSchema, MAX_QUESTIONS, questionSchema } from './question.ts';

/** What a caller writes of a programme. What is left out has the default given here; sense is checked in check-programme.ts. */

const MAX_NAME = 120;
const MAX_CLIENTS = 500;
const MAX_LANGUAGES = 20;
const MAX_DELAY_HOURS = 14 * 24;
const MAX_COOL_DOWN_DAYS = 730;
const MAX_A_DAY = 1_000_000;
const MAX_OPEN_DAYS = 180;
const MAX_SMALLEST_GROUP = 100;
const MAX_RETENTION_DAYS = 3650;
const MAX_DAY_OF_MONTH = 28;

const CONTROL = /\p{Cc}/u;
const oneLine = (text: string): boolean => !CONTROL.test(text);

const scheduleFields = z.strictObject({
  every: z.enum(SCHEDULE_EVERY),
  date: z.string().nullish().meta({ description: 'Of `once` alone: the civil day, `2026-12-01`.' }),
  time: localTimeSchema.default('09:00').meta({ description: 'Local time; of `hour` its minute alone.' }),
  weekday: z.int().min(1).max(7).nullish().meta({ description: 'Of `week`: 1 = Monday (default) … 7.' }),
  day: z
    .int()
    .min(1)
    .max(MAX_DAY_OF_MONTH)
    .nullish()
    .meta({ description: 'Of `month` and `quarter` (its first month): 1 (default) to 28.' }),
  timeZone: timeZoneSchema,
});

const versionFields = {
  subject: localTextSchema.refine((texts) => Object.values(texts).every(oneLine), 'must be one line'),
  intro: localTextSchema,
  thanks: localTextSchema,
  questions: z.array(questionSchema).min(1).max(MAX_QUESTIONS).readonly(),
  languages: z.array(languageTagSchema).min(1).max(MAX_LANGUAGES).readonly().optional().meta({
    description: 'Every text is written in each of them, the default first. Default: those of `subject`.',
  }),
  audience: z.enum(['contacts', 'consignee']).default('contacts'),
  roles: z
    .array(z.enum(CONTACT_ROLES))
    .min(1)
    .readonly()
    .optional()
    .meta({ description: 'Of the contacts asked. Default: all but consignees.' }),
  samplePerMille: z
    .int()
    .min(1)
    .max(1000)
    .default(1000)
    .meta({ description: 'Share asked, in thousandths.' }),
  delayHours: z
    .int()
    .min(0)
    .max(MAX_DELAY_HOURS)
    .optional()
    .meta({ description: 'From delivery to the invitation. Default: 24 for transactional programmes.' }),
  coolDownDays: z.int().min(0).max(MAX_COOL_DOWN_DAYS).optional().meta({
    description:
      'Nobody who got a survey mail within them is asked. Default: 90 transactional, 180 relationship.',
  }),
  mostPerDay: z
    .int()
    .min(1)
    .max(MAX_A_DAY)
    .nullable()
    .default(null)
    .meta({ description: 'Invitations over the whole programme; null: no limit.' }),
  reminderAfterDays: z
    .int()
    .min(1)
    .max(MAX_OPEN_DAYS)
    .nullable()
    .default(null)
    .meta({ description: 'Once, to those who have not answered; null: none.' }),
  openDays: z
    .int()
    .min(1)
    .max(MAX_OPEN_DAYS)
    .default(30)
    .meta({ description: 'How long a wave and its links stay open.' }),
  anonymous: z.boolean().default(false).meta({ description: 'Nothing leads from an answer to a person.' }),
  smallestGroup: z
    .int()
    .min(2)
    .max(MAX_SMALLEST_GROUP)
    .default(5)
    .meta({ description: 'Anonymous answers of fewer are not shown.' }),
  caseOwner: mailAddressSchema.meta({ description: 'At your side: who gets the cases of low scores.' }),
  retentionDays: z
    .int()
    .min(1)
    .max(MAX_RETENTION_DAYS)
    .default(730)
    .meta({ description: 'Until invitations and answers are deleted by themselves.' }),
};

/** A whole programme but for id and kind, which never change. */
export const programmeFieldsSchema = z.strictObject({
  name: z.string().trim().min(1).max(MAX_NAME).refine(oneLine, 'has a control character; remove it'),
  clients: z.union([z.literal('every'), z.array(clientIdSchema).min(1).max(MAX_CLIENTS).readonly()]).meta({
    description: '`every`: all active clients, future ones too; for administrators.',
  }),
  schedule: scheduleFields,
  ...versionFields,
});
export type ProgrammeFields = z.output<typeof programmeFieldsSchema>;

/** What a version says, whoever wrote it and when. */
export type VersionContent = Omit<ProgrammeVersion, 'number' | 'createdAt' | 'createdBy'>;

export interface ProgrammeTerms extends Pick<Programme, 'name' | 'clients' | 'schedule'> {
  readonly content: VersionContent;
}

const DEFAULT_DELAY_HOURS: Readonly<Record<ProgrammeKind, number>> = { transactional: 24, relationship: 0 };

const ROLES_ASKED: readonly ContactRole[] = CONTACT_ROLES.filter((role) => role !== 'consignee');

function scheduleOf({ every, date, time, weekday, day, timeZone }: ProgrammeFields['schedule']): Schedule {
  const byMonth = every === 'month' || every === 'quarter';
  return {
    every,
    date: date ?? null,
    time,
    weekday: weekday ?? (every === 'week' ? 1 : null),
    day: day ?? (byMonth ? 1 : null),
    timeZone,
  };
}

/** The fields with the defaults of the kind. */
export function termsOf(kind: ProgrammeKind, fields: ProgrammeFields): ProgrammeTerms {
  const { name, clients, schedule, languages, roles, delayHours, coolDownDays, ...content } = fields;
  return {
    name,
    clients: clients === 'every' ? clients : [...new Set(clients)].sort(),
    schedule: scheduleOf(schedule),
    content: {
      ...content,
      languages: languages ?? Object.keys(content.subject),
      roles: roles ?? (content.audience === 'consignee' ? [] : ROLES_ASKED),
      delayHours: delayHours ?? DEFAULT_DELAY_HOURS[kind],
      coolDownDays: coolDownDays ?? DEFAULT_COOL_DOWN_DAYS[kind],
    },
  };
}

/** What a stored version says. */
export function contentOf({
  number: _number,
  createdAt: _createdAt,
  createdBy: _createdBy,
  ...content
}: ProgrammeVersion): VersionContent {
  return content;
}
