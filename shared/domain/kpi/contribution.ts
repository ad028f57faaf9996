import type { EpochDay, EpochMs } from '../calendar/time.ts';
import { CATALOGUE, KPI_IDS, type KpiId } from './catalogue.ts';
import type { ExclusionReason, Outcome, Verdict } from './verdict.ts';

/**
 * What one order adds to one day of its tally (law 4). A counter is the KPI's code and an outcome's:
 * `bm` = on-time delivery met. Only closed verdicts contribute; open ones are read from the orders themselves.
 */
export interface Contribution {
  readonly day: EpochDay;
  readonly counter: string;
  readonly amount: number;
}

/** An open verdict as the index of open orders keeps it. */
export interface OpenVerdict {
  readonly kpi: KpiId;
  readonly day: EpochDay;
  readonly deadline: EpochMs | undefined;
  readonly excused: boolean;
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
} as const satisfies Record<ExclusionReason, string>;

function outcomeCode(verdict: Verdict): string | undefined {
  switch (verdict.outcome) {
    case 'met':
      return 'm';
    case 'missed':
      return verdict.excused ? 'z' : 'x';
    case 'excluded':
      return `e${EXCLUSION_LETTER[verdict.exclusion ?? 'invalid']}`;
    case 'not-measured':
      return 'n';
    case 'open':
      return undefined;
  }
}

function meanings(): ReadonlyMap<string, CounterMeaning> {
  const found = new Map<string, CounterMeaning>();
  for (const kpi of KPI_IDS) {
    const { code } = CATALOGUE[kpi];
    const of = (
      outcome: CounterMeaning['outcome'],
      excused = false,
      exclusion?: ExclusionReason,
    ): CounterMeaning => ({
      kpi,
      outcome,
      excused,
      exclusion,
    });
    found.set(`${code}m`, of('met'));
    found.set(`${code}x`, of('missed'));
    found.set(`${code}z`, of('missed', true));
    found.set(`${code}n`, of('not-measured'));
    found.set(`${code}ec`, of('excluded', false, 'cancelled-by-client'));
    found.set(`${code}eu`, of('excluded', false, 'undelivered'));
    found.set(`${code}ei`, of('excluded', false, 'invalid'));
  }
  return found;
}

/** Every counter there is, by its name in tallies and contributions. */
export const COUNTERS: ReadonlyMap<string, CounterMeaning> = meanings();

const byDayThenCounter = (a: Contribution, b: Contribution): number =>
  a.day - b.day || (a.counter < b.counter ? -1 : a.counter > b.counter ? 1 : 0);

/** The contributions of an order's verdicts, by day and counter. */
export function contribute(verdicts: readonly Verdict[]): readonly Contribution[] {
  const contributions: Contribution[] = [];
  for (const verdict of verdicts) {
    const code = outcomeCode(verdict);
    if (code !== undefined) {
      contributions.push({ day: verdict.day, counter: CATALOGUE[verdict.kpi].code + code, amount: 1 });
    }
  }
  return contributions.sort(byDayThenCounter);
}

const byDayThenDeadline = (a: OpenVerdict, b: OpenVerdict): number =>
  a.day - b.day || (a.deadline ?? Infinity) - (b.deadline ?? Infinity) || 0;

/** The open ones by day and deadline, then as judged: one order, so that what was stored and what is judged compare equal. */
export function openVerdicts(verdicts: readonly Verdict[]): readonly OpenVerdict[] {
  const open: OpenVerdict[] = [];
  for (const { kpi, outcome, day, deadline, excused } of verdicts) {
    if (outcome === 'open') open.push({ kpi, day, deadline, excused });
  }
  return open.length > 1 ? open.sort(byDayThenDeadline) : open;
}

/** The order deserves a look: a miss or an exclusion is among what it counts. */
export const isException = (contributions: readonly Contribution[]): boolean =>
  contributions.some(({ counter }) => {
    const outcome = COUNTERS.get(counter)?.outcome;
    return outcome === 'missed' || outcome === 'excluded';
  });
