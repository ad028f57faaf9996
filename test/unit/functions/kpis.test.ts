import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../../functions/api/kpis/handler.ts';
import { DAY_MS, MINUTE_MS } from '../../../shared/domain/calendar/time.ts';
import { formatInstant } from '../../../shared/domain/calendar/zone.ts';
import type { Figure } from '../../../shared/domain/kpi/figures.ts';
import { grantOf } from '../../../shared/domain/crm/grant.ts';
import { ADMIN, call, machine, person, type Call } from '../../support/api.ts';
import { clientId, delivered, NOW, placed } from '../../support/builders.ts';
import { aLedger, order, type TestLedger } from '../../support/ledger.ts';

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>> & {
    readonly code?: string;
    readonly errors?: readonly { readonly path: string; readonly detail: string }[];
    readonly kpis: readonly Figure[];
    readonly groups?: readonly { readonly key: string }[];
  };
}

let ledger: TestLedger;
let send: (request: Omit<Call, 'route'> & { readonly over?: 'all' }) => Promise<Answer>;

beforeEach(async () => {
  ledger = await aLedger();
  const handler = createHandler(ledger);
  send = async ({ over, query, ...request }) => {
    const one = { route: 'GET /v1/clients/{clientId}/kpis', params: { clientId: 'acme' } };
    const asked = over === 'all' ? { route: 'GET /v1/kpis' } : one;
    const period = { from: '2026-03-01', to: '2026-03-31' };
    const { status, text } = await call(handler, {
      as: ADMIN,
      ...asked,
      ...request,
      query: { ...period, ...query },
    });
    return { status, body: JSON.parse(text) as Answer['body'] };
  };
  await ledger.record(
    order('SO-1', [placed({ carrierId: 'dhl' }), delivered('2026-03-09 10:00')]),
    order('SO-2', [placed({ carrierId: 'ups' }), delivered('2026-03-12 10:00')]),
  );
});

describe('GET /v1/clients/{clientId}/kpis', () => {
  it('answers client, zone, period, clock and every KPI', async () => {
    const { status, body } = await send({});
    expect(status).toBe(200);
    const { kpis, ...rest } = body;
    expect(rest).toEqual({
      clientId: 'acme',
      from: '2026-03-01',
      to: '2026-03-31',
      timeZone: 'Europe/Berlin',
      asOf: '2026-06-01T10:00:00Z',
      rejudging: false,
    });
    expect(kpis).toHaveLength(25);
    expect(kpis.find(({ kpi }) => kpi === 'on-time-delivery')).toEqual({
      kpi: 'on-time-delivery',
      name: { en: 'On-time delivery', zh: '到货及时率' },
      definition: 'on-time-delivery@1',
      contractVersion: 1,
      gross: {
        numerator: 1,
        denominator: 2,
        value: 0.5,
        shown: '50.00 %',
        met: 1,
        missed: 1,
        overdue: 0,
        interval: { method: 'wilson', level: 0.95, low: 0.094531, high: 0.905469 },
      },
      net: {
        numerator: 1,
        denominator: 2,
        value: 0.5,
        shown: '50.00 %',
        met: 1,
        missed: 1,
        overdue: 0,
        interval: { method: 'wilson', level: 0.95, low: 0.094531, high: 0.905469 },
      },
      open: 0,
      notMeasured: 0,
      excluded: {},
      excused: {},
      disputed: 0,
      decides: 'net',
      target: null,
      attainment: 'no-target',
    });
  });

  it('shows null, not 0, where nothing was counted', async () => {
    const { body } = await send({ query: { from: '2020-01-01', to: '2020-01-31' } });
    expect(body.kpis.map(({ gross }) => gross.value)).toEqual(body.kpis.map(() => null));
  });

  it('has groups where they were asked for', async () => {
    const { body } = await send({ query: { groupBy: 'carrier' } });
    expect(body.groups?.map(({ key }) => key)).toEqual(['dhl', 'ups']);
  });

  it('refuses a clock before now, and names the way to ask for it', async () => {
    const { status, body } = await send({ query: { asOf: '2026-05-01T00:00:00Z' } });
    expect(status).toBe(400);
    expect(body.errors).toEqual([
      { path: 'asOf', detail: 'lies before now; leave it out; KPIs with knownAt say what was known earlier' },
    ]);
  });

  it('says what was known at a time, and whether that can still grow', async () => {
    const known = (at: number) => send({ query: { knownAt: formatInstant(at) } });
    expect((await known(NOW - 6 * MINUTE_MS)).body).toMatchObject({
      settled: true,
      asOf: '2026-06-01T09:54:00Z',
    });
    const { body } = await known(NOW);
    expect(body).toMatchObject({ knownAt: '2026-06-01T10:00:00Z', settled: false });
    expect(body.kpis[1]?.gross.denominator).toBe(2);
    expect((await known(NOW - DAY_MS)).body.kpis[1]?.gross.denominator).toBe(0);
  });

  it('says that orders are being judged again', async () => {
    await ledger.clients.startRejudging(ledger.client.clientId, [0], 'pass');
    expect((await send({})).body['rejudging']).toBe(true);
  });

  it.each([
    [{ from: '2026-02-30' }, 'from'],
    [{ to: '2026-02-28' }, 'to'],
    [{ groupBy: 'year' }, 'groupBy'],
    [{ knownAt: 'yesterday' }, 'knownAt'],
    [{ asof: '2026-07-01T00:00:00Z' }, 'asof'],
  ])('refuses %j and names the field', async (query, path) => {
    const { status, body } = await send({ query });
    expect(status).toBe(400);
    expect(body.errors?.map((error) => error.path)).toEqual([path]);
  });

  it('answers alike for a foreign client and for one that is not there', async () => {
    const viewer = person('viewer', 'client-viewer');
    await ledger.grants.save(grantOf('viewer', [clientId('globex')], 1));
    const foreign = await send({ as: viewer });
    const missing = await send({ as: viewer, params: { clientId: 'globex' } });
    expect([foreign.status, foreign.body.code]).toEqual([404, 'not-found']);
    expect(foreign.body).toEqual(missing.body);
  });

  it('is for people: a machine that sends events is refused', async () => {
    expect((await send({ as: machine('wms') })).status).toBe(403);
  });
});

describe('GET /v1/kpis', () => {
  it('sums over the clients one may see, and says how many they are', async () => {
    const { status, body } = await send({ over: 'all' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ clients: 1, rejudging: false });
    expect(body.kpis[1]).toMatchObject({ contractVersion: null, gross: { denominator: 2 } });
  });

  it('has the same rules for clocks', async () => {
    expect((await send({ over: 'all', query: { asOf: '2026-05-01T00:00:00Z' } })).status).toBe(400);
    expect((await send({ over: 'all', query: { knownAt: '2027-05-01T00:00:00Z' } })).status).toBe(400);
  });
});
