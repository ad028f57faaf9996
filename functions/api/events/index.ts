import { composeApi, openDocuments } from '../../../shared/runtime/compose.ts';
import { readEnv } from '../../../shared/runtime/env.ts';
import { openFactQueue } from '../../../shared/runtime/fact-queue.ts';
import { createCounting } from '../../../shared/runtime/metrics.ts';
import { bucketOf } from '../../../shared/store/keys.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(envSchema);
const api = composeApi(openDocuments(), env.CRM_TABLE);

export const handler = createHandler({
  ...api,
  queue: openFactQueue(api.log, { ledger: env.LEDGER_QUEUE_URL, bulk: env.BULK_QUEUE_URL }),
  bucketOf,
  counting: createCounting(),
});
