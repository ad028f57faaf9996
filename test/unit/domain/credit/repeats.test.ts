import { describe, expect, it } from 'vitest';
import type { MonthRecord } from '../../../../shared/domain/credit/credit.ts';
import { addMonths } from '../../../../shared/domain/credit/month.ts';
import type { KpiId } from '../../../../shared/domain/kpi/catalogue.ts';
import {
  aPool,
  counted,
  creditContract,
  creditFor,
  record,
  termsOf,
  type TermsInput,
} from '../../../support/credit.ts';

const LADDER = [0, 50_000, 100_000, 100_000, 200_000, 300_000];
const BOTH = ['on-time-delivery', 'on-time-dispatch'] as const;

type RepeatsInput = NonNullable<TermsInput['repeats']>[number];

const rule = (over: Partial<RepeatsInput> = {}): RepeatsInput => ({
  kpis: ['on-time-delivery'],
  windowMonths: 12,
  count: 'each-kpi',
  amounts: LADDER,
  ...over,
});

const contract = (over: Partial<RepeatsInput> = {}) => creditContract({ repeats: [rule(over)] });
const BAD = counted('on-time-delivery', 90);
const BAD_DISPATCH = counted('on-time-dispatch', 90);

const failedIn = (months: readonly string[], kpis: readonly KpiId[] = ['on-time-delivery']): MonthRecord[] =>
  months.map((month) => record(month, kpis));

const totalsOf = (input: Parameters<typeof contract>[0], failures: (month: string) => readonly KpiId[]) => {
  const history: MonthRecord[] = [];
  return Array.from({ length: 9 }, (_, i) => {
    const month = addMonths('2026-01', i);
    const failed = failures(month);
    const counts = [
      failed.includes('on-time-delivery') ? BAD : counted('on-time-delivery', 99),
      failed.includes('on-time-dispatch') ? BAD_DISPATCH : counted('on-time-dispatch', 99),
    ];
    const credit = creditFor(contract(input), counts, { month, history });
    history.push(credit);
    return credit.total;
  });
};

describe('repeated failures', () => {
  it('cost 0, 500, 1000, 1000, 2000, then 3000 each within 12 months', () => {
    expect(totalsOf({}, () => ['on-time-delivery'])).toEqual([
      0, 50_000, 100_000, 100_000, 200_000, 300_000, 300_000, 300_000, 300_000,
    ]);
  });

  it('are forgotten when their month leaves the window, which ends with the month in question', () => {
    const history = failedIn(['2025-06', '2025-07']);
    const credit = creditFor(contract(), [BAD], { history });
    expect(credit.total).toBe(50_000);
    expect(credit.lines[0]?.calculation).toBe(
      'on-time-delivery: 90.00 % (90 of 100) misses the target of 98 % → failure 2 within 12 months, after 2025-07 = 500.00 EUR',
    );
  });

  it('cost nothing in a month that is met', () => {
    const credit = creditFor(contract(), [counted('on-time-delivery', 99)], {
      history: failedIn(['2026-05']),
    });
    expect(credit.lines).toEqual([]);
  });
});

describe('two KPIs that fail in one month', () => {
  const both = (): readonly KpiId[] => BOTH;

  it('are counted each by itself: twice the first failure', () => {
    const credit = creditFor(contract({ kpis: [...BOTH] }), [BAD, BAD_DISPATCH], {
      history: failedIn(['2026-05'], ['on-time-delivery']),
    });
    expect(credit.lines.map(({ kpis, amount }) => [kpis[0], amount])).toEqual([
      ['on-time-delivery', 50_000],
      ['on-time-dispatch', 0],
    ]);
  });

  it('are two failures of one count', () => {
    expect(totalsOf({ kpis: [...BOTH], count: 'all-kpis' }, both).slice(0, 4)).toEqual([
      50_000, 200_000, 500_000, 600_000,
    ]);
    const credit = creditFor(contract({ kpis: [...BOTH], count: 'all-kpis' }), [BAD, BAD_DISPATCH], {
      history: failedIn(['2026-05'], BOTH),
    });
    expect(credit.lines[1]?.calculation).toContain('failure 4 within 12 months, after 2026-05 (2 failures)');
  });

  it('are one failure', () => {
    expect(totalsOf({ kpis: [...BOTH], count: 'months' }, both).slice(0, 4)).toEqual([
      0, 50_000, 100_000, 100_000,
    ]);
    const credit = creditFor(contract({ kpis: [...BOTH], count: 'months' }), [BAD, BAD_DISPATCH]);
    expect(credit.lines).toHaveLength(1);
    expect(credit.lines[0]?.kpis).toEqual(BOTH);
  });
});

describe('a multiplier', () => {
  const pools = [aPool()];
  const multiplied = (multipliers: string[], count: RepeatsInput['count'] = 'each-kpi') => {
    const { amounts: _, ...byAmount } = rule({ windowMonths: 6, count });
    return creditContract({ pools, repeats: [{ ...byAmount, multipliers }] });
  };

  it('raises the credit of the KPI with each failure', () => {
    const credit = creditFor(multiplied(['1', '1.5', '2']), [BAD], { history: failedIn(['2026-04']) });
    expect(credit.total).toBe(1_500_000);
    expect(credit.lines[0]?.calculation).toContain(
      '× 10 % (at risk) × 1.50 (failure 2 within 6 months) = 15,000.00 EUR',
    );
  });

  it('holds for a credit without a failure as well, so that a better value never costs more', () => {
    const tiers = [
      { atLeast: '0.99', credit: '0' },
      { lessThan: '0.99', credit: '1' },
    ];
    const free = multiplied(['0', '1']);
    const pool = aPool({ allocations: [{ kpi: 'on-time-delivery', share: '1', tiers }] });
    const contractWithTiers = {
      ...free,
      credits: { ...free.credits, pools: termsOf({ pools: [pool] }).pools },
    };
    const credit = creditFor(contractWithTiers, [counted('on-time-delivery', 985, 1000)]);
    expect(credit.failed).toEqual([]);
    expect(credit.total).toBe(0);
  });

  it('of 0 leaves the first failure free', () => {
    expect(creditFor(multiplied(['0', '1']), [BAD]).total).toBe(0);
    expect(creditFor(multiplied(['0', '1']), [BAD], { history: failedIn(['2026-05']) }).total).toBe(
      1_000_000,
    );
  });
});
