import { describe, expect, it } from 'vitest';
import type { ApiRequest, Target } from '../../../infra/local/seed/api.ts';
import { demoBilling, issueFirstCredit, sendBilling } from '../../../infra/local/seed/credits.ts';
import { generateCompany } from '../../../infra/local/seed/generate.ts';
import { billingRowSchema } from '../../../shared/http/routes/billing.ts';

const company = generateCompany(1, Date.parse('2026-11-22T05:00:00Z'));

type Answer = { status: number; body: unknown };
type Call = Pick<ApiRequest, 'method' | 'path' | 'token'>;

/** An installation that answers as told, and what it was asked. Waiting takes no time. */
function installation(answer: (call: Call, n: number) => Answer): { target: Target; calls: Call[] } {
  const calls: Call[] = [];
  const target: Target = {
    apiUrl: 'http://installation.example',
    adminToken: 'admin',
    managerToken: 'manager',
    eventsToken: 'machine',
    pause: () => Promise.resolve(),
    fetch: (url, init) => {
      const call = {
        method: init?.method as Call['method'],
        path: (url as string).slice('http://installation.example'.length),
        token: new Headers(init?.headers).get('authorization')!.slice('Bearer '.length),
      };
      calls.push(call);
      const { status, body } = answer(call, calls.length);
      return Promise.resolve(Response.json(body, { status }));
    },
  };
  return { target, calls };
}

const said = (calls: readonly Call[]): string[] =>
  calls.map(({ method, path, token }) => `${token} ${method} ${path}`);

describe('the credits of the demonstration company', () => {
  it('rest on amounts of both whole months under the new terms', () => {
    const rows = demoBilling(company);
    expect(rows.map(({ clientId, month, currency }) => [clientId, month, currency])).toEqual([
      ['coffee-demo', '2026-09', 'BRL'],
      ['coffee-demo', '2026-10', 'BRL'],
      ['lamps-demo', '2026-09', 'CNY'],
      ['lamps-demo', '2026-10', 'CNY'],
    ]);
    for (const row of rows) expect(billingRowSchema.safeParse(row).success).toBe(true);
  });

  it('have their amounts entered by an account manager', async () => {
    const { target, calls } = installation(() => ({ status: 200, body: {} }));
    await sendBilling(target, company);
    expect(said(calls)).toEqual(['manager POST /v1/billing']);
  });

  it('are issued once the orders have been judged again, the first month alone', async () => {
    const { target, calls } = installation(({ path, method }, n) => {
      if (path.endsWith('/rejudging')) return { status: 200, body: { state: n < 3 ? 'waiting' : 'done' } };
      return { status: method === 'POST' && path.endsWith('/credits') ? 201 : 200, body: {} };
    });
    expect(await issueFirstCredit(target, company)).toEqual({ clientId: 'coffee-demo', month: '2026-09' });
    expect(said(calls)).toEqual([
      ...Array.from({ length: 3 }, () => 'admin GET /v1/clients/coffee-demo/rejudging'),
      'admin POST /v1/clients/coffee-demo/credits',
      'admin POST /v1/clients/coffee-demo/credits/2026-09/approve',
    ]);
  });

  it('are left out when the orders are not judged in time', async () => {
    const { target, calls } = installation(() => ({ status: 200, body: { state: 'running' } }));
    expect(await issueFirstCredit(target, company)).toBeUndefined();
    expect(calls.every(({ method }) => method === 'GET')).toBe(true);
  });
});
