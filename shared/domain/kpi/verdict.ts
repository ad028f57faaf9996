import type { EpochDay, EpochMs } from '../calendar/time.ts';
import type { ReportedFact } from '../ledger/fact.ts';
import type { KpiId } from './catalogue.ts';

export const EXCLUSION_REASONS = ['cancelled-by-client', 'undelivered', 'invalid', 'by-contract'] as const;
export type ExclusionReason = (typeof EXCLUSION_REASONS)[number];

export type Outcome = 'met' | 'missed' | 'open' | 'excluded' | 'not-measured';

/** Why a verdict came out as it did; texts for readers are in `because.ts`. */
export type Rule =
  | 'kept'
  | 'late'
  | 'early'
  | 'awaited'
  | 'cancelled-by-client'
  | 'cancelled-by-provider'
  | 'cancelled-too-late'
  | 'never-delivered'
  | 'left-out'
  | 'short'
  | 'over-delivered'
  | 'components-met'
  | 'component-missed'
  | 'component-open'
  | 'no-order'
  | 'no-promise'
  | 'no-dispatch-deadline'
  | 'no-calendar-year'
  | 'not-measured-by-contract'
  | 'clock-not-started'
  | 'no-arrival'
  | 'no-quantity'
  | 'no-lines'
  | 'no-value'
  | 'other-currency'
  | 'not-announced'
  | 'delivered'
  | 'undamaged'
  | 'damaged'
  | 'refused-damaged'
  | 'lost'
  | 'no-error-found'
  | 'error-found'
  | 'as-announced'
  | 'not-as-announced'
  | 'no-variance'
  | 'variance'
  | 'handled'
  | 'level'
  | 'damaged-in-storage'
  | 'raised'
  | 'decided-invalid'
  | 'invalid-unless-contested'
  | 'top-two'
  | 'below-top-two'
  | 'top-one'
  | 'below-top-one'
  | 'other-scale'
  | 'by-contract';

/**
 * What a verdict counts where the KPI counts units, lines, positions or money: whole numbers. `met` is below 0 where
 * a count found more variance than there was in the books, `missed` where gains and losses cancel out and won.
 */
export interface Quantity {
  readonly met: number;
  readonly missed: number;
}

/**
 * Outcome of one KPI for one order under one contract version, with the rule and the facts it rests on.
 * `day` is the civil day it counts on. `deadline`: the last instant that meets it; absent where the KPI counts an
 * event, `undefined` also while the clock stands still.
 */
export interface Verdict {
  readonly kpi: KpiId;
  readonly outcome: Outcome;
  readonly day: EpochDay;
  readonly deadline: EpochMs | undefined;
  /** An accepted excuse takes a miss (or what is overdue) out of the net figure. */
  readonly excused: boolean;
  /** A proposed excuse that silence accepts: the last instant at which the other side can still refuse it. */
  readonly pendingUntil: EpochMs | undefined;
  /** The client disputes a fact behind it, and that is not settled. */
  readonly disputed: boolean;
  readonly exclusion: ExclusionReason | undefined;
  /** What the contract calls the exclusion `by-contract`. */
  readonly exclusionName: string | undefined;
  readonly rule: Rule;
  readonly facts: readonly ReportedFact[];
  /** `undefined`: the KPI counts the order itself, as 1. */
  readonly quantity: Quantity | undefined;
  /** Units in stock at the end of `day`: a reading, from which unit-days are made when figures are read. */
  readonly level: number | undefined;
}
