import {
  OpenApiGeneratorV31,
  OpenAPIRegistry,
  zodToOpenAPIRegistry,
  type RouteConfig,
} from '@asteasolutions/zod-to-openapi';
import * as z from 'zod';
import { ROLES_FOR } from '../domain/crm/permissions.ts';
import { ERROR_CODES, type ErrorCode } from '../domain/errors.ts';
import { eventDataComponents } from './event-data-schemas.ts';
import { PROBLEM_TYPE, STATUS_OF } from './problem.ts';
import type { BodyType, Route } from './route.ts';

/**
 * The OpenAPI document of the routes. Only scripts and tests import this file: the library it needs has no place in
 * a function, which serves the committed document instead.
 */

const problemSchema = z
  .object({
    type: z.string().meta({ example: 'urn:tallyman:problem:invalid-request' }),
    title: z.string(),
    status: z.int(),
    code: z.enum(ERROR_CODES),
    detail: z.string(),
    errors: z
      .array(z.object({ path: z.string(), detail: z.string() }))
      .optional()
      .meta({ description: 'The fields that were refused.' }),
    correlationId: z.string(),
  })
  .meta({ id: 'Problem', description: 'Problem details (RFC 9457) with a stable code.' });

const BODY_ERRORS: Readonly<Record<BodyType, readonly ErrorCode[]>> = {
  json: ['invalid-json', 'unsupported-media-type', 'body-too-large'],
  form: ['unsupported-media-type', 'body-too-large'],
  unread: [],
};

/** Refusals of a route: its own and those that follow from how it is declared. */
export function errorsOf(route: Route): readonly ErrorCode[] {
  const codes = new Set<ErrorCode>(['invalid-request', 'internal', 'unavailable']);
  if (route.access !== 'open') codes.add('unauthenticated').add('forbidden');
  if (route.method !== 'GET') for (const code of BODY_ERRORS[route.bodyType ?? 'json']) codes.add(code);
  if (route.idempotent === true) codes.add('idempotency-key-reused').add('idempotency-in-progress');
  if (route.ifMatch === true) codes.add('if-match-required').add('stale-version');
  for (const code of route.errors ?? []) codes.add(code);
  return ERROR_CODES.filter((code) => codes.has(code));
}

function problemAnswers(route: Route): RouteConfig['responses'] {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of errorsOf(route)) {
    const status = STATUS_OF[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      {
        description: codes.map((code) => `\`${code}\``).join(' · '),
        content:
          route.problemPages === true
            ? { [mediaType(route.answer.contentType)]: { schema: route.answer.body } }
            : { [PROBLEM_TYPE]: { schema: problemSchema } },
      },
    ]),
  );
}

const HEADERS = {
  ETag: { description: 'The version, for If-Match.', schema: { type: 'string' } },
  Location: { description: 'Where the new resource is.', schema: { type: 'string' } },
} as const;

function requestHeaders(route: Route): z.ZodObject | undefined {
  const shape: Record<string, z.ZodType> = {};
  if (route.idempotent === true)
    shape['Idempotency-Key'] = z.string().max(255).optional().meta({
      description: 'Makes a repeat safe for 24 hours: the same key and body give the same answer.',
    });
  if (route.ifMatch === true)
    shape['If-Match'] = z
      .string()
      .optional()
      .meta({ description: 'The ETag of your last read.', example: '"3"' });
  return Object.keys(shape).length > 0 ? z.object(shape) : undefined;
}

const hasBody = (schema: z.ZodType): boolean => !(schema instanceof z.ZodUndefined);
const hasFields = (schema: z.ZodType): schema is z.ZodObject =>
  schema instanceof z.ZodObject && Object.keys(schema.shape).length > 0;

function descriptionOf(route: Route): string {
  const who = route.access === 'open' ? 'No sign-in.' : `Roles: ${ROLES_FOR[route.access].join(', ')}.`;
  return route.description === undefined ? who : `${route.description}\n\n${who}`;
}

function configOf(route: Route): RouteConfig {
  const { answer } = route;
  const headers = requestHeaders(route);
  const answerHeaders = Object.fromEntries((answer.headers ?? []).map((name) => [name, HEADERS[name]]));
  const method = route.method.toLowerCase();
  if (!isMethod(method)) throw new Error(`no OpenAPI method: ${method}`);
  return {
    method,
    path: route.path.replace('+}', '}'),
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    description: descriptionOf(route),
    security: route.access === 'open' ? [] : [{ accessToken: [] }],
    request: {
      ...(hasFields(route.params) && { params: route.params }),
      ...(hasFields(route.query) && { query: route.query }),
      ...(headers && { headers }),
      ...(hasBody(route.body) && {
        body: {
          required: !route.body.safeParse(undefined).success,
          content: { [BODY_MEDIA[route.bodyType ?? 'json']]: { schema: route.body } },
        },
      }),
    },
    responses: {
      [String(answer.status)]: {
        description: answer.description,
        content: { [mediaType(answer.contentType)]: { schema: answer.body } },
        ...(answer.headers && { headers: answerHeaders }),
      },
      ...pageAnswers(route),
      ...problemAnswers(route),
    },
  };
}

/** Pages under another status than the route's own. */
function pageAnswers({ answer }: Route): RouteConfig['responses'] {
  const content = { [mediaType(answer.contentType)]: { schema: answer.body } };
  return Object.fromEntries(
    Object.entries(answer.otherStatuses ?? {}).map(([status, description]) => [
      status,
      { description, content },
    ]),
  );
}

const BODY_MEDIA: Readonly<Record<BodyType, string>> = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  unread: '*/*',
};

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const isMethod = (text: string): text is (typeof METHODS)[number] =>
  METHODS.some((method) => method === text);
const mediaType = (contentType: string | undefined): string =>
  (contentType ?? 'application/json').split(';')[0] ?? '';

/** Every schema with an id in its metadata, wherever it stands: these become components. */
function collectNamed(schema: unknown, found: Map<z.ZodType, string>, seen = new Set<unknown>()): void {
  if (typeof schema !== 'object' || schema === null || seen.has(schema)) return;
  seen.add(schema);
  if (schema instanceof z.ZodType) {
    const id = schema.meta()?.id;
    if (id !== undefined) found.set(schema, id);
    collectNamed(schema._zod.def, found, seen);
    return;
  }
  for (const value of Object.values(schema)) collectNamed(value, found, seen);
}

/** The OpenAPI 3.1 document of the given routes. */
export function openapiDocument(routes: readonly Route[], version: string): unknown {
  const named = new Map<z.ZodType, string>([[problemSchema, 'Problem']]);
  for (const route of routes) {
    collectNamed(route.body, named);
    collectNamed(route.answer.body, named);
  }
  const registry = new OpenAPIRegistry();
  // The library's own `register` wants methods patched into zod before any schema is made; its registry does not.
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so as a warning only ("not really deprecated")
  for (const [schema, id] of named) zodToOpenAPIRegistry.add(schema, { _internal: { refId: id } });
  registry.registerComponent('securitySchemes', 'accessToken', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'An access token of the user pool: people by the hosted sign-in page (authorization code with PKCE), machines by client credentials with the scope tallyman/events.write.',
  });
  for (const route of routes) registry.registerPath(configOf(route));
  const schemas = [...named.keys()].map((schema) => ({ type: 'schema', schema }) as const);
  for (const [name, schema] of Object.entries(eventDataComponents()))
    registry.registerComponent('schemas', name, schema);
  return new OpenApiGeneratorV31([...schemas, ...registry.definitions], {
    sortComponents: 'alphabetically',
  }).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Tallyman API',
      version,
      description:
        'Orders of a third-party logistics company, judged under each client’s contract, with every figure explained down to the fact.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map((route) => route.tag))].map((name) => ({ name })),
  });
}
