import { createRetrySoon } from '../../../shared/messaging/sqs-visibility.ts';
import { sqs } from '../../../shared/runtime/clients.ts';
import { openDocuments } from '../../../shared/runtime/compose.ts';
import { readEnv } from '../../../shared/runtime/env.ts';
import { createLog } from '../../../shared/runtime/logger.ts';
import { createCounting } from '../../../shared/runtime/metrics.ts';
import { createInvitationRepository } from '../../../shared/store/invitation-repository.ts';
import { createMailboxRepository } from '../../../shared/store/mailbox-repository.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(envSchema);
const documents = openDocuments();

export const handler = createHandler({
  log: createLog(),
  counting: createCounting(),
  retrySoon: createRetrySoon(sqs(), env.MAIL_EVENTS_QUEUE_URL),
  recording: {
    mailboxes: createMailboxRepository(documents, env.CRM_TABLE),
    invitations: createInvitationRepository(documents, env.CRM_TABLE),
  },
});
