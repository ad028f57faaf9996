import { describe, expect, it } from 'vitest';
import { creditOfMonth, recordOfMonth } from '../../../../shared/domain/credit/month-credit.ts';
import { addCounter, emptyCounts } from '../../../../shared/domain/kpi/counts.ts';
import { figuresOf } from '../../../../shared/domain/kpi/figures.ts';
import { contractWith } from '../../../support/builders.ts';
import { aPool, termsOf, type TermsInput } from '../../../support/credit.ts';

const MONTH = '2026-06';
const BILLED = { amounts: { invoice: 10_000_000 }, currency: 'EUR' };

const contractOf = (terms: Partial<TermsInput> | null, targets = { target: '0.98' }) => ({
  ...contractWith({ currency: 'EUR', targets: { 'on-time-delivery': targets } }),
  version: 3,
  credits: terms && termsOf(terms),
});

/** 95 deliveries in time, 5 late, 3 of these excused. */
const counts = emptyCounts();
addCounter(counts, 'bm', 95);
addCounter(counts, 'bx', 2);
addCounter(counts, 'bz', 3);

describe('the credit of a month', () => {
  it('goes by the side of the figures that decides', () => {
    const net = contractOf({ pools: [aPool()] });
    const outcome = creditOfMonth(net, MONTH, figuresOf(counts, net), BILLED, []);
    expect(outcome).toMatchObject({
      outcome: 'calculated',
      contractVersion: 3,
      counts: [{ kpi: 'on-time-delivery', numerator: 95, denominator: 97 }],
    });
    const gross = contractOf({ pools: [aPool()] }, { target: '0.94', ...{ decides: 'gross' as const } });
    expect(creditOfMonth(gross, MONTH, figuresOf(counts, gross), BILLED, [])).toMatchObject({
      counts: [{ numerator: 95, denominator: 100 }],
      credit: { total: 0 },
    });
  });

  it('names the billed amounts that are missing, also when they are in another currency', () => {
    const contract = contractOf({ pools: [aPool()], cap: { share: '0.1', of: 'freight' } });
    const missing = (billed: typeof BILLED | undefined) =>
      creditOfMonth(contract, MONTH, figuresOf(counts, contract), billed, []);
    expect(missing(undefined)).toMatchObject({ outcome: 'billing-missing', missing: ['freight', 'invoice'] });
    expect(missing(BILLED)).toMatchObject({ missing: ['freight'] });
    expect(missing({ ...BILLED, currency: 'USD' })).toMatchObject({ missing: ['freight', 'invoice'] });
  });

  it('of a ramp-up needs no billed amounts', () => {
    const contract = contractOf({ pools: [aPool()], rampUp: [MONTH] });
    const outcome = creditOfMonth(contract, MONTH, figuresOf(counts, contract), undefined, []);
    expect(outcome).toMatchObject({ outcome: 'calculated', credit: { rampUp: true, total: 0 } });
  });

  it('is none without terms', () => {
    const contract = contractOf(null);
    expect(creditOfMonth(contract, MONTH, figuresOf(counts, contract), BILLED, [])).toEqual({
      outcome: 'no-terms',
      contractVersion: 3,
    });
  });
});

describe('what later months count of a month without a credit', () => {
  it('are its failures, but for a ramp-up', () => {
    const contract = contractOf({ pools: [aPool()] });
    const figures = figuresOf(counts, contract);
    expect(recordOfMonth(contract, MONTH, figures)).toEqual({
      month: MONTH,
      failed: ['on-time-delivery'],
      met: [],
      currency: 'EUR',
      lines: [],
    });
    const rampUp = contractOf({ pools: [aPool()], rampUp: [MONTH] });
    expect(recordOfMonth(rampUp, MONTH, figures)).toMatchObject({ failed: [] });
    expect(recordOfMonth(contractOf(null), MONTH, figures)).toBeUndefined();
  });
});
