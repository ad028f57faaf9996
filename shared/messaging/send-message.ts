import * as z from 'zod';
import { clientIdSchema } from '../domain/ids.ts';
import { mailboxIdSchema } from '../domain/survey/invitation.ts';
import { programmeIdSchema } from '../domain/survey/programme.ts';
import { waveIdSchema } from '../domain/survey/wave.ts';
import { MOST_MAILBOXES, type SendRequest } from '../ports/survey-queues.ts';

/** Body of a message on the send queue: some invitations of one client in a wave, by their mailboxes. */
export const sendMessageSchema = z.object({
  programmeId: programmeIdSchema,
  waveId: waveIdSchema,
  clientId: clientIdSchema,
  what: z.enum(['invitation', 'reminder']),
  mailboxIds: z.array(mailboxIdSchema).min(1).max(MOST_MAILBOXES),
}) satisfies z.ZodType<SendRequest>;
