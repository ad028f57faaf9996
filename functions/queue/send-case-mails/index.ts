import { createSesMailer } from '../../../shared/messaging/ses-mailer.ts';
import { createRetrySoon } from '../../../shared/messaging/sqs-visibility.ts';
import { sesV2, sqs } from '../../../shared/runtime/clients.ts';
import { composeCaseMails } from '../../../shared/runtime/compose-cases.ts';
import { openDocuments } from '../../../shared/runtime/compose.ts';
import { readEnv } from '../../../shared/runtime/env.ts';
import { createLog } from '../../../shared/runtime/logger.ts';
import { createCounting } from '../../../shared/runtime/metrics.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(envSchema);
const options = { from: env.MAIL_FROM, configurationSet: env.MAIL_CONFIGURATION_SET };

export const handler = createHandler({
  log: createLog(),
  counting: createCounting(),
  retrySoon: createRetrySoon(sqs(), env.CASE_MAIL_QUEUE_URL),
  sending: { ...composeCaseMails(openDocuments(), env.CRM_TABLE), mailer: createSesMailer(sesV2(), options) },
});
