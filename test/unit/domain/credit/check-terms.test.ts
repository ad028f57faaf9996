import { describe, expect, it } from 'vitest';
import { checkCreditTerms } from '../../../../shared/domain/credit/check-terms.ts';
import { creditTermsSchema } from '../../../../shared/domain/credit/credit-terms.ts';
import type { KpiId } from '../../../../shared/domain/kpi/catalogue.ts';
import { aPool, TARGETS, termsOf, type TermsInput } from '../../../support/credit.ts';

type TierInput = NonNullable<
  NonNullable<TermsInput['pools']>[number]['allocations'][number]['tiers']
>[number];

const contract = (terms: Partial<TermsInput> | null) => ({
  credits: terms === null ? null : termsOf(terms),
  currency: 'EUR' as string | null,
  effectiveFrom: '2026-03-01' as string | null,
  targets: TARGETS,
});
const errorsOf = (terms: Partial<TermsInput>, over: Partial<ReturnType<typeof contract>> = {}) =>
  checkCreditTerms({ ...contract(terms), ...over });

const tiersOf = (tiers: TierInput[], kpi: KpiId = 'on-time-delivery') =>
  errorsOf({ pools: [aPool({ allocations: [{ kpi, share: '1', tiers }] })] });
const at = (position: number, detail: string) => ({
  path: `credits.pools.0.allocations.0.tiers.${String(position)}`,
  detail,
});

describe('credit terms', () => {
  it('that make sense have no errors', () => {
    expect(errorsOf({ pools: [aPool()] })).toEqual([]);
    expect(checkCreditTerms(contract(null))).toEqual([]);
  });

  it('need a currency', () => {
    expect(errorsOf({ pools: [aPool()] }, { currency: null })).toEqual([
      { path: 'currency', detail: 'credits are in a currency; name it, such as EUR' },
    ]);
  });

  it('need something that pays', () => {
    expect(errorsOf({})).toMatchObject([{ path: 'credits' }]);
  });

  it('begin on the first of a month, which "since ever" is not', () => {
    expect(errorsOf({ pools: [aPool()] }, { effectiveFrom: '2026-03-02' })).toMatchObject([
      { path: 'effectiveFrom', detail: 'a version with credits begins on the first of a month' },
    ]);
    expect(errorsOf({ pools: [aPool()] }, { effectiveFrom: null })).toMatchObject([
      { path: 'effectiveFrom' },
    ]);
  });

  it('end with a month as well', () => {
    const without = { ...contract(null), effectiveFrom: '2026-03-02' };
    expect(checkCreditTerms(without, contract(null))).toEqual([]);
    expect(checkCreditTerms(without, contract({ pools: [aPool()] }))).toMatchObject([
      { path: 'effectiveFrom' },
    ]);
    expect(
      checkCreditTerms({ ...without, effectiveFrom: '2026-04-01' }, contract({ pools: [aPool()] })),
    ).toEqual([]);
  });
});

describe('shares', () => {
  it('of allocations add up to no more than the pool declares available', () => {
    const allocations = [
      { kpi: 'on-time-delivery' as const, share: '0.7' },
      { kpi: 'on-time-dispatch' as const, share: '0.300001' },
    ];
    expect(errorsOf({ pools: [aPool({ allocations })] })).toEqual([
      {
        path: 'credits.pools.0.allocations',
        detail:
          'the shares add up to 100.0001 %, more than the 100 % that are available; lower them, or raise available if the contract says so',
      },
    ]);
    expect(errorsOf({ pools: [aPool({ allocations, available: '1.5' })] })).toEqual([]);
  });

  it('of pools add up to no more than the contract declares available', () => {
    const pools = [aPool(), aPool({ category: 'Warehouse' })];
    expect(errorsOf({ pools })).toMatchObject([{ path: 'credits.pools' }]);
    expect(errorsOf({ pools, available: '2' })).toEqual([]);
  });

  it('at risk are at most the whole base', () => {
    expect(errorsOf({ pools: [aPool({ atRisk: '1.1' })] })).toMatchObject([
      { path: 'credits.pools.0.atRisk' },
    ]);
  });

  it('are given once a category and once a KPI of a pool', () => {
    const allocations = [
      { kpi: 'on-time-delivery' as const, share: '0.5' },
      { kpi: 'on-time-delivery' as const, share: '0.5' },
    ];
    const pools = [aPool({ allocations, share: '0.5' }), aPool({ share: '0.5' })];
    expect(errorsOf({ pools }).map(({ path }) => path)).toEqual([
      'credits.pools.0.allocations.1.kpi',
      'credits.pools.1.category',
    ]);
  });
});

describe('tiers', () => {
  it('that meet, in any order, have no errors', () => {
    expect(
      tiersOf([
        { lessThan: '0.95', credit: '1' },
        { atLeast: '0.98', atMost: '1', credit: '0' },
        { atLeast: '0.95', lessThan: '0.98', credit: '0.5' },
      ]),
    ).toEqual([]);
  });

  it('name the one value that no tier holds', () => {
    expect(
      tiersOf([
        { moreThan: '0.98', credit: '0' },
        { lessThan: '0.98', credit: '1' },
      ]),
    ).toEqual([at(0, 'no tier holds 98 %; let the tiers meet')]);
  });

  it('name the values of a gap', () => {
    expect(
      tiersOf([
        { atLeast: '0.98', credit: '0' },
        { atMost: '0.95', credit: '1' },
      ]),
    ).toEqual([at(0, 'no tier holds more than 95 % and less than 98 %; let the tiers meet')]);
  });

  it('name what is missing at either end', () => {
    expect(tiersOf([{ atLeast: '0.5', lessThan: '0.98', credit: '0' }])).toEqual([
      at(0, 'no tier holds less than 50 %; let the tiers meet'),
      at(0, 'no tier holds at least 98 % and at most 100 %'),
    ]);
  });

  it('name the values that two tiers hold', () => {
    expect(
      tiersOf([
        { atLeast: '0.95', credit: '0' },
        { atMost: '0.95', credit: '1' },
      ]),
    ).toEqual([at(0, 'tier 2 holds 95 % as well; a value has one tier')]);
    expect(tiersOf([{ credit: '0' }, { atLeast: '0.9', lessThan: '0.95', credit: '1' }])).toEqual([
      at(1, 'tier 1 holds at least 90 % and less than 95 % as well; a value has one tier'),
    ]);
  });

  it('that hold no value are told so', () => {
    expect(tiersOf([{ atLeast: '0.98', lessThan: '0.95', credit: '0' }])).toEqual([
      at(0, 'holds no value: at least 98 % and less than 95 %; exchange the bounds'),
    ]);
    expect(tiersOf([{ moreThan: '0.98', lessThan: '0.98', credit: '0' }])).toHaveLength(1);
  });

  it('reach beyond 100 % where more is worse', () => {
    const low = { lessThan: '0.01', credit: '0' };
    expect(tiersOf([low, { atLeast: '0.01', atMost: '1', credit: '1' }], 'complaint-rate')).toEqual([
      at(1, 'no tier holds more than 100 %'),
    ]);
    expect(tiersOf([low, { atLeast: '0.01', credit: '1' }], 'complaint-rate')).toEqual([]);
  });

  it('never pay the client less for a worse value', () => {
    expect(
      tiersOf([
        { atLeast: '0.98', credit: '0.5' },
        { lessThan: '0.98', credit: '0.4' },
      ]),
    ).toEqual([
      at(1, 'pays the client less than the better values of tier 1 (for on-time-delivery higher is better)'),
    ]);
    expect(
      tiersOf(
        [
          { lessThan: '0.01', credit: '0.5' },
          { atLeast: '0.01', bonus: '0.1' },
        ],
        'damage-frequency',
      ),
    ).toMatchObject([{ path: 'credits.pools.0.allocations.0.tiers.1' }]);
  });

  it('pay no more than the whole allocation', () => {
    expect(
      tiersOf([
        { atLeast: '0.98', factor: '1' },
        { lessThan: '0.98', credit: '1.5' },
      ]),
    ).toMatchObject([{ path: 'credits.pools.0.allocations.0.tiers.1.credit' }]);
  });

  it('can be left out where the KPI has a target, and only there', () => {
    const withoutTarget = aPool({ allocations: [{ kpi: 'in-full', share: '1' }] });
    expect(errorsOf({ pools: [withoutTarget] })).toEqual([
      {
        path: 'credits.pools.0.allocations.0',
        detail:
          'without tiers the credit falls due when the target is missed, and in-full has no target; give targets.in-full',
      },
    ]);
    expect(tiersOf([{ credit: '0' }], 'in-full')).toEqual([]);
  });
});

describe('repeats', () => {
  const rule = { kpis: ['on-time-delivery' as const], windowMonths: 12, count: 'each-kpi' as const };

  it('need targets, and every KPI once', () => {
    const repeats = [{ ...rule, kpis: ['in-full' as const, ...rule.kpis, ...rule.kpis], amounts: [1] }];
    expect(errorsOf({ repeats }).map(({ path }) => path)).toEqual([
      'credits.repeats.0.kpis.0',
      'credits.repeats.0.kpis.2',
    ]);
  });

  it('never cost less than the failure before', () => {
    expect(errorsOf({ repeats: [{ ...rule, amounts: [0, 500, 400] }] })).toMatchObject([
      { path: 'credits.repeats.0.amounts' },
    ]);
  });

  it('multiply what is in a pool, and once', () => {
    const repeats = [
      { ...rule, multipliers: ['1', '2'] },
      { ...rule, kpis: [...rule.kpis, 'on-time-dispatch' as const], multipliers: ['2', '1'] },
    ];
    expect(errorsOf({ pools: [aPool()], repeats }).map(({ path }) => path)).toEqual([
      'credits.repeats.1.multipliers',
      'credits.repeats.1.kpis.0',
      'credits.repeats.1.kpis.1',
    ]);
  });
});

describe('earning back', () => {
  it('needs a target for each KPI with credits', () => {
    const tiers = [{ credit: '1' }];
    const pools = [aPool({ allocations: [{ kpi: 'in-full', share: '1', tiers }] })];
    expect(errorsOf({ pools, earnBack: { months: 3, share: '1.2' } }).map(({ path }) => path)).toEqual([
      'credits.earnBack.share',
      'credits.earnBack',
    ]);
  });
});

describe('the form of credit terms', () => {
  const refusals = (terms: unknown) =>
    creditTermsSchema.safeParse(terms).error?.issues.map(({ path, message }) => [path.join('.'), message]);

  it('refuses negative amounts and shares', () => {
    const pools = [aPool({ atRisk: '-0.1', base: 'invoice' })];
    expect(refusals({ pools, cap: null })).toMatchObject([['pools.0.atRisk', expect.any(String)]]);
    const repeats = [{ kpis: ['in-full'], windowMonths: 12, count: 'months', amounts: [0, -500] }];
    expect(refusals({ pools: [], cap: null, repeats })).toEqual([
      [
        'repeats.0.amounts.1',
        'may not be negative; a payment to the provider is a bonus or a factor above 1',
      ],
    ]);
  });

  it('refuses a KPI that is not in the catalogue', () => {
    const pools = [aPool({ allocations: [{ kpi: 'no-such' as 'in-full', share: '1' }] })];
    expect(refusals({ pools, cap: null })).toMatchObject([['pools.0.allocations.0.kpi', expect.any(String)]]);
  });

  it.each([
    [{ atLeast: '0.9', moreThan: '0.9', credit: '0' }, 'give one lower bound'],
    [{ atMost: '0.9', lessThan: '0.9', credit: '0' }, 'give one upper bound'],
    [{ atLeast: '0.9' }, 'say what the tier pays'],
    [{ atLeast: '0.9', credit: '0', factor: '1' }, 'say what the tier pays'],
  ])('refuses the tier %j', (tier, message) => {
    const pools = [aPool({ allocations: [{ kpi: 'in-full', share: '1', tiers: [tier] }] })];
    expect(refusals({ pools, cap: null })?.[0]?.[1]).toContain(message);
  });

  it('fills in what most contracts do not say', () => {
    expect(termsOf({ pools: [aPool()] })).toMatchObject({
      available: '1',
      bonuses: 'offset',
      tooFew: 'nothing',
      noData: 'nothing',
      repeats: [],
      earnBack: null,
      rampUp: [],
    });
  });
});
