import type { CreditContract, KpiCount } from '../../shared/domain/credit/assess.ts';
import { calculateCredits } from '../../shared/domain/credit/calculate.ts';
import type { Bases, Credit, MonthRecord } from '../../shared/domain/credit/credit.ts';
import { creditTermsSchema, type CreditTerms } from '../../shared/domain/credit/credit-terms.ts';
import { CATALOGUE, type KpiId } from '../../shared/domain/kpi/catalogue.ts';
import type * as z from 'zod';

/** Things that tests of credits are made of. */

export type TermsInput = z.input<typeof creditTermsSchema>;

export const termsOf = (input: Partial<TermsInput> = {}): CreditTerms =>
  creditTermsSchema.parse({ pools: [], cap: null, ...input });

/** One pool over the whole invoice with one KPI: whatever the tests say of it. */
export const aPool = (
  over: Partial<NonNullable<TermsInput['pools']>[number]> = {},
): NonNullable<TermsInput['pools']>[number] => ({
  category: 'Transport',
  base: 'invoice',
  atRisk: '0.1',
  share: '1',
  allocations: [{ kpi: 'on-time-delivery', share: '1' }],
  ...over,
});

export const TARGETS: CreditContract['targets'] = {
  'on-time-delivery': { target: '0.98' },
  'on-time-dispatch': { target: '0.95' },
  'damage-frequency': { target: '0.01' },
};

export const creditContract = (
  terms: Partial<TermsInput>,
  over: Partial<CreditContract> = {},
): CreditContract => ({ currency: 'EUR', minVolume: 0, targets: TARGETS, credits: termsOf(terms), ...over });

/** `on-time-delivery` 96 of 100. */
export const counted = (kpi: KpiId, numerator: number, denominator = 100): KpiCount => ({
  kpi,
  numerator,
  denominator,
  allowancePerMille: 0,
  shownAs: CATALOGUE[kpi].shownAs,
});

export const record = (
  month: string,
  failed: readonly KpiId[],
  over: Partial<MonthRecord> = {},
): MonthRecord => ({ month, failed, met: [], currency: 'EUR', lines: [], ...over });

export const INVOICE = 10_000_000;

/** The credit of 2026-06 over an invoice and freight of 100,000.00 EUR each. */
export const creditFor = (
  contract: CreditContract,
  counts: readonly KpiCount[],
  {
    bases = { invoice: INVOICE, freight: INVOICE },
    history = [],
    month = '2026-06',
  }: {
    readonly bases?: Bases;
    readonly history?: readonly MonthRecord[];
    readonly month?: string;
  } = {},
): Credit => calculateCredits({ contract, month, counts, bases, history });
