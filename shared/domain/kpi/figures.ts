import type { EpochMs } from '../calendar/time.ts';
import type { Contract } from '../contract/contract.ts';
import { poissonInterval, wilsonInterval, type Interval } from '../statistics/intervals.ts';
import { CATALOGUE, KPI_IDS, type KpiDefinition, type KpiId } from './catalogue.ts';
import { COUNTERS, type CounterMeaning, type OpenVerdict } from './contribution.ts';
import type { ExclusionReason, Outcome } from './verdict.ts';

/** What a reader sees at a moment: open verdicts past their deadline have become overdue. */
export type SeenOutcome = Outcome | 'overdue';

export interface Seen extends Omit<CounterMeaning, 'outcome'> {
  readonly outcome: SeenOutcome;
}

/**
 * An open verdict as it reads at `asOf`. A complaint that the provider declared invalid still counts until the
 * client's silence has lasted long enough; after it the complaint is out.
 */
export function seenAt({ kpi, deadline, excused }: OpenVerdict, asOf: EpochMs): Seen {
  const past = deadline !== undefined && asOf > deadline;
  if (kpi === 'complaint-rate') {
    return past
      ? { kpi, outcome: 'excluded', excused: false, exclusion: 'invalid' }
      : { kpi, outcome: 'missed', excused: false, exclusion: undefined };
  }
  return { kpi, outcome: past ? 'overdue' : 'open', excused, exclusion: undefined };
}

/** Counts of one KPI over any set of days and orders. They add up (law 4). */
export interface Counts {
  met: number;
  missed: number;
  missedExcused: number;
  overdue: number;
  overdueExcused: number;
  open: number;
  notMeasured: number;
  readonly excluded: Partial<Record<ExclusionReason, number>>;
}

const noCounts = (): Counts => ({
  met: 0,
  missed: 0,
  missedExcused: 0,
  overdue: 0,
  overdueExcused: 0,
  open: 0,
  notMeasured: 0,
  excluded: {},
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
      if (seen.exclusion) counts.excluded[seen.exclusion] = (counts.excluded[seen.exclusion] ?? 0) + amount;
      break;
  }
}

/** Adds one counter of a tally row or of an order. Throws on a counter this version does not know. */
export function addCounter(into: KpiCounts, counter: string, amount: number): void {
  const meaning = COUNTERS.get(counter);
  if (!meaning) throw new Error(`unknown tally counter ${counter}: written by a newer version`);
  count(into, meaning, amount);
}

export const addOpen = (into: KpiCounts, open: OpenVerdict, asOf: EpochMs): void => {
  count(into, seenAt(open, asOf), 1);
};

/** Gross or net side of a figure. */
export interface Side {
  readonly numerator: number;
  readonly denominator: number;
  /** Six decimals, cut off towards the miss; `null` where the denominator is 0. */
  readonly value: number | null;
  readonly met: number;
  readonly missed: number;
  readonly overdue: number;
  readonly interval: Interval | null;
}

export type Attainment = 'no-target' | 'too-few';

export interface Figure {
  readonly kpi: KpiId;
  /** KPI and version of its judge: `on-time-delivery@1`. */
  readonly definition: string;
  readonly contractVersion: number | null;
  readonly gross: Side;
  readonly net: Side;
  readonly open: number;
  readonly notMeasured: number;
  readonly excluded: Partial<Record<ExclusionReason, number>>;
  readonly excused: { readonly missed?: number; readonly overdue?: number };
  readonly decides: 'gross' | 'net';
  readonly target: null;
  readonly attainment: Attainment;
}

const SCALE = 1_000_000;

/** A ratio in six decimals from integers, cut off towards the miss: down where higher is better, else up. */
export function cutRatio(
  numerator: number,
  denominator: number,
  definition: Pick<KpiDefinition, 'direction'>,
): number | null {
  if (denominator === 0) return null;
  const scaled = BigInt(numerator) * BigInt(SCALE);
  const whole = scaled / BigInt(denominator);
  const up = definition.direction === 'lower' && whole * BigInt(denominator) !== scaled;
  return Number(up ? whole + 1n : whole) / SCALE;
}

function sideOf(definition: KpiDefinition, met: number, missed: number, overdue: number): Side {
  // Incidents are counted on delivered orders (`met`), not among them.
  const incidents = definition.interval === 'poisson';
  const denominator = incidents ? met : met + missed + overdue;
  const numerator = definition.direction === 'higher' ? met : missed;
  const interval = incidents
    ? poissonInterval(numerator, denominator)
    : wilsonInterval(numerator, denominator);
  return {
    numerator,
    denominator,
    value: cutRatio(numerator, denominator, definition),
    met,
    missed,
    overdue,
    interval: interval ?? null,
  };
}

/** Ratios of one KPI, made when read from exact counts. Without a contract (over many clients) net decides. */
export function figureOf(kpi: KpiId, counts: Counts, contract: Contract | undefined): Figure {
  const definition = CATALOGUE[kpi];
  const { met, missed, missedExcused, overdue, overdueExcused } = counts;
  const gross = sideOf(definition, met, missed, overdue);
  const net = sideOf(definition, met, missed - missedExcused, overdue - overdueExcused);
  const decides = contract?.decides ?? 'net';
  const tooFew = contract !== undefined && (decides === 'net' ? net : gross).denominator < contract.minVolume;
  return {
    kpi,
    definition: `${kpi}@${String(definition.version)}`,
    contractVersion: contract?.version ?? null,
    gross,
    net,
    open: counts.open,
    notMeasured: counts.notMeasured,
    excluded: counts.excluded,
    excused: {
      ...(missedExcused > 0 && { missed: missedExcused }),
      ...(overdueExcused > 0 && { overdue: overdueExcused }),
    },
    decides,
    target: null,
    attainment: tooFew ? 'too-few' : 'no-target',
  };
}

/** Every KPI of the catalogue, in its order. */
export const figuresOf = (counts: KpiCounts, contract: Contract | undefined): readonly Figure[] =>
  KPI_IDS.map((kpi) => figureOf(kpi, counts.get(kpi) ?? noCounts(), contract));
