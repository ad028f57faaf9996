import * as z from 'zod';

import { textVariable } from '../../../shared/runtime/env.ts';

export const envSchema = z.object({
  CRM_TABLE: textVariable,
  CASE_MAIL_QUEUE_URL: textVariable,
  MAIL_FROM: textVariable,
  MAIL_CONFIGURATION_SET: textVariable,
});
