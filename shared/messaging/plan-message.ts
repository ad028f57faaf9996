import * as z from 'zod';
import { clientIdSchema } from '../domain/ids.ts';
import { programmeIdSchema } from '../domain/survey/programme.ts';
import { waveIdSchema } from '../domain/survey/wave.ts';
import type { PlanRequest } from '../ports/survey-queues.ts';

/** Body of a message on the plan queue: one client's invitations of a wave. */
export const planMessageSchema = z.object({
  programmeId: programmeIdSchema,
  waveId: waveIdSchema,
  clientId: clientIdSchema,
}) satisfies z.ZodType<PlanRequest>;
