import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../../functions/api/exceptions/handler.ts';
import { readClientKpis } from '../../../shared/app/read-kpis.ts';
import { grantOf } from '../../../shared/domain/crm/grant.ts';
import type { ReportedFact } from '../../../shared/domain/ledger/fact.ts';
import { bucketOf } from '../../../shared/store/keys.ts';
import { call, person, type Call } from '../../support/api.ts';
import { aClient, clientId, day, delivered, dispatched, fact, placed } from '../../support/builders.ts';
import { aLedger, ANYONE, figure, kpisOf, order, type TestLedger } from '../../support/ledger.ts';

interface Dispute {
  readonly fact: { readonly type: string | null; readonly id: string };
  readonly state: string;
}

interface Answer {
  readonly status: number;
  readonly body: {
    readonly code?: string;
    readonly errors?: readonly { readonly path: string }[];
    readonly dispute: Dispute;
    readonly verdicts: readonly {
      readonly kpi: string;
      readonly counted: { readonly gross: string; readonly disputed: boolean };
    }[];
    readonly orders: readonly {
      readonly orderNo: string;
      readonly disputes: readonly Dispute[];
      readonly kpis: readonly string[];
    }[];
  };
}

const APPROVER = person('approver', 'client-approver');
const MANAGER = person('manager', 'account-manager');
const MAY = { from: '2026-05-01', to: '2026-05-31' };
const ORDER_NO = 'SO/1';

const ordered = placed({ promise: { date: day('2026-05-20') } }, '2026-05-10 09:00');
const left = dispatched('2026-05-18 10:00');
const came = delivered('2026-05-19 10:00');
const cause = fact('miss.cause-assigned', '2026-05-21 10:00', { cause: 'weather' });

let ledger: TestLedger;
let send: (request: Call) => Promise<Answer>;

beforeEach(async () => {
  ledger = await aLedger();
  await ledger.grants.save(grantOf('approver', [clientId('acme')], 1));
  await ledger.grants.save(grantOf('manager', [clientId('acme')], 1));
  const handler = createHandler({ ...ledger, recording: ledger.worker(), bucketOf });
  send = async (request) => {
    const { status, text } = await call(handler, { params: { clientId: 'acme' }, ...request });
    return { status, body: JSON.parse(text) as Answer['body'] };
  };
  await ledger.record(order(ORDER_NO, [ordered, left, came, cause]));
});

const nameOf = ({ source, id }: Pick<ReportedFact, 'source' | 'id'>) => ({ source, id });
const raise = (about: Pick<ReportedFact, 'source' | 'id'>, over: object = {}, as: Call['as'] = APPROVER) =>
  send({
    route: 'POST /v1/clients/{clientId}/disputes',
    as,
    body: { orderNo: ORDER_NO, fact: nameOf(about), reason: 'our gate log says otherwise', ...over },
  });
const settle = (outcome: string, about: ReportedFact, over: object = {}, as: Call['as'] = MANAGER) =>
  send({
    route: 'POST /v1/clients/{clientId}/disputes/settlements',
    as,
    body: { orderNo: ORDER_NO, fact: nameOf(about), outcome, ...over },
  });
const list = (query: Record<string, string> = {}, as: Call['as'] = APPROVER) =>
  send({ route: 'GET /v1/clients/{clientId}/disputes', as, query: { ...MAY, ...query } });

const disputedIn = ({ body }: Answer) =>
  body.verdicts.filter(({ counted }) => counted.disputed).map(({ kpi }) => kpi);
const onTime = async () => {
  const { kpis } = await readClientKpis(ledger, ANYONE, clientId('acme'), kpisOf(MAY.from, MAY.to));
  const { gross, disputed } = figure(kpis, 'on-time-delivery');
  return { met: gross.met, disputed };
};

describe('a dispute', () => {
  it('behind a met verdict counts beside the figure until it is settled', async () => {
    const raised = await raise(came);
    expect(raised.status).toBe(201);
    expect(raised.body.dispute).toMatchObject({
      fact: { type: 'order.delivered', id: came.id },
      state: 'open',
      reason: 'our gate log says otherwise',
      settledAt: null,
    });
    expect(disputedIn(raised)).toContain('on-time-delivery');
    expect(await onTime()).toEqual({ met: 1, disputed: 1 });
    const settled = await settle('rejected', came, { reason: 'signed by your own gate' });
    expect(settled.body.dispute).toMatchObject({ state: 'rejected', settlement: 'signed by your own gate' });
    expect(disputedIn(settled)).toEqual([]);
    expect(await onTime()).toEqual({ met: 1, disputed: 0 });
  });

  it('that is upheld takes the fact out in the same step', async () => {
    await raise(came);
    const settled = await settle('upheld', came, { void: true });
    expect(settled.body.dispute.state).toBe('upheld');
    expect(settled.body.verdicts.find(({ kpi }) => kpi === 'on-time-delivery')?.counted.gross).toBe(
      'overdue',
    );
    expect(await onTime()).toEqual({ met: 0, disputed: 0 });
  });

  it('that is upheld without a correction leaves the fact to be corrected by its source', async () => {
    await raise(came);
    await settle('upheld', came);
    expect(await onTime()).toEqual({ met: 1, disputed: 0 });
  });

  it('may be raised by staff for the client, and anew once it was settled', async () => {
    expect((await raise(came, {}, MANAGER)).status).toBe(201);
    await settle('rejected', came);
    expect((await raise(came)).status).toBe(201);
    expect(await onTime()).toEqual({ met: 1, disputed: 1 });
  });

  it('is refused with its code, and nothing is written', async () => {
    await raise(came);
    const before = ledger.documents.all('ledger');
    const twice = await raise(came);
    expect([twice.status, twice.body.code]).toEqual([409, 'dispute-exists']);
    const none = await settle('upheld', left);
    expect([none.status, none.body.code]).toEqual([409, 'no-dispute']);
    expect((await raise(came, { orderNo: 'UNKNOWN' })).status).toBe(404);
    expect((await raise(came, { kind: 'receipt' })).status).toBe(404);
    expect(ledger.documents.all('ledger')).toEqual(before);
  });

  it('names a fact in force that the caller can see', async () => {
    const gone = delivered('2026-05-19 09:00');
    const { source, id } = gone;
    await ledger.record(
      order(ORDER_NO, [gone, fact('fact.voided', '2026-05-20 10:00', { voids: { source, id } })]),
    );
    for (const about of [gone, cause, { source: 'wms://hamburg', id: 'unknown' }]) {
      const { status, body } = await raise(about);
      expect([status, body.errors?.[0]?.path]).toEqual([400, 'fact']);
    }
    const uncaused = fact('fact.voided', '2026-05-22 10:00', { voids: nameOf(cause) });
    await ledger.record(order(ORDER_NO, [uncaused]));
    expect((await raise(uncaused)).status).toBe(400);
    const hidden = await raise(cause);
    const missing = await raise({ source: 'wms://hamburg', id: 'unknown' });
    expect(hidden.body.errors).toEqual(missing.body.errors);
  });

  it('cannot be rejected and take the fact out', async () => {
    await raise(came);
    const { status, body } = await settle('rejected', came, { void: true });
    expect([status, body.errors?.[0]?.path]).toEqual([400, 'void']);
  });
});

describe('the list of disputes', () => {
  it('shows what is open, and what became of the others', async () => {
    await raise(came);
    await raise(ordered);
    await settle('upheld', ordered);
    const open = await list();
    expect(open.body.orders).toMatchObject([
      { orderNo: ORDER_NO, disputes: [{ fact: { id: came.id }, state: 'open' }] },
    ]);
    expect(open.body.orders[0]!.kpis).toContain('on-time-delivery');
    expect((await list({ state: 'upheld' })).body.orders[0]!.disputes).toMatchObject([
      { fact: { id: ordered.id } },
    ]);
    expect((await list({ state: 'rejected' })).body.orders).toEqual([]);
    expect((await list({ from: '2026-05-21' })).body.orders).toEqual([]);
  });

  it('hides what was said about an internal cause from the client', async () => {
    const about = fact('fact.disputed', '2026-05-22 10:00', { disputes: nameOf(cause) });
    await ledger.record(order(ORDER_NO, [about]));
    expect((await list()).body.orders).toEqual([]);
    expect((await list({}, MANAGER)).body.orders).toHaveLength(1);
  });

  it('tells what was corrected before it was settled', async () => {
    await raise(came);
    const { source, id } = came;
    await ledger.record(
      order(ORDER_NO, [fact('fact.voided', '2026-05-25 10:00', { voids: { source, id } })]),
    );
    expect((await list({ state: 'corrected' })).body.orders).toHaveLength(1);
    expect((await list()).body.orders).toEqual([]);
  });
});

describe('who may', () => {
  it.each([
    ['client-approver', 201, 403, 200],
    ['client-viewer', 403, 403, 200],
    ['operations', 403, 403, 200],
    ['account-manager', 201, 200, 200],
    ['integration', 403, 403, 403],
  ])('%s: raise %i, settle %i, read %i', async (role, mayRaise, maySettle, mayRead) => {
    await ledger.grants.save(grantOf('someone', [clientId('acme')], 1));
    const someone = person('someone', role);
    const raised = await raise(left, {}, someone);
    await raise(came);
    const statuses = [raised, await settle('rejected', came, {}, someone), await list({}, someone)];
    expect(statuses.map(({ status }) => status)).toEqual([mayRaise, maySettle, mayRead]);
  });

  it('gets the same 404 for another tenant’s client and a missing one', async () => {
    await ledger.addClient(aClient({ clientId: clientId('globex'), name: 'Globex' }));
    for (const other of ['globex', 'missing']) {
      const answer = await send({
        route: 'POST /v1/clients/{clientId}/disputes',
        as: APPROVER,
        params: { clientId: other },
        body: { orderNo: ORDER_NO, fact: nameOf(came), reason: 'x' },
      });
      expect([answer.status, answer.body.code]).toEqual([404, 'not-found']);
    }
  });

  it('leaves a line on the audit log', async () => {
    await raise(came);
    await settle('upheld', came, { void: true });
    expect(ledger.audited().map(({ principalId, action, target }) => [principalId, action, target])).toEqual([
      ['approver', 'disputes:raise', `delivery#${ORDER_NO} ${came.source} ${came.id}`],
      ['manager', 'disputes:settle', `delivery#${ORDER_NO} ${came.source} ${came.id} upheld void`],
    ]);
  });
});
