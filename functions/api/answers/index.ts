import { createSignedLinks } from '../../../shared/http/signed-links.ts';
import { secretsManager } from '../../../shared/runtime/clients.ts';
import { composeAnswering } from '../../../shared/runtime/compose-answering.ts';
import { openDocuments } from '../../../shared/runtime/compose.ts';
import { readEnv } from '../../../shared/runtime/env.ts';
import { secretText } from '../../../shared/runtime/secrets.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(envSchema);

export const handler = createHandler({
  ...composeAnswering(openDocuments(), env),
  links: createSignedLinks(secretText(secretsManager, env.LINK_SECRET_ARN)),
});
