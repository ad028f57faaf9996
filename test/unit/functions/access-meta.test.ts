import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler as createAccess } from '../../../functions/api/access/handler.ts';
import { createHandler as createMeta } from '../../../functions/api/meta/handler.ts';
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
      { principalId: 'p-1', clientIds: ['a', 'b'], siteIds: [], version: 1 },
    ]);
  });

  it('binds to sites, and to none once they are left out', async () => {
    const putSites = (siteIds: string[] | undefined, seen?: string) =>
      call(createAccess(api), {
        route: 'PUT /v1/access/{principalId}',
        params: { principalId: 'p-1' },
        as: ADMIN,
        body: { clientIds: ['a'], siteIds },
        ...(seen !== undefined && { headers: { 'if-match': seen } }),
      });
    await putSites(['MUC', 'HAM', 'MUC']);
    expect((await get()).body).toMatchObject({ siteIds: ['HAM', 'MUC'], version: 1 });
    expect((await putSites(['HAM', 'MUC'])).headers['etag']).toBe('"1"');
    expect((await putSites(undefined, '"1"')).body).toMatchObject({ siteIds: [], version: 2 });
    expect(codeOf(await putSites(['no site'], '"2"'))).toEqual([400, 'invalid-request']);
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
