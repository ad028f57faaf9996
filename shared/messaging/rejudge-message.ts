import * as z from 'zod';
import { clientIdSchema } from '../domain/ids.ts';
import type { RejudgeRequest } from '../ports/rejudge-queue.ts';

/** Body of a message on the rejudge queue: one bucket of a client, from the order after `after` on. */
export const rejudgeMessageSchema = z.object({
  clientId: clientIdSchema,
  bucket: z.int().min(0),
  pass: z.string().min(1),
  after: z.string().optional(),
  before: z.object({ judged: z.int().min(0), startedAt: z.int() }).optional(),
}) satisfies z.ZodType<RejudgeRequest>;

export type RejudgeMessage = z.infer<typeof rejudgeMessageSchema>;
