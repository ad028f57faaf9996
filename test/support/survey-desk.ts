import { planInvitations, type PlanInvitationsDeps } from '../../shared/app/surveys/plan-invitations.ts';
import { sendInvitations, type SendInvitationsDeps } from '../../shared/app/surveys/send-invitations.ts';
import type { TendSurveysDeps } from '../../shared/app/surveys/tend-surveys.ts';
import { DAY_MS } from '../../shared/domain/calendar/time.ts';
import type { Contact } from '../../shared/domain/crm/contact.ts';
import type { Client } from '../../shared/domain/crm/client.ts';
import type { ClientId } from '../../shared/domain/ids.ts';
import type { Invitation } from '../../shared/domain/survey/invitation.ts';
import type { Programme, ProgrammeVersion } from '../../shared/domain/survey/programme.ts';
import { waveIdOf, type Wave } from '../../shared/domain/survey/wave.ts';
import { createSignedLinks } from '../../shared/http/signed-links.ts';
import type { FactGroup } from '../../shared/ports/fact-queue.ts';
import type { Mail } from '../../shared/ports/mail.ts';
import type { PlanRequest, SendRequest } from '../../shared/ports/survey-queues.ts';
import { createAnswerRepository } from '../../shared/store/answer-repository.ts';
import { createCaseRepository } from '../../shared/store/case-repository.ts';
import { createClientRepository } from '../../shared/store/client-repository.ts';
import { createContactRepository } from '../../shared/store/contact-repository.ts';
import { mailboxIdOf, tokenDigest } from '../../shared/store/digests.ts';
import type { Documents } from '../../shared/store/documents.ts';
import { createDueDeliveries } from '../../shared/store/due-deliveries.ts';
import { createFactOutbox } from '../../shared/store/fact-outbox.ts';
import {
  createDailyAllowance,
  createInvitationRepository,
} from '../../shared/store/invitation-repository.ts';
import { bucketOf } from '../../shared/store/keys.ts';
import { createMailboxRepository } from '../../shared/store/mailbox-repository.ts';
import { createOrderIndex } from '../../shared/store/order-index.ts';
import { createProgrammeRepository } from '../../shared/store/programme-repository.ts';
import { createRegistryReader } from '../../shared/store/registry-reader.ts';
import { createTokenRepository } from '../../shared/store/token-repository.ts';
import { createWaveRepository } from '../../shared/store/wave-repository.ts';
import { aClient, at, CLIENT, CONTRACT } from './builders.ts';
import { aContact } from './contacts.ts';
import { createMemoryDocuments } from './memory-documents/index.ts';
import { aProgramme, aProgrammeVersion } from './programmes.ts';
import { CRM, LEDGER, TALLIES } from '../../shared/store/tables.ts';

/** The pipeline of survey waves on the in-process store: its queues are lists, and its mails are kept. */

/** Nine o'clock on the day of the tests' quarterly programme. */
export const SLOT = at('2026-07-01 09:00');

export const surveyStores = (documents: Documents) => ({
  waves: createWaveRepository(documents, 'crm'),
  programmes: createProgrammeRepository(documents, 'crm'),
  contacts: createContactRepository(documents, 'crm'),
  mailboxes: createMailboxRepository(documents, 'crm'),
  invitations: createInvitationRepository(documents, 'crm'),
  allowance: createDailyAllowance(documents, 'crm'),
  tokens: createTokenRepository(documents, 'crm'),
  dueDeliveries: createDueDeliveries(documents, 'crm'),
  clients: createClientRepository(documents, 'crm'),
  cases: createCaseRepository(documents, 'crm'),
  answers: createAnswerRepository(documents, 'crm'),
  outbox: createFactOutbox(documents, 'crm'),
  index: createOrderIndex(documents, 'ledger'),
  registries: createRegistryReader(documents, 'crm'),
});

export const surveyStore = () => createMemoryDocuments({ crm: CRM, ledger: LEDGER, tallies: TALLIES });

/** The wave of a slot, open for as long as the version says. */
export const aWave = (
  programme: Programme,
  { openDays }: ProgrammeVersion,
  slotAt = SLOT,
  over: Partial<Wave> = {},
): Wave => ({
  programmeId: programme.programmeId,
  waveId: waveIdOf(slotAt),
  versionNumber: programme.currentVersion,
  previousSlotAt: slotAt - 91 * DAY_MS,
  closesAt: slotAt + openDays * DAY_MS,
  state: 'open',
  ...over,
});

export function aSurveyDesk(documents = surveyStore()) {
  const time = { now: SLOT };
  const clock = { now: () => time.now };
  const stores = surveyStores(documents);
  const mails: Mail[] = [];
  const asked: SendRequest[] = [];
  const facts: FactGroup[] = [];
  let secrets = 0;

  const mailer = {
    send: (mail: Mail): Promise<void> => {
      mails.push(mail);
      return Promise.resolve();
    },
  };
  const sendQueue = {
    send: (requests: readonly SendRequest[]): Promise<void> => {
      asked.push(...requests);
      return Promise.resolve();
    },
  };

  const planning: PlanInvitationsDeps = { ...stores, clock, mailboxIdOf, sendQueue };
  const sending: SendInvitationsDeps = {
    ...stores,
    clock,
    mailboxIdOf,
    mailer,
    tokenDigest,
    secrets: { secret: () => `secret-${String(++secrets)}` },
    links: createSignedLinks(() => Promise.resolve('a key for tests')),
    publicUrl: 'https://surveys.example',
  };
  const tending: TendSurveysDeps = {
    ...stores,
    clock,
    sendQueue,
    bucketOf,
    factQueue: {
      send: (_, groups) => {
        facts.push(...groups);
        return Promise.resolve(new Set());
      },
    },
  };

  /** A programme with an open wave. */
  const begin = async (
    over: Partial<ProgrammeVersion> = {},
    head: Partial<Programme> = {},
    slotAt = SLOT,
  ): Promise<Wave> => {
    const programme = aProgramme(head);
    const version = aProgrammeVersion(over);
    await stores.programmes.save(programme, version);
    const wave = aWave(programme, version, slotAt);
    await stores.waves.begin(wave);
    return wave;
  };

  return {
    ...stores,
    documents,
    time,
    mails,
    /** Requests to send, taken off the queue. */
    asked,
    facts,
    planning,
    sending,
    tending,
    begin,
    addClient: (over: Partial<Client> = {}) => stores.clients.create(aClient(over), CONTRACT, 'admin-1'),
    addContacts: async (...contacts: readonly Partial<Contact>[]): Promise<void> => {
      for (const one of contacts) await stores.contacts.save(aContact(one));
    },
    plan: (wave: Wave, clientId: ClientId = CLIENT) => planInvitations(planning, requestOf(wave, clientId)),
    /** Sends what is asked for; what throws stays on the queue. */
    sendAll: async (): Promise<readonly unknown[]> => {
      const failures: unknown[] = [];
      for (const request of asked.splice(0)) {
        await sendInvitations(sending, request).catch((error: unknown) => {
          failures.push(error);
          asked.push(request);
        });
      }
      return failures;
    },
    /** Every invitation of a wave, by contact where it still names one. */
    invited: async (wave: Wave): Promise<readonly Invitation[]> =>
      (await stores.invitations.list(wave, undefined, undefined)).invitations,
  };
}

export const requestOf = ({ programmeId, waveId }: Wave, clientId: ClientId = CLIENT): PlanRequest => ({
  programmeId,
  waveId,
  clientId,
});
