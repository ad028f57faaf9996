import type { EpochMs } from '../calendar/time.ts';
import { KPI_IDS, type KpiId } from './catalogue.ts';
import type { OpenVerdict } from './contribution.ts';
import { COUNTERS, DISPUTED_COUNTERS, LEVEL_COUNTERS, type CounterMeaning } from './counters.ts';
import type { SiteDay } from './unit-days.ts';
import type { ExclusionReason, Outcome, Verdict } from './verdict.ts';

/** What a reader sees at a moment: open verdicts past their deadline have become overdue. */
export type SeenOutcome = Outcome | 'overdue';

export interface Seen extends Omit<CounterMeaning, 'outcome'> {
  readonly outcome: SeenOutcome;
}

type Pending = Pick<OpenVerdict, 'excused' | 'pendingUntil'>;

/** Accepted, or proposed and not refused in time where silence accepts. */
const isExcusedAt = ({ excused, pendingUntil }: Pending, asOf: EpochMs): boolean =>
  excused || (pendingUntil !== undefined && asOf > pendingUntil);

/**
 * An open verdict as it reads at `asOf`. A complaint that the provider declared invalid still counts until the
 * client's silence has lasted long enough; after it the complaint is out.
 */
export function seenAt(open: Omit<OpenVerdict, 'amount' | 'day'>, asOf: EpochMs): Seen {
  const { kpi, deadline, missed } = open;
  const excused = isExcusedAt(open, asOf);
  if (missed) return { kpi, outcome: 'missed', excused, exclusion: undefined };
  const past = deadline !== undefined && asOf > deadline;
  if (kpi === 'complaint-rate') {
    return past
      ? { kpi, outcome: 'excluded', excused: false, exclusion: 'invalid' }
      : { kpi, outcome: 'missed', excused: false, exclusion: undefined };
  }
  // Before the deadline there is nothing to excuse, so an excuse that was only proposed shows from then on.
  return {
    kpi,
    outcome: past ? 'overdue' : 'open',
    excused: past ? excused : open.excused,
    exclusion: undefined,
  };
}

/** Any verdict as it reads at `asOf`. */
export function seenVerdict(verdict: Verdict, asOf: EpochMs): Seen {
  const { kpi, outcome, exclusion } = verdict;
  if (outcome === 'open') return seenAt({ ...verdict, missed: false }, asOf);
  return { kpi, outcome, excused: outcome === 'missed' && isExcusedAt(verdict, asOf), exclusion };
}

/**
 * Counts of one KPI over any set of days and orders. They add up (law 4). `met`, `missed` and `overdue` are amounts
 * of what the KPI counts; all others are numbers of orders.
 */
export interface Counts {
  met: number;
  missed: number;
  missedExcused: number;
  overdue: number;
  overdueExcused: number;
  open: number;
  notMeasured: number;
  disputed: number;
  readonly excluded: Partial<Record<ExclusionReason, number>>;
  /** Stock of each day and site, summed: the base of storage damage where the contract counts by unit-days. */
  unitDays: number;
  /** Days and sites within them whose stock was carried forward, or is not known. */
  daysWithoutReading: number;
}

export const noCounts = (): Counts => ({
  met: 0,
  missed: 0,
  missedExcused: 0,
  overdue: 0,
  overdueExcused: 0,
  open: 0,
  notMeasured: 0,
  disputed: 0,
  excluded: {},
  unitDays: 0,
  daysWithoutReading: 0,
});

/** Counts of every KPI; the sums that figures are made of. */
export type KpiCounts = ReadonlyMap<KpiId, Counts>;

export const emptyCounts = (): KpiCounts => new Map(KPI_IDS.map((kpi) => [kpi, noCounts()]));

function count(into: KpiCounts, seen: Seen, amount: number): void {
  const counts = into.get(seen.kpi);
  if (!counts) return;
  switch (seen.outcome) {
    case 'met':
      counts.met += amount;
      break;
    case 'missed':
      counts.missed += amount;
      if (seen.excused) counts.missedExcused += amount;
      break;
    case 'overdue':
      counts.overdue += amount;
      if (seen.excused) counts.overdueExcused += amount;
      break;
    case 'open':
      counts.open += amount;
      break;
    case 'not-measured':
      counts.notMeasured += amount;
      break;
    case 'excluded':
      // A tally row keeps a counter at 0 once its orders were judged otherwise: no reason to be told.
      if (seen.exclusion && amount !== 0)
        counts.excluded[seen.exclusion] = (counts.excluded[seen.exclusion] ?? 0) + amount;
      break;
  }
}

function dispute(into: KpiCounts, kpi: KpiId, amount: number): void {
  const counts = into.get(kpi);
  if (counts) counts.disputed += amount;
}

/** Adds one counter of a tally row or of an order. Throws on a counter this version does not know. */
export function addCounter(into: KpiCounts, counter: string, amount: number): void {
  const meaning = COUNTERS.get(counter);
  if (meaning) {
    count(into, meaning, amount);
    return;
  }
  const disputed = DISPUTED_COUNTERS.get(counter);
  if (disputed !== undefined) dispute(into, disputed, amount);
  // Levels are no amounts of a period: a stock stays from day to day (see `unitDaysOf`).
  else if (counter !== LEVEL_COUNTERS.units && counter !== LEVEL_COUNTERS.readings)
    throw new Error(`unknown tally counter ${counter}: written by a newer version`);
}

export const addOpen = (into: KpiCounts, open: OpenVerdict, asOf: EpochMs): void => {
  count(into, seenAt(open, asOf), open.amount);
  if (open.disputed) dispute(into, open.kpi, 1);
};

/** Adds the stock of one site on one day. */
export function addSiteDay(into: KpiCounts, { units, isRead }: SiteDay): void {
  const counts = into.get('storage-damage');
  if (!counts) return;
  counts.unitDays += units;
  if (!isRead) counts.daysWithoutReading++;
}
