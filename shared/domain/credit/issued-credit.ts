import * as z from 'zod';
import type { EpochMs } from '../calendar/time.ts';
import { KPI_IDS, type KpiId } from '../kpi/catalogue.ts';
import { BILLED_BASES } from './credit-terms.ts';
import type { AppliedLimit, Bases, Credit, CreditLine, MonthRecord } from './credit.ts';
import type { MonthText } from './month.ts';

/** What was billed to a client in a month; `version` counts the edits. */
export interface Billing {
  readonly month: MonthText;
  readonly amounts: Bases;
  readonly currency: string;
  readonly version: number;
  readonly updatedBy: string;
  readonly updatedAt: EpochMs;
}

/** Who signed for a credit or a note. `approvedBy` null: proposed so far. */
interface Signed {
  readonly issuedBy: string;
  readonly issuedAt: EpochMs;
  readonly approvedBy: string | null;
  readonly approvedAt: EpochMs | null;
}

/** The counts that a credit was calculated from, of the side that decides. */
export interface CountedKpi {
  readonly kpi: KpiId;
  readonly numerator: number;
  readonly denominator: number;
}

/** A calculation that is kept for good. */
interface Kept extends Signed {
  readonly month: MonthText;
  readonly contractVersion: number;
  readonly bases: Bases;
  readonly counts: readonly CountedKpi[];
  readonly credit: Credit;
}

/** The credit of a month as it was issued; nothing in it changes but the approval, and how many notes follow it. */
export interface IssuedCredit extends Kept {
  /** Difference notes so far. */
  readonly notes: number;
  /** Total of the credit with all its notes. */
  readonly standingTotal: number;
}

/** A correction of an issued credit: what today's figures come to, against what stood before. */
export interface DifferenceNote extends Kept {
  /** 1, 2, 3 … within the month. */
  readonly number: number;
  /** Minor units; above 0 in favour of the client. */
  readonly difference: number;
  readonly changes: readonly string[];
  readonly reason: string | null;
}

export const stateOf = ({ approvedBy }: Signed): 'proposed' | 'approved' =>
  approvedBy === null ? 'proposed' : 'approved';

/** The credit of a month with all that was noted since; `notes` by number. */
export const standingCredit = (issued: IssuedCredit, notes: readonly DifferenceNote[]): Credit =>
  (notes.at(-1) ?? issued).credit;

const MAX_AMOUNT = 1_000_000_000_000_000;
export const MAX_REASON_CHARACTERS = 500;

export const billedAmountSchema = z.int().min(0).max(MAX_AMOUNT);
export const basesSchema = z.partialRecord(
  z.enum(BILLED_BASES),
  billedAmountSchema,
) satisfies z.ZodType<Bases>;

const kpi = z.enum(KPI_IDS);

export const creditLineSchema = z.object({
  rule: z.enum(['pool', 'repeats', 'earn-back']),
  category: z.string().nullable(),
  kpis: z.array(kpi).readonly(),
  tier: z.int().nullable(),
  amount: z.int(),
  paid: z.int(),
  calculation: z.string(),
}) satisfies z.ZodType<CreditLine>;

const limitSchema = z.object({ limit: z.int(), reducedBy: z.int() }) satisfies z.ZodType<AppliedLimit>;

export const creditSchema = z.object({
  month: z.string(),
  currency: z.string(),
  rampUp: z.boolean(),
  lines: z.array(creditLineSchema).readonly(),
  cap: limitSchema.nullable(),
  bonusCap: limitSchema.nullable(),
  total: z.int(),
  calculation: z.string(),
  failed: z.array(kpi).readonly(),
  met: z.array(kpi).readonly(),
}) satisfies z.ZodType<Credit>;

export const countedKpiSchema = z.object({
  kpi,
  numerator: z.int(),
  denominator: z.int(),
}) satisfies z.ZodType<CountedKpi>;

export const billingSchema = z.object({
  month: z.string(),
  amounts: basesSchema,
  currency: z.string(),
  version: z.int().min(1),
  updatedBy: z.string(),
  updatedAt: z.int(),
}) satisfies z.ZodType<Billing>;

const kept = {
  month: z.string(),
  contractVersion: z.int(),
  bases: basesSchema,
  counts: z.array(countedKpiSchema).readonly(),
  credit: creditSchema,
  issuedBy: z.string(),
  issuedAt: z.int(),
  approvedBy: z.string().nullable(),
  approvedAt: z.int().nullable(),
};

export const issuedCreditSchema = z.object({
  ...kept,
  notes: z.int().min(0),
  standingTotal: z.int(),
}) satisfies z.ZodType<IssuedCredit>;

export const differenceNoteSchema = z.object({
  ...kept,
  number: z.int().min(1),
  difference: z.int(),
  changes: z.array(z.string()).readonly(),
  reason: z.string().nullable(),
}) satisfies z.ZodType<DifferenceNote>;

/** What later months count of an issued month: its credit as the last note left it. */
export const recordOfIssued = ({ credit }: Pick<Kept, 'credit'>): MonthRecord => ({
  month: credit.month,
  failed: credit.failed,
  met: credit.met,
  currency: credit.currency,
  lines: credit.lines.map(({ kpis, paid }) => ({ kpis, paid })),
});
