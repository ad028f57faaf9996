import { createPageTokens } from '../../../shared/http/page-token.ts';
import { secretsManager } from '../../../shared/runtime/clients.ts';
import { composeInteractive } from '../../../shared/runtime/compose-recording.ts';
import { composeApi, openDocuments } from '../../../shared/runtime/compose.ts';
import { readEnv } from '../../../shared/runtime/env.ts';
import { secretText } from '../../../shared/runtime/secrets.ts';
import { bucketOf } from '../../../shared/store/keys.ts';
import { createOrderIndex } from '../../../shared/store/order-index.ts';
import { createRegistryRepository } from '../../../shared/store/registry-repository.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(envSchema);
const documents = openDocuments();
const api = composeApi(documents, env.CRM_TABLE);

export const handler = createHandler({
  ...api,
  recording: composeInteractive(documents, env, api.clients),
  registries: createRegistryRepository(documents, env.CRM_TABLE),
  index: createOrderIndex(documents, env.LEDGER_TABLE),
  bucketOf,
  pageTokens: createPageTokens(secretText(secretsManager, env.PAGE_TOKEN_SECRET_ARN)),
});
