import * as z from 'zod';
import type { EpochDay, EpochMs } from '../calendar/time.ts';
import { clientIdSchema, type ClientId } from '../ids.ts';
import { programmeIdSchema, type ProgrammeId } from './programme.ts';
import { RESULT_GROUPINGS, type ResultGrouping } from './result-groups.ts';

/** What a link to results says: everything that it will ever show is in it. */
export interface ResultLink {
  readonly programmeId: ProgrammeId;
  /** Those that its maker might see when it was made. */
  readonly clients: 'every' | readonly ClientId[];
  /** The one its maker asked for. */
  readonly clientId: ClientId | null;
  readonly from: EpochDay;
  readonly to: EpochDay;
  readonly groupBy: ResultGrouping | null;
  readonly expiresAt: EpochMs;
}

export const resultLinkSchema = z.object({
  programmeId: programmeIdSchema,
  clients: z.union([z.literal('every'), z.array(clientIdSchema).readonly()]),
  clientId: clientIdSchema.nullable(),
  from: z.int(),
  to: z.int(),
  groupBy: z.enum(RESULT_GROUPINGS).nullable(),
  expiresAt: z.int(),
}) satisfies z.ZodType<ResultLink>;
