import { CATALOGUE, KPI_IDS, type KpiId } from './catalogue.ts';
import { EXCLUSION_REASONS, type ExclusionReason, type Outcome } from './verdict.ts';

/**
 * Counters of tallies and contributions: the KPI's code and one of m met, x missed, z missed and excused, n not
 * measured, ec eu ei eb excluded by reason, d disputed, l r units and readings of a stock level.
 */

/** What a counter counts. */
export interface CounterMeaning {
  readonly kpi: KpiId;
  readonly outcome: Exclude<Outcome, 'open'>;
  readonly excused: boolean;
  readonly exclusion: ExclusionReason | undefined;
}

/** The names of one KPI's counters. */
export interface CounterNames {
  readonly met: string;
  readonly missed: string;
  readonly excused: string;
  readonly 'not-measured': string;
  readonly excluded: Readonly<Record<ExclusionReason, string>>;
  readonly disputed: string;
  readonly level: string;
  readonly reading: string;
}

const namesOf = (code: string): CounterNames => ({
  met: `${code}m`,
  missed: `${code}x`,
  excused: `${code}z`,
  'not-measured': `${code}n`,
  excluded: {
    'cancelled-by-client': `${code}ec`,
    undelivered: `${code}eu`,
    invalid: `${code}ei`,
    'by-contract': `${code}eb`,
  },
  disputed: `${code}d`,
  level: `${code}l`,
  reading: `${code}r`,
});

// Made once: judging names a dozen counters an order.
const NAMES: ReadonlyMap<KpiId, CounterNames> = new Map(
  KPI_IDS.map((id) => [id, namesOf(CATALOGUE[id].code)]),
);

export function namesFor(kpi: KpiId): CounterNames {
  const names = NAMES.get(kpi);
  if (!names) throw new Error(`${kpi} is not in the catalogue`);
  return names;
}

function meanings(): ReadonlyMap<string, CounterMeaning> {
  const found = new Map<string, CounterMeaning>();
  for (const [kpi, names] of NAMES) {
    const plain = { kpi, excused: false, exclusion: undefined };
    found.set(names.met, { ...plain, outcome: 'met' });
    found.set(names.missed, { ...plain, outcome: 'missed' });
    found.set(names.excused, { ...plain, outcome: 'missed', excused: true });
    found.set(names['not-measured'], { ...plain, outcome: 'not-measured' });
    for (const exclusion of EXCLUSION_REASONS)
      found.set(names.excluded[exclusion], { ...plain, outcome: 'excluded', exclusion });
  }
  return found;
}

/** Every counter of an outcome, by its name in tallies and contributions. */
export const COUNTERS: ReadonlyMap<string, CounterMeaning> = meanings();

/** Counters beside an outcome: closed verdicts of a KPI whose facts are disputed. */
export const DISPUTED_COUNTERS: ReadonlyMap<string, KpiId> = new Map(
  [...NAMES].map(([kpi, { disputed }]) => [disputed, kpi]),
);

const LEVELS = namesFor('storage-damage');

/** Stock at the end of a day, and how many readings it is made of: a day read as empty is no day without a reading. */
export const LEVEL_COUNTERS = { units: LEVELS.level, readings: LEVELS.reading } as const;
