import { createHandler } from '../../functions/api/surveys/handler.ts';
import { grantOf } from '../../shared/domain/crm/grant.ts';
import type { Programme } from '../../shared/domain/survey/programme.ts';
import { SchedulerUnavailable } from '../../shared/messaging/wave-schedules.ts';
import type { PlanRequest } from '../../shared/ports/survey-queues.ts';
import { createInvitationRepository } from '../../shared/store/invitation-repository.ts';
import { createProgrammeRepository } from '../../shared/store/programme-repository.ts';
import { createWaveRepository } from '../../shared/store/wave-repository.ts';
import { ADMIN, anApi, call, person, type Answer, type Call } from './api.ts';
import { aClient, clientId, CONTRACT } from './builders.ts';
import { programmeBody } from './programmes.ts';

/** Account manager of acme. */
export const MANAGER = person('manager', 'account-manager');

/** What tests read of a survey's answers. */
export interface SurveyBody {
  readonly state: string;
  readonly clients: unknown;
  readonly currentVersion: number;
  readonly version: number;
  readonly nextWaveAt: string | null;
  readonly activeSince: string;
  readonly survey: { readonly number: number; readonly subject: Record<string, string> };
  readonly surveys: readonly { readonly programmeId: string; readonly clients: unknown }[];
  readonly waves: readonly WaveBody[];
  readonly waveId: string;
}

export interface WaveBody {
  readonly waveId: string;
  readonly funnel: Readonly<Record<string, unknown>>;
  readonly skipped: Readonly<Record<string, number>>;
}

export const surveyOf = (answer: Answer): SurveyBody => answer.body as unknown as SurveyBody;

/** The API of surveys on the in-process store, with a scheduler that keeps the last schedule of each programme. */
export async function aSurveysApi() {
  const api = anApi();
  const { documents } = api;
  const schedules = new Map<string, Programme>();
  const scheduler = { isDown: false };
  const asked: PlanRequest[] = [];
  const stores = {
    programmes: createProgrammeRepository(documents, 'crm'),
    waves: createWaveRepository(documents, 'crm'),
    invitations: createInvitationRepository(documents, 'crm'),
  };
  const parts = {
    ...api,
    ...stores,
    schedules: {
      apply: (programme: Programme): Promise<void> => {
        if (scheduler.isDown) return Promise.reject(new SchedulerUnavailable('down'));
        schedules.set(programme.programmeId, programme);
        return Promise.resolve();
      },
    },
    planQueue: {
      send: (requests: readonly PlanRequest[]): Promise<void> => {
        asked.push(...requests);
        return Promise.resolve();
      },
    },
  };
  const handler = createHandler(parts);
  const send = (request: Call): Promise<Answer> => call(handler, { as: ADMIN, ...request });
  for (const id of ['acme', 'globex'])
    await api.clients.create(aClient({ clientId: clientId(id) }), CONTRACT, 'admin-1');
  await api.grants.save(grantOf('manager', [clientId('acme')], 1));
  const at = { programmeId: 'p' };
  return {
    ...parts,
    schedules,
    scheduler,
    asked,
    send,
    create: (over: Record<string, unknown> = {}, request: Partial<Call> = {}) =>
      send({
        route: 'POST /v1/surveys',
        body: { ...programmeBody, programmeId: 'p', kind: 'relationship', ...over },
        ...request,
      }),
    get: (request: Partial<Call> = {}) =>
      send({ route: 'GET /v1/surveys/{programmeId}', params: at, ...request }),
    put: (etag: string | undefined, over: Record<string, unknown> = {}, request: Partial<Call> = {}) =>
      send({
        route: 'PUT /v1/surveys/{programmeId}',
        params: at,
        headers: etag === undefined ? {} : { 'if-match': etag },
        body: { ...programmeBody, ...over },
        ...request,
      }),
    post: (verb: 'pause' | 'resume' | 'end' | 'waves', request: Partial<Call> = {}) =>
      send({ route: `POST /v1/surveys/{programmeId}/${verb}`, params: at, ...request }),
  };
}
