import { createRetrySoon } from '../../../shared/messaging/sqs-visibility.ts';
import { createSqsRejudgeQueue } from '../../../shared/messaging/sqs-rejudge-queue.ts';
import { sqs } from '../../../shared/runtime/clients.ts';
import { composeRecording, SMALL_TRANSACTIONS } from '../../../shared/runtime/compose-recording.ts';
import { openDocuments } from '../../../shared/runtime/compose.ts';
import { readEnv } from '../../../shared/runtime/env.ts';
import { createLog } from '../../../shared/runtime/logger.ts';
import { createCounting } from '../../../shared/runtime/metrics.ts';
import { createClientRepository } from '../../../shared/store/client-repository.ts';
import { createRejudgeProgress } from '../../../shared/store/rejudge-progress-repository.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(envSchema);
const documents = openDocuments();
const counting = createCounting();

export const handler = createHandler({
  log: createLog(),
  counting,
  retrySoon: createRetrySoon(sqs(), env.REJUDGE_QUEUE_URL),
  rejudging: {
    ...composeRecording(documents, env, SMALL_TRANSACTIONS, counting),
    directory: createClientRepository(documents, env.CRM_TABLE),
    progress: createRejudgeProgress(documents, env.CRM_TABLE),
    queue: createSqsRejudgeQueue(sqs(), env.REJUDGE_QUEUE_URL),
  },
});
