import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../../functions/api/what-if/handler.ts';
import { grantOf } from '../../../shared/domain/crm/grant.ts';
import { createBillingRepository, createCreditRepository } from '../../../shared/store/credit-repository.ts';
import { createPeriodOrders } from '../../../shared/store/period-orders.ts';
import { ADMIN, call, person, type Answer } from '../../support/api.ts';
import { at, clientId, contractWith, day, delivered, fact, NOW, placed } from '../../support/builders.ts';
import { HOLIDAYS, terms } from '../../support/contracts.ts';
import { termsOf as creditTermsOf, type TermsInput } from '../../support/credit.ts';
import { aLedger, order, type TestLedger } from '../../support/ledger.ts';

const MANAGER = person('manager', 'account-manager');
const MARCH = { from: '2026-03-01', to: '2026-03-31' };
const ACME = { clientId: 'acme' };

let ledger: TestLedger;
beforeEach(async () => {
  ledger = await aLedger({ contract: contractWith({ currency: 'EUR' }) });
  await ledger.grants.save(grantOf('manager', [clientId('acme')], 1));
});

const handler = () =>
  createHandler({
    ...ledger,
    orders: createPeriodOrders(ledger.documents, 'ledger'),
    billing: createBillingRepository(ledger.documents, 'crm'),
    credits: createCreditRepository(ledger.documents, 'crm'),
    holidays: HOLIDAYS,
  });

const ask = (body: object, as: Record<string, unknown> = MANAGER): Promise<Answer> =>
  call(handler(), { route: 'POST /v1/clients/{clientId}/what-if', params: ACME, as, body });
const climb = (query: Record<string, string>, as: Record<string, unknown> = MANAGER): Promise<Answer> =>
  call(handler(), { route: 'GET /v1/clients/{clientId}/tolerance-ladder', params: ACME, as, query });

const codeOf = ({ status, body }: Answer): unknown[] => [status, body.code];
const pathsOf = ({ body }: Answer): string[] => body.errors.map(({ path }) => path);

interface WhatIfBody {
  readonly kpis: readonly {
    readonly kpi: string;
    readonly before: Side;
    readonly after: Side;
    readonly difference: unknown;
  }[];
  readonly orders: unknown;
  readonly changed: readonly {
    readonly orderNo: string;
    readonly changes: readonly { readonly kpi: string }[];
  }[];
  readonly credits: readonly unknown[];
  readonly nextToken?: string;
}
interface Side {
  readonly gross: { readonly met: number; readonly missed: number };
}
const bodyOf = (answer: Answer): WhatIfBody => {
  expect(answer.status, answer.text).toBe(200);
  return answer.body as unknown as WhatIfBody;
};

const DELIVERY = contractWith().kpis['on-time-delivery'];
const kpis = (onTime: object) => ({
  kpis: { ...contractWith().kpis, 'on-time-delivery': { ...DELIVERY, ...onTime } },
});
const A_DAY_MORE = terms('2027-01-01', { currency: 'EUR', ...kpis({ lateToleranceMinutes: 1440 }) });

const late = (number: string) => order(number, [placed(), delivered('2026-03-11 10:00')]);
const inTime = (number: string) => order(number, [placed(), delivered('2026-03-10 10:00')]);

describe('POST /v1/clients/{clientId}/what-if', () => {
  it('shows both figures of every KPI, their difference, and the orders that come out otherwise', async () => {
    await ledger.record(late('SO-1'), inTime('SO-2'));
    const body = bodyOf(await ask({ ...MARCH, terms: A_DAY_MORE }));
    expect(body).toMatchObject({
      clientId: 'acme',
      ...MARCH,
      appliedTo: 'every-order-of-the-period',
      terms: { version: 2, effectiveFrom: '2027-01-01' },
      orders: { judged: 2, changed: 1 },
    });
    expect(body.kpis.find(({ kpi }) => kpi === 'on-time-delivery')).toMatchObject({
      before: { contractVersion: 1, gross: { met: 1, missed: 1, value: 0.5 } },
      after: { contractVersion: 2, gross: { met: 2, missed: 0, value: 1 } },
      difference: { gross: { numerator: 1, denominator: 0, value: 0.5 } },
    });
    expect(body.changed).toMatchObject([{ kind: 'delivery', orderNo: 'SO-1' }]);
    expect(body.changed[0]!.changes.find(({ kpi }) => kpi === 'on-time-delivery')).toEqual({
      kpi: 'on-time-delivery',
      before: {
        outcome: 'missed',
        day: '2026-03-10',
        inPeriod: true,
        excused: false,
        rule: 'late',
        deadline: '2026-03-10T22:59:59.999Z',
      },
      after: {
        outcome: 'met',
        day: '2026-03-10',
        inPeriod: true,
        excused: false,
        rule: 'kept',
        deadline: '2026-03-11T22:59:59.999Z',
      },
    });
  });

  it('writes nothing', async () => {
    await ledger.record(late('SO-1'));
    const before = ['ledger', 'tallies', 'crm'].map((table) => ledger.documents.all(table));
    await ask({ ...MARCH, terms: A_DAY_MORE });
    expect(['ledger', 'tallies', 'crm'].map((table) => ledger.documents.all(table))).toEqual(before);
  });

  it('takes the version of a stored draft, and of an active one', async () => {
    await ledger.record(late('SO-1'));
    const { client } = (await ledger.contracts.versions(clientId('acme')))!;
    const contract = {
      ...contractWith(),
      version: 2,
      effectiveFrom: '2027-01-01',
      decides: 'gross' as const,
    };
    const draft = { contract, edit: 'edit-1', editedBy: 'admin-1', editedAt: NOW };
    await ledger.contracts.saveDraft(client, draft, undefined);
    expect(bodyOf(await ask({ ...MARCH, version: 2 })).kpis[0]).toMatchObject({
      after: { decides: 'gross' },
    });
    expect(bodyOf(await ask({ ...MARCH, version: 1 })).orders).toEqual({ judged: 1, changed: 0 });
    expect([
      ...codeOf(await ask({ ...MARCH, version: 3 })),
      ...pathsOf(await ask({ ...MARCH, version: 3 })),
    ]).toEqual([400, 'invalid-request', 'version']);
  });

  it('lists changed orders page by page; a token is for its own question', async () => {
    const numbers = Array.from({ length: 7 }, (_, i) => `SO-${String(i)}`);
    await ledger.record(...numbers.map(late));
    const question = { ...MARCH, terms: A_DAY_MORE, limit: 3 };
    const found: string[] = [];
    let nextToken: string | undefined;
    do {
      const body = bodyOf(await ask({ ...question, ...(nextToken !== undefined && { nextToken }) }));
      found.push(...body.changed.map(({ orderNo }) => orderNo));
      ({ nextToken } = body);
    } while (nextToken !== undefined && found.length < 10);
    expect(found).toEqual(numbers);
    const first = bodyOf(await ask(question));
    const other = await ask({ ...question, to: '2026-03-30', nextToken: first.nextToken });
    expect(codeOf(other)).toEqual([400, 'invalid-page-token']);
  });

  it('checks terms as those of a draft, each fault by its path under terms', async () => {
    const wrong = terms('2027-01-01', {
      currency: 'EUR',
      targets: { otif: { target: '0.95', floor: '0.96' }, 'in-full': { target: '1.01' } },
      calendar: { ...contractWith().calendar, years: undefined, country: 'XX' },
    });
    expect(pathsOf(await ask({ ...MARCH, terms: wrong }))).toEqual(
      expect.arrayContaining([
        'terms.targets.otif.floor',
        'terms.targets.in-full.target',
        'terms.calendar.country',
      ]),
    );
    expect(pathsOf(await ask({ ...MARCH, terms: { ...A_DAY_MORE, decides: 'both' } }))).toEqual([
      'terms.decides',
    ]);
  });

  it.each([
    [{ ...MARCH }, [400, 'invalid-request', 'terms']],
    [{ ...MARCH, version: 1, terms: A_DAY_MORE }, [400, 'invalid-request', 'terms']],
    [{ version: 1, from: '2026-03-31', to: '2026-03-01' }, [400, 'invalid-request', 'to']],
    [{ version: 1, from: '2025-03-01', to: '2026-03-01' }, [400, 'what-if-period-too-long', 'to']],
    [{ version: 1, from: '2020-01-01', to: '2026-03-01' }, [400, 'what-if-period-too-long', 'to']],
    [{ version: 1, from: '2026-02-30', to: '2026-03-01' }, [400, 'invalid-request', 'from']],
    [{ ...MARCH, version: 0 }, [400, 'invalid-request', 'version']],
    [{ ...MARCH, version: 1, limit: 101 }, [400, 'invalid-request', 'limit']],
    [{ ...MARCH, version: 1, dryRun: true }, [400, 'invalid-request', 'dryRun']],
  ])('refuses %j', async (body, expected) => {
    const answer = await ask(body);
    expect([...codeOf(answer), ...pathsOf(answer)]).toEqual(expected);
  });

  it('finds orders that the terms in force put far from the period, with nothing between', async () => {
    const january = [
      placed(
        { promise: { date: day('2026-01-09') }, dispatchBy: at('2026-01-08 18:00') },
        '2026-01-05 09:00',
      ),
      delivered('2026-01-09 10:00'),
    ];
    await ledger.record(order('SO-1', january));
    const days = { type: 'business-days', days: 60, from: 'placed' } as const;
    const { deadlines } = contractWith();
    const delivery = { rules: [], otherwise: days };
    const slow = terms('2027-01-01', { currency: 'EUR', deadlines: { ...deadlines, delivery } });
    const body = bodyOf(await ask({ ...MARCH, terms: slow }));
    expect(body.orders).toEqual({ judged: 1, changed: 1 });
    expect(body.kpis.find(({ kpi }) => kpi === 'on-time-delivery')).toMatchObject({
      before: { gross: { met: 0 } },
      after: { gross: { met: 1 } },
    });
  });

  it('takes a whole year', async () => {
    expect((await ask({ version: 1, from: '2025-03-01', to: '2026-02-28' })).status).toBe(200);
  });

  it('is for account managers and administrators', async () => {
    for (const role of ['operations', 'client-viewer', 'client-approver'])
      expect(codeOf(await ask({ ...MARCH, version: 1 }, person('manager', role)))).toEqual([
        403,
        'forbidden',
      ]);
    expect((await ask({ ...MARCH, version: 1 }, ADMIN)).status).toBe(200);
    const other = person('stranger', 'account-manager');
    expect(codeOf(await ask({ ...MARCH, version: 1 }, other))).toEqual([404, 'not-found']);
  });
});

describe('the credits of a what-if', () => {
  const creditsWith = (input: Partial<TermsInput>) => creditTermsOf(input);
  const HALF_OF_INVOICE = {
    pools: [
      {
        category: 'Transport',
        base: 'invoice' as const,
        atRisk: '0.1',
        share: '1',
        allocations: [{ kpi: 'on-time-delivery' as const, share: '1' }],
      },
    ],
  };
  const target = (ratio: string) => ({ targets: { 'on-time-delivery': { target: ratio } } });
  const strict = terms('2027-01-01', {
    currency: 'EUR',
    ...target('0.98'),
    credits: creditsWith(HALF_OF_INVOICE),
  });
  const bill = (month: string, invoice: number) =>
    createBillingRepository(ledger.documents, 'crm').saveBilling(clientId('acme'), {
      month,
      amounts: { invoice },
      currency: 'EUR',
      version: 1,
      updatedBy: 'admin-1',
      updatedAt: NOW,
    });

  it('are none where neither side has credit terms', async () => {
    expect(bodyOf(await ask({ ...MARCH, version: 1 })).credits).toEqual([]);
  });

  it('differ by what the draft would have cost in each whole month', async () => {
    await ledger.record(late('SO-1'));
    await bill('2026-03', 10_000_000);
    const [march] = bodyOf(await ask({ ...MARCH, terms: strict })).credits;
    expect(march).toMatchObject({
      month: '2026-03',
      whole: true,
      before: { state: 'no-terms', contractVersion: 1, total: 0 },
      after: { state: 'calculated', contractVersion: 2, currency: 'EUR', total: 1_000_000 },
      difference: 1_000_000,
    });
  });

  it('are not known of a month without a billed amount, which is named', async () => {
    await ledger.record(late('SO-1'));
    const [march] = bodyOf(await ask({ ...MARCH, terms: strict })).credits;
    expect(march).toMatchObject({
      after: { state: 'billing-missing', currency: 'EUR', missing: ['invoice'] },
      difference: null,
    });
  });

  it('are of whole months only', async () => {
    const period = { from: '2026-02-15', to: '2026-04-10' };
    const { credits } = bodyOf(await ask({ ...period, terms: strict }));
    expect(credits).toMatchObject([
      { month: '2026-02', whole: false },
      { month: '2026-03', whole: true },
      { month: '2026-04', whole: false },
    ]);
  });

  it('count the failures of the months before within the period', async () => {
    const ladder = creditsWith({
      repeats: [{ kpis: ['on-time-delivery'], windowMonths: 12, count: 'each-kpi', amounts: [0, 500, 1000] }],
    });
    const due = (month: string) =>
      order(`SO-${month}`, [
        placed({ promise: { from: Date.parse(`${month}-10T08:00Z`), to: Date.parse(`${month}-10T10:00Z`) } }),
        fact('order.delivered', Date.parse(`${month}-12T10:00Z`)),
      ]);
    await ledger.record(due('2026-03'), due('2026-04'), due('2026-05'));
    const repeated = terms('2027-01-01', { currency: 'EUR', ...target('0.98'), credits: ladder });
    const { credits } = bodyOf(await ask({ from: '2026-03-01', to: '2026-05-31', terms: repeated }));
    expect(credits).toMatchObject([0, 500, 1000].map((total) => ({ after: { total }, difference: total })));
  });
});

describe('GET /v1/clients/{clientId}/tolerance-ladder', () => {
  it('shows every rung over the same orders, and what the contract says', async () => {
    await ledger.record(late('SO-1'), inTime('SO-2'));
    const { status, body } = await climb(MARCH);
    const rungs = (body as unknown as { rungs: { gross: { met: number } }[] }).rungs;
    expect([status, rungs.map(({ gross }) => gross.met)]).toEqual([200, [1, 1, 1, 1, 2, 1, 1, 1, 1, 2]]);
    expect(body).toMatchObject({
      clientId: 'acme',
      ...MARCH,
      kpi: 'on-time-delivery',
      name: { en: 'On-time delivery', zh: '到货及时率' },
      definition: 'on-time-delivery@1',
      orders: 2,
      inForce: {
        granularity: 'day',
        lateToleranceMinutes: 0,
        promise: 'revised-if-by-client',
        gross: { numerator: 1, denominator: 2, value: 0.5 },
      },
    });
    expect(rungs[3]).toMatchObject({ tolerance: 'same-day', promise: 'original', inForce: false });
    expect(rungs[8]).toMatchObject({ tolerance: 'same-day', promise: 'revised', inForce: true });
  });

  it('is for the KPIs of the promise, for account managers', async () => {
    expect((await climb({ ...MARCH, kpi: 'otif' })).body).toMatchObject({ kpi: 'otif' });
    expect(pathsOf(await climb({ ...MARCH, kpi: 'complaint-rate' }))).toEqual(['kpi']);
    expect(pathsOf(await climb({ from: '2026-03-31', to: '2026-03-01' }))).toEqual(['to']);
    expect(codeOf(await climb(MARCH, person('manager', 'client-viewer')))).toEqual([403, 'forbidden']);
  });
});
