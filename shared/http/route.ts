import * as z from 'zod';
import type { EpochMs } from '../domain/calendar/time.ts';
import type { Action } from '../domain/crm/permissions.ts';
import type { Principal } from '../domain/crm/principal.ts';
import type { ErrorCode } from '../domain/errors.ts';

/** `422`: a form with something wrong, shown again. */
export type PageStatus = 422;

/** What a body is read as. `form`: `application/x-www-form-urlencoded`. `unread`: nothing of it is looked at. */
export type BodyType = 'json' | 'form' | 'unread';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * One route: what is executed and what the OpenAPI document says come from this one declaration.
 * `path` is written as API Gateway routes it (`/v1/clients/{clientId}`); `{name+}` takes slashes.
 */
export interface Route<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  A extends z.ZodType = z.ZodType,
> {
  readonly method: Method;
  readonly path: string;
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** `open`: no sign-in. Else a caller without a role for the action gets 403 before the handler runs. */
  readonly access: 'open' | Action;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** @default 'json' */
  readonly bodyType?: BodyType;
  readonly answer: {
    readonly status: 200 | 201 | 202;
    readonly description: string;
    readonly body: A;
    readonly headers?: readonly ('ETag' | 'Location')[];
    /** Anything but JSON is sent as the handler wrote it. */
    readonly contentType?: string;
    /** Other statuses under which such a body is sent, and when. */
    readonly otherStatuses?: Readonly<Partial<Record<PageStatus, string>>>;
  };
  /** Errors are shown as pages, for people: the handler brings them. */
  readonly problemPages?: boolean;
  /** Refusals of this route; those every route has are added to the document by themselves. */
  readonly errors?: readonly ErrorCode[];
  /** A POST that creates: honours Idempotency-Key. */
  readonly idempotent?: boolean;
  /** An edit: wants If-Match. */
  readonly ifMatch?: boolean;
}

export const noParams = z.strictObject({});
export const noQuery = z.strictObject({});
/** Fields of a form: every value of each name. */
export const formBody = z.record(z.string(), z.array(z.string()));
export const noBody = z.undefined({ error: 'this route takes no body' });

/** `limit` and `nextToken` of every list; spread into the query schema of the route. */
export const pageQuery = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(50)
    .meta({ description: 'Entries a page, 1 to 100.' }),
  nextToken: z
    .string()
    .max(4096)
    .optional()
    .meta({ description: 'From the page before; only with the same query.' }),
};

/** `nextToken` of an answer that may go on. */
export const nextTokenSchema = z
  .string()
  .optional()
  .meta({ description: 'Send it with the same query for the next page; absent on the last one.' });

/** Declares a route; the schemas' types travel with it. */
export const defineRoute = <
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  A extends z.ZodType,
>(
  route: Route<P, Q, B, A>,
): Route<P, Q, B, A> => route;

export const routeKeyOf = (route: Pick<Route, 'method' | 'path'>): string => `${route.method} ${route.path}`;

/** A parsed request. `now` is the one reading of the clock for it. */
export interface HttpRequest<P = unknown, Q = unknown, B = unknown> {
  readonly routeKey: string;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly principal: Principal;
  readonly now: EpochMs;
  readonly correlationId: string;
  readonly ifMatch: string | undefined;
  /** The languages a browser asks for. */
  readonly acceptLanguage: string | undefined;
  /** Present on idempotent routes when the caller sent it. */
  readonly idempotencyKey: string | undefined;
}

export interface Reply<Body> {
  readonly body: Body;
  /** @default that of the route's answer */
  readonly status?: PageStatus;
  readonly headers?: Readonly<Record<string, string>>;
}
