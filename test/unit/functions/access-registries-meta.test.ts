import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler as createAccess } from '../../../functions/api/access/handler.ts';
import { createHandler as createMeta } from '../../../functions/api/meta/handler.ts';
import { createHandler as createRegistries } from '../../../functions/api/registries/handler.ts';
import document from '../../../docs/openapi.json' with { type: 'json' };
import { ADMIN, anApi, call, machine, person, type Answer } from '../../support/api.ts';

let api: ReturnType<typeof anApi>;
beforeEach(() => {
  api = anApi();
});

const codeOf = ({ status, body }: Answer): unknown[] => [status, body.code];
const match = (etag: string | undefined) => (etag === undefined ? {} : { headers: { 'if-match': etag } });

describe('access', () => {
  const put = (clientIds: unknown, etag?: string, as = ADMIN) =>
    call(createAccess(api), {
      route: 'PUT /v1/access/{principalId}',
      params: { principalId: 'p-1' },
      body: { clientIds },
      as,
      ...match(etag),
    });
  const get = (as = ADMIN) =>
    call(createAccess(api), { route: 'GET /v1/access/{principalId}', params: { principalId: 'p-1' }, as });

  it('is read as it was set, sorted and without repeats', async () => {
    expect(codeOf(await get())).toEqual([404, 'not-found']);
    await put(['b', 'a', 'b']);
    const { status, headers, body } = await get();
    expect([status, headers['etag'], body]).toEqual([
      200,
      '"1"',
      { principalId: 'p-1', clientIds: ['a', 'b'], version: 1 },
    ]);
  });

  it('is replaced only from the version that was read; the same list again changes nothing', async () => {
    await put(['a']);
    expect((await put(['a'])).headers['etag']).toBe('"1"');
    expect(codeOf(await put(['b']))).toEqual([428, 'if-match-required']);
    expect((await put(['*'], '"1"')).body).toMatchObject({ clientIds: ['*'], version: 2 });
    expect(codeOf(await put(['b'], '"1"'))).toEqual([412, 'stale-version']);
  });

  it.each([
    [['*', 'a']],
    [['A']],
    ['a'],
    [undefined],
    [Array.from({ length: 1001 }, (_, i) => `c${String(i)}`)],
  ])('refuses the list %j', async (list) => {
    expect(codeOf(await put(list))).toEqual([400, 'invalid-request']);
  });

  it('is for administrators, and each change is on the audit log', async () => {
    expect(codeOf(await put(['a'], undefined, person('p-1', 'account-manager')))).toEqual([403, 'forbidden']);
    expect(codeOf(await get(machine('m')))).toEqual([403, 'forbidden']);
    await put(['a']);
    expect(api.audited()).toMatchObject([
      { principalId: 'p-1', action: 'access:write', outcome: 'refused' },
      { principalId: 'm', action: 'access:read', outcome: 'refused' },
      { principalId: 'admin-1', action: 'access:write', outcome: 'done', target: 'p-1' },
    ]);
  });
});

describe('registries', () => {
  const put = (id: string, body: unknown, etag?: string, registry = 'carrier') =>
    call(createRegistries(api), {
      route: 'PUT /v1/registries/{registry}/{id}',
      params: { registry, id },
      body,
      as: ADMIN,
      ...match(etag),
    });
  const list = (registry: string, as = ADMIN) =>
    call(createRegistries(api), { route: 'GET /v1/registries/{registry}', params: { registry }, as });

  it('list their own entries by id', async () => {
    await put('ups', { name: 'UPS' });
    await put('dhl', { name: 'DHL', active: false });
    await put('HAM', { name: 'Hamburg' }, undefined, 'site');
    expect((await list('carrier')).body).toEqual({
      registry: 'carrier',
      entries: [
        { id: 'dhl', name: 'DHL', active: false, version: 1 },
        { id: 'ups', name: 'UPS', active: true, version: 1 },
      ],
    });
  });

  it('count retired ids as known, so that figures stay', async () => {
    await put('dhl', { name: 'DHL', active: false });
    await put('express', { name: 'Express' }, undefined, 'service-level');
    expect(await api.registries.all()).toEqual({
      sites: new Set(),
      carriers: new Set(['dhl']),
      serviceLevels: new Set(['express']),
    });
  });

  it('change an entry only from the version that was read', async () => {
    await put('dhl', { name: 'DHL' });
    expect(codeOf(await put('dhl', { name: 'DHL 2' }))).toEqual([428, 'if-match-required']);
    expect((await put('dhl', { name: 'DHL 2' }, '"1"')).body.version).toBe(2);
    expect((await put('dhl', { name: 'DHL 2' })).body.version).toBe(2);
    expect(codeOf(await put('dhl', { name: 'DHL 3' }, '"1"'))).toEqual([412, 'stale-version']);
  });

  it.each([
    ['-', { name: 'x' }, 'carrier', 'id'],
    ['a b', { name: 'x' }, 'carrier', 'id'],
    ['a#b', { name: 'x' }, 'carrier', 'id'],
    ['a', { name: '' }, 'carrier', 'name'],
    ['a', { name: 'x' }, 'lorry', 'registry'],
  ])('refuse %s %j in %s', async (id, body, registry, path) => {
    const answer = await put(id, body, undefined, registry);
    expect([...codeOf(answer), answer.body.errors[0]?.path]).toEqual([400, 'invalid-request', path]);
  });

  it('are not for client roles: carriers are shared by tenants', async () => {
    expect(codeOf(await list('carrier', person('v', 'client-viewer')))).toEqual([403, 'forbidden']);
  });
});

describe('meta', () => {
  const { log, clock, ids } = anApi();
  const handler = createMeta({ log, clock, ids, version: '1.2.3', stage: 'test', document });

  it('tells version and stage without a token', async () => {
    const { status, body } = await call(handler, { route: 'GET /v1/health' });
    expect([status, body]).toEqual([200, { status: 'ok', version: '1.2.3', stage: 'test' }]);
  });

  it('gives the committed OpenAPI document', async () => {
    expect((await call(handler, { route: 'GET /v1/openapi.json' })).body).toEqual(document);
  });

  it('gives the page as HTML that may run nothing', async () => {
    const { headers, text } = await call(handler, { route: 'GET /' });
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toContain("default-src 'none'; style-src 'sha256-");
    expect(text).toMatch(/^<!doctype html>/);
  });
});
