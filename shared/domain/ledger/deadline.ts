import { DAY_MS, MINUTE_MS, toMinute, type EpochDay, type EpochMs } from '../calendar/time.ts';
import type { Zone } from '../calendar/zone.ts';
import type { Contract } from '../contract/contract.ts';
import type { PromiseTime, ReportedFact } from './fact.ts';
import { factsOf, type OrderState } from './fold.ts';

/** A promise as instants, before tolerances. */
export interface Commitment {
  /** The fact that made it. */
  readonly fact: ReportedFact;
  readonly startAt: EpochMs | undefined;
  /** The last instant that keeps it. */
  readonly endAt: EpochMs;
  /** The promised date: the civil day on which the order counts. */
  readonly day: EpochDay;
}

/**
 * A civil date runs to the end of that day, exclusive, where the goods are delivered (`place`). The day on which
 * the order counts is that date itself, or the contract-zone day of the window's end.
 */
export function commitmentOf(
  fact: ReportedFact,
  promise: PromiseTime,
  place: Zone,
  contract: Zone,
): Commitment {
  if ('date' in promise) {
    return {
      fact,
      startAt: place.startOfDay(promise.date),
      endAt: place.startOfDay(promise.date + 1) - 1,
      day: promise.date,
    };
  }
  return { fact, startAt: promise.from, endAt: promise.to, day: contract.dayOf(promise.to) };
}

/** A stretch for which the client stopped the clock; `to` is undefined while it still stands. */
export interface Hold {
  readonly from: EpochMs;
  readonly to: EpochMs | undefined;
}

const NONE: readonly never[] = [];

/**
 * Stretches held by the client, joined where they overlap. A release with a reason ends the hold of that reason,
 * one without ends all. Holds by the provider never stop the clock.
 */
export function holdsOf(state: OrderState): readonly Hold[] {
  if (factsOf(state, 'order.held').length === 0) return NONE;
  const holds: Hold[] = [];
  const active = new Set<string>();
  let from = 0;
  for (const { type, data, occurredAt } of state.facts) {
    if (type === 'order.held' && data.by !== 'provider') {
      if (active.size === 0) from = occurredAt;
      active.add(data.reason ?? '');
    } else if (type === 'order.released' && active.size > 0) {
      // A reason that nothing is held for releases all: a slip in a feed must not stop the clock for ever.
      if (data.reason === undefined || !active.delete(data.reason)) active.clear();
      if (active.size === 0) holds.push({ from, to: occurredAt });
    }
  }
  if (active.size > 0) holds.push({ from, to: undefined });
  return holds;
}

/** Moves a deadline on by every hold that began before it; `undefined` while the clock stands still. */
export function shiftByHolds(endAt: EpochMs, holds: readonly Hold[]): EpochMs | undefined {
  let shifted = endAt;
  for (const { from, to } of holds) {
    if (from > shifted) break;
    if (to === undefined) return undefined;
    shifted += to - from;
  }
  return shifted;
}

/** What an order was promised over time, and what of it counts under the contract. */
export type Promises = Followed<Commitment>;

const isRevision = (fact: ReportedFact): boolean =>
  fact.type === 'order.promise-revised' || fact.type === 'order.changed';

const byClient = ({ data }: ReportedFact): boolean => data.by === 'client' || data.agreedBy === 'client';

/** A committed time (delivery promise or dispatch deadline) from the order through its revisions. */
export interface Followed<T> {
  readonly original: T;
  readonly effective: T;
  /** Revisions that count, in content order. */
  readonly applied: readonly ReportedFact[];
  readonly ignored: readonly ReportedFact[];
}

type PromiseRule = Contract['kpis']['on-time-delivery']['promise'];

/** `revised-if-by-client`: a revision counts if the client asked for it or agreed, before the old deadline. */
const revisionCounts = (fact: ReportedFact, rule: PromiseRule, oldEnd: EpochMs | undefined): boolean =>
  rule === 'latest' ||
  (rule === 'revised-if-by-client' && byClient(fact) && (oldEnd === undefined || fact.occurredAt <= oldEnd));

/**
 * Follows a committed time through its revisions. `read` takes it from a fact that states one, `endOf` gives its
 * deadline (`undefined` while the clock stands still). `undefined` when no fact states any.
 */
export function followRevisions<T>(
  state: OrderState,
  placed: ReportedFact | undefined,
  rule: PromiseRule,
  read: (fact: ReportedFact) => T | undefined,
  endOf: (commitment: T) => EpochMs | undefined,
): Followed<T> | undefined {
  const first = placed && read(placed);
  let followed: Followed<T> | undefined =
    first === undefined ? undefined : { original: first, effective: first, applied: NONE, ignored: NONE };
  if (!state.byType['order.promise-revised'] && !state.byType['order.changed']) return followed;
  for (const fact of state.facts) {
    const revised = isRevision(fact) ? read(fact) : undefined;
    if (revised !== undefined) followed = revise(followed, fact, revised, rule, endOf);
  }
  return followed;
}

function revise<T>(
  followed: Followed<T> | undefined,
  fact: ReportedFact,
  revised: T,
  rule: PromiseRule,
  endOf: (commitment: T) => EpochMs | undefined,
): Followed<T> {
  if (!followed) return { original: revised, effective: revised, applied: NONE, ignored: NONE };
  return revisionCounts(fact, rule, endOf(followed.effective))
    ? { ...followed, effective: revised, applied: [...followed.applied, fact] }
    : { ...followed, ignored: [...followed.ignored, fact] };
}

/** A granularity with the tolerance that follows it. */
export interface Slack {
  readonly granularity: 'day' | 'minute';
  readonly toleranceMinutes: number;
}

/**
 * A tolerance as civil days and the rest. Where civil days are judged, whole days of tolerance are civil days too, be
 * they of 23 hours or of 25; any other tolerance is elapsed time.
 */
function toleranceOf({ granularity, toleranceMinutes }: Slack): {
  readonly days: number;
  readonly ms: number;
} {
  const ms = toleranceMinutes * MINUTE_MS;
  return granularity === 'day' && ms % DAY_MS === 0 ? { days: ms / DAY_MS, ms: 0 } : { days: 0, ms };
}

/** The last instant that keeps a deadline: the end of the day, or of the minute, in which it lies, and the tolerance. */
export function lastInstant(endAt: EpochMs, slack: Slack, place: Zone): EpochMs {
  const { days, ms } = toleranceOf(slack);
  return slack.granularity === 'minute'
    ? toMinute(endAt) + MINUTE_MS - 1 + ms
    : place.startOfDay(place.dayOf(endAt) + 1 + days) - 1 + ms;
}

/** The first instant that is not early: the start of the day, or of the minute, in which `startAt` lies, less the tolerance. */
export function firstInstant(startAt: EpochMs, slack: Slack, place: Zone): EpochMs {
  const { days, ms } = toleranceOf(slack);
  return slack.granularity === 'minute'
    ? toMinute(startAt) - ms
    : place.startOfDay(place.dayOf(startAt) - days) - ms;
}
