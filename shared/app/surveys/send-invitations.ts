import { formatDay } from '../../domain/calendar/time.ts';
import { zoneOf } from '../../domain/calendar/zone.ts';
import type { InvitationState, MailboxId } from '../../domain/survey/invitation.ts';
import { decideInvitation, decideReminder, unsent, type SendCase } from '../../domain/survey/send-rules.ts';
import type { CaseStore } from '../../ports/cases.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ContactStore } from '../../ports/contacts.ts';
import { MailThrottled } from '../../ports/mail.ts';
import type { MailboxIdOf } from '../../ports/mailboxes.ts';
import type { ProgrammeReader } from '../../ports/programmes.ts';
import type { SendRequest } from '../../ports/survey-queues.ts';
import { Unavailable } from '../../ports/unavailable.ts';
import type { DailyAllowance, WaveStore } from '../../ports/waves.ts';
import { amendInvitation } from './amend-invitation.ts';
import { sendOne, type SendOneDeps } from './send-one.ts';

export interface SendInvitationsDeps extends SendOneDeps {
  readonly clock: Clock;
  readonly waves: Pick<WaveStore, 'find'>;
  readonly programmes: Pick<ProgrammeReader, 'find' | 'version'>;
  readonly contacts: Pick<ContactStore, 'findMany'>;
  readonly mailboxIdOf: MailboxIdOf;
  readonly cases: Pick<CaseStore, 'openOf'>;
  readonly allowance: DailyAllowance;
}

/** Some invitations of a message could not be dealt with: it has to come again. */
export class InvitationsWait extends Unavailable {
  override readonly name = 'InvitationsWait';
}

export interface SendOutcome {
  readonly sent: number;
  /** Never to be sent, by their new state. */
  readonly marked: Readonly<Partial<Record<InvitationState, number>>>;
  /** Over the programme's most a day. */
  readonly tomorrow: number;
}

const distinct = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];

/** Everything the decisions on a message rest on, as it is now. */
async function gather(deps: SendInvitationsDeps, request: SendRequest): Promise<readonly SendCase[]> {
  const { clientId, programmeId, waveId } = request;
  const mailboxIds = distinct(request.mailboxIds);
  const [wave, programme, invitations, mailboxes, openCases] = await Promise.all([
    deps.waves.find(request),
    deps.programmes.find(programmeId),
    deps.invitations.findMany(mailboxIds.map((mailboxId) => ({ programmeId, waveId, clientId, mailboxId }))),
    deps.mailboxes.findMany(mailboxIds),
    deps.cases.openOf(clientId),
  ]);
  if (!wave || !programme) throw new Error(`no wave ${waveId} of ${programmeId}`);
  const contactIds = distinct(invitations.flatMap(({ contactId }) => contactId ?? []));
  const [version, contacts] = await Promise.all([
    deps.programmes.version(programmeId, wave.versionNumber),
    deps.contacts.findMany(clientId, contactIds),
  ]);
  if (!version) throw new Error(`no version ${String(wave.versionNumber)} of ${programmeId}`);
  const now = deps.clock.now();
  return invitations.map((invitation): SendCase => {
    const contact = contacts.find(({ contactId }) => contactId === invitation.contactId);
    const addressedTo = typeof contact?.mail === 'string' ? deps.mailboxIdOf(contact.mail) : undefined;
    const mailbox = mailboxes.find(({ mailboxId }) => mailboxId === invitation.mailboxId);
    return { now, programme, version, wave, invitation, contact, addressedTo, mailbox, openCases };
  });
}

/** What may go out today of a message, and how to give back what did not. */
interface Granted {
  readonly count: number;
  readonly giveBack: (unused: number) => Promise<void>;
}

/** A reminder belongs to an invitation that was counted on its own day. */
async function grantedToday(
  { allowance }: SendInvitationsDeps,
  what: SendRequest['what'],
  toSend: readonly SendCase[],
): Promise<Granted> {
  const [first] = toSend;
  const most = what === 'invitation' ? (first?.version.mostPerDay ?? null) : null;
  if (!first || most === null) return { count: toSend.length, giveBack: () => Promise.resolve() };
  const { programmeId, schedule } = first.programme;
  const today = formatDay(zoneOf(schedule.timeZone).dayOf(first.now));
  return {
    count: await allowance.take(programmeId, today, toSend.length, most),
    giveBack: async (unused) => {
      if (unused > 0) await allowance.giveBack(programmeId, today, unused);
    },
  };
}

/** What became of the invitations of one message, while it is worked through. */
class Progress {
  sent = 0;
  /** Surely not mailed, though their turn had come. */
  unused = 0;
  readonly marked: Partial<Record<InvitationState, number>> = {};
  readonly again: MailboxId[] = [];
  #failure: unknown;

  mark(state: InvitationState): void {
    this.marked[state] = (this.marked[state] ?? 0) + 1;
  }

  /** One of them must not block the others: its failure is kept until all have had their turn. */
  async attempt({ invitation }: SendCase, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#failure ??= error;
      if (error instanceof MailThrottled) this.unused += 1;
      this.again.push(invitation.mailboxId);
    }
  }

  assertDone({ clientId, waveId }: SendRequest): void {
    if (this.again.length === 0) return;
    const text = `${String(this.again.length)} invitations of ${clientId} in ${waveId} come again`;
    throw new InvitationsWait(text, { cause: this.#failure });
  }
}

/**
 * Sends some invitations of one client, or their reminders.
 * 1. Gather what decides, as it is now; 2. decide for each; 3. take what the programme's most a day leaves; 4. for each that
 * goes out: claim the mailbox, keep the token, mail, mark. Throws `InvitationsWait` at the end when any has to come again: a
 * mailbox in the hands of another worker, a provider that takes no more, a store without an answer. Killed anywhere, a repeat
 * goes on; a person is mailed twice only where death or a lost answer falls between the provider's acceptance and the mark.
 */
export async function sendInvitations(deps: SendInvitationsDeps, request: SendRequest): Promise<SendOutcome> {
  const decide = request.what === 'invitation' ? decideInvitation : decideReminder;
  const decided = (await gather(deps, request)).map((one) => ({ one, decision: decide(one) }));
  const toSend = decided.filter(({ decision }) => decision.do === 'send').map(({ one }) => one);
  const granted = await grantedToday(deps, request.what, toSend);
  const progress = new Progress();
  for (const { one, decision } of decided) {
    if (decision.do === 'wait') progress.again.push(one.invitation.mailboxId);
    if (decision.do !== 'mark') continue;
    await progress.attempt(one, async () => {
      await amendInvitation(deps.invitations, one.invitation, (current) => unsent(current, decision.state));
      progress.mark(decision.state);
    });
  }
  for (const one of toSend.slice(0, granted.count)) {
    await progress.attempt(one, async () => {
      const refused = await sendOne(deps, request.what, one);
      if (refused === undefined) progress.sent += 1;
      else {
        progress.unused += 1;
        progress.mark(refused);
      }
    });
  }
  await granted.giveBack(progress.unused);
  progress.assertDone(request);
  return { sent: progress.sent, marked: progress.marked, tomorrow: toSend.length - granted.count };
}
