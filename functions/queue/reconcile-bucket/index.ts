import { composeReconciling } from '../../../shared/runtime/compose-reconciling.ts';
import { openDocuments } from '../../../shared/runtime/compose.ts';
import { readEnv } from '../../../shared/runtime/env.ts';
import { createLog } from '../../../shared/runtime/logger.ts';
import { createCounting } from '../../../shared/runtime/metrics.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(envSchema);
const counting = createCounting();

export const handler = createHandler({
  log: createLog(),
  counting,
  reconciling: composeReconciling(openDocuments(), env, counting),
});
