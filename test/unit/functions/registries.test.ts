import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../../functions/api/registries/handler.ts';
import { rejudgeOrders } from '../../../shared/app/rejudge-orders.ts';
import { grantOf } from '../../../shared/domain/crm/grant.ts';
import { ADMIN, call, person, type Answer } from '../../support/api.ts';
import { aClient, CLIENT, clientId, delivered, orderNo, placed } from '../../support/builders.ts';
import { aLedger, order, type TestLedger } from '../../support/ledger.ts';

// HAM and MUC, dhl, ups and dpd, standard and express are registered.
let api: TestLedger;
beforeEach(async () => {
  api = await aLedger();
  await api.addClient(aClient({ clientId: clientId('globex'), name: 'Globex', buckets: 1 }));
  await api.grants.save(grantOf('manager', [CLIENT], 1));
});

type Ask = Partial<Parameters<typeof call>[1]>;

const MANAGER = person('manager', 'account-manager');
const VIEWER = person('viewer', 'client-viewer');
const ask = (method: string, path: string, { params, ...more }: Ask = {}): Promise<Answer> =>
  call(createHandler(api), {
    route: `${method} /v1/registries/{registry}${path}`,
    params: { registry: 'carrier', ...params },
    as: ADMIN,
    ...more,
  });
const put = (id: string, body: unknown, more: Ask = {}): Promise<Answer> =>
  ask('PUT', '/{id}', { ...more, body, params: { id, ...more.params } });
const ifMatch = (etag: string) => ({ headers: { 'if-match': etag } });
const alias = (value: string, id: string, more: object = {}): Promise<Answer> =>
  ask('PUT', '/aliases', { body: { value, id, ...more } });
const merge = (id: string, into: string): Promise<Answer> =>
  ask('POST', '/{id}/merge', { params: { id }, body: { into } });
const list = (registry: string, as = ADMIN): Promise<Answer> => ask('GET', '', { params: { registry }, as });

const codeOf = ({ status, body }: Answer): unknown[] => [status, body.code];
const faultOf = ({ status, body }: Answer): unknown[] => [
  status,
  body.code,
  body.errors.map(({ path }) => path).join(),
];
/** The clients whose orders wait to be judged again, each with the number of messages queued for it. */
const rejudged = (): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { request } of api.queued) counts[request.clientId] = (counts[request.clientId] ?? 0) + 1;
  return counts;
};
const done = () => api.audited().map((entry) => entry['target']);

describe('the list of a registry', () => {
  it('has every entry by id, and what stands for them', async () => {
    await put('AMZ', { name: 'Amazon', active: false });
    await alias('DHL Express', 'dhl');
    expect((await list('carrier')).body).toEqual({
      registry: 'carrier',
      entries: [
        { id: 'AMZ', name: 'Amazon', active: false, version: 1 },
        { id: 'dhl', name: 'dhl', active: true, version: 1 },
        { id: 'dpd', name: 'dpd', active: true, version: 1 },
        { id: 'ups', name: 'ups', active: true, version: 1 },
      ],
      aliases: [{ value: 'DHL Express', id: 'dhl' }],
    });
  });

  it('is not for client roles, as carriers are shared by tenants; reasons are, for both sides name them', async () => {
    expect(codeOf(await list('carrier', VIEWER))).toEqual([403, 'forbidden']);
    expect(codeOf(await list('cause', VIEWER))).toEqual([403, 'forbidden']);
    const { status, text } = await list('reason', VIEWER);
    expect([status, text]).toEqual([
      200,
      expect.stringContaining(
        '{"id":"AO","name":"Weather or natural disaster","active":true,"faultClass":"force-majeure","version":0}',
      ),
    ]);
    expect((await list('cause', person('o', 'operations'))).text).toContain('"id":"carrier-no-show"');
  });
});

describe('an entry', () => {
  it('is changed only from the version that was read; the same content again changes nothing', async () => {
    expect(codeOf(await put('dhl', { name: 'DHL' }))).toEqual([428, 'if-match-required']);
    const changed = await put('dhl', { name: 'DHL' }, ifMatch('"1"'));
    expect([changed.headers['etag'], changed.body]).toEqual([
      '"2"',
      { id: 'dhl', name: 'DHL', active: true, version: 2, clientsRejudged: 0 },
    ]);
    expect((await put('dhl', { name: 'DHL' })).body.version).toBe(2);
    expect(codeOf(await put('dhl', { name: 'DHL 3' }, ifMatch('"1"')))).toEqual([412, 'stale-version']);
  });

  it('that is new has the orders of all clients judged again, one that is renamed or retired none', async () => {
    await put('dhl', { name: 'DHL', active: false }, ifMatch('"1"'));
    expect(rejudged()).toEqual({});
    expect((await put('gls', { name: 'GLS' })).body).toMatchObject({ clientsRejudged: 2 });
    expect(rejudged()).toEqual({ acme: 4, globex: 1 });
    expect(new Set(api.queued.map(({ delaySeconds }) => delaySeconds))).toEqual(new Set([120]));
    expect((await api.clients.find(CLIENT))?.rejudging).toEqual([0, 1, 2, 3]);
  });

  it('has only the clients judged again that are named', async () => {
    await put('gls', { name: 'GLS', clientIds: ['globex'] });
    await put('hermes', { name: 'Hermes', clientIds: [] });
    expect(rejudged()).toEqual({ globex: 1 });
    const unknown = await put('tnt', { name: 'TNT', clientIds: ['globex', 'nobody'] });
    expect(faultOf(unknown)).toEqual([400, 'invalid-request', 'clientIds.1']);
    expect((await list('carrier')).text).not.toContain('tnt');
  });

  it('of causes and reasons moves no orders; built-in ones are renamed and retired', async () => {
    const cause = { params: { registry: 'cause' } };
    expect((await put('weather', { name: 'Weather', active: false }, cause)).body).toMatchObject({
      version: 1,
      clientsRejudged: 0,
    });
    expect(await api.registries.findEntry('cause', 'weather')).toMatchObject({ active: false });
    const reason = { params: { registry: 'reason' } };
    expect(faultOf(await put('Z9', { name: 'Ours' }, reason))).toEqual([
      400,
      'invalid-request',
      'faultClass',
    ]);
    expect((await put('Z9', { name: 'Ours', faultClass: 'shipper' }, reason)).status).toBe(200);
    expect(await api.registries.findEntry('reason', 'Z9')).toMatchObject({ faultClass: 'shipper' });
    expect(api.queued).toEqual([]);
  });

  it('and others made at the same moment all stand', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    const answers = await Promise.all(ids.map((id) => put(id, { name: id, clientIds: ['globex'] })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    const { carriers } = await api.registries.all();
    expect(ids.map((id) => carriers.get(id))).toEqual(ids);
    expect(rejudged()).toEqual({ globex: 5 });
  });

  it.each([
    ['-', { name: 'x' }, 'carrier', 'id'],
    ['a b', { name: 'x' }, 'carrier', 'id'],
    ['a#b', { name: 'x' }, 'carrier', 'id'],
    ['a', { name: '' }, 'carrier', 'name'],
    ['a', { name: 'x', faultClass: 'ours' }, 'reason', 'faultClass'],
    ['a', { name: 'x', faultClass: 'carrier' }, 'site', 'faultClass'],
    ['a', { name: 'x', clientIds: 'acme' }, 'site', 'clientIds'],
    ['a', { name: 'x' }, 'lorry', 'registry'],
  ])('refuses %s %j in %s', async (id, body, registry, path) => {
    expect(faultOf(await put(id, body, { params: { registry } }))).toEqual([400, 'invalid-request', path]);
  });
});

describe('aliases and merges', () => {
  it('lead a value to an entry, and have orders judged again', async () => {
    expect((await alias('DHL Express', 'dhl')).body).toEqual({ clientsRejudged: 2, startsAfterSeconds: 120 });
    expect((await merge('ups', 'dhl')).status).toBe(202);
    const { carriers } = await api.registries.all();
    expect(['DHL Express', 'ups', 'dpd'].map((value) => carriers.get(value))).toEqual(['dhl', 'dhl', 'dpd']);
    expect((await list('carrier')).text).toContain('{"id":"ups","name":"ups","active":false,"version":2}');
    expect(rejudged()).toEqual({ acme: 8, globex: 2 });
  });

  it('are undone by deleting the alias and making the entry active', async () => {
    await merge('ups', 'dhl');
    const active = { name: 'ups', active: true };
    expect(faultOf(await put('ups', active, ifMatch('"2"')))).toEqual([400, 'invalid-request', 'active']);
    const remove = () => ask('DELETE', '/aliases', { query: { value: 'ups' } });
    expect((await remove()).status).toBe(202);
    expect(codeOf(await remove())).toEqual([404, 'not-found']);
    expect((await put('ups', active, ifMatch('"2"'))).status).toBe(200);
    expect((await api.registries.all()).carriers.get('ups')).toBe('ups');
  });

  it('that are there already change nothing; an alias moves', async () => {
    await alias('D', 'dhl');
    await merge('dpd', 'ups');
    api.queued.length = 0;
    expect((await alias('D', 'dhl')).body).toMatchObject({ clientsRejudged: 0 });
    expect((await merge('dpd', 'ups')).body).toMatchObject({ clientsRejudged: 0 });
    expect(api.queued).toEqual([]);
    expect((await alias('D', 'ups', { clientIds: ['acme'] })).body).toMatchObject({ clientsRejudged: 1 });
    expect((await api.registries.all()).carriers.get('D')).toBe('ups');
  });

  it('never lead in a circle', async () => {
    await merge('ups', 'dhl');
    expect(faultOf(await merge('dhl', 'ups'))).toEqual([400, 'invalid-request', 'into']);
    expect(faultOf(await merge('dhl', 'dhl'))).toEqual([400, 'invalid-request', 'into']);
    expect(codeOf(await merge('nobody', 'dhl'))).toEqual([404, 'not-found']);
  });

  it('never lead in a circle when two merge at once in opposite directions', async () => {
    const [a, b] = await Promise.all([merge('ups', 'dhl'), merge('dhl', 'ups')]);
    expect([a.status, b.status].sort()).toEqual([202, 400]);
    expect(new Set((await api.registries.all()).carriers.values()).size).toBe(2);
  });

  it.each([
    [{ value: 'x', id: 'nobody' }, 'id'],
    [{ value: 'dhl', id: 'ups' }, 'value'],
    [{ value: '', id: 'ups' }, 'value'],
    [{ value: 'x'.repeat(201), id: 'ups' }, 'value'],
    [{ id: 'ups' }, 'value'],
    [{ value: 'x', id: 'ups', clientIds: ['nobody'] }, 'clientIds.0'],
  ])('refuse %j', async (body, path) => {
    expect(faultOf(await ask('PUT', '/aliases', { body }))).toEqual([400, 'invalid-request', path]);
    expect(api.queued).toEqual([]);
  });

  it('leave nothing written where the passes cannot be started', async () => {
    const broken = { ...api, queue: { send: () => Promise.reject(new Error('down')) } };
    const { status } = await call(createHandler(broken), {
      route: 'PUT /v1/registries/{registry}/aliases',
      params: { registry: 'carrier' },
      as: ADMIN,
      body: { value: 'x', id: 'dhl' },
    });
    expect([status, (await api.registries.all()).carriers.has('x')]).toEqual([500, false]);
  });
});

const ID_FAULT =
  'a registry id has 1 to 64 letters, digits, dots, hyphens or underscores, and is not a single hyphen';

describe('an import', () => {
  const load = (entries: readonly unknown[], more: object = {}) =>
    ask('POST', '/import', { body: { entries, ...more } });

  it('says what became of each entry, and judges again once', async () => {
    const entries = [
      { id: 'gls', name: 'GLS', aliases: ['GLS DE'] },
      { id: 'dhl', name: 'DHL' },
      { id: 'ups', name: 'ups' },
      { id: 'a b', name: '', colour: 'red' },
      'tnt',
    ];
    expect((await load(entries)).body).toEqual({
      clientsRejudged: 2,
      results: [
        { index: 0, id: 'gls', outcome: 'created' },
        { index: 1, id: 'dhl', outcome: 'changed' },
        { index: 2, id: 'ups', outcome: 'unchanged' },
        {
          index: 3,
          id: 'a b',
          outcome: 'refused',
          errors: [
            { path: 'id', detail: ID_FAULT },
            { path: 'name', detail: 'may not be empty' },
            { path: 'colour', detail: 'not known here; leave it out' },
          ],
        },
        { index: 4, id: null, outcome: 'refused', errors: [{ path: '', detail: 'must be an object' }] },
      ],
    });
    expect(rejudged()).toEqual({ acme: 4, globex: 1 });
    api.queued.length = 0;
    expect((await load(entries.slice(0, 3))).body).toMatchObject({ clientsRejudged: 0 });
    expect(api.queued).toEqual([]);
  });

  it('writes 500 entries with aliases', async () => {
    const entries = Array.from({ length: 500 }, (_, i) => ({
      id: `c${String(i)}`,
      name: 'x',
      aliases: [`one ${String(i)}`, `other ${String(i)}`],
    }));
    expect((await load(entries, { clientIds: [] })).status).toBe(200);
    const { carriers } = await api.registries.all();
    expect([carriers.size, carriers.get('other 499')]).toEqual([1503, 'c499']);
    expect(faultOf(await load([...entries, {}]))).toEqual([400, 'invalid-request', 'entries']);
  });
});

it('edits are for administrators, and each is on the audit log', async () => {
  for (const [method, path, more] of [
    ['PUT', '/{id}', { params: { id: 'x' }, body: { name: 'x' } }],
    ['PUT', '/aliases', { body: { value: 'x', id: 'dhl' } }],
    ['DELETE', '/aliases', { query: { value: 'x' } }],
    ['POST', '/import', { body: { entries: [{}] } }],
    ['POST', '/{id}/merge', { params: { id: 'ups' }, body: { into: 'dhl' } }],
  ] as const)
    expect(codeOf(await ask(method, path, { ...more, as: MANAGER }))).toEqual([403, 'forbidden']);
  await put('gls', { name: 'GLS' });
  await alias('a "b"', 'gls');
  await merge('ups', 'gls');
  await ask('DELETE', '/aliases', { query: { value: 'ups' } });
  await ask('POST', '/import', { body: { entries: [{ id: 'tnt', name: 'TNT' }] } });
  expect(done().slice(5)).toEqual([
    'carrier/gls',
    'carrier/"a \\"b\\"" is gls',
    'carrier/ups merged into gls',
    'carrier/"ups" is no alias',
    'carrier: 1 imported',
  ]);
});

describe('unregistered values', () => {
  const PERIOD = { from: '2026-03-01', to: '2026-05-31' };
  const unregistered = (more: Ask = {}) => ask('GET', '/unregistered', { query: PERIOD, ...more });
  const recordUnknown = () =>
    api.record(
      order('SO-1', [placed({ carrierId: 'DHL Express' }), delivered('2026-03-09 10:00')]),
      order('SO-2', [placed({ carrierId: 'DHL Express' })]),
      order('SO-3', [placed({ carrierId: 'Müller', siteId: 'HAM' })]),
      order('SO-4', [placed({ carrierId: 'dhl', siteId: 'Hamburg' })]),
      order('SO-5', [placed()]),
    );

  it('are listed with their orders and clients, registry by registry', async () => {
    await recordUnknown();
    expect((await unregistered()).body).toEqual({
      values: [
        { value: 'DHL Express', orders: 2, clients: ['acme'] },
        { value: 'Müller', orders: 1, clients: ['acme'] },
      ],
      ordersLookedAt: 4,
      complete: true,
    });
    expect((await unregistered({ params: { registry: 'site' } })).body).toMatchObject({
      values: [{ value: 'Hamburg', orders: 1, clients: ['acme'] }],
    });
  });

  it('are gone once they are mapped, and their orders count under the entry once they are judged again', async () => {
    await recordUnknown();
    await alias('DHL Express', 'dhl');
    expect((await unregistered()).body).toMatchObject({ values: [{ value: 'Müller' }] });
    const orderOf = async (number: string) =>
      (await api.index.find(api.client, { kind: 'delivery', orderNo: orderNo(number) }))?.evaluation;
    expect((await orderOf('SO-1'))?.dimensions.carrierId).toBeUndefined();
    const deps = {
      ...api.worker(),
      directory: api.clients,
      queue: api.queue,
      progress: api.progress,
    };
    for (const { request } of [...api.queued]) await rejudgeOrders(deps, request);
    expect(await orderOf('SO-1')).toMatchObject({ dimensions: { carrierId: 'dhl' }, dataQuality: [] });
    expect(await orderOf('SO-3')).toMatchObject({ dataQuality: ['unregistered-value'] });
    const rows = await api.sources.tallies(api.client, { from: 0, to: 30_000 });
    const counted = rows.filter(({ counters }) => [...counters].some(([, amount]) => amount !== 0));
    expect(new Set(counted.map(({ dimensions }) => dimensions.carrierId))).toEqual(new Set(['dhl']));
    expect((await api.clients.find(CLIENT))?.rejudging).toEqual([]);
  });

  it('are those of the clients one may see, on the days asked for', async () => {
    await recordUnknown();
    await api.grants.save(grantOf('other', [clientId('globex')], 1));
    expect((await unregistered({ as: person('other', 'operations') })).body).toMatchObject({ values: [] });
    expect((await unregistered({ as: MANAGER })).body).toMatchObject({ values: { length: 2 } });
    const foreign = { query: { ...PERIOD, clientId: 'globex' }, as: MANAGER };
    expect(codeOf(await unregistered(foreign))).toEqual([404, 'not-found']);
    expect(codeOf(await unregistered({ as: VIEWER }))).toEqual([403, 'forbidden']);
    expect((await unregistered({ query: { from: '2026-03-11', to: '2026-03-31' } })).body).toEqual({
      values: [],
      ordersLookedAt: 0,
      complete: true,
    });
  });

  it.each([
    ['carrier', { from: '2026-03-01', to: '2026-06-01' }, 'to'],
    ['carrier', { from: '2026-03-01', to: '2026-02-01' }, 'to'],
    ['carrier', { from: '2026-03-01' }, 'to'],
    ['cause', PERIOD, 'registry'],
  ])('of %s for %j are refused', async (registry, query, path) => {
    expect(faultOf(await unregistered({ params: { registry }, query }))).toEqual([
      400,
      'invalid-request',
      path,
    ]);
  });
});
