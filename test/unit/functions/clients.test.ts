import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../../functions/api/clients/handler.ts';
import { grantOf } from '../../../shared/domain/crm/grant.ts';
import { ADMIN, anApi, call, machine, person, type Answer, type Call } from '../../support/api.ts';
import { clientId } from '../../support/builders.ts';

let api: ReturnType<typeof anApi>;
let send: (request: Call) => Promise<Answer>;

beforeEach(() => {
  api = anApi();
  const handler = createHandler(api);
  send = (request) => call(handler, { as: ADMIN, ...request });
});

const create = (body: Record<string, unknown>, as?: Record<string, unknown>): Promise<Answer> =>
  send({
    route: 'POST /v1/clients',
    body: { name: 'Acme', timeZone: 'Europe/Berlin', ...body },
    ...(as && { as }),
  });
const get = (id: string, as: Record<string, unknown> = ADMIN): Promise<Answer> =>
  send({ route: 'GET /v1/clients/{clientId}', params: { clientId: id }, as });
const patch = (id: string, etag: string | undefined, body: unknown, as: Record<string, unknown> = ADMIN) =>
  send({
    route: 'PATCH /v1/clients/{clientId}',
    params: { clientId: id },
    headers: etag === undefined ? {} : { 'if-match': etag },
    body,
    as,
  });
const grant = (principalId: string, ...ids: string[]) =>
  api.grants.save(grantOf(principalId, ids.map(clientId), 1));
const codeOf = ({ status, body }: Answer): unknown[] => [status, body.code];

describe('POST /v1/clients', () => {
  it('creates a client with the default contract, its address and its ETag', async () => {
    const { status, headers, body } = await create({ clientId: 'acme' });
    expect([status, headers['location'], headers['etag']]).toEqual([201, '/v1/clients/acme', '"1"']);
    expect(body).toMatchObject({
      clientId: 'acme',
      name: 'Acme',
      timeZone: 'Europe/Berlin',
      buckets: 4,
      status: 'active',
      rejudging: false,
      contract: { version: 1, timeZone: 'Europe/Berlin', decides: 'net', findingWindowDays: 30 },
    });
    expect((await get('acme')).body).toEqual(body);
  });

  it('makes the id of the name', async () => {
    expect((await create({ name: ' Müller & Söhne GmbH ' })).body.clientId).toBe('muller-sohne-gmbh');
  });

  it('asks for an id where the name gives none', async () => {
    const { status, body } = await create({ name: '顺丰' });
    expect([status, body.errors[0]?.path]).toEqual([400, 'clientId']);
  });

  it('lays the given contract options over the defaults', async () => {
    const { body } = await create({
      contract: { minVolume: 20, kpis: { 'on-time-delivery': { granularity: 'minute' } } },
    });
    expect(body.contract).toMatchObject({
      minVolume: 20,
      decides: 'net',
      kpis: {
        'on-time-delivery': { granularity: 'minute', stopEvent: 'delivered' },
        'order-completion': { graceDays: 5 },
      },
    });
  });

  it('refuses an id that is taken and changes nothing', async () => {
    await create({ clientId: 'acme', name: 'First' });
    expect(codeOf(await create({ clientId: 'acme', name: 'Second' }))).toEqual([409, 'client-exists']);
    expect((await get('acme')).body.name).toBe('First');
  });

  it.each([
    ['timeZone', { timeZone: 'Europe/Berlln' }],
    ['timeZone', { timeZone: '+01:00' }],
    ['timeZone', { timeZone: 'PST' }],
    ['clientId', { clientId: 'Acme' }],
    ['clientId', { clientId: 'a#b' }],
    ['buckets', { buckets: 3 }],
    ['buckets', { buckets: 128 }],
    ['name', { name: '  ' }],
    ['name', { name: 'a\u0000b' }],
    [
      'contract.kpis.on-time-delivery.granularity',
      { contract: { kpis: { 'on-time-delivery': { granularity: 'hour' } } } },
    ],
    ['contract.timeZone', { contract: { timeZone: 'UTC' } }],
    ['contract.currency', { contract: { currency: 'ABC' } }],
    ['contract.targets.otif.floor', { contract: { targets: { otif: { target: '0.9', floor: '0.95' } } } }],
    ['zone', { zone: 'UTC' }],
  ])('names %s when it is wrong: %j', async (path, body) => {
    const answer = await create(body);
    expect([...codeOf(answer), answer.body.errors[0]?.path]).toEqual([400, 'invalid-request', path]);
  });

  it('is for administrators', async () => {
    for (const as of [person('p', 'account-manager'), person('p', 'client-approver'), machine('m')])
      expect(codeOf(await create({}, as))).toEqual([403, 'forbidden']);
  });

  it('is on the audit log without the name', async () => {
    await create({ clientId: 'acme', name: 'Secret Name' });
    expect(api.audited()).toMatchObject([
      { principalId: 'admin-1', action: 'clients:create', outcome: 'done', clientId: 'acme' },
    ]);
    expect(JSON.stringify(api.audited())).not.toContain('Secret');
  });
});

describe('GET /v1/clients', () => {
  const list = (as: Record<string, unknown>, query?: Record<string, string>) =>
    send({ route: 'GET /v1/clients', as, ...(query && { query }) });
  const idsOf = (answer: Answer): string[] => answer.body.clients.map((client) => client.clientId);

  async function allPages(as: Record<string, unknown>, limit: string): Promise<string[][]> {
    const pages: string[][] = [];
    let nextToken: string | undefined;
    do {
      const answer = await list(as, { limit, ...(nextToken !== undefined && { nextToken }) });
      pages.push(idsOf(answer));
      nextToken = answer.body.nextToken;
    } while (nextToken !== undefined && pages.length < 20);
    return pages;
  }

  beforeEach(async () => {
    for (const id of ['e', 'c', 'a', 'd', 'b']) await create({ clientId: id });
  });

  it('lists every client by id to an administrator, page by page', async () => {
    expect((await allPages(ADMIN, '2')).flat()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('lists the granted ones to everyone else, page by page', async () => {
    await grant('manager', 'd', 'a', 'b', 'gone');
    expect(await allPages(person('manager', 'account-manager'), '2')).toEqual([['a', 'b'], ['d']]);
    expect(idsOf(await list(person('nobody', 'operations')))).toEqual([]);
  });

  it('shows a client viewer one client, and none where the grant is not clear', async () => {
    await grant('viewer', 'b');
    await grant('wrong', 'a', 'b');
    expect(idsOf(await list(person('viewer', 'client-viewer')))).toEqual(['b']);
    expect(idsOf(await list(person('wrong', 'client-viewer')))).toEqual([]);
  });

  it.each([{ limit: '0' }, { limit: '101' }, { limit: 'x' }, { limit: '1.5' }, { limit: '' }])(
    'refuses %j',
    async (query) => {
      const answer = await list(ADMIN, query);
      expect([...codeOf(answer), answer.body.errors[0]?.path]).toEqual([400, 'invalid-request', 'limit']);
    },
  );

  it('refuses a token of another caller', async () => {
    const { nextToken = '' } = (await list(ADMIN, { limit: '2' })).body;
    await grant('manager', 'a', 'b', 'c');
    const stolen = await list(person('manager', 'account-manager'), { nextToken });
    expect(codeOf(stolen)).toEqual([400, 'invalid-page-token']);
  });
});

describe('GET /v1/clients/{clientId}', () => {
  it('answers the same for a foreign client and one that is not there', async () => {
    await create({ clientId: 'acme' });
    await create({ clientId: 'acme2' });
    await grant('viewer', 'acme');
    const viewer = person('viewer', 'client-viewer');
    expect((await get('acme', viewer)).status).toBe(200);
    const [foreign, missing] = [await get('acme2', viewer), await get('nowhere', viewer)];
    expect(foreign).toEqual(missing);
    expect(codeOf(foreign)).toEqual([404, 'not-found']);
    expect(api.audited().filter((entry) => entry['outcome'] === 'refused')).toMatchObject([
      { principalId: 'viewer', clientId: 'acme2', action: 'clients:read' },
      { principalId: 'viewer', clientId: 'nowhere' },
    ]);
  });
});

describe('PATCH /v1/clients/{clientId}', () => {
  beforeEach(() => create({ clientId: 'acme' }));

  it('changes name and status from the version that was read', async () => {
    const { status, headers, body } = await patch('acme', '"1"', { name: 'New', status: 'inactive' });
    expect([status, headers['etag'], body.name, body.status]).toEqual([200, '"2"', 'New', 'inactive']);
    expect(api.queued).toEqual([]);
  });

  it('wants If-Match, and the version of now', async () => {
    expect(codeOf(await patch('acme', undefined, { name: 'x' }))).toEqual([428, 'if-match-required']);
    await patch('acme', '"1"', { name: 'x' });
    expect(codeOf(await patch('acme', '"1"', { name: 'y' }))).toEqual([412, 'stale-version']);
    expect((await get('acme')).body.name).toBe('x');
  });

  it('lets one of two edits made at the same time through', async () => {
    const answers = await Promise.all(['x', 'y', 'z'].map((name) => patch('acme', '"1"', { name })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
  });

  it('that changes nothing keeps the version', async () => {
    expect((await patch('acme', '"1"', { name: 'Acme' })).headers['etag']).toBe('"1"');
  });

  it('is for administrators and the account managers of the client', async () => {
    await grant('manager', 'acme');
    const body = { name: 'By manager' };
    expect((await patch('acme', '"1"', body, person('manager', 'account-manager'))).status).toBe(200);
    expect(codeOf(await patch('acme', '"2"', body, person('manager', 'operations')))).toEqual([
      403,
      'forbidden',
    ]);
  });

  it('cannot move zone, buckets, id or terms', async () => {
    for (const field of ['timeZone', 'buckets', 'clientId', 'contract']) {
      const answer = await patch('acme', '"1"', { [field]: 'UTC' });
      expect([...codeOf(answer), answer.body.errors[0]?.path]).toEqual([400, 'invalid-request', field]);
    }
  });
});

describe('POST /v1/clients/{clientId}/rejudge', () => {
  const rejudge = (as: Record<string, unknown> = ADMIN) =>
    send({ route: 'POST /v1/clients/{clientId}/rejudge', params: { clientId: 'acme' }, as });

  it('queues one message a bucket and marks the client until the last is done', async () => {
    await create({ clientId: 'acme', buckets: 2 });
    const { status, body } = await rejudge();
    expect([status, body]).toEqual([202, { clientId: 'acme', buckets: 2, startsAfterSeconds: 120 }]);
    expect(api.queued.map(({ request }) => request.bucket)).toEqual([0, 1]);
    const id = clientId('acme');
    const pass = api.queued[0]?.request.pass ?? '';
    await api.clients.finishRejudging(id, 0, pass);
    expect((await get('acme')).body.rejudging).toBe(true);
    await api.clients.finishRejudging(id, 1, pass);
    expect((await get('acme')).body.rejudging).toBe(false);
  });

  it('waits however old the terms are, for the registries may have changed just now', async () => {
    await create({ clientId: 'acme' });
    api.time.now += 24 * 60 * 60_000;
    expect((await rejudge()).body.startsAfterSeconds).toBe(120);
    expect(api.queued.map(({ delaySeconds }) => delaySeconds)).toEqual([120, 120, 120, 120]);
  });

  it('keeps the mark of a newer pass when an older one ends', async () => {
    await create({ clientId: 'acme', buckets: 1 });
    await rejudge();
    await rejudge();
    const [older, newer] = api.queued.map(({ request }) => request.pass);
    await api.clients.finishRejudging(clientId('acme'), 0, older ?? '');
    expect((await get('acme')).body.rejudging).toBe(true);
    await api.clients.finishRejudging(clientId('acme'), 0, newer ?? '');
    expect((await get('acme')).body.rejudging).toBe(false);
  });

  it('is for administrators', async () => {
    await create({ clientId: 'acme' });
    await grant('manager', 'acme');
    expect(codeOf(await rejudge(person('manager', 'account-manager')))).toEqual([403, 'forbidden']);
    expect(api.queued).toEqual([]);
  });
});
