import { describe, expect, it } from 'vitest';
import { basesOf, monthsNeeded } from '../../../../shared/domain/credit/credit.ts';
import {
  aPool,
  counted,
  creditContract,
  creditFor,
  INVOICE,
  record,
  termsOf,
} from '../../../support/credit.ts';

const MISSED = counted('on-time-delivery', 96);
const MET = counted('on-time-delivery', 99);

describe('a credit of a pool', () => {
  const contract = creditContract({
    pools: [aPool({ share: '0.5', allocations: [{ kpi: 'on-time-delivery', share: '0.4' }] })],
  });

  it('is pool 50 % × allocation 40 % × at risk 10 % × invoice 100,000.00 = 2,000.00', () => {
    const credit = creditFor(contract, [MISSED]);
    expect(credit.total).toBe(200_000);
    expect(credit.lines[0]?.calculation).toBe(
      '96.00 % (96 of 100) misses the target of 98 %: 100,000.00 EUR (invoice) × 10 % (at risk) × 50 % (pool Transport) × 40 % (on-time-delivery) = 2,000.00 EUR',
    );
    expect(credit.calculation).toBe('credits 2,000.00 EUR; total 2,000.00 EUR');
  });

  it('is rounded once, from the exact product: an invoice of 100,000.01 gives 2,000.00', () => {
    const credit = creditFor(contract, [MISSED], { bases: { invoice: 10_000_001 } });
    expect(credit.total).toBe(200_000);
    expect(credit.lines[0]?.calculation).toContain('= 2,000.0002 EUR, half up 2,000.00 EUR');
  });

  it('rounds a half up, and not in between: 0.25 × 10 % × 50 % × 40 % is 0.005, so 0.01', () => {
    const half = creditFor(contract, [MISSED], { bases: { invoice: 25 } });
    expect(half.total).toBe(1);
    const below = creditFor(contract, [MISSED], { bases: { invoice: 24 } });
    expect(below.total).toBe(0);
  });

  it('is nothing when the target is met, and says so', () => {
    const credit = creditFor(contract, [MET]);
    expect(credit.total).toBe(0);
    expect(credit.lines[0]?.calculation).toBe(
      '99.00 % (99 of 100) meets the target of 98 %: nothing is paid',
    );
    expect(credit.met).toEqual(['on-time-delivery']);
  });

  it('never takes 97.995 % for 98 %, and shows it as 97.99 %', () => {
    const credit = creditFor(contract, [counted('on-time-delivery', 97_995, 100_000)]);
    expect(credit.failed).toEqual(['on-time-delivery']);
    expect(credit.lines[0]?.calculation).toContain('97.99 % (97,995 of 100,000) misses the target of 98 %');
  });

  it('compares counts beyond 2^53 / 1,000,000 exactly', () => {
    const met = counted('on-time-delivery', 9_007_199_254_740_000 * 0.98, 9_007_199_254_740_000);
    expect(creditFor(contract, [met]).failed).toEqual([]);
    expect(creditFor(contract, [{ ...met, numerator: met.numerator - 1 }]).failed).toEqual([
      'on-time-delivery',
    ]);
  });

  it('is missed upwards where lower is better', () => {
    const damage = creditContract({
      pools: [aPool({ allocations: [{ kpi: 'damage-frequency', share: '1' }] })],
    });
    expect(creditFor(damage, [counted('damage-frequency', 1)]).total).toBe(0);
    const credit = creditFor(damage, [counted('damage-frequency', 201, 20_000)]);
    expect(credit.total).toBe(1_000_000);
    expect(credit.lines[0]?.calculation).toContain('1.01 % (201 of 20,000) misses the target of 1 %');
  });

  it('is read in the scale of the KPI, and leaves out what the contract allows for', () => {
    const tiers = [
      { atMost: '0.0005', credit: '0' },
      { moreThan: '0.0005', credit: '1' },
    ];
    const pools = [aPool({ allocations: [{ kpi: 'damage-units', share: '1', tiers }] })];
    const units = (numerator: number, allowancePerMille = 0) => ({
      ...counted('damage-units', numerator, 10_000),
      allowancePerMille,
    });
    const credit = creditFor(creditContract({ pools }), [units(6)]);
    expect(credit.total).toBe(1_000_000);
    expect(credit.lines[0]?.calculation).toContain('600 ppm (6 of 10,000) → tier 2 (more than 500 ppm)');
    const allowed = creditFor(creditContract({ pools }), [units(15, 1)]);
    expect(allowed.total).toBe(0);
    expect(allowed.lines[0]?.calculation).toContain('1500 ppm (15 of 10,000, 1 ‰ allowed for) → tier 1');
    expect(creditFor(creditContract({ pools }), [units(0, 1)]).total).toBe(0);
  });

  it('can be of a fixed sum, without any billed amount', () => {
    const fixed = creditContract({ pools: [aPool({ base: { fixedSum: 50_000 }, atRisk: '1' })] });
    const credit = creditFor(fixed, [MISSED], { bases: {} });
    expect(credit.total).toBe(50_000);
    expect(credit.lines[0]?.calculation).toContain(': 500.00 EUR (fixed sum) = 500.00 EUR');
  });

  it.each([
    ['JPY', '10,000,000 JPY (invoice)', '200,000 JPY'],
    ['KWD', '10,000.000 KWD (invoice)', '200.000 KWD'],
  ])('is told in the minor units of %s', (currency, base, result) => {
    const text = creditFor({ ...contract, currency }, [MISSED]).lines[0]?.calculation;
    expect(text).toContain(base);
    expect(text).toMatch(new RegExp(`= ${result}$`));
  });

  it('throws when the billed amount is not given, rather than pay nothing', () => {
    expect(() => creditFor(contract, [MISSED], { bases: {} })).toThrow(
      'the invoice of the month is not given',
    );
  });

  it('throws when a KPI is not given', () => {
    expect(() => creditFor(contract, [])).toThrow('the figures of on-time-delivery are not given');
  });
});

describe('tiers', () => {
  const contract = creditContract({
    pools: [
      aPool({
        allocations: [
          {
            kpi: 'on-time-delivery',
            share: '1',
            tiers: [
              { atLeast: '0.98', credit: '0' },
              { atLeast: '0.95', lessThan: '0.98', credit: '0.5' },
              { lessThan: '0.95', credit: '1' },
            ],
          },
        ],
      }),
    ],
  });
  const at = (numerator: number, denominator: number) =>
    creditFor(contract, [counted('on-time-delivery', numerator, denominator)]);

  it('hold their side of a bound: at least 95 % holds 95 % itself', () => {
    expect(at(95, 100).lines[0]?.tier).toBe(2);
    expect(at(94_999_999, 100_000_000).lines[0]?.tier).toBe(3);
  });

  it('with the other side do not: more than 95 % leaves 95 % to the tier below', () => {
    const other = creditContract({
      pools: [
        aPool({
          allocations: [
            {
              kpi: 'on-time-delivery',
              share: '1',
              tiers: [
                { moreThan: '0.95', credit: '0' },
                { atMost: '0.95', credit: '1' },
              ],
            },
          ],
        }),
      ],
    });
    expect(creditFor(other, [counted('on-time-delivery', 95)]).lines[0]?.tier).toBe(2);
    expect(creditFor(other, [counted('on-time-delivery', 95_001, 100_000)]).lines[0]?.tier).toBe(1);
  });

  it('pay their part of the allocation, with the tier in the worked calculation', () => {
    const credit = at(745, 775);
    expect(credit.total).toBe(500_000);
    expect(credit.lines[0]?.calculation).toBe(
      '96.12 % (745 of 775) misses the target of 98 % → tier 2 (at least 95 % and less than 98 %): 100,000.00 EUR (invoice) × 10 % (at risk) × 50 % = 5,000.00 EUR',
    );
  });
});

describe('a bonus', () => {
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
  const contract = creditContract({ pools: [pool], bonuses: 'paid' });

  it.each([
    [98, -300_000, '100,000.00 EUR (freight) × (1.03 − 1) = 3,000.00 EUR'],
    [95, 0, 'tier 2 (at least 95 % and less than 98 %): nothing is paid'],
    [94, 500_000, '100,000.00 EUR (freight) × (1 − 0.95) = 5,000.00 EUR'],
  ])('by factors 1.03 from 98, 1.00 from 95, 0.95 below: at %i per cent it is %i', (met, total, text) => {
    const credit = creditFor(contract, [counted('on-time-delivery', met)]);
    expect(credit.total).toBe(total);
    expect(credit.lines[0]?.calculation).toContain(text);
  });

  it('that only offsets lapses where there are no credits', () => {
    const credit = creditFor(creditContract({ pools: [pool], bonuses: 'offset' }), [
      counted('on-time-delivery', 99),
    ]);
    expect(credit.total).toBe(0);
    expect(credit.lines[0]).toMatchObject({ amount: -300_000, paid: 0 });
    expect(credit.calculation).toContain('3,000.00 EUR of it exceeds the credits and lapses');
  });

  it('reduces the credits of the month', () => {
    const both = creditContract({
      pools: [
        pool,
        aPool({ category: 'Warehouse', allocations: [{ kpi: 'on-time-dispatch', share: '1' }], share: '1' }),
      ],
      available: '2',
    });
    const credit = creditFor(both, [counted('on-time-delivery', 99), counted('on-time-dispatch', 90)]);
    expect(credit.total).toBe(700_000);
  });

  it('stops at its own cap', () => {
    const capped = creditContract({ pools: [pool], bonuses: 'paid', bonusCap: { amount: 100_000 } });
    const credit = creditFor(capped, [counted('on-time-delivery', 99)]);
    expect(credit.total).toBe(-100_000);
    expect(credit.bonusCap).toEqual({ limit: 100_000, reducedBy: 200_000 });
  });
});

describe('the cap', () => {
  const pools = [
    aPool({
      allocations: [
        { kpi: 'on-time-delivery', share: '1' },
        { kpi: 'on-time-dispatch', share: '1' },
      ],
      available: '2',
    }),
  ];
  const bothMissed = [counted('on-time-delivery', 90), counted('on-time-dispatch', 90)];

  it('limits the credits of a month, filled in the order of the lines', () => {
    const credit = creditFor(creditContract({ pools, cap: { share: '0.15', of: 'invoice' } }), bothMissed);
    expect(credit.lines.map(({ amount, paid }) => [amount, paid])).toEqual([
      [1_000_000, 1_000_000],
      [1_000_000, 500_000],
    ]);
    expect(credit.cap).toEqual({ limit: 1_500_000, reducedBy: 500_000 });
    expect(credit.calculation).toBe(
      'credits 20,000.00 EUR; cap (15 % of invoice = 15,000.00 EUR) takes off 5,000.00 EUR; total 15,000.00 EUR',
    );
  });

  it('is cut down to whole minor units, so that the total never passes it', () => {
    const credit = creditFor(creditContract({ pools, cap: { share: '0.1', of: 'invoice' } }), bothMissed, {
      bases: { invoice: 19 },
    });
    expect(credit.cap?.limit).toBe(1);
    expect(credit.total).toBe(1);
  });

  it('says when it is not reached', () => {
    const credit = creditFor(creditContract({ pools, cap: { amount: 9_000_000 } }), bothMissed);
    expect(credit.calculation).toContain('cap (90,000.00 EUR) not reached');
    expect(credit.total).toBe(2_000_000);
  });
});

describe('a month that cannot be judged', () => {
  const pools = [aPool()];

  it('pays nothing for too few counts, and it is no failure', () => {
    const contract = creditContract({ pools }, { minVolume: 20 });
    const credit = creditFor(contract, [counted('on-time-delivery', 0, 19)]);
    expect(credit.total).toBe(0);
    expect(credit.failed).toEqual([]);
    expect(credit.lines[0]?.calculation).toBe(
      '0.00 % (0 of 19): fewer than 20 are too few to judge by: nothing is paid',
    );
  });

  it('pays as measured for too few counts where the contract says so', () => {
    const contract = creditContract({ pools, tooFew: 'as-measured' }, { minVolume: 20 });
    expect(creditFor(contract, [counted('on-time-delivery', 0, 19)]).total).toBe(1_000_000);
  });

  it('takes the least volume of the KPI before that of the contract', () => {
    const targets = { 'on-time-delivery': { target: '0.98', minVolume: 10 } };
    const contract = creditContract({ pools }, { minVolume: 20, targets });
    expect(creditFor(contract, [counted('on-time-delivery', 0, 19)]).total).toBe(1_000_000);
  });

  it('pays nothing without any count, or the whole allocation where the contract says so', () => {
    const none = counted('on-time-delivery', 0, 0);
    expect(creditFor(creditContract({ pools }), [none]).total).toBe(0);
    const credit = creditFor(creditContract({ pools, noData: 'whole-allocation' }), [none]);
    expect(credit.total).toBe(1_000_000);
    expect(credit.failed).toEqual(['on-time-delivery']);
  });

  it('is measured and pays nothing in the ramp-up', () => {
    const credit = creditFor(creditContract({ pools, rampUp: ['2026-06'] }), [MISSED]);
    expect(credit).toMatchObject({ rampUp: true, total: 0, lines: [], failed: [] });
    expect(
      creditFor(creditContract({ pools, rampUp: ['2026-06'] }), [MISSED], { month: '2026-07' }).total,
    ).toBe(1_000_000);
  });
});

describe('what a month needs', () => {
  it('are the billed amounts that pools and limits are a share of', () => {
    expect(basesOf(termsOf({ pools: [aPool()], cap: { share: '0.1', of: 'freight' } }))).toEqual([
      'freight',
      'invoice',
    ]);
    expect(basesOf(termsOf({ pools: [aPool({ base: { fixedSum: 1 } })], cap: { amount: 5 } }))).toEqual([]);
  });

  it('are the months before it that its longest rule looks back on', () => {
    const repeats = [
      { kpis: ['on-time-delivery' as const], windowMonths: 6, count: 'months' as const, amounts: [1] },
    ];
    expect(monthsNeeded(termsOf({ pools: [aPool()] }))).toBe(0);
    expect(monthsNeeded(termsOf({ repeats }))).toBe(5);
    expect(monthsNeeded(termsOf({ repeats, earnBack: { months: 12, share: '1' } }))).toBe(12);
  });
});

describe('earning back', () => {
  const contract = creditContract({
    pools: [aPool()],
    earnBack: { months: 3, share: '0.5' },
    bonuses: 'paid',
  });
  const credited = record('2026-03', ['on-time-delivery'], {
    lines: [{ kpis: ['on-time-delivery'], paid: 200_001 }],
  });
  const met = (month: string) => record(month, [], { met: ['on-time-delivery'] });

  it('gives a share of a credit back once the target was met in each month since', () => {
    const credit = creditFor(contract, [MET], { history: [credited, met('2026-04'), met('2026-05')] });
    expect(credit.total).toBe(-100_001);
    expect(credit.lines[1]?.calculation).toBe(
      'target met in 2026-04, 2026-05, 2026-06: 2,000.01 EUR (credited for 2026-03) × 50 % = 1,000.01 EUR given back',
    );
  });

  it('gives nothing back when one month since was missed, or this one', () => {
    const missedBetween = [credited, met('2026-04'), record('2026-05', ['on-time-delivery'])];
    expect(creditFor(contract, [MET], { history: missedBetween }).total).toBe(0);
    const history = [credited, met('2026-04'), met('2026-05')];
    expect(creditFor(contract, [MISSED], { history }).total).toBe(1_000_000);
  });

  it('says that bonuses which only offset give back as far as the month has credits', () => {
    const offset = creditContract({ pools: [aPool()], earnBack: { months: 3, share: '0.5' } });
    const credit = creditFor(offset, [MET], { history: [credited, met('2026-04'), met('2026-05')] });
    expect([credit.total, credit.lines[1]?.paid]).toEqual([0, 0]);
    expect(credit.lines[1]?.calculation).toMatch(
      / = 1,000\.01 EUR given back, as far as there are credits of this month$/,
    );
    expect(credit.calculation).toContain('1,000.01 EUR of it exceeds the credits and lapses');
  });

  it('gives nothing back of a credit in another currency, and says so', () => {
    const history = [{ ...credited, currency: 'JPY' }, met('2026-04'), met('2026-05')];
    const credit = creditFor(contract, [MET], { history });
    expect([credit.total, credit.lines[1]?.amount, credit.lines[1]?.calculation]).toEqual([
      0,
      0,
      'target met in 2026-04, 2026-05, 2026-06: credited for 2026-03 in JPY, and the contract is in EUR: nothing is given back',
    ]);
  });

  it('looks at one month only: a credit is given back once', () => {
    const history = [{ ...credited, month: '2026-02' }, met('2026-03'), met('2026-04'), met('2026-05')];
    expect(creditFor(contract, [MET], { history }).total).toBe(0);
  });
});

it('uses the amounts of the month as they are: the whole invoice at risk is the invoice', () => {
  expect(creditFor(creditContract({ pools: [aPool({ atRisk: '1' })] }), [MISSED]).total).toBe(INVOICE);
});
