import { createSqsSendQueue } from '../../../shared/messaging/sqs-send-queue.ts';
import { sqs } from '../../../shared/runtime/clients.ts';
import { composeTending } from '../../../shared/runtime/compose-surveys.ts';
import { openDocuments } from '../../../shared/runtime/compose.ts';
import { readEnv } from '../../../shared/runtime/env.ts';
import { openFactQueue } from '../../../shared/runtime/fact-queue.ts';
import { createLog } from '../../../shared/runtime/logger.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(envSchema);
const log = createLog();

export const handler = createHandler({
  log,
  tending: {
    ...composeTending(openDocuments(), env),
    sendQueue: createSqsSendQueue(sqs(), env.SEND_QUEUE_URL),
    factQueue: openFactQueue(log, { ledger: env.LEDGER_QUEUE_URL }),
  },
});
