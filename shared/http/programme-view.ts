import * as z from 'zod';
import type { ProgrammeWithVersion } from '../app/surveys/save-programme.ts';
import { formatInstant } from '../domain/calendar/zone.ts';
import type { EpochMs } from '../domain/calendar/time.ts';
import { clientIdSchema } from '../domain/ids.ts';
import {
  PROGRAMME_KINDS,
  PROGRAMME_STATES,
  programmeIdSchema,
  programmeVersionSchema,
  scheduleSchema,
  type Programme,
} from '../domain/survey/programme.ts';
import { nextSlot } from '../domain/survey/slot.ts';

const programmeShape = {
  programmeId: programmeIdSchema,
  name: z.string(),
  kind: z.enum(PROGRAMME_KINDS),
  state: z.enum(PROGRAMME_STATES),
  clients: z
    .union([z.literal('every'), z.array(clientIdSchema).readonly()])
    .meta({ description: 'Those of them that you may see.' }),
  schedule: scheduleSchema,
  nextWaveAt: z.iso
    .datetime()
    .nullable()
    .meta({ description: 'null: it is not active, or its only moment has passed.' }),
  currentVersion: z.int().meta({ description: 'Of its questions: the next wave begins with it.' }),
  activeSince: z.iso.datetime(),
  version: z.int().meta({ description: 'The ETag without its quotes.' }),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
};

export const programmeViewSchema = z.object(programmeShape).meta({ id: 'Survey' });

export const programmeWithVersionSchema = z
  .object({
    ...programmeShape,
    survey: programmeVersionSchema
      .extend({ createdAt: z.iso.datetime() })
      .meta({ id: 'SurveyVersion', description: 'What is asked, of whom and how.' }),
  })
  .meta({ id: 'SurveyWithVersion' });

/** A programme as the API shows it. */
export const programmeView = (programme: Programme, now: EpochMs): z.input<typeof programmeViewSchema> => {
  const next = programme.state === 'active' ? nextSlot(programme.schedule, now) : undefined;
  return {
    ...programme,
    nextWaveAt: next === undefined ? null : formatInstant(next),
    activeSince: formatInstant(programme.activeSince),
    createdAt: formatInstant(programme.createdAt),
    updatedAt: formatInstant(programme.updatedAt),
  };
};

export const programmeWithVersionView = (
  { programme, version }: ProgrammeWithVersion,
  now: EpochMs,
): z.input<typeof programmeWithVersionSchema> => ({
  ...programmeView(programme, now),
  survey: { ...version, createdAt: formatInstant(version.createdAt) },
});
