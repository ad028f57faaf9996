import { createPageTokens } from '../../../shared/http/page-token.ts';
import { createSqsPlanQueue } from '../../../shared/messaging/sqs-plan-queue.ts';
import { scheduler, secretsManager, sqs } from '../../../shared/runtime/clients.ts';
import { composeProgrammes } from '../../../shared/runtime/compose-programmes.ts';
import { composeApi, openDocuments } from '../../../shared/runtime/compose.ts';
import { readEnv } from '../../../shared/runtime/env.ts';
import { secretText } from '../../../shared/runtime/secrets.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(envSchema);
const documents = openDocuments();

export const handler = createHandler({
  ...composeApi(documents, env.CRM_TABLE),
  ...composeProgrammes(documents, scheduler(), env),
  planQueue: createSqsPlanQueue(sqs(), env.PLAN_QUEUE_URL),
  pageTokens: createPageTokens(secretText(secretsManager, env.PAGE_TOKEN_SECRET_ARN)),
});
