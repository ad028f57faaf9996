import * as z from 'zod';

import { textVariable } from '../../../shared/runtime/env.ts';

export const envSchema = z.object({
  LEDGER_TABLE: textVariable,
  TALLIES_TABLE: textVariable,
  CRM_TABLE: textVariable,
  PAGE_TOKEN_SECRET_ARN: textVariable,
  CASE_MAIL_QUEUE_URL: textVariable,
});
