import type { EpochMs } from '../calendar/time.ts';
import type { KpiId } from '../kpi/catalogue.ts';
import { seenVerdict, type SeenOutcome } from '../kpi/counts.ts';
import type { Verdict } from '../kpi/verdict.ts';
import type { DeliveryOutcome } from './answer.ts';

/**
 * What became of a delivery, by its verdicts as they read at `asOf`, excused or not: whoever got it late felt it. Damage or
 * loss goes before lateness; without a verdict on either it is `other`.
 */
export function deliveryOutcome(verdicts: readonly Verdict[], asOf: EpochMs): DeliveryOutcome {
  const seen = (kpi: KpiId): readonly SeenOutcome[] =>
    verdicts.filter((verdict) => verdict.kpi === kpi).map((verdict) => seenVerdict(verdict, asOf).outcome);
  if (seen('damage-frequency').includes('missed')) return 'damaged';
  const onTime = seen('on-time-delivery');
  if (onTime.includes('missed') || onTime.includes('overdue')) return 'late';
  return onTime.includes('met') ? 'on-time' : 'other';
}
