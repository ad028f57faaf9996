import * as z from 'zod';

import { textVariable } from '../../../shared/runtime/env.ts';

export const envSchema = z.object({
  CRM_TABLE: textVariable,
  REJUDGE_QUEUE_URL: textVariable,
  /** Whether whoever saved a draft last may activate it as well. */
  SECOND_PERSON: z.enum(['required', 'not-required']),
});
