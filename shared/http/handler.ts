import middy from '@middy/core';
import type * as z from 'zod';
import { problem } from '../domain/errors.ts';
import type { Action } from '../domain/crm/permissions.ts';
import type { Principal } from '../domain/crm/principal.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdempotencyStore } from '../ports/idempotency.ts';
import type { Ids } from '../ports/ids.ts';
import type { Log } from '../runtime/logger.ts';
import { headerOf, httpEventSchema, pathParametersOf, type HttpEvent, type HttpResponse } from './event.ts';
import { claimOf, idempotencyKeyOf, runOnce } from './idempotency.ts';
import { jsonBodyOf, parseInput } from './input.ts';
import { createCorrelation, problemJson, requestLog, responseHeaders } from './middleware.ts';
import { ANONYMOUS, principalOf } from './principal.ts';
import { routeKeyOf, type HttpRequest, type Reply, type Route } from './route.ts';

export interface HttpDeps {
  readonly log: Log;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Needed unless every route is open: refuses callers without a role for the route's action. */
  readonly authorizer?: { authorize(principal: Principal, action: Action): Promise<void> };
  /** Needed when a route is idempotent. */
  readonly idempotency?: IdempotencyStore;
}

type Facts = Pick<HttpRequest, 'principal' | 'now' | 'correlationId' | 'idempotencyKey'>;

/** A route with its handler; made by `on`. */
export interface BoundRoute {
  readonly route: Pick<Route, 'method' | 'path' | 'access' | 'idempotent'>;
  readonly run: (event: HttpEvent, facts: Facts) => Promise<HttpResponse>;
}

/** Joins a route to the code that answers it: input parsed before, answer serialised through its schema after. */
export function on<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  route: Route<P, Q, B, A>,
  handle: (request: HttpRequest<z.output<P>, z.output<Q>, z.output<B>>) => Promise<Reply<z.input<A>>>,
): BoundRoute {
  const { status, body: answerSchema, contentType } = route.answer;
  return {
    route,
    run: async (event, facts) => {
      const reply = await handle({
        ...facts,
        routeKey: routeKeyOf(route),
        params: parseInput(route.params, pathParametersOf(event)),
        query: parseInput(route.query, event.queryStringParameters ?? {}),
        body: parseInput(route.body, jsonBodyOf(event)),
        ifMatch: headerOf(event, 'if-match'),
      });
      const body: unknown = answerSchema.parse(reply.body);
      const headers = { 'content-type': contentType ?? 'application/json', ...reply.headers };
      return {
        statusCode: status,
        headers,
        body: contentType !== undefined && typeof body === 'string' ? body : JSON.stringify(body),
      };
    },
  };
}

function check(routes: readonly BoundRoute[], deps: HttpDeps): void {
  for (const { route } of routes) {
    if (route.access !== 'open' && !deps.authorizer)
      throw new Error(`${routeKeyOf(route)} needs an authorizer`);
    if (route.idempotent === true && !deps.idempotency)
      throw new Error(`${routeKeyOf(route)} needs an idempotency store`);
  }
}

async function answer(
  { route, run }: BoundRoute,
  event: HttpEvent,
  correlationId: string,
  deps: HttpDeps,
): Promise<HttpResponse> {
  const principal = route.access === 'open' ? ANONYMOUS : principalOf(event);
  if (route.access !== 'open') await deps.authorizer?.authorize(principal, route.access);
  const now = deps.clock.now();
  const key = route.idempotent === true ? idempotencyKeyOf(event) : undefined;
  const call = (): Promise<HttpResponse> =>
    run(event, { principal, now, correlationId, idempotencyKey: key });
  return key === undefined || !deps.idempotency
    ? call()
    : runOnce(deps.idempotency, claimOf(event, principal.id, key, now), call);
}

// Time left to write the answer when a call has used up its function's limit.
const EARLY_TIMEOUT_MS = 500;

/**
 * The Lambda handler of one function's routes. Every answer has security headers and a correlation id; every
 * error is problem+json with a code, never an empty 500. Throws at once when a route lacks what it needs.
 */
export function createHttpHandler(
  routes: readonly BoundRoute[],
  deps: HttpDeps,
): middy.MiddyfiedHandler<unknown, HttpResponse> {
  check(routes, deps);
  const byKey = new Map(routes.map((bound) => [routeKeyOf(bound.route), bound]));
  const correlationOf = createCorrelation(deps.ids);

  const handle = async (event: unknown): Promise<HttpResponse> => {
    const request = httpEventSchema.parse(event);
    const bound = byKey.get(request.routeKey);
    if (!bound) throw problem.notFound();
    return answer(bound, request, correlationOf(event), deps);
  };

  return middy<unknown, HttpResponse>({ timeoutEarlyInMillis: EARLY_TIMEOUT_MS })
    .use(responseHeaders(correlationOf))
    .use(requestLog(correlationOf, deps.log, () => deps.clock.now()))
    .use(problemJson(correlationOf, deps.log))
    .handler((event: unknown) => handle(event));
}
