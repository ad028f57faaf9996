import type { GiveAnswerDeps } from '../app/surveys/give-answer.ts';
import type { AnswerStore } from '../ports/answers.ts';
import type { MailboxStore } from '../ports/mailboxes.ts';
import { createAnswerRepository } from '../store/answer-repository.ts';
import { createClientRepository } from '../store/client-repository.ts';
import { tokenDigest } from '../store/digests.ts';
import type { Documents } from '../store/documents.ts';
import { createFactOutbox } from '../store/fact-outbox.ts';
import { createInvitationRepository } from '../store/invitation-repository.ts';
import { bucketOf } from '../store/keys.ts';
import { createMailboxRepository } from '../store/mailbox-repository.ts';
import { createProgrammeRepository } from '../store/programme-repository.ts';
import { createTokenRepository } from '../store/token-repository.ts';
import { createWaveRepository } from '../store/wave-repository.ts';
import { systemClock } from './clock.ts';
import { composeInteractive, type RecordingTables } from './compose-recording.ts';
import { systemIds, systemSecrets } from './ids.ts';
import { createLog, type Log } from './logger.ts';

/** What answering and unsubscribing need but the links' secret, on the real tables. Nothing is cached. */
export interface Answering extends GiveAnswerDeps {
  readonly log: Log;
  readonly clock: typeof systemClock;
  readonly answers: AnswerStore;
  readonly mailboxes: MailboxStore;
}

export function composeAnswering(documents: Documents, tables: RecordingTables): Answering {
  const { CRM_TABLE: crm } = tables;
  const log = createLog();
  return {
    log,
    clock: systemClock,
    ids: systemIds,
    secrets: systemSecrets,
    recording: composeInteractive(documents, tables, createClientRepository(documents, crm)),
    bucketOf,
    outbox: createFactOutbox(documents, crm),
    onLeft: (outboxId, error) => {
      log.warn('outbox.left', { outboxId }, error);
    },
    tokenDigest,
    tokens: createTokenRepository(documents, crm),
    waves: createWaveRepository(documents, crm),
    invitations: createInvitationRepository(documents, crm),
    programmes: createProgrammeRepository(documents, crm),
    answers: createAnswerRepository(documents, crm),
    mailboxes: createMailboxRepository(documents, crm),
  };
}
