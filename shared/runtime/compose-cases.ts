import type { RaiseCaseDeps } from '../app/complaints/raise-case.ts';
import type { EscalateCasesDeps } from '../app/complaints/escalate-cases.ts';
import type { ReadIncidenceDeps } from '../app/complaints/read-incidence.ts';
import type { SendCaseMailDeps } from '../app/complaints/send-case-mail.ts';
import { createCaseRepository } from '../store/case-repository.ts';
import { createClientRepository } from '../store/client-repository.ts';
import { createContactRepository } from '../store/contact-repository.ts';
import { mailboxIdOf } from '../store/digests.ts';
import type { Documents } from '../store/documents.ts';
import { createFactOutbox } from '../store/fact-outbox.ts';
import { bucketOf } from '../store/keys.ts';
import { createKpiSources } from '../store/kpi-sources.ts';
import { createMailboxRepository } from '../store/mailbox-repository.ts';
import { systemClock } from './clock.ts';
import { composeInteractive, type RecordingTables } from './compose-recording.ts';
import { composeApi, type ApiDeps } from './compose.ts';

/** What the API of cases needs, without queue and page tokens. */
export function composeCases(
  documents: Documents,
  tables: RecordingTables,
): ApiDeps & Omit<RaiseCaseDeps, 'mails'> & ReadIncidenceDeps {
  const api = composeApi(documents, tables.CRM_TABLE);
  const recording = composeInteractive(documents, tables, api.clients);
  return {
    ...api,
    recording,
    registries: recording.registries,
    bucketOf,
    cases: createCaseRepository(documents, tables.CRM_TABLE),
    contacts: createContactRepository(documents, tables.CRM_TABLE),
    outbox: createFactOutbox(documents, tables.CRM_TABLE),
    sources: createKpiSources(documents, { ledger: tables.LEDGER_TABLE, tallies: tables.TALLIES_TABLE }),
    onLeft: (outboxId, error) => {
      api.log.warn('outbox.left', { outboxId }, error);
    },
    onUnsent: (error) => {
      api.log.warn('queue.send-failed', {}, error);
    },
  };
}

/** What sends mails to the people behind cases, without the mailer. */
export const composeCaseMails = (documents: Documents, table: string): Omit<SendCaseMailDeps, 'mailer'> => ({
  cases: createCaseRepository(documents, table),
  clients: createClientRepository(documents, table),
  contacts: createContactRepository(documents, table),
  mailboxes: createMailboxRepository(documents, table),
  mailboxIdOf,
  clock: systemClock,
});

/** What looks at due dates every hour, without mailer, queue and log. */
export const composeEscalation = (
  documents: Documents,
  table: string,
): Omit<EscalateCasesDeps, 'mailer' | 'mails' | 'onUntold'> => ({
  cases: createCaseRepository(documents, table),
  clients: createClientRepository(documents, table),
  mailboxIdOf,
  clock: systemClock,
});
