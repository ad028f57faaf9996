import { AdminInitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { cognito } from '../../infra/local/clients.ts';
import { localStack } from '../support/local-stack/stack.ts';
import {
  callerWith,
  makeClient,
  own,
  personFor,
  signedIn,
  subjectOf,
  type Caller,
  type Problem,
} from './support/api.ts';
import { event, HOUR_MS, orderPath, recorded, sendAll, type Acceptance } from './support/events.ts';
import { figureOf, outcomesOf, readKpis, type Page } from './support/kpis.ts';

const ACME = own('acme');
/** Its id begins with the other one's. */
const TWIN = `${ACME}2`;
const MISSING = own('missing');
const PERIOD = { from: '2026-03-01', to: '2026-03-31' };
const SEARCH = 'from=2026-03-01&to=2026-03-31';

const ordersOf = (clientId: string, late: boolean) =>
  ['T-1', 'T-2', 'T-3'].flatMap((orderNo) => [
    event(clientId, orderNo, 'order.placed', '2026-03-02T10:00:00Z', {
      promise: { date: '2026-03-10' },
      references: [`PO-${clientId}`],
    }),
    event(clientId, orderNo, 'order.delivered', `2026-03-${late ? '12' : '09'}T10:00:00Z`),
  ]);

interface Entries {
  readonly entries: readonly { readonly id: string; readonly clientId: string }[];
}

describe('tenants', () => {
  let admin: Caller;
  let manager: Caller;
  let viewer: Caller;
  let operations: Caller;
  let machine: Caller;
  let foreignEntry: string;

  beforeAll(async () => {
    [admin, machine] = await Promise.all([signedIn('admin'), signedIn('integration')]);
    await Promise.all([makeClient(admin, ACME), makeClient(admin, TWIN)]);
    [manager, viewer, operations] = await Promise.all([
      personFor('account-manager', own('tenancy-manager'), [ACME]),
      signedIn('client-viewer', ACME),
      personFor('operations', own('tenancy-operations'), [ACME]),
    ]);
    const future = (clientId: string) => event(clientId, 'T-9', 'order.delivered', Date.now() + HOUR_MS);
    const events = [...ordersOf(ACME, false), ...ordersOf(TWIN, true), future(ACME), future(TWIN)];
    await sendAll(admin, events);
    for (const clientId of [ACME, TWIN])
      for (const orderNo of ['T-1', 'T-2', 'T-3']) await recorded(admin, clientId, orderNo, 2);
    await vi.waitFor(
      async () => {
        const { body } = await admin.get<Entries>(`/v1/quarantine?clientId=${TWIN}`);
        expect(body.entries).toHaveLength(1);
      },
      { timeout: 60_000, interval: 250 },
    );
    foreignEntry = (await admin.get<Entries>(`/v1/quarantine?clientId=${TWIN}`)).body.entries[0]!.id;
  });

  const statusOf = async (caller: Caller, method: string, path: string, body?: unknown): Promise<number> =>
    (await caller.send(method, path, body)).status;

  /** What each may: 2xx for the client of their own; the other columns are refusals of the role. */
  const ROUTES: readonly (readonly [string, string, unknown, Readonly<Record<string, number>>])[] = [
    ['GET', '/v1/clients', undefined, { manager: 200, viewer: 200, operations: 200, machine: 403 }],
    ['GET', `/v1/clients/${ACME}`, undefined, { manager: 200, viewer: 200, operations: 200, machine: 403 }],
    [
      'GET',
      `/v1/clients/${ACME}/kpis?${SEARCH}`,
      undefined,
      { manager: 200, viewer: 200, operations: 200, machine: 403 },
    ],
    [
      'GET',
      `/v1/clients/${ACME}/orders?${SEARCH}`,
      undefined,
      { manager: 200, viewer: 200, operations: 200, machine: 403 },
    ],
    ['GET', orderPath(ACME, 'T-1'), undefined, { manager: 200, viewer: 200, operations: 200, machine: 403 }],
    ['GET', '/v1/quarantine', undefined, { manager: 200, viewer: 403, operations: 200, machine: 403 }],
    [
      'POST',
      '/v1/events',
      [ordersOf(ACME, false)[0]],
      { manager: 202, viewer: 403, operations: 403, machine: 202 },
    ],
    [
      'POST',
      '/v1/clients',
      { name: 'New', timeZone: 'Etc/UTC' },
      { manager: 403, viewer: 403, operations: 403, machine: 403 },
    ],
    [
      'POST',
      `/v1/clients/${ACME}/rejudge`,
      undefined,
      { manager: 403, viewer: 403, operations: 403, machine: 403 },
    ],
    ['GET', '/v1/registries/site', undefined, { manager: 200, viewer: 403, operations: 200, machine: 200 }],
    [
      'PUT',
      '/v1/registries/site/x',
      { name: 'X' },
      { manager: 403, viewer: 403, operations: 403, machine: 403 },
    ],
    ['GET', '/v1/access/someone', undefined, { manager: 403, viewer: 403, operations: 403, machine: 403 }],
  ];

  it.each(ROUTES)('answer %s %s by role', async (method, path, body, expected) => {
    const callers = { manager, viewer, operations, machine };
    const found = await Promise.all(
      Object.entries(callers).map(async ([name, caller]) => [
        name,
        await statusOf(caller, method, path, body),
      ]),
    );
    expect(Object.fromEntries(found)).toEqual(expected);
  });

  it('see only their own clients, and figures of these alone', async () => {
    for (const caller of [manager, viewer, operations]) {
      const { body } = await caller.get<{ clients: { clientId: string }[] }>('/v1/clients');
      expect(body.clients.map(({ clientId }) => clientId)).toEqual([ACME]);
      const over = await readKpis(caller, undefined, PERIOD);
      expect(over.clients).toBe(1);
      expect(outcomesOf(figureOf(over.kpis, 'on-time-delivery'))).toMatchObject({ met: 3, missed: 0 });
    }
  });

  it.each([
    ['the client', 'GET', (id: string) => `/v1/clients/${id}`, undefined],
    ['its KPIs', 'GET', (id: string) => `/v1/clients/${id}/kpis?${SEARCH}`, undefined],
    ['its orders', 'GET', (id: string) => `/v1/clients/${id}/orders?${SEARCH}`, undefined],
    ['a search', 'GET', (id: string) => `/v1/clients/${id}/orders?q=T`, undefined],
    ['an order', 'GET', (id: string) => orderPath(id, 'T-1'), undefined],
    ['its quarantine', 'GET', (id: string) => `/v1/quarantine?clientId=${id}`, undefined],
    ['an edit', 'PATCH', (id: string) => `/v1/clients/${id}`, { name: 'Taken over' }],
  ] as const)(
    'get the same 404 for a foreign client and a missing one: %s',
    async (_, method, path, body) => {
      const ask = async (id: string) => {
        const answer = await manager.send<Problem>(method, path(id), body, { 'if-match': '"1"' });
        const { correlationId, ...rest } = answer.body;
        expect(correlationId).toBeTruthy();
        return { status: answer.status, ...rest };
      };
      const foreign = await ask(TWIN);
      expect(foreign).toMatchObject({ status: 404, code: 'not-found' });
      expect(await ask(MISSING)).toEqual(foreign);
    },
  );

  it('get the same 404 for a foreign quarantine entry and a missing one', async () => {
    const ask = async (id: string) => {
      const { status, body } = await manager.send<Problem>('POST', `/v1/quarantine/${id}/retry`);
      return { status, ...body, correlationId: '' };
    };
    const missing = Buffer.from(`${MISSING}.abcdef`).toString('base64url');
    const foreign = await ask(foreignEntry);
    expect(foreign.status).toBe(404);
    expect(await ask(missing)).toEqual(foreign);
    expect(await ask('nonsense!')).toEqual(foreign);
  });

  it('are told alike that they may not write a foreign client and a missing one', async () => {
    const [first] = ordersOf(TWIN, true);
    const events = [first, { ...first, clientid: MISSING }];
    const { status, body } = await manager.send<Acceptance>('POST', '/v1/events', events);
    expect(status).toBe(400);
    expect(body.rejected.map(({ code, field }) => ({ code, field }))).toEqual([
      { code: 'forbidden-client', field: 'clientid' },
      { code: 'forbidden-client', field: 'clientid' },
    ]);
  });

  it('whose ids begin alike never see each other in orders, search, KPIs and quarantine', async () => {
    const { body: listed } = await viewer.get<Page>(`/v1/clients/${ACME}/orders?${SEARCH}`);
    expect(listed.orders).toHaveLength(3);
    const search = async (caller: Caller, clientId: string, text: string) =>
      (
        await caller.get<Page>(`/v1/clients/${clientId}/orders?q=${encodeURIComponent(text)}`)
      ).body.orders.map(({ orderNo }) => orderNo);
    expect(await search(viewer, ACME, `PO-${ACME}`)).toHaveLength(3);
    expect(await search(viewer, ACME, `PO-${TWIN}`)).toEqual([]);
    expect(await search(admin, TWIN, 'T-1')).toEqual(['T-1']);
    const verdicts = async (clientId: string) =>
      outcomesOf(figureOf((await readKpis(admin, clientId, PERIOD)).kpis, 'on-time-delivery'));
    expect(await verdicts(ACME)).toMatchObject({ met: 3, missed: 0 });
    expect(await verdicts(TWIN)).toMatchObject({ met: 0, missed: 3 });
    const { body: waiting } = await manager.get<Entries>('/v1/quarantine');
    expect(waiting.entries.map(({ clientId }) => clientId)).toEqual([ACME]);
  });

  describe('page tokens', () => {
    const page = (caller: Caller, clientId: string, rest: string) =>
      caller.get<Page & Problem>(`/v1/clients/${clientId}/orders?${rest}`);

    it.each([
      ['of another client', TWIN, `${SEARCH}&limit=1`, (token: string) => token],
      ['of another query', ACME, 'from=2026-03-01&to=2026-03-30&limit=1', (token: string) => token],
      ['that was changed', ACME, `${SEARCH}&limit=1`, (token: string) => `A${token.slice(1)}`],
      ['without signature', ACME, `${SEARCH}&limit=1`, (token: string) => token.split('.')[0]!],
    ])('%s are refused', async (_, clientId, query, change) => {
      const { body } = await page(admin, ACME, `${SEARCH}&limit=1`);
      const token = encodeURIComponent(change(body.nextToken!));
      const answer = await page(admin, clientId, `${query}&nextToken=${token}`);
      expect({ status: answer.status, code: answer.body.code }).toEqual({
        status: 400,
        code: 'invalid-page-token',
      });
    });

    it('go on where the page before ended', async () => {
      const first = await page(viewer, ACME, `${SEARCH}&limit=1`);
      const token = encodeURIComponent(first.body.nextToken!);
      const second = await page(viewer, ACME, `${SEARCH}&limit=1&nextToken=${token}`);
      expect(second.body.orders).toHaveLength(1);
      expect(second.body.orders[0]!.orderNo).not.toBe(first.body.orders[0]!.orderNo);
    });
  });

  describe('without an access token', () => {
    it('are refused by the gateway', async () => {
      for (const path of ['/v1/clients', `/v1/clients/${ACME}/kpis?${SEARCH}`, '/v1/quarantine'])
        expect((await callerWith('').get(path)).status).toBe(401);
      expect((await callerWith('').send('POST', '/v1/events', [])).status).toBe(401);
    });

    it('are refused with an id token', async () => {
      const { userPoolId, webClientId, users } = localStack();
      const { email, password } = users.find(({ role }) => role === 'admin')!;
      const { AuthenticationResult } = await cognito(localStack()).send(
        new AdminInitiateAuthCommand({
          UserPoolId: userPoolId,
          ClientId: webClientId,
          AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: email, PASSWORD: password },
        }),
      );
      const answer = await callerWith(AuthenticationResult!.IdToken!).get<Problem>('/v1/clients');
      expect({ status: answer.status, code: answer.body.code }).toEqual({
        status: 401,
        code: 'unauthenticated',
      });
    });
  });

  it('lose sight of a client as soon as it is taken from their grant', async () => {
    const person = await personFor('account-manager', own('tenancy-moved'), [ACME]);
    expect((await person.get(`/v1/clients/${ACME}`)).status).toBe(200);
    const path = `/v1/access/${subjectOf(person)}`;
    const { headers } = await admin.get(path);
    await admin.send('PUT', path, { clientIds: [] }, { 'if-match': headers.get('etag')! });
    expect((await person.get(`/v1/clients/${ACME}`)).status).toBe(404);
  });
});
