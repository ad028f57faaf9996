import type { Context } from 'aws-lambda';
import { createHandler, type AnswersDeps } from '../../functions/api/answers/handler.ts';
import { DAY_MS } from '../../shared/domain/calendar/time.ts';
import type { OrderFacts } from '../../shared/domain/ledger/decide.ts';
import type { Invitation } from '../../shared/domain/survey/invitation.ts';
import type { ProgrammeVersion } from '../../shared/domain/survey/programme.ts';
import type { Question } from '../../shared/domain/survey/question.ts';
import { waveIdOf, type Wave } from '../../shared/domain/survey/wave.ts';
import type { HttpResponse } from '../../shared/http/event.ts';
import { createSignedLinks } from '../../shared/http/signed-links.ts';
import { createAnswerRepository } from '../../shared/store/answer-repository.ts';
import { createCaseRepository } from '../../shared/store/case-repository.ts';
import { mailboxIdOf, tokenDigest } from '../../shared/store/digests.ts';
import type { Documents } from '../../shared/store/documents.ts';
import { createFactOutbox } from '../../shared/store/fact-outbox.ts';
import { createInvitationRepository } from '../../shared/store/invitation-repository.ts';
import { bucketOf } from '../../shared/store/keys.ts';
import { createMailboxRepository } from '../../shared/store/mailbox-repository.ts';
import { createProgrammeRepository } from '../../shared/store/programme-repository.ts';
import { createTokenRepository } from '../../shared/store/token-repository.ts';
import { createWaveRepository } from '../../shared/store/wave-repository.ts';
import { httpEvent, type Call } from './api.ts';
import { at, delivered, placed } from './builders.ts';
import { aLedger, order } from './ledger.ts';
import { aProgramme, aProgrammeVersion } from './programmes.ts';

/** Every method once; the last two may be left blank. */
export const QUESTIONS: readonly Question[] = [
  {
    id: 'recommend',
    method: 'nps',
    scale: 10,
    required: true,
    text: { en: 'How likely are you to recommend us?', de: 'Würden Sie uns empfehlen?' },
    options: [],
  },
  {
    id: 'satisfied',
    method: 'csat',
    scale: 5,
    required: true,
    text: { en: 'How satisfied are you with the delivery?', de: 'Wie zufrieden sind Sie mit der Lieferung?' },
    options: [],
  },
  {
    id: 'reason',
    method: 'choice',
    scale: null,
    required: false,
    text: { en: 'What mattered most?', de: 'Was war am wichtigsten?' },
    options: [
      { id: 'time', text: { en: 'That it came on time', de: 'Dass es pünktlich kam' } },
      { id: 'goods', text: { en: 'The state of the goods', de: 'Der Zustand der Ware' } },
    ],
  },
  {
    id: 'words',
    method: 'text',
    scale: null,
    required: false,
    text: { en: 'What should we do better?', de: 'Was sollen wir besser machen?' },
    options: [],
  },
];

export const SLOT = at('2026-05-25 09:00');

export interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export type Fields = Readonly<Record<string, string | readonly string[]>>;

/** A good answer to `QUESTIONS`. */
export const GOOD: Fields = { 'q.recommend': '9', 'q.satisfied': '5' };

const encoded = (fields: Fields): string =>
  new URLSearchParams(
    Object.entries(fields).flatMap(([name, values]) =>
      [values].flat().map((value) => [name, value] as [string, string]),
    ),
  ).toString();

export interface Sent {
  readonly lang?: string;
  readonly headers?: Record<string, string>;
}

/** One order on time, one late. */
const ORDERS: readonly OrderFacts[] = [
  order('SO-1', [placed({ carrierId: 'dhl', siteId: 'HAM' }), delivered('2026-03-09 10:00')]),
  order('SO-2', [placed({ carrierId: 'ups' }), delivered('2026-03-12 10:00')]),
];

const storesOn = (documents: Documents) => ({
  tokens: createTokenRepository(documents, 'crm'),
  waves: createWaveRepository(documents, 'crm'),
  invitations: createInvitationRepository(documents, 'crm'),
  programmes: createProgrammeRepository(documents, 'crm'),
  answers: createAnswerRepository(documents, 'crm'),
  mailboxes: createMailboxRepository(documents, 'crm'),
  outbox: createFactOutbox(documents, 'crm'),
  cases: createCaseRepository(documents, 'crm'),
});

/** A wave of a programme with the real handler of the answer page, on the in-process store. */
export async function anAnswersApi(over: Partial<ProgrammeVersion> = {}) {
  const ledger = await aLedger();
  await ledger.record(...ORDERS);
  const { documents } = ledger;
  const version = aProgrammeVersion({ questions: QUESTIONS, ...over });
  const programme = aProgramme();
  const wave: Wave = {
    programmeId: programme.programmeId,
    waveId: waveIdOf(SLOT),
    versionNumber: version.number,
    previousSlotAt: SLOT - DAY_MS,
    closesAt: SLOT + version.openDays * DAY_MS,
    state: 'open',
  };
  const store = storesOn(documents);
  await store.programmes.save(programme, version);
  await store.waves.begin(wave);
  const links = createSignedLinks(() => Promise.resolve('a key for tests'));
  let secrets = 0;
  const left: string[] = [];

  /** The handler; its stores may fail as planned. */
  const handlerOn = (on: Documents = documents, deps: Partial<AnswersDeps> = {}) =>
    createHandler({
      log: ledger.log,
      clock: ledger.clock,
      ids: ledger.ids,
      secrets: { secret: () => `secret-${String(++secrets).padStart(15, '0')}` },
      recording: ledger.worker(on),
      bucketOf,
      onLeft: (outboxId) => left.push(outboxId),
      tokenDigest,
      links,
      ...storesOn(on),
      ...deps,
    });
  const handler = handlerOn();

  const ask = async (request: Call, by = handler): Promise<Page> => {
    const { statusCode, headers, body }: HttpResponse = await by(httpEvent(request), {} as Context);
    return { status: statusCode, headers, text: body };
  };
  const request = (route: string, token: string, { lang, headers = {} }: Sent): Call => ({
    route,
    params: { token },
    ...(lang !== undefined && { query: { lang } }),
    headers,
  });

  return {
    ...ledger,
    store,
    version,
    wave,
    links,
    left,
    handler,
    handlerOn,
    ask,
    /** Invites somebody; answers the token of the mail. `tokens`: of a reminder, too. */
    invite: async (
      name: string,
      invited: Partial<Invitation> = {},
      tokens: readonly string[] = [`token-of-${name}`],
    ): Promise<string> => {
      const invitation: Invitation = {
        programmeId: wave.programmeId,
        waveId: wave.waveId,
        clientId: ledger.client.clientId,
        mailboxId: mailboxIdOf(`${name}@acme.example`),
        state: 'sent',
        contactId: name,
        orderNo: null,
        language: 'en',
        sentAt: SLOT,
        remindedAt: null,
        openedAt: null,
        tokens: tokens.map(tokenDigest),
        version: 1,
        ...invited,
      };
      await store.invitations.plan(invitation, 2_000_000_000);
      for (const token of tokens)
        await store.tokens.save({ ...invitation, digest: tokenDigest(token), expiresAt: wave.closesAt });
      return tokens[0] ?? '';
    },
    show: (token: string, sent: Sent = {}, by = handler): Promise<Page> =>
      ask(request('GET /s/{token}', token, sent), by),
    answer: (token: string, fields: Fields, sent: Sent = {}, by = handler): Promise<Page> =>
      ask(
        {
          ...request('POST /s/{token}', token, sent),
          text: encoded(fields),
          headers: { 'content-type': 'application/x-www-form-urlencoded', ...sent.headers },
        },
        by,
      ),
    showUnsubscribe: (token: string, sent: Sent = {}): Promise<Page> =>
      ask(request('GET /u/{token}', token, sent)),
    unsubscribe: (token: string, text: string, type = 'application/x-www-form-urlencoded'): Promise<Page> =>
      ask({ ...request('POST /u/{token}', token, {}), text, headers: { 'content-type': type } }),
    /** What the store holds of one kind. */
    items: (start: string) => documents.all('crm').filter(({ pk }) => pk.startsWith(start)),
  };
}

export type AnswersApi = Awaited<ReturnType<typeof anAnswersApi>>;
