import * as z from 'zod';

import { textVariable } from '../../../shared/runtime/env.ts';

export const envSchema = z.object({
  VERSION: textVariable,
  STAGE: textVariable,
});
