import type { Case } from '../../domain/complaint/case.ts';
import type { Contact } from '../../domain/crm/contact.ts';
import type { MailboxId } from '../../domain/crm/mailbox-id.ts';
import { answerIdOf, answerMonthOf, type Answer } from '../../domain/survey/answer.ts';
import type { Invitation, InvitationRef, Mailbox } from '../../domain/survey/invitation.ts';
import { isSameInvitation } from '../../domain/survey/mailbox.ts';
import type { Question } from '../../domain/survey/question.ts';
import type { AnswerStore } from '../../ports/answers.ts';
import type { CaseStore } from '../../ports/cases.ts';
import type { ProgrammeReader } from '../../ports/programmes.ts';
import type { InvitationStore, WaveStore } from '../../ports/waves.ts';
import type { ContactsDeps } from './contact-deps.ts';

export interface PersonalDataDeps extends ContactsDeps {
  readonly waves: Pick<WaveStore, 'open'>;
  readonly invitations: Pick<InvitationStore, 'find' | 'findMany' | 'update'>;
  readonly answers: Pick<AnswerStore, 'find' | 'depersonalise'>;
  readonly programmes: Pick<ProgrammeReader, 'version'>;
  readonly cases: Pick<CaseStore, 'find' | 'list' | 'save'>;
}

/** What leads from a contact to what is kept of its person. */
export interface PersonalTraces {
  /** Of its address and the earlier ones; those to which nothing was ever sent are left out. */
  readonly mailboxes: readonly Mailbox[];
  readonly mailboxIds: readonly MailboxId[];
  /** Of the client to these mailboxes; where people share one, also those of the others. */
  readonly invitations: readonly Invitation[];
  readonly cases: readonly Case[];
}

/** Follows every trace of a contact. Answers to anonymous surveys leave none. */
export async function personalTraces(deps: PersonalDataDeps, contact: Contact): Promise<PersonalTraces> {
  const { mail, earlierMailboxes } = contact;
  const mailboxIds = [...earlierMailboxes, ...(mail === null ? [] : [deps.mailboxIdOf(mail)])];
  const mailboxes = await deps.mailboxes.findMany(mailboxIds);
  return {
    mailboxes,
    mailboxIds,
    invitations: await deps.invitations.findMany(await invitationRefs(deps, contact, mailboxIds, mailboxes)),
    cases: await casesOf(deps, contact, mailboxIds),
  };
}

/** A mailbox names what was sent to it; what is still to be sent is found in the waves that are open. */
async function invitationRefs(
  { waves }: PersonalDataDeps,
  { clientId }: Contact,
  mailboxIds: readonly MailboxId[],
  mailboxes: readonly Mailbox[],
): Promise<readonly InvitationRef[]> {
  const sent = mailboxes.flatMap(({ invitations }) => invitations.filter((ref) => ref.clientId === clientId));
  const open = (await waves.open()).flatMap((wave) =>
    mailboxIds.map((mailboxId) => ({ ...wave, clientId, mailboxId })),
  );
  return [...sent, ...open.filter((ref) => !sent.some((other) => isSameInvitation(ref, other)))];
}

const PAGE = 100;

/** Cases that name the contact, or one of its addresses to reply to. */
async function casesOf(
  { cases, mailboxIdOf }: PersonalDataDeps,
  { clientId, contactId }: Contact,
  mailboxIds: readonly MailboxId[],
): Promise<readonly Case[]> {
  const found: Case[] = [];
  let after: string | undefined;
  do {
    const page = await cases.list(clientId, false, after, PAGE);
    found.push(
      ...page.cases.filter(
        (one) =>
          one.contactId === contactId ||
          (one.replyTo !== null && mailboxIds.includes(mailboxIdOf(one.replyTo))),
      ),
    );
    after = page.next;
  } while (after !== undefined);
  return found;
}

/** The answer to an invitation, complete or not; `undefined`: none, or an anonymous one. */
export const answerTo = ({ answers }: PersonalDataDeps, ref: InvitationRef): Promise<Answer | undefined> =>
  answers.find(ref.programmeId, answerMonthOf(ref), ref.clientId, answerIdOf(ref));

/** What was asked when the answer was given. */
export async function questionsOf(
  { programmes }: PersonalDataDeps,
  { programmeId, versionNumber }: Answer,
): Promise<readonly Question[]> {
  const version = await programmes.version(programmeId, versionNumber);
  // Versions are never deleted; to go on without one would leave free text behind.
  if (!version) throw new Error(`programme ${programmeId} has no version ${String(versionNumber)}`);
  return version.questions;
}
