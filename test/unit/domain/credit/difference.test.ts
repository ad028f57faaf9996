import { describe, expect, it } from 'vitest';
import type { CreditContract } from '../../../../shared/domain/credit/assess.ts';
import { creditWithoutTerms, differenceOf } from '../../../../shared/domain/credit/difference.ts';
import { aPool, counted, creditContract, creditFor } from '../../../support/credit.ts';

const POOLS: CreditContract = creditContract({
  available: '2',
  pools: [
    aPool(),
    aPool({ category: 'Warehouse', allocations: [{ kpi: 'on-time-dispatch', share: '0.5' }] }),
  ],
});
const month = (delivery: number, dispatch: number, contract = POOLS) =>
  creditFor(contract, [counted('on-time-delivery', delivery), counted('on-time-dispatch', dispatch)]);

describe('the difference between two calculations of a month', () => {
  it('is none where amounts and failures are the same, whatever the counts', () => {
    expect(differenceOf(month(90, 99), month(80, 96))).toBeUndefined();
  });

  it('names each line that changed, and the total', () => {
    expect(differenceOf(month(90, 99), month(99, 90))).toEqual({
      amount: -500_000,
      changes: [
        'on-time-dispatch: now failed',
        'on-time-delivery: no longer failed',
        'on-time-delivery: now met',
        'on-time-dispatch: no longer met',
        'on-time-delivery (Transport): 10,000.00 EUR → 0.00 EUR',
        'on-time-dispatch (Warehouse): 0.00 EUR → 5,000.00 EUR',
        'total: 10,000.00 EUR → 5,000.00 EUR, a difference of -5,000.00 EUR',
      ],
    });
  });

  it('is there for a failure that costs nothing yet, for later months count it', () => {
    const repeats = [
      {
        kpis: ['on-time-delivery' as const],
        windowMonths: 12,
        count: 'each-kpi' as const,
        amounts: [0, 500],
      },
    ];
    const free = creditContract({ repeats });
    const difference = differenceOf(month(99, 99, free), month(90, 99, free));
    expect(difference).toMatchObject({ amount: 0 });
    expect(difference?.changes).toContain('on-time-delivery: now failed');
  });

  it('to a month without terms is the whole credit', () => {
    const none = creditWithoutTerms('2026-06', 'EUR', 3);
    expect(differenceOf(month(90, 99), none)?.amount).toBe(-1_000_000);
    expect(none.calculation).toBe('version 3 of the contract has no credits');
  });
});
