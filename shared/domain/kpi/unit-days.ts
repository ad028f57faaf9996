import type { EpochDay } from '../calendar/time.ts';
import type { Dimensions } from '../ledger/order-record.ts';
import type { Contribution } from './contribution.ts';
import { LEVEL_COUNTERS } from './counters.ts';

/** A level is carried forward over so many days, no further. Readers of a period have to look back as far. */
export const MAX_CARRIED_DAYS = 92;

/** Tally counters of one day, as stored, or as one order contributes them. */
export interface LevelRow {
  readonly day: EpochDay;
  readonly dimensions: Pick<Dimensions, 'siteId'>;
  readonly counters: ReadonlyMap<string, number>;
}

const isLevel = ({ counter }: Contribution): boolean =>
  counter === LEVEL_COUNTERS.units || counter === LEVEL_COUNTERS.readings;

/** The levels among an order's contributions, one row a day, as a tally has them. */
export function levelsOf(
  contributions: readonly Contribution[],
  dimensions: LevelRow['dimensions'],
): readonly LevelRow[] {
  const days = new Map<EpochDay, Map<string, number>>();
  for (const { day, counter, amount } of contributions.filter(isLevel)) {
    const counters = days.get(day) ?? new Map<string, number>();
    days.set(day, counters.set(counter, amount));
  }
  return [...days].map(([day, counters]) => ({ day, dimensions, counters }));
}

/** The stock of one site on one day. */
export interface SiteDay {
  readonly day: EpochDay;
  /** `undefined` = not in the registry. */
  readonly siteId: string | undefined;
  readonly units: number;
  /** `false`: the last level was carried forward. */
  readonly isRead: boolean;
}

interface Days {
  readonly from: EpochDay;
  readonly to: EpochDay;
}

type Levels = Map<EpochDay, number>;

function levelsBySite(rows: readonly LevelRow[]): ReadonlyMap<string | undefined, Levels> {
  const sites = new Map<string | undefined, Levels>();
  for (const { day, dimensions, counters } of rows) {
    if (!(counters.get(LEVEL_COUNTERS.readings) ?? 0)) continue;
    const levels = sites.get(dimensions.siteId) ?? new Map<EpochDay, number>();
    sites.set(dimensions.siteId, levels);
    levels.set(day, (levels.get(day) ?? 0) + (counters.get(LEVEL_COUNTERS.units) ?? 0));
  }
  return sites;
}

function daysOf(siteId: string | undefined, levels: Levels, { from, to }: Days): readonly SiteDay[] {
  const days: SiteDay[] = [];
  let last: { readonly day: EpochDay; readonly units: number } | undefined;
  for (let day = Math.min(...levels.keys()); day <= to; day++) {
    const units = levels.get(day);
    if (units !== undefined) last = { day, units };
    if (day < from || !last || day - last.day > MAX_CARRIED_DAYS) continue;
    days.push({ day, siteId, units: last.units, isRead: units !== undefined });
  }
  return days;
}

/**
 * The stock of every site on each day of a period, both ends included: the last level is carried forward over days
 * without a reading. A site counts from its first reading on, and no longer once its last one is too old. Levels of a site on one day add up, so those of
 * its parts have to be read on the same days.
 * @param rows from `MAX_CARRIED_DAYS` before the period on, in any order
 * @param days no further than the day up to which levels can be known
 */
export const unitDaysOf = (rows: readonly LevelRow[], days: Days): readonly SiteDay[] =>
  [...levelsBySite(rows)].flatMap(([siteId, levels]) => daysOf(siteId, levels, days));
