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
import { formBodyOf, jsonBodyOf, parseInput } from './input.ts';
import { createCorrelation, problems, requestLog, responseHeaders, type ShowProblem } from './middleware.ts';
import { ANONYMOUS, principalOf } from './principal.ts';
import { routeKeyOf, type BodyType, type HttpRequest, type Reply, type Route } from './route.ts';

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
  /** Answers an error where readers are people; the status stays that of the error. */
  readonly onProblem?: ShowProblem;
  readonly route: Pick<Route, 'method' | 'path' | 'access' | 'idempotent' | 'problemPages'>;
  readonly run: (event: HttpEvent, facts: Facts) => Promise<HttpResponse>;
}

const READ_BODY: Readonly<Record<BodyType, (event: HttpEvent) => unknown>> = {
  json: jsonBodyOf,
  form: formBodyOf,
  unread: () => undefined,
};

/** Joins a route to the code that answers it: input parsed before, answer serialised through its schema after. */
export function on<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  route: Route<P, Q, B, A>,
  handle: (request: HttpRequest<z.output<P>, z.output<Q>, z.output<B>>) => Promise<Reply<z.input<A>>>,
  onProblem?: ShowProblem,
): BoundRoute {
  const { status, body: answerSchema, contentType, otherStatuses } = route.answer;
  const readBody = READ_BODY[route.bodyType ?? 'json'];
  return {
    route,
    ...(onProblem && { onProblem }),
    run: async (event, facts) => {
      const reply = await handle({
        ...facts,
        routeKey: routeKeyOf(route),
        params: parseInput(route.params, pathParametersOf(event)),
        query: parseInput(route.query, event.queryStringParameters ?? {}),
        body: parseInput(route.body, readBody(event)),
        ifMatch: headerOf(event, 'if-match'),
        acceptLanguage: headerOf(event, 'accept-language'),
      });
      if (reply.status !== undefined && otherStatuses?.[reply.status] === undefined)
        throw new Error(`${routeKeyOf(route)} does not say that it answers ${String(reply.status)}`);
      const body: unknown = answerSchema.parse(reply.body);
      const headers = { 'content-type': contentType ?? 'application/json', ...reply.headers };
      return {
        statusCode: reply.status ?? status,
        headers,
        body: contentType !== undefined && typeof body === 'string' ? body : JSON.stringify(body),
      };
    },
  };
}

function check(routes: readonly BoundRoute[], deps: HttpDeps): void {
  for (const { route, onProblem } of routes) {
    if ((route.problemPages === true) !== (onProblem !== undefined))
      throw new Error(`${routeKeyOf(route)} shows problems as pages or has none`);
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
    .use(problems(correlationOf, deps.log, (routeKey) => byKey.get(routeKey)?.onProblem))
    .handler((event: unknown) => handle(event));
}
