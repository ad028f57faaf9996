import * as z from 'zod';

import { countVariable, textVariable } from '../../../shared/runtime/env.ts';

export const envSchema = z.object({
  LEDGER_TABLE: textVariable,
  TALLIES_TABLE: textVariable,
  CRM_TABLE: textVariable,
  ORDERS_PER_TRANSACTION: countVariable,
  ACTIONS_PER_TRANSACTION: countVariable,
  QUEUE_URL: textVariable,
});
