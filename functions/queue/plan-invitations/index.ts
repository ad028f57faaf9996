import { createSqsSendQueue } from '../../../shared/messaging/sqs-send-queue.ts';
import { createRetrySoon } from '../../../shared/messaging/sqs-visibility.ts';
import { sqs } from '../../../shared/runtime/clients.ts';
import { composePlanning } from '../../../shared/runtime/compose-surveys.ts';
import { openDocuments } from '../../../shared/runtime/compose.ts';
import { readEnv } from '../../../shared/runtime/env.ts';
import { createLog } from '../../../shared/runtime/logger.ts';
import { createCounting } from '../../../shared/runtime/metrics.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(envSchema);

export const handler = createHandler({
  log: createLog(),
  counting: createCounting(),
  retrySoon: createRetrySoon(sqs(), env.PLAN_QUEUE_URL),
  planning: {
    ...composePlanning(openDocuments(), env),
    sendQueue: createSqsSendQueue(sqs(), env.SEND_QUEUE_URL),
  },
});
