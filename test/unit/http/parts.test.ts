import { describe, expect, it } from 'vitest';
import { ERROR_CODES, problem } from '../../../shared/domain/errors.ts';
import { etagOf, versionOf } from '../../../shared/http/etag.ts';
import { httpEventSchema, pathParametersOf } from '../../../shared/http/event.ts';
import { createPageTokens } from '../../../shared/http/page-token.ts';
import { principalOf } from '../../../shared/http/principal.ts';
import { problemResponse, STATUS_OF } from '../../../shared/http/problem.ts';
import type { HttpRequest } from '../../../shared/http/route.ts';
import { httpEvent, machine, parseBody, person } from '../../support/api.ts';

const codeOf = async (run: () => unknown): Promise<unknown> => {
  try {
    return await run();
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('principalOf', () => {
  const of = (as: Record<string, unknown>) =>
    principalOf(httpEventSchema.parse(httpEvent({ route: 'GET /', as })));

  it('reads the groups of people from the text the authorizer makes of them', () => {
    expect(of(person('p1', 'admin', 'account-manager', 'other'))).toEqual({
      id: 'p1',
      kind: 'person',
      roles: ['admin', 'account-manager'],
    });
    expect(of({ ...person('p1'), 'cognito:groups': ['operations'] }).roles).toEqual(['operations']);
  });

  it('takes a token without user and groups for a machine, known by its client id', () => {
    expect(of(machine('m1'))).toEqual({ id: 'm1', kind: 'machine', roles: ['integration'] });
  });

  it('gives a machine without the scope no role', () => {
    expect(of({ ...machine('m1'), scope: 'other/events.write' }).roles).toEqual([]);
    expect(of({ ...machine('m1'), scope: 'tallyman/events.writer' }).roles).toEqual([]);
  });

  it('gives a person no machine role, by scope or by group', () => {
    expect(of(person('p1', 'integration', 'admin')).roles).toEqual(['admin']);
    expect(of({ ...person('p1'), scope: 'tallyman/events.write' }).roles).toEqual([]);
  });
});

describe('path parameters', () => {
  it.each([
    ['SO-1', 'SO-1'],
    ['100%25', '100%'],
    ['100%', '100%'],
    ['100%2525', '100%25'],
    ['a b#é', 'a b#é'],
  ])('%s from the gateway means %s', (sent, meant) => {
    const event = httpEventSchema.parse(httpEvent({ route: 'GET /', params: { orderNo: sent } }));
    expect(pathParametersOf(event)).toEqual({ orderNo: meant });
  });
});

describe('page tokens', () => {
  const tokens = createPageTokens(() => Promise.resolve('key'));
  const request = (query: Record<string, unknown>, routeKey = 'GET /v1/things') =>
    ({ routeKey, query }) as unknown as HttpRequest;

  it('give the position back for the same list, whatever the page size', async () => {
    const nextToken = await tokens.seal(request({ kpi: 'otif', limit: 10 }), 'acme', { pk: 'a', n: 1 });
    expect(await tokens.open(request({ kpi: 'otif', limit: 99, nextToken }), 'acme')).toEqual({
      pk: 'a',
      n: 1,
    });
    expect(await tokens.open(request({ kpi: 'otif' }), 'acme')).toBeUndefined();
  });

  it('are refused for another tenant, route or query, with another key, and when changed', async () => {
    const nextToken = await tokens.seal(request({ kpi: 'otif' }), 'acme', { pk: 'a' });
    const [payload = '', mac = ''] = nextToken.split('.');
    const forged = Buffer.from('{"pk":"b"}').toString('base64url');
    const open = (query: Record<string, unknown>, tenant = 'acme', route?: string) =>
      codeOf(() => tokens.open(request(query, route), tenant));
    expect(await open({ kpi: 'otif', nextToken })).toEqual({ pk: 'a' });
    expect(await open({ kpi: 'otif', nextToken }, 'acme2')).toBe('invalid-page-token');
    expect(await open({ kpi: 'otif', nextToken }, 'acme', 'GET /v1/other')).toBe('invalid-page-token');
    expect(await open({ kpi: 'in-full', nextToken })).toBe('invalid-page-token');
    expect(await open({ nextToken })).toBe('invalid-page-token');
    for (const bad of [
      '',
      '.',
      'x',
      payload,
      `${payload}.`,
      `${forged}.${mac}`,
      `${nextToken}.`,
      `${payload}.${mac}A`,
    ])
      expect([bad, await open({ kpi: 'otif', nextToken: bad })]).toEqual([bad, 'invalid-page-token']);
    const other = createPageTokens(() => Promise.resolve('other'));
    expect(await codeOf(() => other.open(request({ kpi: 'otif', nextToken }), 'acme'))).toBe(
      'invalid-page-token',
    );
  });
});

describe('If-Match', () => {
  it('takes the ETag of a version and nothing else', async () => {
    expect(versionOf(etagOf(3))).toBe(3);
    for (const none of [undefined, '', ' '])
      expect(await codeOf(() => versionOf(none))).toBe('if-match-required');
    for (const bad of ['*', '3', 'W/"3"', '"0"', '"x"', '"1", "2"'])
      expect(await codeOf(() => versionOf(bad))).toBe('stale-version');
  });
});

describe('problems', () => {
  it('have a status for every code', () => {
    expect(Object.keys(STATUS_OF).sort()).toEqual([...ERROR_CODES].sort());
  });

  it('cannot have their own members overwritten by further ones', () => {
    const refused = problem.allEventsRejected({ rejected: [1], status: 1, code: 'x' });
    expect(parseBody(problemResponse(refused, 'c').body)).toMatchObject({
      rejected: [1],
      status: 400,
      code: 'all-events-rejected',
    });
  });
});
