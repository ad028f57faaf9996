import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import type { TokenRole } from '../../../infra/local/tokens.ts';
import { authorization, localStack } from '../../support/local-stack/stack.ts';

/** An answer of the deployed API; its body as the test expects it. */
export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface Problem {
  readonly code: string;
  readonly detail: string;
  readonly correlationId: string;
  readonly errors?: readonly { readonly path: string; readonly detail: string }[];
}

type Headers_ = Readonly<Record<string, string>>;

/** Someone who calls the deployed API over HTTP. */
export interface Caller {
  readonly token: string;
  get<Body>(path: string): Promise<Answer<Body>>;
  send<Body>(method: string, path: string, body?: unknown, headers?: Headers_): Promise<Answer<Body>>;
}

function textOf(body: unknown): string | undefined {
  if (body === undefined || typeof body === 'string') return body;
  return JSON.stringify(body);
}

/** Calls with this token, or with none. A body that is text is sent as it is. */
export function callerWith(token: string): Caller {
  const send = async <Body>(
    method: string,
    path: string,
    body?: unknown,
    headers: Headers_ = {},
  ): Promise<Answer<Body>> => {
    const response = await fetch(`${localStack().apiUrl}${path}`, {
      method,
      headers: {
        ...(token !== '' && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: textOf(body) ?? null,
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson ? JSON.parse(text) : text) as Body,
    };
  };
  return { token, send, get: (path) => send('GET', path) };
}

/** Someone who signed in: a role as it comes, or a person who sees one client. */
export async function signedIn(role: TokenRole, clientId?: string): Promise<Caller> {
  const { authorization: bearer } = await authorization(role, clientId);
  return callerWith(bearer.slice('Bearer '.length));
}

/** Who a token speaks for. */
export function subjectOf({ token }: Caller): string {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
    sub: string;
  };
  return claims.sub;
}

/** A person whom an administrator assigned these clients over the API. */
export async function personFor(
  role: 'account-manager' | 'operations',
  name: string,
  clientIds: readonly string[],
): Promise<Caller> {
  const [admin, person] = await Promise.all([signedIn('admin'), signedIn(role, name)]);
  const path = `/v1/access/${subjectOf(person)}`;
  const { headers } = await admin.get(path);
  const etag = headers.get('etag') ?? '';
  const { status } = await admin.send('PUT', path, { clientIds }, { 'if-match': etag });
  expect(status).toBe(200);
  return person;
}

const RUN = randomBytes(3).toString('hex');

/** An id that no other test and no former run has. */
export const own = (name: string): string => `${name}-${RUN}`;

/** A client of the test's own. */
export async function makeClient(admin: Caller, clientId: string, over: object = {}): Promise<string> {
  const client = { clientId, name: clientId, timeZone: 'Europe/Berlin', ...over };
  const { status } = await admin.send('POST', '/v1/clients', client);
  expect(status).toBe(201);
  return clientId;
}
