import { createPageTokens } from '../../../shared/http/page-token.ts';
import { secretsManager } from '../../../shared/runtime/clients.ts';
import { composeContacts } from '../../../shared/runtime/compose-contacts.ts';
import { composeApi, openDocuments } from '../../../shared/runtime/compose.ts';
import { readEnv } from '../../../shared/runtime/env.ts';
import { secretText } from '../../../shared/runtime/secrets.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(envSchema);
const documents = openDocuments();

export const handler = createHandler({
  ...composeApi(documents, env.CRM_TABLE),
  ...composeContacts(documents, env.CRM_TABLE),
  pageTokens: createPageTokens(secretText(secretsManager, env.PAGE_TOKEN_SECRET_ARN)),
});
