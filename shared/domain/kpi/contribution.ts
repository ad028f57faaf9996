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
  readonly disputed: boolean;
  /** What it counts; 1 where the KPI counts orders. */
  readonly amount: number;
}

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
  if (outcome === 'open') return;
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
  if (verdict.disputed && !pending) insert(into, day, names.disputed, 1);
}

/** The contributions of an order's verdicts, by day and counter. */
export function contribute(verdicts: readonly Verdict[]): readonly Contribution[] {
  const contributions: Contribution[] = [];
  for (const verdict of verdicts) add(contributions, verdict);
  return contributions;
}

const soonest = (a: EpochMs | undefined, b: EpochMs | undefined): number =>
  (a ?? Infinity) - (b ?? Infinity) || 0;
const byDayThenDeadline = (a: OpenVerdict, b: OpenVerdict): number =>
  a.day - b.day || soonest(a.deadline, b.deadline) || soonest(a.pendingUntil, b.pendingUntil);

function openOf(verdict: Verdict, missed: boolean): OpenVerdict {
  const { kpi, day, deadline, excused, pendingUntil, disputed, quantity } = verdict;
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
  const open: OpenVerdict[] = [];
  for (const verdict of verdicts) {
    if (verdict.outcome === 'open') open.push(openOf(verdict, false));
    else if (isPending(verdict)) open.push(openOf(verdict, true));
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
