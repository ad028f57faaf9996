import type { Case } from '../../domain/complaint/case.ts';
import { problem } from '../../domain/errors.ts';
import type { Answer } from '../../domain/survey/answer.ts';
import type { Invitation, Mailbox } from '../../domain/survey/invitation.ts';
import type { Question } from '../../domain/survey/question.ts';
import { auditContact, seen, type ContactCommand, type SeenContact } from './contact-deps.ts';
import { answerTo, personalTraces, questionsOf, type PersonalDataDeps } from './personal-data.ts';

/** An answer beside what was asked. */
export interface ExportedAnswer {
  readonly answer: Answer;
  readonly questions: readonly Question[];
}

/** Everything kept of a contact's person at one client. */
export interface PersonalData extends SeenContact {
  readonly mailboxes: readonly Mailbox[];
  readonly invitations: readonly Invitation[];
  readonly answers: readonly ExportedAnswer[];
  readonly cases: readonly Case[];
}

/**
 * Collects what is kept of a person; that it was read is on the audit log. Answers to anonymous surveys are not among it:
 * nothing leads to them. Throws `forbidden`, `not-found`.
 */
export async function exportContact(
  deps: PersonalDataDeps,
  command: ContactCommand,
  contactId: string,
): Promise<PersonalData> {
  const { principal } = command;
  const { clientId } = await deps.authorizer.authorizeClient(principal, 'contacts:erase', command.clientId);
  const contact = await deps.contacts.find(clientId, contactId);
  if (!contact) throw problem.notFound();
  const { mailboxes, invitations, cases } = await personalTraces(deps, contact);
  const own = invitations.filter((invitation) => invitation.contactId === contactId);
  const answers: ExportedAnswer[] = [];
  for (const invitation of own) {
    const answer = await answerTo(deps, invitation);
    if (answer) answers.push({ answer, questions: await questionsOf(deps, answer) });
  }
  await auditContact(deps, command, 'contacts:erase', `${contactId}: exported`);
  return { ...(await seen(deps, contact)), mailboxes, invitations: own, answers, cases };
}
