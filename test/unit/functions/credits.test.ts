import { beforeEach, describe, expect, it, vi } from 'vitest';
import { at, clientId, delivered } from '../../support/builders.ts';
import {
  bodyOf,
  codeOf,
  creditsOf,
  deliveries,
  MANAGER,
  OTHER_ADMIN,
  TERMS,
  VIEWER,
  type Credits,
} from '../../support/credits-api.ts';
import { aPool, termsOf } from '../../support/credit.ts';
import { order } from '../../support/ledger.ts';

const INVOICE = { invoice: 10_000_000, currency: 'EUR' };

let credits: Credits;
beforeEach(async () => {
  credits = await creditsOf();
  await credits.record(...deliveries('2026-03', 20, 2));
  await credits.bill('2026-03', INVOICE);
});

describe('GET /v1/clients/{clientId}/credits/{month}', () => {
  it('calculates the credit of a month from its figures, with the worked calculation', async () => {
    const answer = await credits.read('2026-03');
    expect(answer.status).toBe(200);
    const body = bodyOf(answer);
    expect([body.state, body.contractVersion, body.credit.total]).toEqual(['preview', 2, 200_000]);
    expect(body.counts).toEqual([{ kpi: 'on-time-delivery', numerator: 18, denominator: 20 }]);
    expect(body.credit.lines[0]?.calculation).toBe(
      '90.00 % (18 of 20) misses the target of 98 %: 100,000.00 EUR (invoice) × 10 % (at risk) × 50 % (pool Transport) × 40 % (on-time-delivery) = 2,000.00 EUR',
    );
    expect(bodyOf(await credits.list()).credits).toEqual([]);
  });

  it('says which billed amount is missing, and how to give it', async () => {
    await credits.record(...deliveries('2026-04', 5, 1));
    const answer = await credits.read('2026-04');
    expect(codeOf(answer)).toEqual([409, 'billing-missing']);
    expect(answer.body.errors).toEqual([{ path: 'invoice', detail: 'is not given in EUR' }]);
    expect(answer.text).toContain('PUT it to /v1/clients/acme/billing/2026-04');
  });

  it('refuses a month whose contract has no credits, and one that has not begun', async () => {
    expect(codeOf(await credits.read('2026-02'))).toEqual([409, 'no-credit-terms']);
    expect(codeOf(await credits.read('2026-07'))).toEqual([400, 'invalid-request']);
    expect(codeOf(await credits.read('2026-13'))).toEqual([400, 'invalid-request']);
  });

  it('shows a client nothing before it is approved, and the same for another client', async () => {
    expect(codeOf(await credits.read('2026-03', VIEWER))).toEqual([404, 'not-found']);
    await credits.issue('2026-03');
    expect(codeOf(await credits.read('2026-03', VIEWER))).toEqual([404, 'not-found']);
    await credits.approve('2026-03');
    const seen = bodyOf(await credits.read('2026-03', VIEWER));
    expect([seen.state, seen.credit.total, seen.today]).toEqual(['approved', 200_000, undefined]);
    const foreign = { route: 'GET /v1/clients/{clientId}/credits/{month}', as: VIEWER };
    const [missing, other] = await Promise.all(
      ['nobody', 'globex'].map((id) =>
        credits.send({ ...foreign, params: { clientId: id, month: '2026-03' } }),
      ),
    );
    expect(codeOf(missing!)).toEqual([404, 'not-found']);
    expect({ ...missing!.body, correlationId: '' }).toEqual({ ...other!.body, correlationId: '' });
  });
});

describe('POST /v1/clients/{clientId}/credits', () => {
  it('issues the credit as it is calculated now; later facts leave it as it is', async () => {
    const issued = await credits.issue('2026-03');
    expect([issued.status, bodyOf(issued).state, bodyOf(issued).credit.total]).toEqual([
      201,
      'proposed',
      200_000,
    ]);
    await credits.bill('2026-03', { ...INVOICE, invoice: 20_000_000 }, '"1"');
    const read = bodyOf(await credits.read('2026-03'));
    expect(read.credit).toEqual(bodyOf(issued).credit);
    expect(read.today).toMatchObject({
      difference: 200_000,
      changes: [
        'on-time-delivery (Transport): 2,000.00 EUR → 4,000.00 EUR',
        'total: 2,000.00 EUR → 4,000.00 EUR, a difference of 2,000.00 EUR',
      ],
    });
  });

  it('says that today differs in nothing while it does not', async () => {
    await credits.issue('2026-03');
    expect(bodyOf(await credits.read('2026-03')).today).toEqual({
      contractVersion: 2,
      missing: [],
      difference: null,
      changes: [],
      credit: null,
    });
  });

  it('issues it once', async () => {
    const both = await Promise.all([credits.issue('2026-03'), credits.issue('2026-03')]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(codeOf(await credits.issue('2026-03'))).toEqual([409, 'credit-issued']);
  });

  it('gives the same answer again for the same Idempotency-Key', async () => {
    const first = await credits.issue('2026-03', undefined, { 'idempotency-key': 'k-1' });
    const again = await credits.issue('2026-03', undefined, { 'idempotency-key': 'k-1' });
    expect([again.status, again.text]).toEqual([201, first.text]);
  });

  it('waits for the end of the month in the zone of its contract, whatever the client’s is', async () => {
    await credits.activate('2026-05-01', { credits: termsOf(TERMS), timeZone: 'America/Sao_Paulo' });
    await credits.bill('2026-05', INVOICE);
    // In Brazil it is five hours earlier.
    credits.time.now = at('2026-06-01 04:59');
    expect(codeOf(await credits.issue('2026-05'))).toEqual([409, 'month-not-ended']);
    credits.time.now = at('2026-06-01 05:00');
    expect((await credits.issue('2026-05')).status).toBe(201);
  });

  it('waits for the end of the month', async () => {
    await credits.bill('2026-05', INVOICE);
    credits.time.now = at('2026-05-31 23:59');
    expect(codeOf(await credits.issue('2026-05'))).toEqual([409, 'month-not-ended']);
    expect((await credits.read('2026-05')).status).toBe(200);
    credits.time.now = at('2026-06-01 00:00');
    expect((await credits.issue('2026-05')).status).toBe(201);
  });

  it('waits until no order is being judged again', async () => {
    await credits.clients.startRejudging(clientId('acme'), [2], 'pass-1');
    expect(codeOf(await credits.issue('2026-03'))).toEqual([409, 'rejudging']);
    expect(bodyOf(await credits.read('2026-03'))).toMatchObject({ state: 'preview', rejudging: true });
    expect(codeOf(await credits.note('2026-03'))).toEqual([404, 'not-found']);
  });

  it('takes the credit back when judging again began while it was written', async () => {
    const put = credits.documents.put.bind(credits.documents);
    vi.spyOn(credits.documents, 'put').mockImplementation(async (table, item, condition) => {
      const done = await put(table, item, condition);
      if ('issuedBy' in item) await credits.clients.startRejudging(clientId('acme'), [2], 'pass-1');
      return done;
    });
    expect(codeOf(await credits.issue('2026-03'))).toEqual([409, 'rejudging']);
    expect(bodyOf(await credits.read('2026-03'))).toMatchObject({ state: 'preview', rejudging: true });
  });

  it('is for administrators, and each step is on the audit log', async () => {
    expect(codeOf(await credits.issue('2026-03', MANAGER))).toEqual([403, 'forbidden']);
    expect((await credits.read('2026-03', MANAGER)).status).toBe(200);
    await credits.issue('2026-03');
    await credits.approve('2026-03', OTHER_ADMIN);
    const done = credits
      .audited()
      .filter(
        ({ outcome, action }) =>
          outcome === 'done' && typeof action === 'string' && action.startsWith('credits'),
      );
    expect(done.map(({ principalId, action, target }) => [principalId, action, target])).toEqual([
      ['admin-1', 'credits:issue', '2026-03'],
      ['admin-2', 'credits:approve', '2026-03'],
    ]);
  });
});

describe('POST …/approve', () => {
  it('approves once', async () => {
    await credits.issue('2026-03');
    const approved = await credits.approve('2026-03');
    expect(bodyOf(approved)).toMatchObject({ state: 'approved', approvedBy: 'admin-1' });
    expect(codeOf(await credits.approve('2026-03'))).toEqual([409, 'already-approved']);
    expect(codeOf(await credits.approve('2026-04'))).toEqual([404, 'not-found']);
  });

  it('wants a second person where the stage does', async () => {
    const strict = await creditsOf(TERMS, 'required');
    await strict.record(...deliveries('2026-03', 20, 2));
    await strict.bill('2026-03', INVOICE);
    await strict.issue('2026-03');
    expect(codeOf(await strict.approve('2026-03'))).toEqual([403, 'second-person-required']);
    expect((await strict.approve('2026-03', OTHER_ADMIN)).status).toBe(200);
    await strict.bill('2026-03', { ...INVOICE, invoice: 1 }, '"1"');
    await strict.note('2026-03');
    expect(codeOf(await strict.approveNote('2026-03', 1))).toEqual([403, 'second-person-required']);
    expect((await strict.approveNote('2026-03', 1, OTHER_ADMIN)).status).toBe(200);
  });
});

/** The two late deliveries of March were in time, another system says afterwards. */
async function correctMarch(): Promise<void> {
  for (const i of ['0', '1']) await credits.record(order(`2026-03-${i}`, [delivered('2026-03-10 09:00')]));
}

describe('difference notes', () => {
  it('say what a late correction changes; the credit stays', async () => {
    await credits.issue('2026-03');
    await correctMarch();
    const note = await credits.note('2026-03', { reason: 'the carrier corrected its reports' });
    expect(note.status).toBe(201);
    expect(bodyOf(note)).toMatchObject({
      number: 1,
      state: 'proposed',
      difference: -200_000,
      reason: 'the carrier corrected its reports',
      changes: [
        'on-time-delivery: no longer failed',
        'on-time-delivery: now met',
        'on-time-delivery (Transport): 2,000.00 EUR → 0.00 EUR',
        'total: 2,000.00 EUR → 0.00 EUR, a difference of -2,000.00 EUR',
      ],
    });
    const read = bodyOf(await credits.read('2026-03'));
    expect([read.credit.total, read.standingTotal, read.notes.length]).toEqual([200_000, 0, 1]);
    expect(read.today.difference).toBeNull();
  });

  it('are numbered, each against what stood before it', async () => {
    await credits.issue('2026-03');
    await credits.bill('2026-03', { ...INVOICE, invoice: 20_000_000 }, '"1"');
    await credits.note('2026-03');
    await credits.bill('2026-03', { ...INVOICE, invoice: 15_000_000 }, '"2"');
    const second = await credits.note('2026-03');
    expect([bodyOf(second).number, bodyOf(second).difference]).toEqual([2, -100_000]);
    expect(bodyOf(await credits.list()).credits).toMatchObject([
      { month: '2026-03', total: 200_000, notes: 2, standingTotal: 300_000 },
    ]);
  });

  it('are not written where nothing differs, nor for a month without a credit', async () => {
    expect(codeOf(await credits.note('2026-03'))).toEqual([404, 'not-found']);
    await credits.issue('2026-03');
    expect(codeOf(await credits.note('2026-03'))).toEqual([409, 'no-difference']);
  });

  it('follow when a version without credits is put in place of the terms', async () => {
    await credits.issue('2026-03');
    await credits.activate('2026-03-02', { credits: null });
    expect(bodyOf(await credits.note('2026-03'))).toMatchObject({ contractVersion: 3, difference: -200_000 });
  });

  it('are seen by the client once they are approved, and what stands with them', async () => {
    await credits.issue('2026-03');
    await credits.approve('2026-03');
    await credits.bill('2026-03', { ...INVOICE, invoice: 20_000_000 }, '"1"');
    await credits.note('2026-03');
    const before = bodyOf(await credits.read('2026-03', VIEWER));
    expect([before.notes, before.standingTotal]).toEqual([[], 200_000]);
    await credits.approveNote('2026-03', 1);
    const after = bodyOf(await credits.read('2026-03', VIEWER));
    expect([after.notes.length, after.standingTotal]).toEqual([1, 400_000]);
    expect(codeOf(await credits.approveNote('2026-03', 1))).toEqual([409, 'already-approved']);
    expect(codeOf(await credits.approveNote('2026-03', 2))).toEqual([404, 'not-found']);
  });
});

describe('POST …/difference-notes/{number}/approve', () => {
  it('names who issued and approved to staff, not to the client', async () => {
    await credits.issue('2026-03');
    await credits.approve('2026-03', OTHER_ADMIN);
    await credits.bill('2026-03', { ...INVOICE, invoice: 20_000_000 }, '"1"');
    await credits.note('2026-03');
    await credits.approveNote('2026-03', 1, OTHER_ADMIN);
    const people = { issuedBy: 'admin-1', approvedBy: 'admin-2' };
    expect(bodyOf(await credits.read('2026-03', MANAGER))).toMatchObject({ ...people, notes: [people] });
    expect(bodyOf(await credits.list(MANAGER)).credits).toMatchObject([people]);
    for (const answer of [await credits.read('2026-03', VIEWER), await credits.list(VIEWER)]) {
      expect(answer.text).toContain('approvedAt');
      expect(answer.text).not.toMatch(/issuedBy|approvedBy|admin-/);
    }
  });

  it('goes by number, the credit first', async () => {
    await credits.issue('2026-03');
    await credits.bill('2026-03', { ...INVOICE, invoice: 20_000_000 }, '"1"');
    await credits.note('2026-03');
    await credits.bill('2026-03', { ...INVOICE, invoice: 15_000_000 }, '"2"');
    await credits.note('2026-03');
    const early = await credits.approveNote('2026-03', 1);
    expect(codeOf(early)).toEqual([409, 'earlier-approval-missing']);
    expect(early.text).toContain('approve the credit of 2026-03 before');
    await credits.approve('2026-03');
    const second = await credits.approveNote('2026-03', 2);
    expect(codeOf(second)).toEqual([409, 'earlier-approval-missing']);
    expect(second.text).toContain('approve note 1 of 2026-03 before');
    const seen = bodyOf(await credits.read('2026-03', VIEWER));
    expect([seen.notes, seen.standingTotal]).toEqual([[], 200_000]);
    for (const number of [1, 2]) expect((await credits.approveNote('2026-03', number)).status).toBe(200);
    expect(bodyOf(await credits.read('2026-03', VIEWER)).notes.map((note) => note.number)).toEqual([1, 2]);
  });
});

describe('a contract that looks back', () => {
  const LADDER = {
    repeats: [
      {
        kpis: ['on-time-delivery' as const],
        windowMonths: 12,
        count: 'each-kpi' as const,
        amounts: [0, 50_000, 100_000],
      },
    ],
  };

  beforeEach(async () => {
    credits = await creditsOf(LADDER);
    for (const month of ['2026-02', '2026-03', '2026-04', '2026-05'])
      await credits.record(...deliveries(month, 20, 2));
  });

  it('calculates with the failures of earlier months, and none from before its terms', async () => {
    expect(bodyOf(await credits.read('2026-05')).credit.total).toBe(100_000);
  });

  it('issues month after month', async () => {
    const answer = await credits.issue('2026-05');
    expect(codeOf(answer)).toEqual([409, 'earlier-credit-missing']);
    expect(answer.text).toContain('2026-03, 2026-04');
    const totals = [];
    for (const month of ['2026-03', '2026-04', '2026-05'])
      totals.push(bodyOf(await credits.issue(month)).credit.total);
    expect(totals).toEqual([0, 50_000, 100_000]);
  });

  it('counts an issued month as its last note left it', async () => {
    await credits.issue('2026-03');
    await correctMarch();
    expect(bodyOf(await credits.read('2026-04')).credit.total).toBe(50_000);
    const note = await credits.note('2026-03');
    expect(bodyOf(note)).toMatchObject({ difference: 0 });
    expect(bodyOf(await credits.read('2026-04')).credit.total).toBe(0);
  });

  it('asks for no month of the ramp-up', async () => {
    credits = await creditsOf({ ...LADDER, rampUp: ['2026-03'] });
    for (const month of ['2026-03', '2026-04']) await credits.record(...deliveries(month, 20, 2));
    const april = await credits.issue('2026-04');
    expect([april.status, bodyOf(april).credit.total]).toEqual([201, 0]);
    expect(bodyOf(await credits.issue('2026-03')).credit).toMatchObject({ rampUp: true, total: 0 });
  });
});

describe('GET /v1/clients/{clientId}/credits', () => {
  it('lists the latest months first, page by page; a client sees approved ones', async () => {
    for (const month of ['2026-04', '2026-05']) await credits.bill(month, INVOICE);
    for (const month of ['2026-03', '2026-04', '2026-05']) await credits.issue(month);
    await credits.approve('2026-03');
    const first = bodyOf(await credits.list(OTHER_ADMIN, { limit: '2' }));
    expect(first.credits.map(({ month }) => month)).toEqual(['2026-05', '2026-04']);
    const second = bodyOf(await credits.list(OTHER_ADMIN, { limit: '2', nextToken: first.nextToken! }));
    expect([second.credits.map(({ month }) => month), second.nextToken]).toEqual([['2026-03'], undefined]);
    const seen = bodyOf(await credits.list(VIEWER)).credits;
    expect(seen).toMatchObject([{ month: '2026-03', total: 200_000 }]);
    expect(seen[0]).not.toHaveProperty('notes');
  });
});

it('tiers with a bonus give the provider what the contract says', async () => {
  const tiers = [
    { atLeast: '0.98', factor: '1.03' },
    { atLeast: '0.95', lessThan: '0.98', factor: '1' },
    { lessThan: '0.95', factor: '0.95' },
  ];
  const pool = aPool({
    base: 'freight',
    atRisk: '1',
    allocations: [{ kpi: 'on-time-delivery', share: '1', tiers }],
  });
  const bonus = await creditsOf({ pools: [pool], bonuses: 'paid' });
  await bonus.record(...deliveries('2026-03', 50, 1));
  await bonus.bill('2026-03', { freight: 10_000_000, currency: 'EUR' });
  expect(bodyOf(await bonus.issue('2026-03')).credit.total).toBe(-300_000);
});
