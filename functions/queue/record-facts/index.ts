import { createRetrySoon } from '../../../shared/messaging/sqs-visibility.ts';
import { sqs } from '../../../shared/runtime/clients.ts';
import { composeRecording } from '../../../shared/runtime/compose-recording.ts';
import { openDocuments } from '../../../shared/runtime/compose.ts';
import { readEnv } from '../../../shared/runtime/env.ts';
import { createLog } from '../../../shared/runtime/logger.ts';
import { createCounting } from '../../../shared/runtime/metrics.ts';
import { createQuarantineRepository } from '../../../shared/store/quarantine-repository.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(envSchema);
const documents = openDocuments();
const counting = createCounting();
const limits = { orders: env.ORDERS_PER_TRANSACTION, actions: env.ACTIONS_PER_TRANSACTION };

export const handler = createHandler({
  log: createLog(),
  counting,
  retrySoon: createRetrySoon(sqs(), env.QUEUE_URL),
  recording: composeRecording(documents, env, limits, counting),
  quarantine: createQuarantineRepository(documents, env.CRM_TABLE),
});
