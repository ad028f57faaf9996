import { createPageTokens } from '../../../shared/http/page-token.ts';
import { createSqsRejudgeQueue } from '../../../shared/messaging/sqs-rejudge-queue.ts';
import { secretsManager, sqs } from '../../../shared/runtime/clients.ts';
import { composeApi, openDocuments } from '../../../shared/runtime/compose.ts';
import { readEnv } from '../../../shared/runtime/env.ts';
import { secretText } from '../../../shared/runtime/secrets.ts';
import { createRejudgeProgress } from '../../../shared/store/rejudge-progress-repository.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(envSchema);
const documents = openDocuments();

export const handler = createHandler({
  ...composeApi(documents, env.CRM_TABLE),
  progress: createRejudgeProgress(documents, env.CRM_TABLE),
  queue: createSqsRejudgeQueue(sqs(), env.REJUDGE_QUEUE_URL),
  pageTokens: createPageTokens(secretText(secretsManager, env.PAGE_TOKEN_SECRET_ARN)),
});
