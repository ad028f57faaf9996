import { createPageTokens } from '../../../shared/http/page-token.ts';
import { createSignedLinks } from '../../../shared/http/signed-links.ts';
import { secretsManager } from '../../../shared/runtime/clients.ts';
import { composeSurveyResults } from '../../../shared/runtime/compose-survey-results.ts';
import { readEnv } from '../../../shared/runtime/env.ts';
import { secretText } from '../../../shared/runtime/secrets.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(envSchema);

export const handler = createHandler({
  ...composeSurveyResults(env),
  links: createSignedLinks(secretText(secretsManager, env.LINK_SECRET_ARN)),
  pageTokens: createPageTokens(secretText(secretsManager, env.PAGE_TOKEN_SECRET_ARN)),
  publicUrl: env.PUBLIC_URL,
});
