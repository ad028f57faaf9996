import * as z from 'zod';

import { textVariable } from '../../../shared/runtime/env.ts';

export const envSchema = z.object({
  LEDGER_TABLE: textVariable,
  TALLIES_TABLE: textVariable,
  CRM_TABLE: textVariable,
  LINK_SECRET_ARN: textVariable,
});
