import type { Case } from '../../domain/complaint/case.ts';
import { caseWithoutPerson, invitationWithoutPerson, mailboxWithout } from '../../domain/crm/erasure.ts';
import type { MailboxId } from '../../domain/crm/mailbox-id.ts';
import { problem } from '../../domain/errors.ts';
import { withoutPerson } from '../../domain/survey/answer.ts';
import type { InvitationRef } from '../../domain/survey/invitation.ts';
import { isSameInvitation, unknownMailbox } from '../../domain/survey/mailbox.ts';
import { sameJson } from '../same-json.ts';
import { untilDone } from '../until-done.ts';
import { auditContact, type ContactCommand } from './contact-deps.ts';
import { answerTo, personalTraces, questionsOf, type PersonalDataDeps } from './personal-data.ts';

/** How many records lost the person in this call. */
export interface Erased {
  readonly invitations: number;
  readonly answers: number;
  readonly cases: number;
}

/**
 * Forgets a person at one client. 1. invitations and answers to them lose contact and order, and what the person wrote;
 * scores stay, and with them every figure; 2. cases lose contact and address, and keep their description; 3. mailboxes lose the
 * client's invitations, and keep a block; 4. the audit log says so; 5. the contact is removed. It goes last because it leads
 * to everything else: a repeat after a crash finishes the job. Throws `forbidden`, `not-found`.
 */
export async function eraseContact(
  deps: PersonalDataDeps,
  command: ContactCommand,
  contactId: string,
): Promise<Erased> {
  const { principal } = command;
  const { clientId } = await deps.authorizer.authorizeClient(principal, 'contacts:erase', command.clientId);
  const contact = await deps.contacts.find(clientId, contactId);
  if (!contact) throw problem.notFound();
  const traces = await personalTraces(deps, contact);
  // Without a contact: taken out by an erasing that did not end, so that its answer may still be as it was.
  const own = traces.invitations.filter((one) => one.contactId === contactId || one.contactId === null);
  const others = traces.invitations.filter((one) => !own.includes(one));
  const erased = { invitations: 0, answers: 0, cases: 0 };
  for (const ref of own) {
    if (await forgetInvitation(deps, ref)) erased.invitations++;
    if (await forgetAnswer(deps, ref)) erased.answers++;
  }
  for (const one of traces.cases) if (await forgetCase(deps, command, one)) erased.cases++;
  const isForgotten = (ref: InvitationRef): boolean =>
    ref.clientId === clientId && !others.some((other) => isSameInvitation(ref, other));
  const current = contact.mail === null ? undefined : deps.mailboxIdOf(contact.mail);
  for (const mailboxId of traces.mailboxIds)
    await forgetInMailbox(deps, mailboxId, isForgotten, contact.optedOut && mailboxId === current);
  await auditContact(deps, command, 'contacts:erase', contactId);
  await deps.contacts.remove(clientId, contactId);
  return erased;
}

/** Before the answer: one that is given at the same time then meets a changed invitation, and is given without the contact. */
async function forgetInvitation({ invitations }: PersonalDataDeps, ref: InvitationRef): Promise<boolean> {
  let isChanged = false;
  await untilDone(async () => {
    const invitation = await invitations.find(ref);
    if (!invitation || invitation.contactId === null) return true;
    isChanged = await invitations.update(invitationWithoutPerson(invitation));
    return isChanged;
  });
  return isChanged;
}

async function forgetAnswer(deps: PersonalDataDeps, ref: InvitationRef): Promise<boolean> {
  const answer = await answerTo(deps, ref);
  if (!answer) return false;
  // Also one without the contact: it was given after its invitation was forgotten, and holds the words of the person.
  const forgotten = withoutPerson(answer, await questionsOf(deps, answer));
  if (sameJson(forgotten, answer)) return false;
  await deps.answers.depersonalise(forgotten);
  return true;
}

async function forgetCase(
  { cases }: PersonalDataDeps,
  { principal, now }: ContactCommand,
  { clientId, caseId }: Case,
): Promise<boolean> {
  let isChanged = false;
  await untilDone(async () => {
    const one = await cases.find(clientId, caseId);
    if (!one || (one.contactId === null && one.replyTo === null)) return true;
    isChanged = await cases.save(caseWithoutPerson(one, { by: principal.id, now }), undefined);
    return isChanged;
  });
  return isChanged;
}

const forgetInMailbox = (
  { mailboxes }: PersonalDataDeps,
  mailboxId: MailboxId,
  isForgotten: (ref: InvitationRef) => boolean,
  wantsNone: boolean,
): Promise<void> =>
  untilDone(async () => {
    const mailbox = await mailboxes.find(mailboxId);
    const left = mailboxWithout(mailbox ?? unknownMailbox(mailboxId), isForgotten, wantsNone);
    if (left) return mailboxes.save(left);
    return mailbox === undefined || mailboxes.remove(mailbox);
  });
