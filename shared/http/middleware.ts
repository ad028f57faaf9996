import type middy from '@middy/core';
import type { DomainError } from '../domain/errors.ts';
import type { Ids } from '../ports/ids.ts';
import type { Log } from '../runtime/logger.ts';
import { headerOf, httpEventSchema, type HttpEvent, type HttpResponse } from './event.ts';
import { problemResponse, toDomainError } from './problem.ts';

const CORRELATION = 'x-correlation-id';
const ACCEPTED_ID = /^[A-Za-z0-9_-]{8,64}$/;

/** Sent with every answer, problems included. A page that needs more says so in its own headers. */
const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
} as const;

type Middleware = middy.MiddlewareObj<unknown, HttpResponse>;
type Call = middy.Request<unknown, HttpResponse>;

/**
 * The caller's correlation id when it is a plain one, else the gateway's request id, else a new one; one per
 * event, whichever middleware asks first: `onError` may run where `before` did not.
 */
export function createCorrelation(ids: Ids): (event: unknown) => string {
  const known = new WeakMap<object, string>();
  const make = (event: unknown): string => {
    const parsed = httpEventSchema.safeParse(event);
    const sent = parsed.success ? headerOf(parsed.data, CORRELATION) : undefined;
    if (sent !== undefined && ACCEPTED_ID.test(sent)) return sent;
    return (parsed.success ? parsed.data.requestContext.requestId : undefined) ?? ids.ulid();
  };
  return (event) => {
    if (typeof event !== 'object' || event === null) return ids.ulid();
    const id = known.get(event) ?? make(event);
    known.set(event, id);
    return id;
  };
}

/** Security headers and the correlation id on every answer. Register it first, so that it runs last. */
export function responseHeaders(correlationOf: (event: unknown) => string): Middleware {
  const finish = (call: Call): void => {
    if (!call.response) return;
    const headers = {
      ...SECURITY_HEADERS,
      ...call.response.headers,
      [CORRELATION]: correlationOf(call.event),
    };
    call.response = { ...call.response, headers };
  };
  return { after: finish, onError: finish };
}

/** What a page says of an error, for people: headers and body. */
export type ShowProblem = (error: DomainError, event: HttpEvent) => Pick<HttpResponse, 'headers' | 'body'>;

/**
 * Every thrown value as problem+json, or as the page that its route shows instead; the unexpected ones are logged, and tell
 * the caller no more than their id.
 */
export function problems(
  correlationOf: (event: unknown) => string,
  log: Log,
  pageOf: (routeKey: string) => ShowProblem | undefined,
): Middleware {
  return {
    onError: (call) => {
      const error: DomainError = toDomainError(call.error);
      const correlationId = correlationOf(call.event);
      if (error.code === 'internal') log.error('http.failed', { correlationId }, call.error);
      if (error.code === 'unavailable') log.warn('http.unavailable', { correlationId }, call.error);
      const answer = problemResponse(error, correlationId);
      const event = httpEventSchema.safeParse(call.event).data;
      const page = event && pageOf(event.routeKey)?.(error, event);
      call.response = page ? { ...answer, ...page, headers: { ...answer.headers, ...page.headers } } : answer;
    },
  };
}

/** One line per answer: a route, its status and duration, no contents. */
export function requestLog(
  correlationOf: (event: unknown) => string,
  log: Log,
  now: () => number,
): Middleware {
  const STARTED = 'startedAt';
  const done = (call: Call): void => {
    const startedAt: unknown = Reflect.get(call.internal, STARTED);
    const event = httpEventSchema.safeParse(call.event);
    log.info('http.completed', {
      correlationId: correlationOf(call.event),
      route: event.success ? event.data.routeKey : 'unknown',
      status: call.response?.statusCode ?? 0,
      durationMs: typeof startedAt === 'number' ? Math.round(now() - startedAt) : 0,
    });
  };
  return {
    before: (call) => {
      Reflect.set(call.internal, STARTED, now());
    },
    after: done,
    onError: done,
  };
}
