import { createSqsRejudgeQueue } from '../../../shared/messaging/sqs-rejudge-queue.ts';
import { sqs } from '../../../shared/runtime/clients.ts';
import { composeApi, openDocuments } from '../../../shared/runtime/compose.ts';
import { readEnv } from '../../../shared/runtime/env.ts';
import { createOrderIndex } from '../../../shared/store/order-index.ts';
import { createRegistryRepository } from '../../../shared/store/registry-repository.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(envSchema);
const documents = openDocuments();

export const handler = createHandler({
  ...composeApi(documents, env.CRM_TABLE),
  registries: createRegistryRepository(documents, env.CRM_TABLE),
  index: createOrderIndex(documents, env.LEDGER_TABLE),
  queue: createSqsRejudgeQueue(sqs(), env.REJUDGE_QUEUE_URL),
});
