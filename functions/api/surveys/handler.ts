import * as z from 'zod';
import { beginWaveNow, type BeginWaveDeps } from '../../../shared/app/surveys/begin-wave-now.ts';
import { changeProgramme } from '../../../shared/app/surveys/change-programme.ts';
import { createProgramme } from '../../../shared/app/surveys/create-programme.ts';
import { getProgramme, listProgrammes } from '../../../shared/app/surveys/read-programmes.ts';
import { listWaves, readWave, type ReadWavesDeps } from '../../../shared/app/surveys/read-waves.ts';
import type { ProgrammeWithVersion, SaveProgrammeDeps } from '../../../shared/app/surveys/save-programme.ts';
import { setProgrammeState } from '../../../shared/app/surveys/set-programme-state.ts';
import type { EpochMs } from '../../../shared/domain/calendar/time.ts';
import { programmeIdSchema, type ProgrammeState } from '../../../shared/domain/survey/programme.ts';
import { waveIdSchema } from '../../../shared/domain/survey/wave.ts';
import { etagOf, versionOf } from '../../../shared/http/etag.ts';
import { createHttpHandler, on, type BoundRoute, type HttpDeps } from '../../../shared/http/handler.ts';
import type { PageTokens } from '../../../shared/http/page-token.ts';
import { programmeView, programmeWithVersionView } from '../../../shared/http/programme-view.ts';
import * as routes from '../../../shared/http/routes/surveys.ts';
import { waveView } from '../../../shared/http/wave-view.ts';

export type SurveysDeps = HttpDeps &
  SaveProgrammeDeps &
  BeginWaveDeps &
  ReadWavesDeps & { readonly pageTokens: PageTokens };

const programmePosition = z.object({ programmeId: programmeIdSchema }).optional();
const wavePosition = z.object({ waveId: waveIdSchema }).optional();

const replyOf = (written: ProgrammeWithVersion, now: EpochMs) => ({
  body: programmeWithVersionView(written, now),
  headers: { etag: etagOf(written.programme.version) },
});

const programmeRoutes = (deps: SurveysDeps): readonly BoundRoute[] => [
  on(routes.listSurveysRoute, async (request) => {
    const { principal, query, now } = request;
    const position = programmePosition.parse(await deps.pageTokens.open(request, principal.id));
    const page = await listProgrammes(deps, principal, position?.programmeId, query.limit);
    const surveys = page.programmes.map((programme) => programmeView(programme, now));
    if (page.next === undefined) return { body: { surveys } };
    const nextToken = await deps.pageTokens.seal(request, principal.id, { programmeId: page.next });
    return { body: { surveys, nextToken } };
  }),
  on(routes.createSurveyRoute, async ({ principal, body: { programmeId, kind, ...fields }, now }) => {
    const made = await createProgramme(deps, principal, { programmeId, kind, fields }, now);
    const { body, headers } = replyOf(made, now);
    return { body, headers: { ...headers, location: `/v1/surveys/${programmeId}` } };
  }),
  on(routes.getSurveyRoute, async ({ principal, params: { programmeId }, query: { version }, now }) =>
    replyOf(await getProgramme(deps, principal, programmeId, version), now),
  ),
  on(routes.changeSurveyRoute, async ({ principal, params: { programmeId }, body, ifMatch, now }) => {
    const edit = { programmeId, seen: versionOf(ifMatch), fields: body };
    return replyOf(await changeProgramme(deps, principal, edit, now), now);
  }),
];

const stateRoutes = (deps: SurveysDeps): readonly BoundRoute[] => {
  const to = (route: typeof routes.pauseSurveyRoute, state: ProgrammeState): BoundRoute =>
    on(route, async ({ principal, params: { programmeId }, now }) =>
      replyOf(await setProgrammeState(deps, principal, { programmeId, state }, now), now),
    );
  return [
    to(routes.pauseSurveyRoute, 'paused'),
    to(routes.resumeSurveyRoute, 'active'),
    to(routes.endSurveyRoute, 'ended'),
  ];
};

const waveRoutes = (deps: SurveysDeps): readonly BoundRoute[] => [
  on(routes.listWavesRoute, async (request) => {
    const { principal, params, query } = request;
    const tenant = `${principal.id} ${params.programmeId}`;
    const after = wavePosition.parse(await deps.pageTokens.open(request, tenant))?.waveId;
    const page = await listWaves(deps, principal, params.programmeId, { after, limit: query.limit });
    const waves = page.waves.map(waveView);
    if (page.next === undefined) return { body: { waves } };
    return { body: { waves, nextToken: await deps.pageTokens.seal(request, tenant, { waveId: page.next }) } };
  }),
  on(routes.beginWaveRoute, async ({ principal, params: { programmeId }, now }) => {
    const begun = await beginWaveNow(deps, principal, programmeId, now);
    return {
      body: { programmeId, ...begun },
      headers: { location: `/v1/surveys/${programmeId}/waves/${begun.waveId}` },
    };
  }),
  on(routes.getWaveRoute, async ({ principal, params: { programmeId, waveId } }) => ({
    body: waveView(await readWave(deps, principal, programmeId, waveId)),
  })),
];

/** Survey programmes and their waves. */
export const createHandler = (deps: SurveysDeps) =>
  createHttpHandler([...programmeRoutes(deps), ...stateRoutes(deps), ...waveRoutes(deps)], deps);
