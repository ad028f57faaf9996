import * as z from 'zod';

import { textVariable } from '../../../shared/runtime/env.ts';

export const envSchema = z.object({
  CRM_TABLE: textVariable,
  SEND_QUEUE_URL: textVariable,
  MAIL_FROM: textVariable,
  MAIL_CONFIGURATION_SET: textVariable,
  PUBLIC_URL: textVariable,
  LINK_SECRET_ARN: textVariable,
});
