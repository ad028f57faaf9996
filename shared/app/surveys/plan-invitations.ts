import { unreachableReason } from '../../domain/survey/audience.ts';
import { answersUntil } from '../../domain/survey/answer.ts';
import type {
  Invitation,
  InvitationRef,
  Mailbox,
  MailboxId,
  SkipReason,
} from '../../domain/survey/invitation.ts';
import { bestLanguage } from '../../domain/survey/languages.ts';
import { isSampled, personSubject } from '../../domain/survey/sampling.ts';
import type { Clock } from '../../ports/clock.ts';
import type { MailboxIdOf, MailboxStore } from '../../ports/mailboxes.ts';
import type { ProgrammeReader } from '../../ports/programmes.ts';
import type { PlanRequest, SendQueue } from '../../ports/survey-queues.ts';
import type { InvitationStore, WaveStore } from '../../ports/waves.ts';
import { audienceOf, type Audience, type AudienceDeps, type Planning } from './audience.ts';
import { sendRequests } from './send-requests.ts';

export interface PlanInvitationsDeps extends AudienceDeps {
  readonly clock: Clock;
  readonly waves: Pick<WaveStore, 'find' | 'saveSkipped'>;
  readonly programmes: Pick<ProgrammeReader, 'find' | 'version'>;
  readonly mailboxes: Pick<MailboxStore, 'findMany'>;
  readonly mailboxIdOf: MailboxIdOf;
  readonly invitations: Pick<InvitationStore, 'findMany' | 'plan'>;
  readonly sendQueue: SendQueue;
}

export type PlanOutcome =
  | { readonly outcome: 'planned'; readonly planned: number; readonly skipped: number }
  /** The wave is closed, or its programme has ended: nobody is invited any more. */
  | { readonly outcome: 'closed' };

async function gather(
  { clock, waves, programmes }: PlanInvitationsDeps,
  request: PlanRequest,
): Promise<Planning | undefined> {
  const [wave, programme] = await Promise.all([waves.find(request), programmes.find(request.programmeId)]);
  if (!wave || !programme) throw new Error(`no wave ${request.waveId} of ${request.programmeId}`);
  const isOver = wave.state === 'closed' || clock.now() >= wave.closesAt;
  if (isOver || programme.state === 'ended') return undefined;
  const version = await programmes.version(wave.programmeId, wave.versionNumber);
  if (!version) throw new Error(`no version ${String(wave.versionNumber)} of ${wave.programmeId}`);
  return { clientId: request.clientId, programme, version, wave };
}

type Counts = Map<SkipReason, number>;

const noteSkip = (counts: Counts, reason: SkipReason): void => {
  counts.set(reason, (counts.get(reason) ?? 0) + 1);
};

/** A person with the mailbox that an invitation would go to. */
interface Asked {
  readonly mailboxId: MailboxId;
  readonly invitation: Invitation;
}

const invitationFor = (
  { programme, version, wave, clientId }: Planning,
  { contact, orderNo }: Extract<Audience, { contact: unknown }>,
  mailboxId: MailboxId,
): Invitation => ({
  programmeId: programme.programmeId,
  waveId: wave.waveId,
  clientId,
  mailboxId,
  state: 'planned',
  contactId: contact.contactId,
  orderNo,
  language: bestLanguage(version.languages, contact.language, version.languages[0] ?? 'en'),
  sentAt: null,
  remindedAt: null,
  openedAt: null,
  tokens: [],
  version: 1,
});

/** Orders are drawn before their contacts are looked for. */
const isDrawn = ({ programme, version }: Planning, ref: InvitationRef): boolean =>
  programme.kind === 'transactional' || isSampled(personSubject(ref), version.samplePerMille);

/** Those of a page who are invited, one invitation a mailbox; the others are counted. */
async function chosen(
  { mailboxes, mailboxIdOf }: PlanInvitationsDeps,
  planning: Planning,
  page: readonly Audience[],
  counts: Counts,
): Promise<readonly Invitation[]> {
  const ids = new Set<MailboxId>();
  for (const one of page)
    if ('contact' in one && one.contact.mail !== null) ids.add(mailboxIdOf(one.contact.mail));
  const found = new Map<MailboxId, Mailbox>(
    (await mailboxes.findMany([...ids])).map((mailbox) => [mailbox.mailboxId, mailbox]),
  );
  const invitations = new Map<MailboxId, Invitation>();
  const askOrReason = (one: Audience): Asked | SkipReason => {
    if ('skipped' in one) return one.skipped;
    const { mail } = one.contact;
    if (mail === null) return 'no-mail';
    const mailboxId = mailboxIdOf(mail);
    const reason = unreachableReason(one.contact, found.get(mailboxId));
    if (reason !== undefined) return reason;
    const invitation = invitationFor(planning, one, mailboxId);
    return isDrawn(planning, invitation) ? { mailboxId, invitation } : 'not-sampled';
  };
  for (const one of page) {
    const asked = askOrReason(one);
    if (typeof asked === 'string') noteSkip(counts, asked);
    else if (!invitations.has(asked.mailboxId)) invitations.set(asked.mailboxId, asked.invitation);
  }
  return [...invitations.values()];
}

/** Writes those that are not there yet and answers the mailboxes that still wait to be sent to. */
async function planPage(
  { invitations }: PlanInvitationsDeps,
  { wave, version }: Planning,
  page: readonly Invitation[],
): Promise<readonly MailboxId[]> {
  // Looked up first, so that a repeat of a large client's message gets past what is done without paying a write each.
  const stored = new Map((await invitations.findMany(page)).map((one) => [one.mailboxId, one]));
  const missing = page.filter(({ mailboxId }) => !stored.has(mailboxId));
  await Promise.all(missing.map((one) => invitations.plan(one, answersUntil(wave, version))));
  const waiting = page.filter(({ mailboxId }) => (stored.get(mailboxId)?.state ?? 'planned') === 'planned');
  return waiting.map(({ mailboxId }) => mailboxId);
}

/**
 * Plans one client's invitations of a wave, and asks for those still to be sent.
 * 1. The wave, with the version of the programme it began with. 2. Page by page of the audience: who may be asked, and was
 * drawn; 3. one conditional write for each, under a name made of person and wave; 4. messages to send those that are only
 * planned, always, as the ones before may be lost. 5. How many were skipped, and why.
 * A repeat comes to the same: it writes nothing new.
 */
export async function planInvitations(deps: PlanInvitationsDeps, request: PlanRequest): Promise<PlanOutcome> {
  const planning = await gather(deps, request);
  if (!planning) return { outcome: 'closed' };
  const counts: Counts = new Map();
  let planned = 0;
  for await (const page of audienceOf(deps, planning)) {
    const waiting = await planPage(deps, planning, await chosen(deps, planning, page, counts));
    await deps.sendQueue.send(sendRequests('invitation', request, waiting));
    planned += waiting.length;
  }
  const skipped = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (skipped > 0)
    await deps.waves.saveSkipped(request, {
      clientId: request.clientId,
      reasons: Object.fromEntries(counts),
    });
  return { outcome: 'planned', planned, skipped };
}
