import * as z from 'zod';

import { textVariable } from '../../../shared/runtime/env.ts';

export const envSchema = z.object({
  LEDGER_TABLE: textVariable,
  CRM_TABLE: textVariable,
  REJUDGE_QUEUE_URL: textVariable,
});
