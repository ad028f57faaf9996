import type { EpochDay, EpochMs } from '../calendar/time.ts';
import type { KpiId } from './catalogue.ts';

export const EXCLUSION_REASONS = ['cancelled-by-client', 'undelivered', 'invalid'] as const;
export type ExclusionReason = (typeof EXCLUSION_REASONS)[number];

/**
 * Outcome of one KPI for one order. `day` is the civil day it counts on.
 * An open verdict carries the last instant at which it can still be met; `undefined` while the clock stands still.
 */
export type Verdict = { readonly kpi: KpiId; readonly day: EpochDay } & (
  | { readonly outcome: 'met' }
  | { readonly outcome: 'missed'; readonly excused: boolean }
  | { readonly outcome: 'open'; readonly excused: boolean; readonly deadline: EpochMs | undefined }
  | { readonly outcome: 'excluded'; readonly reason: ExclusionReason }
  | { readonly outcome: 'not-measured' }
);
