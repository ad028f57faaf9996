import * as z from 'zod';

import { textVariable } from '../../../shared/runtime/env.ts';

export const envSchema = z.object({
  CRM_TABLE: textVariable,
  LEDGER_TABLE: textVariable,
  PLAN_QUEUE_URL: textVariable,
  SEND_QUEUE_URL: textVariable,
});
