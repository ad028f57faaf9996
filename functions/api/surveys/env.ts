import * as z from 'zod';

import { textVariable } from '../../../shared/runtime/env.ts';

export const envSchema = z.object({
  CRM_TABLE: textVariable,
  PAGE_TOKEN_SECRET_ARN: textVariable,
  PLAN_QUEUE_URL: textVariable,
  SCHEDULE_GROUP: textVariable,
  SCHEDULE_ROLE_ARN: textVariable,
  WAVES_FUNCTION_ARN: textVariable,
});
