import { createPageTokens } from '../../../shared/http/page-token.ts';
import { secretsManager } from '../../../shared/runtime/clients.ts';
import { composeApi, openDocuments } from '../../../shared/runtime/compose.ts';
import { readEnv } from '../../../shared/runtime/env.ts';
import { secretText } from '../../../shared/runtime/secrets.ts';
import { createOrderIndex } from '../../../shared/store/order-index.ts';
import { createRegistryReader } from '../../../shared/store/registry-reader.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(envSchema);
const documents = openDocuments();

export const handler = createHandler({
  ...composeApi(documents, env.CRM_TABLE),
  index: createOrderIndex(documents, env.LEDGER_TABLE),
  registries: createRegistryReader(documents, env.CRM_TABLE),
  pageTokens: createPageTokens(secretText(secretsManager, env.PAGE_TOKEN_SECRET_ARN)),
});
