import { civilOf, dayOf, formatDay, type EpochDay } from '../calendar/time.ts';
import type { Dimensions } from '../ledger/order-record.ts';

export const GROUPINGS = ['day', 'week', 'month', 'site', 'carrier', 'serviceLevel'] as const;
export type Grouping = (typeof GROUPINGS)[number];

const UNKNOWN = 'unknown';
const THURSDAY = 3;
const DAYS_A_WEEK = 7;

/** ISO 8601 week: weeks begin on Monday and belong to the year of their Thursday: `2018-W09`. */
function isoWeek(day: EpochDay): string {
  // 1970-01-01 was a Thursday.
  const monday = day - ((((day + THURSDAY) % DAYS_A_WEEK) + DAYS_A_WEEK) % DAYS_A_WEEK);
  const { year } = civilOf(monday + THURSDAY);
  const week = Math.floor((monday + THURSDAY - dayOf(year, 1, 1)) / DAYS_A_WEEK) + 1;
  return `${String(year)}-W${String(week).padStart(2, '0')}`;
}

/** The group a count belongs to: `2018-03-12`, `2018-W11`, `2018-03`, a registered id or `unknown`. */
export function groupKey(grouping: Grouping, day: EpochDay, dimensions: Dimensions): string {
  switch (grouping) {
    case 'day':
      return formatDay(day);
    case 'week':
      return isoWeek(day);
    case 'month':
      return formatDay(day).slice(0, 7);
    case 'site':
      return dimensions.siteId ?? UNKNOWN;
    case 'carrier':
      return dimensions.carrierId ?? UNKNOWN;
    case 'serviceLevel':
      return dimensions.serviceLevel ?? UNKNOWN;
  }
}
