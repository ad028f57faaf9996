import { HOUR_MS, type EpochMs } from '../calendar/time.ts';
import { workingCalendar, type MissingYear } from '../calendar/working-calendar.ts';
import { zoneOf } from '../calendar/zone.ts';
import type { Contract, Limit } from '../contract/contract.ts';

/** When a limit of the contract that began at `startAt` ends: the last instant in time, or the year the calendar lacks. */
export function limitEnd(startAt: EpochMs, limit: Limit, contract: Contract): EpochMs | MissingYear {
  if ('hours' in limit) return startAt + limit.hours * HOUR_MS;
  const calendar = workingCalendar(contract.calendar, zoneOf(contract.timeZone));
  const end = calendar.endOfBusinessDays(startAt, limit.businessDays);
  return 'missingYear' in end ? end : end.endAt;
}

/** `24 hours`, `3 business days`. */
export function limitText(limit: Limit): string {
  const [amount, unit] = 'hours' in limit ? [limit.hours, 'hour'] : [limit.businessDays, 'business day'];
  return `${String(amount)} ${unit}${amount === 1 ? '' : 's'}`;
}
