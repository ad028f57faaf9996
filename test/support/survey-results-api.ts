import { createHandler } from '../../functions/api/survey-results/handler.ts';
import { DAY_MS } from '../../shared/domain/calendar/time.ts';
import { grantOf } from '../../shared/domain/crm/grant.ts';
import type { Answer } from '../../shared/domain/survey/answer.ts';
import {
  mailboxIdSchema,
  type Invitation,
  type InvitationState,
} from '../../shared/domain/survey/invitation.ts';
import type { Programme, ProgrammeVersion } from '../../shared/domain/survey/programme.ts';
import type { Wave, WaveId } from '../../shared/domain/survey/wave.ts';
import { createSignedLinks } from '../../shared/http/signed-links.ts';
import { createAnswerRepository } from '../../shared/store/answer-repository.ts';
import { createInvitationRepository } from '../../shared/store/invitation-repository.ts';
import { createProgrammeRepository } from '../../shared/store/programme-repository.ts';
import { createTokenRepository } from '../../shared/store/token-repository.ts';
import { createWaveRepository } from '../../shared/store/wave-repository.ts';
import { ADMIN, call, person, type Call } from './api.ts';
import { aClient, clientId, NOW } from './builders.ts';
import { aLedger } from './ledger.ts';
import { aProgramme, aProgrammeVersion } from './programmes.ts';
import { anAnswer, aWave, RECOMMEND, SATISFIED, WAVE, WISHES } from './survey-results.ts';

const RESULTS = '/v1/surveys/{programmeId}';
/** Account manager of `acme`. */
export const MANAGER = person('manager', 'account-manager');
/** Account manager of a client that no programme surveys. */
export const STRANGER = person('stranger', 'account-manager');

export interface ResultsAnswer<Body = ResultsBody> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
  readonly text: string;
}

interface FiguresBody {
  readonly answers: number;
  readonly withheld: string;
  readonly results: readonly (Readonly<Record<string, unknown>> & {
    readonly n: number;
    readonly score?: number | null;
  })[];
  readonly funnel: Readonly<Record<string, unknown>> | null;
  readonly delivered:
    readonly { readonly kpi: string; readonly shown: string | null; readonly denominator: number }[] | null;
}

export interface ResultsBody {
  readonly code?: string;
  readonly errors?: readonly { readonly path: string; readonly detail: string }[];
  readonly clients: string | number;
  readonly waves: { readonly all: number; readonly waiting: number };
  readonly questions: readonly { readonly id: string }[];
  readonly total: FiguresBody;
  readonly groups?: readonly (FiguresBody & { readonly key: string })[];
  readonly texts: readonly {
    readonly text: string;
    readonly language: string;
    readonly source: object | null;
  }[];
  readonly nextToken?: string;
  readonly url: string;
  readonly expiresAt: string;
}

const PERIOD = { from: '2026-04-01', to: '2026-06-30' };

/** Results of a programme that surveys `acme`, `globex` and `initech`, with the real handler on the in-process store. */
export async function aResultsApi(
  over: {
    readonly version?: Partial<ProgrammeVersion>;
    readonly programme?: Partial<Programme>;
    readonly wave?: Partial<Wave>;
  } = {},
) {
  const ledger = await aLedger();
  const { documents } = ledger;
  for (const id of ['globex', 'initech', 'umbrella'])
    await ledger.addClient(aClient({ clientId: clientId(id), name: `The ${id} company` }));
  await ledger.grants.save(grantOf('manager', [clientId('acme')], 1));
  await ledger.grants.save(grantOf('stranger', [clientId('umbrella')], 1));
  const programmes = createProgrammeRepository(documents, 'crm');
  const waves = createWaveRepository(documents, 'crm');
  const invitations = createInvitationRepository(documents, 'crm');
  const tokens = createTokenRepository(documents, 'crm');
  const answers = createAnswerRepository(documents, 'crm');
  const version = aProgrammeVersion({ questions: [RECOMMEND, SATISFIED, WISHES], ...over.version });
  const programme = aProgramme({
    clients: ['acme', 'globex', 'initech'].map(clientId),
    ...over.programme,
  });
  await programmes.save(programme, version);
  await waves.begin(aWave(over.wave));
  const stores = { programmes, waves, invitations, answers };
  const handler = createHandler({
    ...ledger,
    ...stores,
    links: createSignedLinks(() => Promise.resolve('a key for tests')),
    publicUrl: 'https://api.example',
  });

  let people = 0;
  const invite = async (
    to: Pick<Answer, 'clientId' | 'waveId' | 'language'>,
    state: InvitationState,
  ): Promise<Invitation> => {
    const digest = `digest-${String(++people)}`;
    const invitation: Invitation = {
      programmeId: programme.programmeId,
      waveId: to.waveId,
      clientId: to.clientId,
      mailboxId: mailboxIdSchema.parse(String(people).padStart(22, '0')),
      state,
      contactId: null,
      orderNo: null,
      language: to.language,
      sentAt: NOW - 2 * DAY_MS,
      remindedAt: null,
      openedAt: state === 'sent' || state === 'answered' ? NOW - DAY_MS : null,
      tokens: [digest],
      version: 1,
    };
    await invitations.plan(invitation, NOW);
    await tokens.save({ ...invitation, digest, expiresAt: NOW + DAY_MS });
    return invitation;
  };

  const send = async (request: Call): Promise<ResultsAnswer> => {
    const { status, headers, text } = await call(handler, { as: ADMIN, ...request });
    const isJson = headers['content-type']?.includes('json') === true;
    return { status, headers, text, body: JSON.parse(isJson ? text : '{}') as ResultsBody };
  };
  type Query = Record<string, string>;
  const params = { programmeId: programme.programmeId };

  return {
    ...ledger,
    ...stores,
    handler,
    wave: WAVE,
    programme,
    version,
    send,
    invite,
    /** Invites somebody who answers. */
    answer: async (values: Answer['values'], about: Partial<Answer> = {}): Promise<void> => {
      const answer = anAnswer(values, about);
      const invitation = await invite(answer, 'sent');
      await answers.give({
        answer,
        invitation: { ...invitation, state: 'answered', version: 2 },
        token: invitation.tokens[0]!,
        followUp: undefined,
        facts: undefined,
        ttl: NOW,
      });
    },
    beginWave: (waveId: WaveId, state: Wave['state'] = 'closed', versionNumber = 1) =>
      waves.begin(aWave({ waveId, state, versionNumber })),
    results: (query: Query = {}, as = ADMIN) =>
      send({ route: `GET ${RESULTS}/results`, params, query: { ...PERIOD, ...query }, as }),
    texts: (query: Query = {}, as = ADMIN) =>
      send({ route: `GET ${RESULTS}/texts`, params, query: { ...PERIOD, ...query }, as }),
    link: (body: Query = {}, as = ADMIN) =>
      send({ route: `POST ${RESULTS}/results/links`, params, body: { ...PERIOD, ...body }, as }),
    page: (url: string) =>
      send({
        route: 'GET /r/{token}',
        params: { token: url.slice(url.lastIndexOf('/') + 1) },
        as: undefined,
      }),
  };
}

export type ResultsApi = Awaited<ReturnType<typeof aResultsApi>>;
