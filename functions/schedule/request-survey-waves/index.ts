import { createSqsPlanQueue } from '../../../shared/messaging/sqs-plan-queue.ts';
import { sqs } from '../../../shared/runtime/clients.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { openDocuments } from '../../../shared/runtime/compose.ts';
import { readEnv } from '../../../shared/runtime/env.ts';
import { createLog } from '../../../shared/runtime/logger.ts';
import { createClientRepository } from '../../../shared/store/client-repository.ts';
import { createProgrammeRepository } from '../../../shared/store/programme-repository.ts';
import { createWaveRepository } from '../../../shared/store/wave-repository.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(envSchema);
const documents = openDocuments();

export const handler = createHandler({
  log: createLog(),
  clock: systemClock,
  programmes: createProgrammeRepository(documents, env.CRM_TABLE),
  waves: createWaveRepository(documents, env.CRM_TABLE),
  clients: createClientRepository(documents, env.CRM_TABLE),
  planQueue: createSqsPlanQueue(sqs(), env.PLAN_QUEUE_URL),
});
