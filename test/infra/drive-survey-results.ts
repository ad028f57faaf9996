import { expect } from 'vitest';

import { createHandler } from '../../functions/api/survey-results/handler.ts';
import { DAY_MS } from '../../shared/domain/calendar/time.ts';
import { createSignedLinks } from '../../shared/http/signed-links.ts';
import { createAnswerRepository } from '../../shared/store/answer-repository.ts';
import { createInvitationRepository } from '../../shared/store/invitation-repository.ts';
import { createKpiSources } from '../../shared/store/kpi-sources.ts';
import { createProgrammeRepository } from '../../shared/store/programme-repository.ts';
import { createRegistryReader } from '../../shared/store/registry-reader.ts';
import { createWaveRepository } from '../../shared/store/wave-repository.ts';
import { call, person, type Call } from '../support/api.ts';
import { CLIENT } from '../support/builders.ts';
import { each, pageTokens, type Driving } from './driving.ts';
import { aSurveyedClient, OVER } from './survey-world.ts';

const links = createSignedLinks(() => Promise.resolve('a key for tests'));
const MANAGER = person('manager', 'account-manager');

const isoDay = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** Reads results in every way: all clients and one, grouped, texts, by a link. */
export async function driveSurveyResults({ world, documents, composed }: Driving): Promise<void> {
  await aSurveyedClient(world.documents);
  const handler = createHandler({
    ...composed,
    sources: createKpiSources(documents, { ledger: 'ledger', tallies: 'tallies' }),
    registries: createRegistryReader(documents, 'crm'),
    programmes: createProgrammeRepository(documents, 'crm'),
    waves: createWaveRepository(documents, 'crm'),
    invitations: createInvitationRepository(documents, 'crm'),
    answers: createAnswerRepository(documents, 'crm'),
    links,
    pageTokens,
    publicUrl: 'https://crm.provider.example',
  });
  const path = '/v1/surveys/{programmeId}';
  const params = { programmeId: OVER.programmeId };
  const days = { from: isoDay(Date.now() - 20 * DAY_MS), to: isoDay(Date.now()) };
  const results = { route: `GET ${path}/results`, params };
  const link = { route: `POST ${path}/results/links`, params, body: { ...days, groupBy: 'month' } };
  const { text } = await call(handler, { ...link, as: MANAGER });
  const token = /"url":"[^"]*\/r\/([^"]+)"/.exec(text)?.[1] ?? '';
  const calls: readonly (readonly [number, Call])[] = [
    [200, { ...results, query: days }],
    [200, { ...results, query: { ...days, clientId: CLIENT, groupBy: 'month' }, as: MANAGER }],
    [200, { ...results, query: { ...days, groupBy: 'client' } }],
    [403, { ...results, query: days, as: person('viewer', 'client-viewer') }],
    [200, { route: `GET ${path}/texts`, params, query: days }],
    [200, { route: 'GET /r/{token}', params: { token } }],
    [404, { route: 'GET /r/{token}', params: { token: `${token}x` } }],
  ];
  expect(await each(handler, ...calls.map(([, one]) => one))).toEqual(calls.map(([status]) => status));
}
