import type { EpochMs } from '../calendar/time.ts';
import { workingCalendar } from '../calendar/working-calendar.ts';
import { zoneOf } from '../calendar/zone.ts';
import type { Contract } from '../contract/contract.ts';
import type { Severity } from './case.ts';

/** How long acknowledging and answering may take, on the working calendar of the contract. */
interface DueTerms {
  readonly acknowledgeHours: number;
  readonly answerDays: number;
}

/**
 * Business hours to the acknowledgement, business days to the answer. ISO 10002 asks that receipt is acknowledged
 * immediately and that what is urgent goes first, and leaves the figures to the organisation. These are Tallyman's own:
 * acknowledged within a working day at the latest, answered within two working weeks.
 */
export const DUE_TERMS: Readonly<Record<Severity, DueTerms>> = {
  critical: { acknowledgeHours: 2, answerDays: 1 },
  high: { acknowledgeHours: 4, answerDays: 3 },
  medium: { acknowledgeHours: 8, answerDays: 5 },
  low: { acknowledgeHours: 8, answerDays: 10 },
};

/** Last instants in time; `null`: the calendar has no data for that year. */
export interface DueDates {
  readonly acknowledgeBy: EpochMs | null;
  readonly answerBy: EpochMs | null;
}

/** When a case raised, or opened again, at `startAt` is due: the clock runs in business hours, days run to the end of the last. */
export function dueDates(severity: Severity, startAt: EpochMs, contract: Contract): DueDates {
  const calendar = workingCalendar(contract.calendar, zoneOf(contract.timeZone));
  const { acknowledgeHours, answerDays } = DUE_TERMS[severity];
  const acknowledged = calendar.endOfBusinessHours(startAt, acknowledgeHours);
  const answered = calendar.endOfBusinessDays(startAt, answerDays);
  return {
    acknowledgeBy: 'missingYear' in acknowledged ? null : acknowledged.endAt,
    answerBy: 'missingYear' in answered ? null : answered.endAt,
  };
}
