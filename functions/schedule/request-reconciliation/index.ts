import { createSqsReconcileQueue } from '../../../shared/messaging/sqs-reconcile-queue.ts';
import { sqs } from '../../../shared/runtime/clients.ts';
import { openDocuments } from '../../../shared/runtime/compose.ts';
import { readEnv } from '../../../shared/runtime/env.ts';
import { createLog } from '../../../shared/runtime/logger.ts';
import { createClientRepository } from '../../../shared/store/client-repository.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(envSchema);

export const handler = createHandler({
  log: createLog(),
  clients: createClientRepository(openDocuments(), env.CRM_TABLE),
  queue: createSqsReconcileQueue(sqs(), env.RECONCILE_QUEUE_URL),
});
