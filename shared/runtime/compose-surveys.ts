import type { PlanInvitationsDeps } from '../app/surveys/plan-invitations.ts';
import type { SendInvitationsDeps } from '../app/surveys/send-invitations.ts';
import type { TendSurveysDeps } from '../app/surveys/tend-surveys.ts';
import { createSignedLinks } from '../http/signed-links.ts';
import { createAnswerRepository } from '../store/answer-repository.ts';
import { createCaseRepository } from '../store/case-repository.ts';
import { createClientRepository } from '../store/client-repository.ts';
import { createContactRepository } from '../store/contact-repository.ts';
import { mailboxIdOf, tokenDigest } from '../store/digests.ts';
import type { Documents } from '../store/documents.ts';
import { createDueDeliveries } from '../store/due-deliveries.ts';
import { createFactOutbox } from '../store/fact-outbox.ts';
import { createDailyAllowance, createInvitationRepository } from '../store/invitation-repository.ts';
import { bucketOf } from '../store/keys.ts';
import { createMailboxRepository } from '../store/mailbox-repository.ts';
import { createOrderIndex } from '../store/order-index.ts';
import { createProgrammeRepository } from '../store/programme-repository.ts';
import { createRegistryReader } from '../store/registry-reader.ts';
import { createTokenRepository } from '../store/token-repository.ts';
import { createWaveRepository } from '../store/wave-repository.ts';
import { secretsManager } from './clients.ts';
import { systemClock } from './clock.ts';
import { systemSecrets } from './ids.ts';
import { secretText } from './secrets.ts';

interface CrmTable {
  readonly CRM_TABLE: string;
}

/** What planning needs, on the real tables. */
export const composePlanning = (
  documents: Documents,
  { CRM_TABLE: crm, LEDGER_TABLE }: CrmTable & { readonly LEDGER_TABLE: string },
): Omit<PlanInvitationsDeps, 'sendQueue'> => ({
  clock: systemClock,
  waves: createWaveRepository(documents, crm),
  programmes: createProgrammeRepository(documents, crm),
  contacts: createContactRepository(documents, crm),
  mailboxes: createMailboxRepository(documents, crm),
  mailboxIdOf,
  invitations: createInvitationRepository(documents, crm),
  dueDeliveries: createDueDeliveries(documents, crm),
  clients: createClientRepository(documents, crm),
  index: createOrderIndex(documents, LEDGER_TABLE),
  registries: createRegistryReader(documents, crm),
});

/** What sending needs beside a mailer, on the real tables. */
export const composeSending = (
  documents: Documents,
  env: CrmTable & { readonly PUBLIC_URL: string; readonly LINK_SECRET_ARN: string },
): Omit<SendInvitationsDeps, 'mailer'> => ({
  clock: systemClock,
  waves: createWaveRepository(documents, env.CRM_TABLE),
  programmes: createProgrammeRepository(documents, env.CRM_TABLE),
  contacts: createContactRepository(documents, env.CRM_TABLE),
  mailboxes: createMailboxRepository(documents, env.CRM_TABLE),
  mailboxIdOf,
  invitations: createInvitationRepository(documents, env.CRM_TABLE),
  allowance: createDailyAllowance(documents, env.CRM_TABLE),
  cases: createCaseRepository(documents, env.CRM_TABLE),
  tokens: createTokenRepository(documents, env.CRM_TABLE),
  tokenDigest,
  secrets: systemSecrets,
  links: createSignedLinks(secretText(secretsManager, env.LINK_SECRET_ARN)),
  publicUrl: env.PUBLIC_URL,
});

/** What the hourly round needs beside its queues, on the real tables. */
export const composeTending = (
  documents: Documents,
  { CRM_TABLE: crm }: CrmTable,
): Omit<TendSurveysDeps, 'sendQueue' | 'factQueue'> => ({
  clock: systemClock,
  waves: createWaveRepository(documents, crm),
  programmes: createProgrammeRepository(documents, crm),
  invitations: createInvitationRepository(documents, crm),
  answers: createAnswerRepository(documents, crm),
  clients: createClientRepository(documents, crm),
  outbox: createFactOutbox(documents, crm),
  bucketOf,
});
