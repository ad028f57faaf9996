import * as z from 'zod';

import { textVariable } from '../../../shared/runtime/env.ts';

export const envSchema = z.object({
  CRM_TABLE: textVariable,
  SEND_QUEUE_URL: textVariable,
  LEDGER_QUEUE_URL: textVariable,
});
