import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CreditContract, KpiCount } from '../../shared/domain/credit/assess.ts';
import { checkCreditTerms } from '../../shared/domain/credit/check-terms.ts';
import type { Credit, MonthRecord } from '../../shared/domain/credit/credit.ts';
import type { Tier } from '../../shared/domain/credit/credit-terms.ts';
import { addMonths } from '../../shared/domain/credit/month.ts';
import { CATALOGUE, type KpiId } from '../../shared/domain/kpi/catalogue.ts';
import { counted, creditFor, TARGETS, termsOf, type TermsInput } from '../support/credit.ts';

const KPIS = ['on-time-delivery', 'on-time-dispatch', 'damage-frequency'] as const satisfies readonly KpiId[];
const MONTH = '2026-06';
const RUNS = { numRuns: 400 };

const ratio = (millionths: number): string => (millionths / 1_000_000).toFixed(6);
const share = fc.integer({ min: 0, max: 1_000_000 }).map(ratio);
const minor = fc.integer({ min: 0, max: 10_000_000_000 });

/** Bands cut at random values, the side of each cut at random, paying the client ever more towards the worse end. */
const tiersFor = (kpi: KpiId, withBonus: boolean): fc.Arbitrary<readonly Tier[]> =>
  fc
    .record({
      cuts: fc.uniqueArray(fc.integer({ min: 1, max: 999_999 }), { maxLength: 4 }),
      sides: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      pays: fc.array(fc.integer({ min: withBonus ? -500_000 : 0, max: 1_000_000 }), {
        minLength: 5,
        maxLength: 5,
      }),
    })
    .map(({ cuts, sides, pays }) => {
      const from = [...cuts].sort((a, b) => a - b);
      const rising = pays.slice(0, from.length + 1).sort((a, b) => a - b);
      const byValue = CATALOGUE[kpi].direction === 'higher' ? [...rising].reverse() : rising;
      return byValue.map((pay, i): Tier => {
        const low = from[i - 1];
        const high = from[i];
        return {
          ...(low !== undefined &&
            (sides[i - 1] === true ? { atLeast: ratio(low) } : { moreThan: ratio(low) })),
          ...(high !== undefined &&
            (sides[i] === true ? { lessThan: ratio(high) } : { atMost: ratio(high) })),
          ...(pay < 0 ? { bonus: ratio(-pay) } : { credit: ratio(pay) }),
        };
      });
    });

const rising = (max: number) =>
  fc
    .array(fc.integer({ min: 0, max }), { minLength: 1, maxLength: 6 })
    .map((all) => all.sort((a, b) => a - b));

const repeats = fc
  .record({
    kpis: fc.shuffledSubarray([...KPIS], { minLength: 1 }),
    windowMonths: fc.integer({ min: 1, max: 12 }),
    count: fc.constantFrom('each-kpi' as const, 'all-kpis' as const, 'months' as const),
    ladder: fc.oneof(
      rising(1_000_000).map((amounts) => ({ amounts })),
      rising(3_000_000).map((all) => ({ multipliers: all.map(ratio) })),
    ),
  })
  .map(({ ladder, ...rule }) => ({ ...rule, ...ladder }));

const limit = fc.option(
  fc.oneof(
    share.map((of) => ({ share: of, of: 'invoice' as const })),
    minor.map((amount) => ({ amount })),
  ),
);

const termsWith = (withBonus: boolean): fc.Arbitrary<Partial<TermsInput>> =>
  fc
    .record({
      atRisk: share,
      pool: share,
      shares: fc.tuple(share, share, share),
      tiers: fc.tuple(...KPIS.map((kpi) => fc.option(tiersFor(kpi, withBonus), { nil: undefined }))),
      repeats,
      cap: limit,
      bonuses: fc.constantFrom('offset' as const, 'paid' as const),
      tooFew: fc.constantFrom('nothing' as const, 'as-measured' as const),
      noData: fc.constantFrom('nothing' as const, 'whole-allocation' as const),
    })
    .map(({ atRisk, pool, shares, tiers, repeats: rule, ...terms }) => ({
      ...terms,
      repeats: [rule],
      pools: [
        {
          category: 'All',
          base: 'invoice' as const,
          atRisk,
          share: pool,
          available: '3',
          allocations: KPIS.map((kpi, i) => ({ kpi, share: shares[i]!, tiers: tiers[i] })),
        },
      ],
    }));

const counts = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 3, maxLength: 3 });
const countsOf = (numerators: readonly number[]): KpiCount[] =>
  KPIS.map((kpi, i) => counted(kpi, numerators[i]!, 1000));

const history: fc.Arbitrary<readonly MonthRecord[]> = fc
  .array(fc.subarray([...KPIS]), { minLength: 11, maxLength: 11 })
  .map((months) =>
    months.map((failed, i) => ({
      month: addMonths(MONTH, i - 11),
      failed,
      met: [],
      currency: 'EUR',
      lines: [],
    })),
  );

const contractOf = (terms: Partial<TermsInput>): CreditContract => ({
  currency: 'EUR',
  minVolume: 0,
  targets: TARGETS,
  credits: termsOf(terms),
});

const cases = (withBonus: boolean) =>
  fc.record({ terms: termsWith(withBonus), numerators: counts, history, invoice: minor });

const creditOf = (
  {
    terms,
    history: past,
    invoice,
  }: { terms: Partial<TermsInput>; history: readonly MonthRecord[]; invoice: number },
  numerators: readonly number[],
): Credit =>
  creditFor(contractOf(terms), countsOf(numerators), { month: MONTH, history: past, bases: { invoice } });

describe('credits under any terms that pass the checks', () => {
  it('come from terms without errors, or the properties below would say little', () => {
    fc.assert(
      fc.property(termsWith(true), (terms) => {
        const contract = {
          credits: termsOf(terms),
          currency: 'EUR',
          effectiveFrom: '2026-01-01',
          targets: TARGETS,
        };
        expect(checkCreditTerms(contract)).toEqual([]);
      }),
      RUNS,
    );
  });

  it('are never above the cap, and are what the lines pay', () => {
    fc.assert(
      fc.property(cases(true), (made) => {
        const credit = creditOf(made, made.numerators);
        if (credit.cap) {
          const paid = credit.lines.reduce((sum, line) => sum + Math.max(line.paid, 0), 0);
          expect(paid).toBeLessThanOrEqual(credit.cap.limit);
          expect(credit.total).toBeLessThanOrEqual(credit.cap.limit);
        }
        expect(credit.lines.reduce((sum, { paid }) => sum + paid, 0)).toBe(credit.total);
      }),
      RUNS,
    );
  });

  it('are never negative without a bonus, nor where bonuses only offset', () => {
    fc.assert(
      fc.property(cases(false), cases(true), (plain, made) => {
        expect(creditOf(plain, plain.numerators).total).toBeGreaterThanOrEqual(0);
        const offset = { ...made, terms: { ...made.terms, bonuses: 'offset' as const } };
        expect(creditOf(offset, made.numerators).total).toBeGreaterThanOrEqual(0);
      }),
      RUNS,
    );
  });

  it('never fall when more orders are missed', () => {
    fc.assert(
      fc.property(
        cases(true),
        fc.nat(KPIS.length - 1),
        fc.integer({ min: 1, max: 1000 }),
        (made, which, by) => {
          const worse = CATALOGUE[KPIS[which]!].direction === 'higher' ? -by : by;
          const missed = made.numerators.map((n, i) =>
            i === which ? Math.min(1000, Math.max(0, n + worse)) : n,
          );
          expect(creditOf(made, missed).total).toBeGreaterThanOrEqual(creditOf(made, made.numerators).total);
        },
      ),
      RUNS,
    );
  });

  it('in parts of a pool differ from the pool by at most half a minor unit each', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 300_000 }), { minLength: 3, maxLength: 3 }),
        minor,
        (parts, invoice) => {
          const pool = {
            category: 'All',
            base: 'invoice' as const,
            atRisk: '0.1',
            share: '1',
            available: '1',
          };
          const missed = countsOf([0, 0, 1000]);
          const apart = contractOf({
            pools: [{ ...pool, allocations: KPIS.map((kpi, i) => ({ kpi, share: ratio(parts[i]!) })) }],
          });
          const together = contractOf({
            pools: [
              {
                ...pool,
                allocations: [{ kpi: KPIS[0], share: ratio(parts.reduce((sum, part) => sum + part, 0)) }],
              },
            ],
          });
          const bases = { invoice };
          const difference =
            creditFor(apart, missed, { bases }).total - creditFor(together, missed, { bases }).total;
          expect(Math.abs(difference)).toBeLessThanOrEqual(KPIS.length / 2 + 0.5);
        },
      ),
      RUNS,
    );
  });
});
