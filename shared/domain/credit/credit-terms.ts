import * as z from 'zod';
import { ratioTextSchema, type RatioText } from '../contract/ratio.ts';
import { KPI_IDS, type KpiId } from '../kpi/catalogue.ts';
import { monthSchema, type MonthText } from './month.ts';

/** Amounts of a month that a credit is a share of; they are entered or imported for each month. */
export const BILLED_BASES = ['invoice', 'freight'] as const;
export type BilledBase = (typeof BILLED_BASES)[number];

/** What a share is taken of: a billed amount of the month, or a fixed sum in minor units. */
export type CreditBase = BilledBase | { readonly fixedSum: number };

/**
 * A band of a KPI's value with what it pays; bounds are ratios, compared as integers. No lower bound: down to 0. No
 * upper bound: without end. At most one of `atLeast` (≥) and `moreThan` (>), and one of `atMost` (≤) and `lessThan` (<).
 */
export interface Tier {
  readonly atLeast?: RatioText | undefined;
  readonly moreThan?: RatioText | undefined;
  readonly atMost?: RatioText | undefined;
  readonly lessThan?: RatioText | undefined;
  /** Share of the allocated amount that the provider credits to the client. Exactly one of these three is given. */
  readonly credit?: RatioText | undefined;
  /** Share of the allocated amount that the client pays in addition. */
  readonly bonus?: RatioText | undefined;
  /** The allocated amount is paid times this: 1.03 is a bonus of 3 %, 0.95 a credit of 5 %. */
  readonly factor?: RatioText | undefined;
}

/** A KPI's part of a pool. Without tiers the whole part is credited when the KPI misses its target. */
export interface Allocation {
  readonly kpi: KpiId;
  /** Share of the pool. */
  readonly share: RatioText;
  readonly tiers?: readonly Tier[] | undefined;
}

/** The KPIs of one category and the money that hangs on them. */
export interface CreditPool {
  readonly category: string;
  readonly base: CreditBase;
  /** Share of the base that is at risk. */
  readonly atRisk: RatioText;
  /** Share of the amount at risk that this category may cost; over all pools up to `available` of the terms. */
  readonly share: RatioText;
  /** What the shares of the allocations may add up to: "1" = 100 %, more where the contract lets a pool be allocated more than once. */
  readonly available: RatioText;
  readonly allocations: readonly Allocation[];
}

/** A limit for a month: a share of a billed amount, or a sum in minor units. */
export type CreditLimit =
  { readonly share: RatioText; readonly of: BilledBase } | { readonly amount: number };

/**
 * What repeated failures cost. A KPI fails in a month when it misses its target. The n-th failure within the window,
 * which ends with the month in question, takes the n-th entry; later ones take the last.
 */
export interface Repeats {
  readonly kpis: readonly KpiId[];
  /** The month in question included. */
  readonly windowMonths: number;
  /** `each-kpi`: every KPI has a count of its own. `all-kpis`: one count, two KPIs failing in a month are two failures. `months`: one count, they are one failure. */
  readonly count: 'each-kpi' | 'all-kpis' | 'months';
  /** Minor units for each failure. Exactly one of the two is given. */
  readonly amounts?: readonly number[] | undefined;
  /** What the KPI's credit from its pools is multiplied by. */
  readonly multipliers?: readonly RatioText[] | undefined;
}

/** A credit is given back when its KPI meets the target in each of the following months. */
export interface EarnBack {
  readonly months: number;
  /** Share of the credit. */
  readonly share: RatioText;
}

/** Service credits of a contract. Money is in minor units of the contract's currency. */
export interface CreditTerms {
  /** What the shares of the pools may add up to. */
  readonly available: RatioText;
  readonly pools: readonly CreditPool[];
  readonly repeats: readonly Repeats[];
  /** The most that the credits of a month may come to; `null` = no limit. */
  readonly cap: CreditLimit | null;
  readonly earnBack: EarnBack | null;
  /** `offset`: bonuses and what is earned back reduce the credits of the month, never below 0. `paid`: the rest is paid to the provider. */
  readonly bonuses: 'offset' | 'paid';
  /** The most that bonuses and what is earned back may come to in a month; `null` = no limit. */
  readonly bonusCap: CreditLimit | null;
  /** A figure below its `minVolume`: pays nothing and is no failure, or counts as measured. */
  readonly tooFew: 'nothing' | 'as-measured';
  /** A KPI without any count in the month: pays nothing, or its whole allocation, as a failure. */
  readonly noData: 'nothing' | 'whole-allocation';
  /** Months that are measured and pay nothing; failures in them do not count as repeats. */
  readonly rampUp: readonly MonthText[];
}

const MAX_POOLS = 10;
const MAX_ALLOCATIONS = 40;
const MAX_TIERS = 20;
const MAX_REPEATS = 5;
const MAX_LADDER = 36;
export const MAX_WINDOW_MONTHS = 36;
const MAX_EARN_BACK_MONTHS = 12;
const MAX_RAMP_UP = 60;

const NOT_NEGATIVE = 'may not be negative; a payment to the provider is a bonus or a factor above 1';

/** Minor units of the contract's currency. */
export const minorUnitsSchema = z.int().min(0, NOT_NEGATIVE);

const baseSchema = z.union([z.enum(BILLED_BASES), z.strictObject({ fixedSum: minorUnitsSchema })]);

const onlyOne = (values: readonly unknown[]): boolean =>
  values.filter((value) => value !== undefined).length <= 1;
const exactlyOne = (values: readonly unknown[]): boolean =>
  values.filter((value) => value !== undefined).length === 1;

const tierSchema = z
  .strictObject({
    atLeast: ratioTextSchema.optional(),
    moreThan: ratioTextSchema.optional(),
    atMost: ratioTextSchema.optional(),
    lessThan: ratioTextSchema.optional(),
    credit: ratioTextSchema.optional(),
    bonus: ratioTextSchema.optional(),
    factor: ratioTextSchema.optional(),
  })
  .refine((tier) => onlyOne([tier.atLeast, tier.moreThan]), {
    error: 'give one lower bound: atLeast (≥) or moreThan (>)',
  })
  .refine((tier) => onlyOne([tier.atMost, tier.lessThan]), {
    error: 'give one upper bound: atMost (≤) or lessThan (<)',
  })
  .refine((tier) => exactlyOne([tier.credit, tier.bonus, tier.factor]), {
    error: 'say what the tier pays: exactly one of credit, bonus and factor ("0" for nothing)',
  }) satisfies z.ZodType<Tier>;

const allocationSchema = z.strictObject({
  kpi: z.enum(KPI_IDS),
  share: ratioTextSchema,
  tiers: z.array(tierSchema).min(1).max(MAX_TIERS).readonly().optional(),
}) satisfies z.ZodType<Allocation>;

const poolSchema = z
  .strictObject({
    category: z.string().trim().min(1).max(64),
    base: baseSchema,
    atRisk: ratioTextSchema,
    share: ratioTextSchema,
    available: ratioTextSchema.default('1'),
    allocations: z.array(allocationSchema).min(1).max(MAX_ALLOCATIONS).readonly(),
  })
  .meta({ id: 'CreditPool' }) satisfies z.ZodType<CreditPool>;

const limitSchema = z.union([
  z.strictObject({ share: ratioTextSchema, of: z.enum(BILLED_BASES) }),
  z.strictObject({ amount: minorUnitsSchema }),
]) satisfies z.ZodType<CreditLimit>;

const repeatsSchema = z
  .strictObject({
    kpis: z.array(z.enum(KPI_IDS)).min(1).readonly(),
    windowMonths: z.int().min(1).max(MAX_WINDOW_MONTHS),
    count: z.enum(['each-kpi', 'all-kpis', 'months']),
    amounts: z.array(minorUnitsSchema).min(1).max(MAX_LADDER).readonly().optional(),
    multipliers: z.array(ratioTextSchema).min(1).max(MAX_LADDER).readonly().optional(),
  })
  .refine(({ amounts, multipliers }) => exactlyOne([amounts, multipliers]), {
    error: 'say what each failure costs: exactly one of amounts and multipliers',
  }) satisfies z.ZodType<Repeats>;

/** The form of credit terms; whether they make sense together is for `checkCreditTerms`. */
export const creditTermsSchema = z
  .strictObject({
    available: ratioTextSchema.default('1'),
    pools: z.array(poolSchema).max(MAX_POOLS).readonly(),
    repeats: z.array(repeatsSchema).max(MAX_REPEATS).readonly().default([]),
    cap: limitSchema.nullable(),
    earnBack: z
      .strictObject({ months: z.int().min(1).max(MAX_EARN_BACK_MONTHS), share: ratioTextSchema })
      .nullable()
      .default(null),
    bonuses: z.enum(['offset', 'paid']).default('offset'),
    bonusCap: limitSchema.nullable().default(null),
    tooFew: z.enum(['nothing', 'as-measured']).default('nothing'),
    noData: z.enum(['nothing', 'whole-allocation']).default('nothing'),
    rampUp: z.array(monthSchema).max(MAX_RAMP_UP).readonly().default([]),
  })
  .meta({ id: 'CreditTerms' }) satisfies z.ZodType<CreditTerms>;
