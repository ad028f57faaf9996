import * as z from 'zod';
import { PROGRAMME_KINDS, programmeIdSchema } from '../../domain/survey/programme.ts';
import { programmeFieldsSchema } from '../../domain/survey/programme-terms.ts';
import { waveIdSchema } from '../../domain/survey/wave.ts';
import { programmeViewSchema, programmeWithVersionSchema } from '../programme-view.ts';
import { defineRoute, nextTokenSchema, noBody, noParams, noQuery, pageQuery } from '../route.ts';
import { waveViewSchema } from '../wave-view.ts';

const params = z.strictObject({ programmeId: programmeIdSchema });
const waveParams = params.extend({ waveId: waveIdSchema });
const emptyBody = z.strictObject({}).optional();
const tag = 'Surveys';

const oneProgramme = {
  description: 'The programme with the questions that stand.',
  body: programmeWithVersionSchema,
  headers: ['ETag'],
} as const;

export const listSurveysRoute = defineRoute({
  method: 'GET',
  path: '/v1/surveys',
  operationId: 'listSurveys',
  tag,
  summary: 'List the survey programmes that ask people of your clients, by id',
  access: 'surveys:read',
  params: noParams,
  query: z.strictObject(pageQuery),
  body: noBody,
  answer: {
    status: 200,
    description: 'One page, without the questions.',
    body: z
      .object({ surveys: z.array(programmeViewSchema), nextToken: nextTokenSchema })
      .meta({ id: 'SurveyPage' }),
  },
  errors: ['invalid-page-token'],
});

export const createSurveyRoute = defineRoute({
  method: 'POST',
  path: '/v1/surveys',
  operationId: 'createSurvey',
  tag,
  summary: 'Make a survey programme',
  description:
    'It is active at once, with version 1 of its questions. Every text is written in every language of the programme. ' +
    '`clients: every` is for administrators; others name clients of theirs. After a 503 repeat the request as it was.',
  access: 'surveys:write',
  params: noParams,
  query: noQuery,
  body: programmeFieldsSchema
    .extend({
      programmeId: programmeIdSchema.meta({ description: 'Chosen by you, for good.' }),
      kind: z.enum(PROGRAMME_KINDS).meta({
        description:
          'For good. `relationship`: contacts at times of the calendar; `transactional`: after deliveries.',
      }),
    })
    .meta({ id: 'NewSurvey' }),
  answer: { status: 201, ...oneProgramme, headers: ['ETag', 'Location'] },
  errors: ['programme-exists'],
  idempotent: true,
});

export const getSurveyRoute = defineRoute({
  method: 'GET',
  path: '/v1/surveys/{programmeId}',
  operationId: 'getSurvey',
  tag,
  summary: 'Read a survey programme with its questions',
  access: 'surveys:read',
  params,
  query: z.strictObject({
    version: z.coerce
      .number()
      .int()
      .min(1)
      .optional()
      .meta({ description: 'Of the questions, such as a wave was begun with. Default: those that stand.' }),
  }),
  body: noBody,
  answer: { status: 200, ...oneProgramme },
  errors: ['not-found'],
});

export const changeSurveyRoute = defineRoute({
  method: 'PUT',
  path: '/v1/surveys/{programmeId}',
  operationId: 'changeSurvey',
  tag,
  summary: 'Change a survey programme',
  description:
    'Replaces the whole of it but for id and kind: what is left out has its default. Questions, texts or rules that differ make another version of them, ' +
    'which the next wave begins with; a wave under way keeps its own. Name, clients and schedule make none. After a 503 repeat the request as it was.',
  access: 'surveys:write',
  params,
  query: noQuery,
  body: programmeFieldsSchema.meta({ id: 'SurveyContent' }),
  answer: { status: 200, ...oneProgramme },
  errors: ['not-found', 'programme-ended'],
  ifMatch: true,
});

const stateRoute = (verb: 'pause' | 'resume' | 'end', summary: string, description: string) =>
  defineRoute({
    method: 'POST',
    path: `/v1/surveys/{programmeId}/${verb}`,
    operationId: `${verb}Survey`,
    tag,
    summary,
    description,
    access: 'surveys:write',
    params,
    query: noQuery,
    body: emptyBody,
    answer: { status: 200, ...oneProgramme },
    errors: ['not-found', 'programme-ended', 'stale-version'],
  });

export const pauseSurveyRoute = stateRoute(
  'pause',
  'Pause a survey programme',
  'No wave begins and nothing goes out until it is resumed; links already sent keep working. Once paused, a repeat changes nothing.',
);

export const resumeSurveyRoute = stateRoute(
  'resume',
  'Resume a paused survey programme',
  'Waves and deliveries of the pause are not made up for. What open waves had planned goes out.',
);

export const endSurveyRoute = stateRoute(
  'end',
  'End a survey programme for good',
  'No wave begins and nothing goes out ever again; links already sent work until their wave closes. It is kept for its results.',
);

export const listWavesRoute = defineRoute({
  method: 'GET',
  path: '/v1/surveys/{programmeId}/waves',
  operationId: 'listSurveyWaves',
  tag,
  summary: 'List the waves of a survey programme, newest first',
  description:
    'Each with the funnel of its invitations, of your clients alone. A page ends early after 20,000 invitations.',
  access: 'surveys:read',
  params,
  query: z.strictObject(pageQuery),
  body: noBody,
  answer: {
    status: 200,
    description: 'One page.',
    body: z
      .object({ waves: z.array(waveViewSchema), nextToken: nextTokenSchema })
      .meta({ id: 'SurveyWavePage' }),
  },
  errors: ['not-found', 'invalid-page-token'],
});

export const beginWaveRoute = defineRoute({
  method: 'POST',
  path: '/v1/surveys/{programmeId}/waves',
  operationId: 'beginSurveyWave',
  tag,
  summary: 'Begin a wave now',
  description:
    'As the schedule does, with the minute that runs as its slot. Twice within a minute is one wave.',
  access: 'surveys:write',
  params,
  query: noQuery,
  body: emptyBody,
  answer: {
    status: 202,
    description: 'Begun; its invitations are being planned.',
    body: z
      .object({
        programmeId: programmeIdSchema,
        waveId: waveIdSchema,
        clients: z.int().meta({ description: 'Active clients whose people are being looked up.' }),
      })
      .meta({ id: 'SurveyWaveBegun' }),
    headers: ['Location'],
  },
  errors: ['not-found', 'programme-paused', 'programme-ended'],
  idempotent: true,
});

export const getWaveRoute = defineRoute({
  method: 'GET',
  path: '/v1/surveys/{programmeId}/waves/{waveId}',
  operationId: 'getSurveyWave',
  tag,
  summary: 'Read a wave with its funnel',
  access: 'surveys:read',
  params: waveParams,
  query: noQuery,
  body: noBody,
  answer: { status: 200, description: 'The wave.', body: waveViewSchema },
  errors: ['not-found'],
});
