import { createPageTokens } from '../../../shared/http/page-token.ts';
import { createSqsCaseMailQueue } from '../../../shared/messaging/sqs-case-mail-queue.ts';
import { secretsManager, sqs } from '../../../shared/runtime/clients.ts';
import { composeCases } from '../../../shared/runtime/compose-cases.ts';
import { openDocuments } from '../../../shared/runtime/compose.ts';
import { readEnv } from '../../../shared/runtime/env.ts';
import { secretText } from '../../../shared/runtime/secrets.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(envSchema);

export const handler = createHandler({
  ...composeCases(openDocuments(), env),
  mails: createSqsCaseMailQueue(sqs(), env.CASE_MAIL_QUEUE_URL),
  pageTokens: createPageTokens(secretText(secretsManager, env.PAGE_TOKEN_SECRET_ARN)),
});
