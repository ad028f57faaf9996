import * as z from 'zod';
import { defineRoute, noBody, noParams, noQuery } from '../route.ts';

const tag = 'About';
const open = { access: 'open', params: noParams, query: noQuery, body: noBody, tag } as const;

export const healthRoute = defineRoute({
  ...open,
  method: 'GET',
  path: '/v1/health',
  operationId: 'getHealth',
  summary: 'Tell version and stage',
  answer: {
    status: 200,
    description: 'The service answers.',
    body: z
      .object({ status: z.literal('ok'), version: z.string(), stage: z.string() })
      .meta({ id: 'Health' }),
  },
});

export const openapiRoute = defineRoute({
  ...open,
  method: 'GET',
  path: '/v1/openapi.json',
  operationId: 'getOpenapi',
  summary: 'Read this description as an OpenAPI 3.1 document',
  answer: {
    status: 200,
    description: 'The document.',
    body: z.looseObject({ openapi: z.string() }),
  },
});

export const referenceRoute = defineRoute({
  ...open,
  method: 'GET',
  path: '/',
  operationId: 'getReference',
  summary: 'Read this description as a page',
  answer: {
    status: 200,
    description: 'The page.',
    body: z.string(),
    contentType: 'text/html; charset=utf-8',
  },
});
