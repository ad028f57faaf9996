import document from '../../../docs/openapi.json' with { type: 'json' };
import { systemClock } from '../../../shared/runtime/clock.ts';
import { readEnv } from '../../../shared/runtime/env.ts';
import { systemIds } from '../../../shared/runtime/ids.ts';
import { createLog } from '../../../shared/runtime/logger.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const { VERSION: version, STAGE: stage } = readEnv(envSchema);

export const handler = createHandler({
  log: createLog(),
  clock: systemClock,
  ids: systemIds,
  version,
  stage,
  document,
});
