import { beforeEach, describe, expect, it } from 'vitest';
import { bodyOf, codeOf, creditsOf, MANAGER, VIEWER, type Credits } from '../../support/credits-api.ts';

const INVOICE = { invoice: 10_000_000, currency: 'EUR' };

let credits: Credits;
beforeEach(async () => {
  credits = await creditsOf();
  await credits.bill('2026-03', INVOICE);
});

describe('billed amounts', () => {
  it('are replaced from the version that was read only; the same again changes nothing', async () => {
    expect((await credits.bill('2026-03', INVOICE)).headers['etag']).toBe('"1"');
    const changed = { ...INVOICE, freight: 5 };
    expect(codeOf(await credits.bill('2026-03', changed))).toEqual([428, 'if-match-required']);
    expect(codeOf(await credits.bill('2026-03', changed, '"2"'))).toEqual([412, 'stale-version']);
    const second = await credits.bill('2026-03', changed, '"1"', MANAGER);
    expect([second.status, bodyOf(second).version, second.body]).toMatchObject([200, 2, changed]);
  });

  it('are in the currency of the contract', async () => {
    const answer = await credits.bill('2026-04', { ...INVOICE, currency: 'USD' });
    expect(codeOf(answer)).toEqual([400, 'invalid-request']);
    expect(answer.body.errors).toEqual([
      { path: 'currency', detail: 'the contract of 2026-04 is in EUR; bill in it' },
    ]);
  });

  it.each([
    [{ currency: 'EUR' }, ''],
    [{ invoice: -1, currency: 'EUR' }, 'invoice'],
    [{ invoice: 1.5, currency: 'EUR' }, 'invoice'],
    [{ invoice: 1, currency: 'euro' }, 'currency'],
  ])('refuse %j', async (body, path) => {
    const answer = await credits.bill('2026-04', body);
    expect([answer.status, answer.body.errors[0]?.path]).toEqual([400, path]);
  });

  it('are listed with the latest months first, and no client sees them', async () => {
    for (const month of ['2025-12', '2026-01']) await credits.bill(month, INVOICE);
    const first = bodyOf(await credits.billed(MANAGER, { limit: '2' }));
    expect(first.billing.map(({ month }) => month)).toEqual(['2026-03', '2026-01']);
    const rest = bodyOf(await credits.billed(MANAGER, { limit: '2', nextToken: first.nextToken! }));
    expect(rest.billing).toMatchObject([{ month: '2025-12', invoice: 10_000_000 }]);
    expect(codeOf(await credits.billed(VIEWER))).toEqual([403, 'forbidden']);
  });
});

describe('POST /v1/billing', () => {
  const row = (month: string, over: object = {}) => ({ clientId: 'acme', month, ...INVOICE, ...over });

  it('enters each row by itself and says what became of it', async () => {
    const answer = await credits.importRows(
      [
        row('2026-03'),
        row('2026-04'),
        row('2026-03', { invoice: 7 }),
        row('2026-05', { currency: 'USD' }),
        row('2026-5'),
        row('2026-05', { clientId: 'globex' }),
        'no row',
      ],
      MANAGER,
    );
    const { entered, rejected, results } = bodyOf(answer);
    expect([answer.status, entered, rejected]).toEqual([200, 2, 5]);
    expect(results.map(({ outcome, code }) => code ?? outcome)).toEqual([
      'unchanged',
      'created',
      'duplicate-row',
      'invalid-request',
      'invalid-field',
      'forbidden-client',
      'invalid-field',
    ]);
  });

  it('replaces amounts only with their version', async () => {
    const replace = async (over: object) => bodyOf(await credits.importRows([row('2026-03', over)])).results;
    expect(await replace({ invoice: 7 })).toMatchObject([
      { outcome: 'rejected', code: 'stale-version', version: 1 },
    ]);
    expect(await replace({ invoice: 7, version: 1 })).toMatchObject([{ outcome: 'updated', version: 2 }]);
  });

  it('says when there is no such client', async () => {
    const { results } = bodyOf(await credits.importRows([row('2026-03', { clientId: 'nobody' })]));
    expect(results).toMatchObject([{ outcome: 'rejected', code: 'unknown-client' }]);
  });

  it('is for those who may bill', async () => {
    expect(codeOf(await credits.importRows([row('2026-03')], VIEWER))).toEqual([403, 'forbidden']);
  });
});
