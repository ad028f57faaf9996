import { beforeEach, describe, expect, it } from 'vitest';
import { grantOf } from '../../../shared/domain/crm/grant.ts';
import { ADMIN, person } from '../../support/api.ts';
import { aClient, clientId, delivered, fact } from '../../support/builders.ts';
import {
  anExcusesApi,
  APPROVER,
  codesOf,
  due,
  EXCUSED_KPI,
  MANAGER,
  MAY,
  type ExcusesApi,
} from '../../support/excuses.ts';
import { order } from '../../support/ledger.ts';

let api: ExcusesApi;
beforeEach(async () => {
  api = await anExcusesApi();
});
const propose: ExcusesApi['propose'] = (...args) => api.propose(...args);
const decide: ExcusesApi['decide'] = (...args) => api.decide(...args);
const list: ExcusesApi['list'] = (...args) => api.list(...args);

describe('the list of excuses', () => {
  it('shows the other side what waits, and until when', async () => {
    await propose(['L-1', 'OVERDUE'], MANAGER, { evidence: 'https://example.com/storm.pdf', note: 'storm' });
    await propose(['L-2'], APPROVER);
    const { body } = await list({ state: 'proposed' });
    expect(body.orders.map(({ orderNo }) => orderNo).sort()).toEqual(['L-1', 'L-2', 'OVERDUE']);
    expect(body.orders.find(({ orderNo }) => orderNo === 'L-1')).toEqual({
      kind: 'delivery',
      orderNo: 'L-1',
      excuses: [
        {
          kpi: EXCUSED_KPI,
          state: 'proposed',
          bySilence: false,
          proposedBy: 'provider',
          waitsFor: 'client',
          decideUntil: '2026-06-15T10:00:00Z',
          lastDayToDecide: '2026-06-15',
          proposedAt: '2026-06-01T10:00:00Z',
          reasonCode: 'AO',
          evidence: 'https://example.com/storm.pdf',
          note: 'storm',
          decidedAt: null,
          decisionNote: null,
          counted: { day: '2026-05-20', gross: 'missed', net: 'missed', disputed: false },
        },
      ],
    });
  });

  it('goes by state, KPI and the day of the miss, page by page', async () => {
    await propose(['L-1', 'L-2', 'OVERDUE']);
    await decide('accepted', ['L-1'], APPROVER, { note: 'agreed' });
    const numbers = async (query: Record<string, string>) =>
      (await list(query)).body.orders.map(({ orderNo }) => orderNo).sort();
    expect(await numbers({ state: 'accepted' })).toEqual(['L-1']);
    expect(await numbers({ kpi: 'in-full' })).toEqual([]);
    expect(await numbers({ from: '2026-05-21' })).toEqual([]);
    const pages: string[] = [];
    let nextToken: string | undefined;
    do {
      const { body } = await list({ limit: '1', ...(nextToken !== undefined && { nextToken }) });
      pages.push(...body.orders.map(({ orderNo }) => orderNo));
      nextToken = body.nextToken;
    } while (nextToken !== undefined);
    expect(pages.sort()).toEqual(['L-1', 'L-2', 'OVERDUE']);
  });

  it('keeps an excuse of an order that was met after all', async () => {
    const wrong = delivered('2026-05-22 10:00');
    await api.ledger.record(order('FIXED', [due(), wrong]));
    await propose(['FIXED']);
    const { source, id } = wrong;
    await api.ledger.record(
      order('FIXED', [
        fact('fact.voided', '2026-05-30 10:00', { voids: { source, id } }),
        delivered('2026-05-19 10:00'),
      ]),
    );
    expect((await list()).body.orders).toMatchObject([
      { orderNo: 'FIXED', excuses: [{ counted: { gross: 'met' } }] },
    ]);
  });
});

describe('a proposal that is not valid', () => {
  it.each([
    [{ kpi: 'otif' }, 'kpi'],
    [{ kpi: 'complaint-rate' }, 'kpi'],
    [{ reasonCode: 'no-such-reason' }, 'reasonCode'],
    [{ evidence: 'in the drawer' }, 'evidence'],
    [{ orders: [] }, 'orders'],
    [{ orders: ['L-1', 'L-2', 'L-1'].map((orderNo) => ({ orderNo })) }, 'orders.2'],
    [{ note: 'two\nlines' }, 'note'],
    [{ decidedBy: 'client' }, 'decidedBy'],
  ])('%j is refused and the field named', async (over, path) => {
    const { status, body } = await propose(['L-1'], MANAGER, over);
    expect(status).toBe(400);
    expect(body.errors?.map((error) => error.path)).toContain(path);
  });
});

describe('who may', () => {
  it.each([
    ['client-viewer', 403, 403, 200],
    ['operations', 403, 403, 200],
    ['integration', 403, 403, 403],
  ])('%s: propose %i, decide %i, read %i', async (role, mayPropose, mayDecide, mayRead) => {
    await api.ledger.grants.save(grantOf('someone', [clientId('acme')], 1));
    const someone = person('someone', role);
    const statuses = [
      await propose(['L-1'], someone),
      await decide('accepted', ['L-1'], someone),
      await list({}, someone),
    ].map(({ status }) => status);
    expect(statuses).toEqual([mayPropose, mayDecide, mayRead]);
  });

  it('gets the same 404 for another tenant’s client and a missing one', async () => {
    await api.ledger.addClient(aClient({ clientId: clientId('globex'), name: 'Globex' }));
    for (const as of [APPROVER, MANAGER])
      for (const other of ['globex', 'missing']) {
        const params = { clientId: other };
        const body = { orders: [{ orderNo: 'L-1' }], kpi: EXCUSED_KPI, reasonCode: 'AO' };
        const proposed = await api.send({ route: 'POST /v1/clients/{clientId}/excuses', as, params, body });
        const listed = await api.send({
          route: 'GET /v1/clients/{clientId}/excuses',
          as,
          params,
          query: MAY,
        });
        expect([proposed.status, proposed.body.code, listed.status]).toEqual([404, 'not-found', 404]);
      }
  });

  it('leaves a line on the audit log for every order and step', async () => {
    await propose(['L-1', 'L-2', 'MET']);
    await decide('accepted', ['L-1']);
    const steps = api.ledger
      .audited()
      .map(({ principalId, action, outcome, clientId: of, target }) => [
        principalId,
        action,
        outcome,
        of,
        target,
      ]);
    expect(steps).toEqual([
      ['manager', 'excuses:propose', 'done', 'acme', `delivery#L-1 ${EXCUSED_KPI} AO`],
      ['manager', 'excuses:propose', 'done', 'acme', `delivery#L-2 ${EXCUSED_KPI} AO`],
      ['approver', 'excuses:decide', 'done', 'acme', `delivery#L-1 ${EXCUSED_KPI} accepted`],
    ]);
  });

  it('administrators speak for the provider', async () => {
    await propose(['L-1'], ADMIN);
    expect(codesOf(await decide('accepted', ['L-1'], ADMIN))).toEqual([['L-1', 'excuse-wrong-side']]);
  });
});
