import type { EpochDay, EpochMs } from '../calendar/time.ts';
import type { ReportedFact } from '../ledger/fact.ts';
import type { KpiId } from './catalogue.ts';

export const EXCLUSION_REASONS = ['cancelled-by-client', 'undelivered', 'invalid'] as const;
export type ExclusionReason = (typeof EXCLUSION_REASONS)[number];

export type Outcome = 'met' | 'missed' | 'open' | 'excluded' | 'not-measured';

/** Why a verdict came out as it did; texts for readers are in `explanation.ts`. */
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
  | 'delivered'
  | 'undamaged'
  | 'damaged'
  | 'refused-damaged'
  | 'lost'
  | 'raised'
  | 'decided-invalid'
  | 'invalid-unless-contested';

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
  readonly exclusion: ExclusionReason | undefined;
  readonly rule: Rule;
  readonly facts: readonly ReportedFact[];
}
