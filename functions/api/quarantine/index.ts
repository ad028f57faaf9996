import { createPageTokens } from '../../../shared/http/page-token.ts';
import { secretsManager } from '../../../shared/runtime/clients.ts';
import { composeApi, openDocuments } from '../../../shared/runtime/compose.ts';
import { readEnv } from '../../../shared/runtime/env.ts';
import { openFactQueue } from '../../../shared/runtime/fact-queue.ts';
import { secretText } from '../../../shared/runtime/secrets.ts';
import { bucketOf } from '../../../shared/store/keys.ts';
import { createQuarantineRepository } from '../../../shared/store/quarantine-repository.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(envSchema);
const documents = openDocuments();
const api = composeApi(documents, env.CRM_TABLE);

export const handler = createHandler({
  ...api,
  quarantine: createQuarantineRepository(documents, env.CRM_TABLE),
  queue: openFactQueue(api.log, { ledger: env.LEDGER_QUEUE_URL }),
  bucketOf,
  pageTokens: createPageTokens(secretText(secretsManager, env.PAGE_TOKEN_SECRET_ARN)),
});
