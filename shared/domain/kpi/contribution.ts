import type { EpochDay, EpochMs } from '../calendar/time.ts';
import type { KpiId } from './catalogue.ts';
import { COUNTERS, DISPUTED_COUNTERS, namesFor, type CounterNames } from './counters.ts';
import type { Verdict } from './verdict.ts';

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
  /** Counts as disputed: one of the order, KPI and day does, and none that is closed. */
  readonly disputed: boolean;
  /** What it counts; 1 where the KPI counts orders. */
  readonly amount: number;
}

const NONE: readonly never[] = [];

const isPending = ({ outcome, excused, pendingUntil }: Verdict): boolean =>
  outcome === 'missed' && !excused && pendingUntil !== undefined;

/** Names the counter of a closed verdict that counts the order itself. */
function counterOf({ outcome, excused, exclusion }: Verdict, names: CounterNames): string | undefined {
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

/**
 * Adds an amount at its place by day and counter. An order may count a KPI more than once, as with damage on two days:
 * amounts of one counter and day become one, and none where they cancel out.
 */
function insert(into: Contribution[], day: EpochDay, counter: string, amount: number): void {
  let at = into.length;
  for (; at > 0; at--) {
    const before = into[at - 1];
    if (!before || before.day < day || (before.day === day && before.counter < counter)) break;
    if (before.day === day && before.counter === counter) {
      into.splice(at - 1, 1);
      if (before.amount + amount !== 0) insert(into, day, counter, before.amount + amount);
      return;
    }
  }
  const added = { day, counter, amount };
  if (at === into.length) into.push(added);
  else into.splice(at, 0, added);
}

function add(into: Contribution[], verdict: Verdict): void {
  const { day, quantity, level, outcome } = verdict;
  const names = namesFor(verdict.kpi);
  const pending = isPending(verdict);
  if (level !== undefined) {
    if (level !== 0) insert(into, day, names.level, level);
    insert(into, day, names.reading, 1);
  } else if (quantity && (outcome === 'met' || outcome === 'missed')) {
    if (quantity.met !== 0) insert(into, day, names.met, quantity.met);
    if (quantity.missed !== 0 && !pending)
      insert(into, day, verdict.excused ? names.excused : names.missed, quantity.missed);
  } else {
    const counter = pending ? undefined : counterOf(verdict, names);
    if (counter !== undefined) insert(into, day, counter, 1);
  }
}

const isOpen = (verdict: Verdict): boolean => verdict.outcome === 'open' || isPending(verdict);

/**
 * The disputed verdicts that count as such: one of each KPI and day, however many parts count on that day, and where
 * there is one the closed one, as that has a counter.
 */
function countedDisputes(verdicts: readonly Verdict[]): readonly Verdict[] {
  if (!verdicts.some(({ disputed }) => disputed)) return NONE;
  const counted: Verdict[] = [];
  const disputed = verdicts.filter((one) => one.disputed);
  for (const one of [...disputed.filter((each) => !isOpen(each)), ...disputed.filter(isOpen)])
    if (!counted.some(({ kpi, day }) => kpi === one.kpi && day === one.day)) counted.push(one);
  return counted;
}

/** The contributions of an order's verdicts, by day and counter. */
export function contribute(verdicts: readonly Verdict[]): readonly Contribution[] {
  const contributions: Contribution[] = [];
  for (const verdict of verdicts) if (verdict.outcome !== 'open') add(contributions, verdict);
  for (const verdict of countedDisputes(verdicts))
    if (!isOpen(verdict)) insert(contributions, verdict.day, namesFor(verdict.kpi).disputed, 1);
  return contributions;
}

const soonest = (a: EpochMs | undefined, b: EpochMs | undefined): number =>
  (a ?? Infinity) - (b ?? Infinity) || 0;
const byDayThenDeadline = (a: OpenVerdict, b: OpenVerdict): number =>
  a.day - b.day || soonest(a.deadline, b.deadline) || soonest(a.pendingUntil, b.pendingUntil);

function openOf(verdict: Verdict, disputed: boolean): OpenVerdict {
  const { kpi, day, deadline, excused, pendingUntil, quantity } = verdict;
  const missed = isPending(verdict);
  return {
    kpi,
    day,
    deadline: missed ? undefined : deadline,
    excused,
    missed,
    pendingUntil,
    disputed,
    amount: missed ? (quantity?.missed ?? 1) : 1,
  };
}

/** The open ones by day and deadline, then as judged: one order, so that what was stored and what is judged compare equal. */
export function openVerdicts(verdicts: readonly Verdict[]): readonly OpenVerdict[] {
  const disputes = countedDisputes(verdicts);
  const open: OpenVerdict[] = [];
  for (const verdict of verdicts) if (isOpen(verdict)) open.push(openOf(verdict, disputes.includes(verdict)));
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
