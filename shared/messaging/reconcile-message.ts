import * as z from 'zod';
import { clientIdSchema } from '../domain/ids.ts';
import type { ReconcileRequest } from '../ports/reconcile-queue.ts';

/** Body of a message on the reconcile queue: one bucket of a client. */
export const reconcileMessageSchema = z.object({
  clientId: clientIdSchema,
  bucket: z.int().min(0),
  repair: z.boolean(),
}) satisfies z.ZodType<ReconcileRequest>;
