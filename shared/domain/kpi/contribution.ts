import type { EpochDay, EpochMs } from '../calendar/time.ts';
import { CATALOGUE, KPI_IDS, type KpiId } from './catalogue.ts';
import { EXCLUSION_REASONS, type ExclusionReason, type Outcome, type Verdict } from './verdict.ts';

/**
 * What one order adds to one day of its tally (law 4). A counter is the KPI's code and an outcome's:
 * `bm` = on-time delivery met. Only closed verdicts contribute; open ones are read from the orders themselves.
 */
export interface Contribution {
  readonly day: EpochDay;
  readonly counter: string;
  readonly amount: number;
}

/** An open verdict as the index of open orders keeps it: what the clock alone may still change. */
export interface OpenVerdict {
  readonly kpi: KpiId;
  readonly day: EpochDay;
  readonly deadline: EpochMs | undefined;
  readonly excused: boolean;
  /** Already a miss; open is only whether silence accepts its excuse. */
  readonly missed: boolean;
  readonly pendingUntil: EpochMs | undefined;
  readonly disputed: boolean;
  /** What it counts; 1 where the KPI counts orders. */
  readonly amount: number;
}

/** What a counter counts. */
export interface CounterMeaning {
  readonly kpi: KpiId;
  readonly outcome: Exclude<Outcome, 'open'>;
  readonly excused: boolean;
  readonly exclusion: ExclusionReason | undefined;
}

const EXCLUSION_LETTER = {
  'cancelled-by-client': 'c',
  undelivered: 'u',
  invalid: 'i',
  'by-contract': 'b',
} as const satisfies Record<ExclusionReason, string>;

/** The names of one KPI's counters. */
interface Names {
  readonly met: string;
  readonly missed: string;
  readonly excused: string;
  readonly 'not-measured': string;
  readonly excluded: Readonly<Record<ExclusionReason, string>>;
  readonly disputed: string;
  readonly level: string;
  readonly reading: string;
}

const namesOf = (code: string): Names => ({
  met: `${code}m`,
  missed: `${code}x`,
  excused: `${code}z`,
  'not-measured': `${code}n`,
  excluded: {
    'cancelled-by-client': `${code}e${EXCLUSION_LETTER['cancelled-by-client']}`,
    undelivered: `${code}e${EXCLUSION_LETTER.undelivered}`,
    invalid: `${code}e${EXCLUSION_LETTER.invalid}`,
    'by-contract': `${code}e${EXCLUSION_LETTER['by-contract']}`,
  },
  disputed: `${code}d`,
  level: `${code}l`,
  reading: `${code}r`,
});

// Made once: judging names a dozen counters an order.
const NAMES: ReadonlyMap<KpiId, Names> = new Map(KPI_IDS.map((id) => [id, namesOf(CATALOGUE[id].code)]));

function namesFor(kpi: KpiId): Names {
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

const isPending = ({ outcome, excused, pendingUntil }: Verdict): boolean =>
  outcome === 'missed' && !excused && pendingUntil !== undefined;

/** Names the counter of a closed verdict that counts the order itself. */
function counterOf({ outcome, excused, exclusion }: Verdict, names: Names): string | undefined {
  switch (outcome) {
    case 'met':
    case 'not-measured':
      return names[outcome];
    case 'missed':
      return excused ? names.excused : names.missed;
    case 'excluded':
      return names.excluded[exclusion ?? 'invalid'];
    case 'open':
      return undefined;
  }
}

function add(into: Contribution[], verdict: Verdict): void {
  const { day, quantity, level, outcome } = verdict;
  const names = namesFor(verdict.kpi);
  const pending = isPending(verdict);
  if (level !== undefined) {
    if (level !== 0) into.push({ day, counter: names.level, amount: level });
    into.push({ day, counter: names.reading, amount: 1 });
  } else if (quantity && (outcome === 'met' || outcome === 'missed')) {
    if (quantity.met !== 0) into.push({ day, counter: names.met, amount: quantity.met });
    if (quantity.missed !== 0 && !pending)
      into.push({ day, counter: verdict.excused ? names.excused : names.missed, amount: quantity.missed });
  } else {
    const counter = pending ? undefined : counterOf(verdict, names);
    if (counter !== undefined) into.push({ day, counter, amount: 1 });
  }
  if (verdict.disputed && outcome !== 'open' && !pending)
    into.push({ day, counter: names.disputed, amount: 1 });
}

const byDayThenCounter = (a: Contribution, b: Contribution): number =>
  a.day - b.day || (a.counter < b.counter ? -1 : a.counter > b.counter ? 1 : 0);

/** Amounts of one counter and day together: an order may count a KPI more than once, as with damage on two days. */
function merged(sorted: readonly Contribution[]): readonly Contribution[] {
  const isRepeat = (one: Contribution, i: number): boolean =>
    sorted[i - 1]?.counter === one.counter && sorted[i - 1]?.day === one.day;
  if (!sorted.some(isRepeat)) return sorted;
  const sums: Contribution[] = [];
  for (const one of sorted) {
    const last = sums.at(-1);
    if (last?.counter === one.counter && last.day === one.day)
      sums[sums.length - 1] = { ...last, amount: last.amount + one.amount };
    else sums.push(one);
  }
  return sums.filter(({ amount }) => amount !== 0);
}

/** The contributions of an order's verdicts, by day and counter. */
export function contribute(verdicts: readonly Verdict[]): readonly Contribution[] {
  const contributions: Contribution[] = [];
  for (const verdict of verdicts) add(contributions, verdict);
  return merged(contributions.sort(byDayThenCounter));
}

const soonest = (a: EpochMs | undefined, b: EpochMs | undefined): number =>
  (a ?? Infinity) - (b ?? Infinity) || 0;
const byDayThenDeadline = (a: OpenVerdict, b: OpenVerdict): number =>
  a.day - b.day || soonest(a.deadline, b.deadline) || soonest(a.pendingUntil, b.pendingUntil);

/** The open ones by day and deadline, then as judged: one order, so that what was stored and what is judged compare equal. */
export function openVerdicts(verdicts: readonly Verdict[]): readonly OpenVerdict[] {
  const open: OpenVerdict[] = [];
  for (const verdict of verdicts) {
    const { kpi, outcome, day, deadline, excused, pendingUntil, disputed, quantity } = verdict;
    if (outcome === 'open') {
      open.push({ kpi, day, deadline, excused, missed: false, pendingUntil, disputed, amount: 1 });
    } else if (isPending(verdict)) {
      const amount = quantity?.missed ?? 1;
      open.push({ kpi, day, deadline: undefined, excused, missed: true, pendingUntil, disputed, amount });
    }
  }
  return open.length > 1 ? open.sort(byDayThenDeadline) : open;
}

/** The order deserves a look: a miss, an exclusion or a dispute is among what it counts. */
export const isException = (
  contributions: readonly Contribution[],
  open: readonly OpenVerdict[] = [],
): boolean =>
  contributions.some(({ counter }) => {
    const outcome = COUNTERS.get(counter)?.outcome;
    return outcome === 'missed' || outcome === 'excluded' || DISPUTED_COUNTERS.has(counter);
  }) || open.some(({ missed, disputed }) => missed || disputed);
