import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../../functions/api/exceptions/handler.ts';
import { grantOf } from '../../../shared/domain/crm/grant.ts';
import type { FactData } from '../../../shared/domain/ledger/fact.ts';
import { bucketOf } from '../../../shared/store/keys.ts';
import { call, person, type Call } from '../../support/api.ts';
import { aClient, clientId, day, delivered, placed } from '../../support/builders.ts';
import { aLedger, order, type TestLedger } from '../../support/ledger.ts';

interface Answer {
  readonly status: number;
  readonly body: {
    readonly code?: string;
    readonly errors?: readonly { readonly path: string }[];
    readonly nextToken?: string;
    readonly orders: readonly {
      readonly orderNo: string;
      readonly code?: string;
      readonly misses: readonly { readonly kpi: string; readonly outcome: string }[];
    }[];
    readonly assigned: number;
    readonly unassigned: number;
    readonly causes: readonly {
      readonly cause: string;
      readonly orders: number;
      readonly cumulative: {
        readonly numerator: number;
        readonly denominator: number;
        readonly value: number;
      };
    }[];
  };
}

const FLOOR = person('floor', 'operations');
const MAY = { from: '2026-05-01', to: '2026-05-31' };
const LATE = ['L-1', 'L-2', 'L-3', 'L-4'];

let ledger: TestLedger;
let send: (request: Call) => Promise<Answer>;

const due = (data: FactData = {}) =>
  placed({ promise: { date: day('2026-05-20') }, dispatchBy: undefined, ...data }, '2026-05-10 09:00');

beforeEach(async () => {
  ledger = await aLedger();
  await ledger.grants.save(grantOf('floor', [clientId('acme')], 1));
  const handler = createHandler({ ...ledger, recording: ledger.worker(), bucketOf });
  send = async (request) => {
    const { status, text } = await call(handler, { params: { clientId: 'acme' }, as: FLOOR, ...request });
    return { status, body: JSON.parse(text) as Answer['body'] };
  };
  await ledger.record(
    ...LATE.map((number, i) =>
      order(number, [due({ siteId: i < 2 ? 'HAM' : 'MUC' }), delivered('2026-05-22 10:00')]),
    ),
    order('OVERDUE', [due({ siteId: 'HAM' })]),
    order('MET', [due({ siteId: 'HAM' }), delivered('2026-05-19 10:00')]),
    order('OTHER-DAY', [
      placed({ promise: { date: day('2026-05-25') }, dispatchBy: undefined }),
      delivered('2026-05-27 10:00'),
    ]),
  );
});

const assign = (cause: string, numbers: string[], over: object = {}, as: Call['as'] = FLOOR) =>
  send({
    route: 'POST /v1/clients/{clientId}/causes',
    as,
    body: { orders: numbers.map((orderNo) => ({ orderNo })), cause, ...over },
  });
const missing = (query: Record<string, string> = {}, as: Call['as'] = FLOOR) =>
  send({
    route: 'GET /v1/clients/{clientId}/causes/missing',
    as,
    query: { date: '2026-05-20', kpi: 'on-time-delivery', ...query },
  });
const pareto = (query: Record<string, string> = {}, as: Call['as'] = FLOOR) =>
  send({
    route: 'GET /v1/clients/{clientId}/causes/pareto',
    as,
    query: { ...MAY, kpi: 'on-time-delivery', ...query },
  });

const codesOf = ({ body }: Answer) => body.orders.map(({ orderNo, code }) => [orderNo, code ?? 'done']);
const numbersOf = ({ body }: Answer) => body.orders.map(({ orderNo }) => orderNo).sort();
const evaluations = () => ledger.documents.all('ledger').map(({ sk, c, ov }) => [sk, c, ov]);

describe('the cause of misses', () => {
  it('is named for many orders at once, and changes no figure', async () => {
    const before = { orders: evaluations(), tallies: ledger.documents.all('tallies') };
    expect(codesOf(await assign('weather', ['L-1', 'OVERDUE', 'MET', 'UNKNOWN']))).toEqual([
      ['L-1', 'done'],
      ['OVERDUE', 'done'],
      ['MET', 'not-missed'],
      ['UNKNOWN', 'no-such-order'],
    ]);
    expect({ orders: evaluations(), tallies: ledger.documents.all('tallies') }).toEqual(before);
  });

  it('is the last one named; the same again writes nothing', async () => {
    await assign('weather', ['L-1']);
    await assign('capacity', ['L-1']);
    await assign('weather', ['L-1']);
    const stored = ledger.documents.all('ledger');
    expect(codesOf(await assign('weather', ['L-1']))).toEqual([['L-1', 'done']]);
    expect(ledger.documents.all('ledger')).toEqual(stored);
    expect((await pareto()).body.causes.map(({ cause }) => cause)).toEqual(['weather']);
    await assign('capacity', ['L-1'], { kpi: 'on-time-delivery' });
    await assign('weather', ['L-1']);
    expect((await pareto()).body.causes.map(({ cause }) => cause)).toEqual(['weather']);
  });

  it('must be registered and in use', async () => {
    const registry = await ledger.registries.load('cause');
    const retired = { id: 'strike', name: 'Strike', active: false, version: 1 };
    await ledger.registries.change('cause', registry.version, { entries: [retired] });
    for (const cause of ['bad-luck', 'strike']) {
      const { status, body } = await assign(cause, ['L-1']);
      expect([status, body.errors?.[0]?.path]).toEqual([400, 'cause']);
    }
  });
});

describe('the list of misses without a cause', () => {
  it('holds the misses of the day, missed and overdue, until each has its cause', async () => {
    expect(numbersOf(await missing())).toEqual([...LATE, 'OVERDUE']);
    await assign('weather', ['L-1', 'OVERDUE']);
    expect(numbersOf(await missing())).toEqual(['L-2', 'L-3', 'L-4']);
    expect((await missing()).body.orders[0]!.misses).toEqual([
      { kpi: 'on-time-delivery', outcome: 'missed', excused: false },
    ]);
  });

  it('goes by site, KPI and day, page by page', async () => {
    expect(numbersOf(await missing({ siteId: 'MUC' }))).toEqual(['L-3', 'L-4']);
    expect(numbersOf(await missing({ kpi: 'damage-frequency' }))).toEqual([]);
    expect(numbersOf(await missing({ date: '2026-05-25' }))).toEqual(['OTHER-DAY']);
    const pages: string[] = [];
    let nextToken: string | undefined;
    do {
      const { body } = await missing({ limit: '1', ...(nextToken !== undefined && { nextToken }) });
      pages.push(...body.orders.map(({ orderNo }) => orderNo));
      nextToken = body.nextToken;
    } while (nextToken !== undefined);
    expect(pages.sort()).toEqual([...LATE, 'OVERDUE']);
  });

  it('without a KPI holds every order that missed any', async () => {
    const handler = { route: 'GET /v1/clients/{clientId}/causes/missing', query: { date: '2026-05-20' } };
    expect(numbersOf(await send(handler))).toEqual([...LATE, 'OVERDUE']);
    await assign('weather', ['L-1'], { kpi: 'on-time-delivery' });
    expect(numbersOf(await send(handler))).not.toContain('L-1');
    expect(numbersOf(await missing({ kpi: 'in-full' }))).toContain('L-1');
  });
});

describe('the Pareto of causes', () => {
  it('counts missed orders by cause, most first, with what is not assigned beside it', async () => {
    await assign('weather', ['L-1', 'OVERDUE']);
    await assign('capacity', ['L-2']);
    const { body } = await pareto();
    expect(body).toEqual({
      clientId: 'acme',
      ...MAY,
      asOf: '2026-06-01T10:00:00Z',
      assigned: 3,
      unassigned: 3,
      causes: [
        {
          cause: 'weather',
          name: 'Weather or other force majeure',
          orders: 2,
          cumulative: { numerator: 2, denominator: 3, value: 0.666666 },
        },
        {
          cause: 'capacity',
          name: 'Too few people or docks for the volume',
          orders: 1,
          cumulative: { numerator: 3, denominator: 3, value: 1 },
        },
      ],
    });
  });

  it('counts a merged cause under the one it was merged into', async () => {
    await assign('weather', ['L-1']);
    await assign('other', ['L-2']);
    const { version } = await ledger.registries.load('cause');
    await ledger.registries.change('cause', version, { aliases: [{ value: 'weather', id: 'other' }] });
    expect((await pareto()).body.causes).toMatchObject([{ cause: 'other', orders: 2 }]);
  });

  it('is empty where nothing was missed', async () => {
    const { body } = await pareto({ from: '2026-04-01', to: '2026-04-30' });
    expect(body).toMatchObject({ assigned: 0, unassigned: 0, causes: [] });
  });
});

describe('an operations person bound to sites', () => {
  beforeEach(() => ledger.grants.save(grantOf('floor', [clientId('acme')], 2, ['MUC'])));

  it('finds the misses of these sites alone, and names causes there', async () => {
    expect(numbersOf(await missing())).toEqual(['L-3', 'L-4']);
    expect(numbersOf(await missing({ siteId: 'HAM' }))).toEqual([]);
    expect((await pareto({ to: '2026-05-20' })).body).toMatchObject({ assigned: 0, unassigned: 2 });
    expect(codesOf(await assign('weather', ['L-1', 'L-3', 'UNKNOWN']))).toEqual([
      ['L-1', 'no-such-order'],
      ['L-3', 'done'],
      ['UNKNOWN', 'no-such-order'],
    ]);
  });

  it('is told the same of an order elsewhere and of none', async () => {
    const answer = await assign('weather', ['L-1', 'L-3', 'UNKNOWN']);
    const [elsewhere, , none] = answer.body.orders;
    expect({ ...elsewhere, orderNo: '' }).toEqual({ ...none, orderNo: '' });
  });

  it('is not bound when another role of theirs allows it', async () => {
    const both = person('floor', 'operations', 'account-manager');
    expect(numbersOf(await missing({}, both))).toEqual([...LATE, 'OVERDUE']);
  });
});

describe('who may', () => {
  it.each([
    ['operations', 200, 200],
    ['account-manager', 200, 200],
    ['client-approver', 403, 403],
    ['client-viewer', 403, 403],
    ['integration', 403, 403],
  ])('%s: name causes %i, read them %i', async (role, mayWrite, mayRead) => {
    await ledger.grants.save(grantOf('someone', [clientId('acme')], 1));
    const someone = person('someone', role);
    const statuses = [
      await assign('weather', ['L-1'], {}, someone),
      await missing({}, someone),
      await pareto({}, someone),
    ].map(({ status }) => status);
    expect(statuses).toEqual([mayWrite, mayRead, mayRead]);
  });

  it('gets the same 404 for another tenant’s client and a missing one', async () => {
    await ledger.addClient(aClient({ clientId: clientId('globex'), name: 'Globex' }));
    for (const other of ['globex', 'missing']) {
      const params = { clientId: other };
      const body = { orders: [{ orderNo: 'L-1' }], cause: 'weather' };
      const answers = [
        await send({ route: 'POST /v1/clients/{clientId}/causes', params, body }),
        await send({ route: 'GET /v1/clients/{clientId}/causes/pareto', params, query: MAY }),
      ];
      expect(answers.map(({ status, body: { code } }) => [status, code])).toEqual([
        [404, 'not-found'],
        [404, 'not-found'],
      ]);
    }
  });
});
