import { createAnswerRepository } from '../store/answer-repository.ts';
import { createCaseRepository } from '../store/case-repository.ts';
import { createContactRepository } from '../store/contact-repository.ts';
import { mailboxIdOf } from '../store/digests.ts';
import type { Documents } from '../store/documents.ts';
import { createInvitationRepository } from '../store/invitation-repository.ts';
import { createMailboxRepository } from '../store/mailbox-repository.ts';
import { createProgrammeRepository } from '../store/programme-repository.ts';
import { createWaveRepository } from '../store/wave-repository.ts';

/** Where anything is kept of a person, on the crm table. */
export const composeContacts = (documents: Documents, crmTable: string) => ({
  contacts: createContactRepository(documents, crmTable),
  mailboxes: createMailboxRepository(documents, crmTable),
  mailboxIdOf,
  waves: createWaveRepository(documents, crmTable),
  invitations: createInvitationRepository(documents, crmTable),
  answers: createAnswerRepository(documents, crmTable),
  programmes: createProgrammeRepository(documents, crmTable),
  cases: createCaseRepository(documents, crmTable),
});
