import type { Context } from 'aws-lambda';
import { createAuthorizer } from '../../shared/app/authorize.ts';
import type { Contract } from '../../shared/domain/contract/contract.ts';
import type { HttpResponse } from '../../shared/http/event.ts';
import { createPageTokens } from '../../shared/http/page-token.ts';
import type { RejudgeRequest } from '../../shared/ports/rejudge-queue.ts';
import type { Log } from '../../shared/runtime/logger.ts';
import { createAuditRepository } from '../../shared/store/audit-repository.ts';
import { createClientRepository } from '../../shared/store/client-repository.ts';
import { createContactRepository } from '../../shared/store/contact-repository.ts';
import { createContractRepository } from '../../shared/store/contract-repository.ts';
import { createGrantRepository } from '../../shared/store/grant-repository.ts';
import { createIdempotencyRepository } from '../../shared/store/idempotency-repository.ts';
import { createMailboxRepository } from '../../shared/store/mailbox-repository.ts';
import { createRegistryRepository } from '../../shared/store/registry-repository.ts';
import { createRejudgeProgress } from '../../shared/store/rejudge-progress-repository.ts';
import { CRM, LEDGER, TALLIES } from '../../shared/store/tables.ts';
import { NOW } from './builders.ts';
import { createMemoryDocuments } from './memory-documents/index.ts';

/** What API functions need, on the in-process store, with a clock that stands still until it is moved. */
export function anApi() {
  const documents = createMemoryDocuments({ crm: CRM, ledger: LEDGER, tallies: TALLIES });
  const time = { now: NOW };
  const clock = { now: () => time.now };
  let made = 0;
  const ids = { ulid: () => `01TEST${String(++made).padStart(20, '0')}` };
  const lines: unknown[][] = [];
  const record =
    (level: string) =>
    (...line: readonly unknown[]): void => {
      lines.push([level, ...line]);
    };
  const log: Log = { info: record('info'), warn: record('warn'), error: record('error') };
  const audit = createAuditRepository(documents, 'crm', ids);
  const clients = createClientRepository(documents, 'crm');
  const grants = createGrantRepository(documents, 'crm');
  const queued: { request: RejudgeRequest; delaySeconds: number }[] = [];
  return {
    documents,
    time,
    clock,
    ids,
    lines,
    log,
    audit,
    clients,
    contracts: createContractRepository(documents, 'crm'),
    contacts: createContactRepository(documents, 'crm'),
    mailboxes: createMailboxRepository(documents, 'crm'),
    progress: createRejudgeProgress(documents, 'crm'),
    grants,
    queued,
    registries: createRegistryRepository(documents, 'crm'),
    idempotency: createIdempotencyRepository(documents, 'crm'),
    authorizer: createAuthorizer({ grants, clients, audit, clock }),
    pageTokens: createPageTokens(() => Promise.resolve('a key for tests')),
    queue: {
      send: (requests: readonly RejudgeRequest[], delaySeconds: number): Promise<void> => {
        queued.push(...requests.map((request) => ({ request, delaySeconds })));
        return Promise.resolve();
      },
    },
    /** The audit log, oldest first. */
    audited: () => documents.all('crm').filter((item) => item.pk.startsWith('audit#')),
  };
}

/** Claims as the JWT authorizer hands them over. */
export const person = (sub: string, ...groups: string[]): Record<string, string> => ({
  sub,
  username: sub,
  client_id: 'web',
  token_use: 'access',
  'cognito:groups': `[${groups.join(' ')}]`,
  scope: 'openid email',
});

export const machine = (id: string): Record<string, string> => ({
  sub: id,
  client_id: id,
  token_use: 'access',
  scope: 'tallyman/events.write',
});

export const ADMIN = person('admin-1', 'admin');

export interface Call {
  readonly route: string;
  readonly as?: Record<string, unknown> | undefined;
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  /** The body as it is, instead of JSON. */
  readonly text?: string;
}

/** The event of an HTTP API (payload 2.0). */
export function httpEvent({ route, as, params, query, headers, body, text }: Call): unknown {
  const sent = text ?? (body === undefined ? undefined : JSON.stringify(body));
  return {
    version: '2.0',
    routeKey: route,
    rawPath: route.split(' ')[1],
    headers: { ...(sent !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(query && { queryStringParameters: query }),
    ...(params && { pathParameters: params }),
    ...(sent !== undefined && { body: sent }),
    isBase64Encoded: false,
    requestContext: {
      requestId: 'request-1',
      ...(as && { authorizer: { jwt: { claims: as, scopes: null } } }),
    },
  };
}

/** The members of JSON answers that tests read one by one; whole bodies are compared with `toEqual`. */
export interface JsonBody {
  readonly code: string;
  readonly errors: readonly { readonly path: string; readonly detail: string }[];
  readonly clientId: string;
  readonly name: string;
  readonly version: number;
  readonly count: number;
  readonly status: string;
  readonly rejudging: boolean;
  readonly startsAfterSeconds: number;
  readonly contract: Contract;
  readonly clients: readonly { readonly clientId: string }[];
  readonly nextToken?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonBody;
  /** The body as it was sent. */
  readonly text: string;
}

export const parseBody = (text: string): JsonBody => JSON.parse(text) as JsonBody;

export type Handler = (event: unknown, context: Context) => Promise<HttpResponse>;

/** Calls a function's handler and reads its JSON answer. */
export async function call(handler: Handler, request: Call): Promise<Answer> {
  const { statusCode, headers, body } = await handler(httpEvent(request), {} as Context);
  const isJson = headers['content-type']?.includes('json') === true;
  return { status: statusCode, headers, body: parseBody(isJson ? body : '{}'), text: body };
}
