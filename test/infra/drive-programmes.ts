import { expect } from 'vitest';

import { createHandler } from '../../functions/api/surveys/handler.ts';
import { composeProgrammes } from '../../shared/runtime/compose-programmes.ts';
import { person, type Call } from '../support/api.ts';
import { programmeBody } from '../support/programmes.ts';
import { each, pageTokens, type Driving } from './driving.ts';
import { aSurveyedClient, OPEN } from './survey-world.ts';

const ENV = {
  CRM_TABLE: 'crm',
  SCHEDULE_GROUP: 'surveys',
  SCHEDULE_ROLE_ARN: 'arn:aws:iam::000000000000:role/waves',
  WAVES_FUNCTION_ARN: 'arn:aws:lambda:us-east-1:000000000000:function:waves',
};
const scheduler = { send: () => Promise.resolve({}) };
const MANAGER = person('manager', 'account-manager');

/** Calls every route of the surveys function, so that all the rights it needs are used. */
export async function driveProgrammes({ world, documents, composed }: Driving): Promise<void> {
  await aSurveyedClient(world.documents);
  const handler = createHandler({
    ...composed,
    ...composeProgrammes(documents, scheduler, ENV),
    planQueue: { send: () => Promise.resolve() },
    pageTokens,
  });
  const path = '/v1/surveys';
  const body = { ...programmeBody, programmeId: 'made', kind: 'relationship' };
  const made = { programmeId: 'made' };
  const one = `${path}/{programmeId}`;
  const calls: readonly (readonly [number, Call])[] = [
    [200, { route: `GET ${path}`, query: { limit: '1' } }],
    [200, { route: `GET ${path}`, as: MANAGER }],
    [403, { route: `GET ${path}`, as: person('viewer', 'client-viewer') }],
    [201, { route: `POST ${path}`, body, headers: { 'idempotency-key': 'k-1' } }],
    [201, { route: `POST ${path}`, body, headers: { 'idempotency-key': 'k-1' } }],
    [
      409,
      { route: `POST ${path}`, body: { ...body, name: 'Another' }, headers: { 'idempotency-key': 'k-2' } },
    ],
    [200, { route: `GET ${one}`, params: made }],
    [
      200,
      {
        route: `PUT ${one}`,
        params: made,
        headers: { 'if-match': '"1"' },
        body: { ...programmeBody, thanks: { en: 'Thanks.', de: 'Danke.' } },
      },
    ],
    [200, { route: `POST ${one}/pause`, params: made }],
    [200, { route: `POST ${one}/resume`, params: made }],
    [202, { route: `POST ${one}/waves`, params: made }],
    [200, { route: `GET ${one}/waves`, params: { programmeId: OPEN.programmeId }, query: { limit: '1' } }],
    [
      200,
      {
        route: `GET ${one}/waves/{waveId}`,
        params: { programmeId: OPEN.programmeId, waveId: OPEN.waveId },
        as: MANAGER,
      },
    ],
    [200, { route: `POST ${one}/end`, params: made }],
  ];
  expect(await each(handler, ...calls.map(([, call]) => call))).toEqual(calls.map(([status]) => status));
}
