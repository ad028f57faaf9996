import { createSqsRejudgeQueue } from '../../../shared/messaging/sqs-rejudge-queue.ts';
import { sqs } from '../../../shared/runtime/clients.ts';
import { composeApi, openDocuments } from '../../../shared/runtime/compose.ts';
import { readEnv } from '../../../shared/runtime/env.ts';
import { publicHolidays } from '../../../shared/runtime/public-holidays.ts';
import { createContractRepository } from '../../../shared/store/contract-repository.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(envSchema);
const documents = openDocuments();

export const handler = createHandler({
  ...composeApi(documents, env.CRM_TABLE),
  contracts: createContractRepository(documents, env.CRM_TABLE),
  queue: createSqsRejudgeQueue(sqs(), env.REJUDGE_QUEUE_URL),
  secondPerson: env.SECOND_PERSON,
  holidays: publicHolidays,
});
