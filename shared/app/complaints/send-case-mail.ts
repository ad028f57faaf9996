import { unsentMails, type Case, type CaseMail } from '../../domain/complaint/case.ts';
import { composeCaseMail } from '../../domain/complaint/compose-mail.ts';
import type { CaseMailRequest } from '../../ports/cases.ts';
import type { ClientReader } from '../../ports/clients.ts';
import type { ContactReader } from '../../ports/contacts.ts';
import type { MailboxStore } from '../../ports/mailboxes.ts';
import { sendNotice, type SendNoticeDeps } from './send-notice.ts';

export interface SendCaseMailDeps extends SendNoticeDeps {
  readonly clients: Pick<ClientReader, 'find'>;
  readonly contacts: Pick<ContactReader, 'find'>;
  readonly mailboxes: Pick<MailboxStore, 'find'>;
}

interface Recipient {
  readonly to: string;
  readonly language: string | null;
}

/**
 * Where the person behind a case is written to: as they said, else as their contact has it. A case is a service asked for,
 * so neither consent nor opting out of surveys counts; a mailbox that bounced does.
 */
async function recipientOf(
  { contacts, mailboxes, mailboxIdOf }: SendCaseMailDeps,
  { clientId, contactId, replyTo, language }: Case,
): Promise<Recipient | undefined> {
  const contact = contactId === null ? undefined : await contacts.find(clientId, contactId);
  const to = replyTo ?? contact?.mail ?? null;
  if (to === null) return undefined;
  const mailbox = await mailboxes.find(mailboxIdOf(to));
  return mailbox?.blocked === 'bounced' ? undefined : { to, language: language ?? contact?.language ?? null };
}

/** The case once a mail is out; unless it was answered anew since, so that the new answer is told too. */
const mailTold =
  (sent: Case, mail: CaseMail) =>
  (one: Case): Case =>
    mail === 'outcome' && one.answeredAt !== sent.answeredAt && one.mailsDue.includes(mail)
      ? one
      : { ...one, mailsSent: [...one.mailsSent.filter((each) => each !== mail), mail] };

/**
 * Sends the person behind a case a mail that is due, once however often its message comes. Without an address, or to one
 * that bounced, none is due any more. Answers whether one went out. Throws as `sendNotice`, so that the message comes again.
 */
export async function sendCaseMail(
  deps: SendCaseMailDeps,
  { clientId, caseId, mail }: CaseMailRequest,
): Promise<boolean> {
  const one = await deps.cases.find(clientId, caseId);
  if (!one || !unsentMails(one).includes(mail)) return false;
  const client = await deps.clients.find(clientId);
  if (!client) return false;
  const recipient = await recipientOf(deps, one);
  if (!recipient) {
    const mailsDue = one.mailsDue.filter((each) => each !== mail);
    // Whoever was faster has seen the case as it is now, or is seen by the hourly walk.
    await deps.cases.save({ ...one, mailsDue, version: one.version + 1 }, undefined);
    return false;
  }
  const { to, language } = recipient;
  const composed = composeCaseMail(one, mail, language, client.timeZone);
  await sendNotice(deps, one, { what: mail, to, mail: composed, told: mailTold(one, mail) });
  return true;
}
