import * as z from 'zod';
import { CASE_MAILS } from '../domain/complaint/case.ts';
import { clientIdSchema } from '../domain/ids.ts';
import type { CaseMailRequest } from '../ports/cases.ts';

/** Body of a message on the case mail queue: one mail of one case. */
export const caseMailMessageSchema = z.object({
  clientId: clientIdSchema,
  caseId: z.string().min(1),
  mail: z.enum(CASE_MAILS),
}) satisfies z.ZodType<CaseMailRequest>;
