import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../../functions/api/orders/handler.ts';
import { grantOf } from '../../../shared/domain/crm/grant.ts';
import { ADMIN, call, person, type Call } from '../../support/api.ts';
import { aClient, clientId, day, delivered, placed } from '../../support/builders.ts';
import { aLedger, order, type TestLedger } from '../../support/ledger.ts';

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>> & {
    readonly code?: string;
    readonly errors?: readonly { readonly path: string; readonly detail: string }[];
    readonly orders: readonly { readonly orderNo: string }[];
    readonly nextToken?: string;
    readonly facts: readonly unknown[];
  };
}

const PERIOD = { from: '2026-03-01', to: '2026-03-31' };

let ledger: TestLedger;
let send: (request: Call) => Promise<Answer>;

beforeEach(async () => {
  ledger = await aLedger();
  const handler = createHandler(ledger);
  send = async (request) => {
    const { status, text } = await call(handler, { as: ADMIN, ...request });
    return { status, body: JSON.parse(text) as Answer['body'] };
  };
  await ledger.record(
    ...Array.from({ length: 10 }, (_, i) =>
      order(`SO/${String(i)}#%`, [
        placed({ references: ['PO-7'], promise: { date: day('2026-03-10') } }),
        delivered(i < 4 ? '2026-03-12 10:00' : '2026-03-09 10:00'),
      ]),
    ),
  );
});

const list = (query: Record<string, string>, over: Partial<Call> = {}) =>
  send({ route: 'GET /v1/clients/{clientId}/orders', params: { clientId: 'acme' }, query, ...over });
const get = (orderNo: string, query: Record<string, string> = {}) =>
  send({
    route: 'GET /v1/clients/{clientId}/orders/{orderNo+}',
    params: { clientId: 'acme', orderNo },
    query,
  });

/** Every order number, page after page. */
async function everyPage(query: Record<string, string>): Promise<string[]> {
  const numbers: string[] = [];
  let nextToken: string | undefined;
  do {
    const { status, body } = await list({ ...query, ...(nextToken !== undefined && { nextToken }) });
    expect(status).toBe(200);
    numbers.push(...body.orders.map(({ orderNo }) => orderNo));
    nextToken = body.nextToken;
  } while (nextToken !== undefined);
  return numbers;
}

describe('GET /v1/clients/{clientId}/orders', () => {
  it('lists the orders behind a count, in pages', async () => {
    const missed = { ...PERIOD, kpi: 'on-time-delivery', outcome: 'missed' };
    const wanted = ['SO/0#%', 'SO/1#%', 'SO/2#%', 'SO/3#%'];
    expect((await everyPage({ ...missed, limit: '3' })).sort()).toEqual(wanted);
    expect((await everyPage(missed)).sort()).toEqual(wanted);
    const { body } = await list(missed);
    expect(body).not.toHaveProperty('nextToken');
    expect(body.orders[0]).toMatchObject({ verdict: { outcome: 'missed', day: '2026-03-10' } });
  });

  it('searches, in pages, each order once', async () => {
    const found = await everyPage({ q: 'PO-7', limit: '3' });
    expect(new Set(found).size).toBe(10);
    expect(found).toHaveLength(10);
    expect(await everyPage({ q: 'SO/3#%' })).toEqual(['SO/3#%']);
    expect(await everyPage({ q: 'nothing' })).toEqual([]);
  });

  it('refuses the token of another list', async () => {
    const { body } = await list({ ...PERIOD, limit: '2' });
    const nextToken = body.nextToken!;
    const others = [{ ...PERIOD, to: '2026-04-30' }, { ...PERIOD, kpi: 'otif' }, { q: 'PO-7' }];
    for (const query of others) {
      const answer = await list({ ...query, nextToken });
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid-page-token']);
    }
    expect((await list({ ...PERIOD, nextToken, limit: '5' })).status).toBe(200);
  });

  it('refuses the token of another client, and of a person who may see only one of them', async () => {
    await ledger.addClient(aClient({ clientId: clientId('globex') }));
    const { body } = await list({ ...PERIOD, limit: '2' });
    const there = await list({ ...PERIOD, nextToken: body.nextToken! }, { params: { clientId: 'globex' } });
    expect(there.status).toBe(400);
    await ledger.grants.save(grantOf('viewer', [clientId('globex')], 1));
    const viewer = person('viewer', 'client-viewer');
    expect((await list({ ...PERIOD, nextToken: body.nextToken! }, { as: viewer })).status).toBe(404);
  });

  it.each([
    [{}, ['from', 'to']],
    [{ q: 'x', kpi: 'otif' }, ['kpi']],
    [{ ...PERIOD, outcome: 'met' }, ['kpi']],
    [{ ...PERIOD, limit: '0' }, ['limit']],
    [{ ...PERIOD, outcomes: 'met' }, ['outcomes']],
  ])('refuses %j and names the field', async (query, paths) => {
    const { status, body } = await list(query);
    expect(status).toBe(400);
    expect(body.errors?.map(({ path }) => path)).toEqual(paths);
  });
});

describe('GET /v1/clients/{clientId}/orders/{orderNo}', () => {
  it('answers an order whose number holds slashes, hashes and percent signs', async () => {
    // As API Gateway hands it over: everything decoded but %25.
    const { status, body } = await get('SO/3#%25');
    expect(status).toBe(200);
    expect(body).toMatchObject({ clientId: 'acme', orderNo: 'SO/3#%', version: 1, listedOn: '2026-03-10' });
    expect(body.facts).toHaveLength(2);
  });

  it('shows a verdict at the clock of the question', async () => {
    await ledger.record(order('open', [placed({ promise: { date: day('2026-07-10') } })]));
    const seen = async (asOf: string) => {
      const { body } = await get('open', { asOf });
      const verdicts = body['verdicts'] as { kpi: string; outcome: string }[];
      return verdicts.find(({ kpi }) => kpi === 'on-time-delivery')?.outcome;
    };
    expect(await seen('2026-07-10T23:59:59+02:00')).toBe('open');
    expect(await seen('2026-07-11T00:00:00+02:00')).toBe('overdue');
  });

  it('does not find an incident under a delivery’s number', async () => {
    expect((await get('SO/3#%25', { kind: 'incident' })).status).toBe(404);
    expect((await get('unknown')).status).toBe(404);
  });
});
