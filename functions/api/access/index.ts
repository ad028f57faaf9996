import { composeApi, openDocuments } from '../../../shared/runtime/compose.ts';
import { readEnv } from '../../../shared/runtime/env.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

export const handler = createHandler(composeApi(openDocuments(), readEnv(envSchema).CRM_TABLE));
