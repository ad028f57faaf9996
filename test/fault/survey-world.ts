import type { FactGroup } from '../../shared/ports/fact-queue.ts';
import type { Mail } from '../../shared/ports/mail.ts';
import type { PlanRequest, SendRequest } from '../../shared/ports/survey-queues.ts';
import { planInvitations, type PlanInvitationsDeps } from '../../shared/app/surveys/plan-invitations.ts';
import { requestWave, type RequestWaveDeps } from '../../shared/app/surveys/request-wave.ts';
import { sendInvitations, type SendInvitationsDeps } from '../../shared/app/surveys/send-invitations.ts';
import { tendSurveys, type TendSurveysDeps } from '../../shared/app/surveys/tend-surveys.ts';
import type { EpochMs } from '../../shared/domain/calendar/time.ts';
import { zoneOf } from '../../shared/domain/calendar/zone.ts';
import type { Contact } from '../../shared/domain/crm/contact.ts';
import type { Invitation } from '../../shared/domain/survey/invitation.ts';
import { invitationOfTags } from '../../shared/domain/survey/mail-tags.ts';
import type { ProgrammeVersion } from '../../shared/domain/survey/programme.ts';
import { waveIdOf, type WaveRef } from '../../shared/domain/survey/wave.ts';
import { createSignedLinks } from '../../shared/http/signed-links.ts';
import { planMessageSchema } from '../../shared/messaging/plan-message.ts';
import { sendMessageSchema } from '../../shared/messaging/send-message.ts';
import { mailboxIdOf, tokenDigest } from '../../shared/store/digests.ts';
import { bucketOf, crmKeys } from '../../shared/store/keys.ts';
import { aClient, clientId, CONTRACT } from '../support/builders.ts';
import { aContact } from '../support/contacts.ts';
import { Killed } from '../support/memory-documents/index.ts';
import { aProgramme, aProgrammeVersion } from '../support/programmes.ts';
import { SLOT, surveyStore, surveyStores } from '../support/survey-desk.ts';
import type { Io } from './survey-io.ts';

/** Two clients with a survey: who is to be asked, what waits on the queues, and what really went out. */

export type Message =
  { readonly kind: 'slot' | 'tend' } | { readonly kind: 'plan' | 'send'; readonly body: string };

/** One way of running the pipeline: the product's, or a naive one that the simulator must catch. */
export interface Variant {
  readonly name: string;
  readonly planning?: (deps: PlanInvitationsDeps) => PlanInvitationsDeps;
  readonly sending?: (deps: SendInvitationsDeps) => SendInvitationsDeps;
}

export const PRODUCT: Variant = { name: 'the pipeline' };

export const NAIVE: readonly Variant[] = [
  {
    name: 'no lease on the mailbox while its mail is under way',
    sending: (deps) => ({
      ...deps,
      mailboxes: {
        ...deps.mailboxes,
        save: (mailbox) => deps.mailboxes.save({ ...mailbox, leasedUntil: null }),
      },
    }),
  },
  {
    name: 'only what was planned just now is asked to be sent',
    planning: (deps) => ({
      ...deps,
      invitations: {
        ...deps.invitations,
        findMany: async (refs) =>
          (await deps.invitations.findMany(refs)).map((one) => ({ ...one, state: 'sent' })),
      },
    }),
  },
];

const CLIENTS = ['acme', 'globex'].map(clientId);
const PEOPLE: readonly Partial<Contact>[] = [
  ...['ann', 'bob', 'cem', 'dan'].map((name) => ({
    clientId: CLIENTS[0]!,
    contactId: name,
    mail: `${name}@acme.example`,
  })),
  // The same person works for both clients, and is asked once.
  { clientId: CLIENTS[1]!, contactId: 'ann', mail: 'Ann@acme.example' },
  { clientId: CLIENTS[1]!, contactId: 'eve', mail: 'eve@globex.example' },
  { clientId: CLIENTS[1]!, contactId: 'fay', mail: 'fay@globex.example' },
  // Nobody may ask these.
  { clientId: CLIENTS[1]!, contactId: 'out', mail: 'out@globex.example', optedOut: true },
  {
    clientId: CLIENTS[1]!,
    contactId: 'no',
    mail: 'no@globex.example',
    consent: { mail: 'refused', phone: 'unknown' },
  },
];
/** Every person that is to get one invitation, and one reminder. */
export const ELIGIBLE = ['ann@acme', 'bob@acme', 'cem@acme', 'dan@acme', 'eve@globex', 'fay@globex'].map(
  (name) => mailboxIdOf(`${name}.example`),
);

const PROGRAMME = aProgramme({ clients: CLIENTS, activeSince: SLOT - 1 });
export const WAVE: WaveRef = { programmeId: PROGRAMME.programmeId, waveId: waveIdOf(SLOT) };

const isReminder = ({ subject }: Mail): boolean => subject.startsWith('Reminder: ');

/** A mail that the provider took. */
interface Accepted {
  readonly io: Io;
  /** Sort key of its invitation. */
  readonly sk: string;
  /** Invitation and kind of mail. */
  readonly key: string;
  readonly at: EpochMs;
  /** The worker that sent it noted it on the invitation. */
  isMarked: boolean;
}

export class SurveyWorld {
  readonly documents = surveyStore();
  readonly stores = surveyStores(this.documents);
  readonly time = { now: SLOT };
  readonly waiting: Message[] = [];
  readonly accepted: Accepted[] = [];
  readonly facts: FactGroup[] = [];
  readonly #variant: Variant;
  #secrets = 0;

  constructor(variant: Variant) {
    this.#variant = variant;
  }

  async setUp(over: Partial<ProgrammeVersion> = {}): Promise<void> {
    for (const id of CLIENTS)
      await this.stores.clients.create(aClient({ clientId: id }), CONTRACT, 'admin-1');
    for (const person of PEOPLE) await this.stores.contacts.save(aContact(person));
    await this.stores.programmes.save(PROGRAMME, aProgrammeVersion({ reminderAfterDays: 7, ...over }));
  }

  /** For the plan of a process. */
  readonly onMail = (io: Io, mail: Mail): void => {
    const ref = invitationOfTags(mail.tags);
    if (!ref) throw new Error('a mail that belongs to no invitation');
    const { sk } = crmKeys.invitation(ref);
    const key = `${sk} ${isReminder(mail) ? 'reminder' : 'invitation'}`;
    this.accepted.push({ io, sk, key, at: this.time.now, isMarked: false });
  };

  readonly onMark = (io: Io, sk: string): void => {
    const own = this.accepted.findLast((one) => one.io === io && one.sk === sk);
    if (own) own.isMarked = true;
  };

  /** Handles a message as a process with this input and output does; throws when it has to come again. */
  async handle(message: Message, io: Io): Promise<void> {
    const stores = surveyStores(io.documents(this.documents));
    const clock = { now: () => this.time.now };
    const enqueue =
      (kind: 'plan' | 'send') =>
      (body: PlanRequest | SendRequest): void => {
        this.waiting.push({ kind, body: JSON.stringify(body) });
      };
    const base = { ...stores, clock, mailboxIdOf, sendQueue: io.queue(enqueue('send')) };
    if (message.kind === 'slot') {
      const deps: RequestWaveDeps = { ...stores, planQueue: io.queue(enqueue('plan')) };
      await requestWave(deps, WAVE.programmeId, this.time.now);
    } else if (message.kind === 'plan') {
      const planning = this.#variant.planning?.(base) ?? base;
      await planInvitations(planning, planMessageSchema.parse(JSON.parse(message.body)));
    } else if (message.kind === 'send') {
      const deps: SendInvitationsDeps = {
        ...base,
        mailer: io.mailer(() => undefined),
        tokenDigest,
        secrets: { secret: () => `secret-${String(++this.#secrets)}` },
        links: createSignedLinks(() => Promise.resolve('a key for tests')),
        publicUrl: 'https://surveys.example',
      };
      const sending = this.#variant.sending?.(deps) ?? deps;
      await sendInvitations(sending, sendMessageSchema.parse(JSON.parse(message.body)));
    } else {
      await this.#tend({ ...base, factQueue: this.#factQueue(io), bucketOf });
    }
  }

  async #tend(deps: TendSurveysDeps): Promise<void> {
    const { failed } = await tendSurveys(deps);
    if (failed > 0) throw new Error('the round left something');
  }

  #factQueue(io: Io): TendSurveysDeps['factQueue'] {
    return {
      send: (_, groups) =>
        io
          .pass('facts', () => {
            this.facts.push(...groups);
            return Promise.resolve(new Set<never>());
          })
          // The queue's own retries are over: what it may not hold is answered.
          .catch((error: unknown) => {
            if (error instanceof Killed) throw error;
            return new Set(groups.flatMap(({ events }) => events));
          }),
    };
  }

  async invitations(): Promise<readonly Invitation[]> {
    return (await this.stores.invitations.list(WAVE, undefined, undefined)).invitations;
  }

  /** Second mails: those that death or a lost answer between acceptance and mark explains, and any others. */
  doubles(): { readonly explained: number; readonly unexplained: readonly string[] } {
    let explained = 0;
    const unexplained: string[] = [];
    for (const [key, mails] of Map.groupBy(this.accepted, (one) => one.key)) {
      const second = mails.length - 1;
      const unmarked = mails.filter(({ isMarked }) => !isMarked).length;
      explained += Math.min(second, unmarked);
      if (second > unmarked) unexplained.push(`${key}: ${String(mails.length)} mails`);
    }
    return { explained, unexplained };
  }

  /** The most invitations that went out on a civil day of the programme. */
  mostOnADay(): number {
    const { dayOf } = zoneOf(PROGRAMME.schedule.timeZone);
    const invitations = this.accepted.filter(({ key }) => key.endsWith('invitation'));
    return Math.max(
      0,
      ...[...Map.groupBy(invitations, ({ at }) => dayOf(at)).values()].map((day) => day.length),
    );
  }

  /** What is wrong once everything has come to rest: people who were forgotten or asked twice, mails to the wrong ones. */
  async problems(kind: 'invitation' | 'reminder'): Promise<readonly string[]> {
    const found: string[] = [...this.doubles().unexplained];
    const invitations = await this.invitations();
    for (const mailboxId of ELIGIBLE) {
      const own = invitations.filter((one) => one.mailboxId === mailboxId);
      const counted = own.filter(({ state }) => state === 'sent');
      if (counted.length !== 1) found.push(`${mailboxId}: ${own.map(({ state }) => state).join(', ')}`);
      const mailed = this.accepted.some(({ key }) => key.includes(mailboxId) && key.endsWith(kind));
      if (!mailed) found.push(`${mailboxId}: no ${kind}`);
      if (kind === 'reminder' && counted.some(({ remindedAt }) => remindedAt === null))
        found.push(`${mailboxId}: reminder not noted`);
    }
    for (const { key } of this.accepted)
      if (!ELIGIBLE.some((mailboxId) => key.includes(mailboxId))) found.push(`mail for ${key}`);
    return found;
  }
}
