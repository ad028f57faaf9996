import type { EpochDay, EpochMs } from '../calendar/time.ts';
import type { Zone } from '../calendar/zone.ts';
import type { Contract } from '../contract/contract.ts';
import { commitmentByRule, termFor, type ClockTerm, type RuleTime } from '../contract/deadline-rules.ts';
import type { DeadlineTerm } from '../contract/deadline-terms.ts';
import type { Registries } from '../crm/registry.ts';
import {
  commitmentOf,
  followRevisions,
  shiftByHolds,
  type Commitment,
  type Followed,
  type Hold,
  type Promises,
} from '../ledger/deadline.ts';
import type { ReportedFact } from '../ledger/fact.ts';
import type { OrderState, OrderTerms } from '../ledger/fold.ts';
import type { Rule } from './verdict.ts';

/** The committed times of an order: stated by the order or made by the contract, and what became of them. */

/** How the contract comes to a committed time. `rule`: its place in the list, `undefined` for `otherwise`. */
export type Origin =
  | { readonly by: 'order'; readonly rule: number | undefined }
  | {
      readonly by: 'contract';
      readonly rule: number | undefined;
      readonly term: ClockTerm;
      /** The event that started the clock. */
      readonly start: ReportedFact;
      readonly time: RuleTime;
    }
  | {
      readonly by: 'nothing';
      readonly rule: number | undefined;
      readonly term: Exclude<DeadlineTerm, { readonly type: 'stated' }>;
      readonly start: ReportedFact | undefined;
      readonly because: Rule;
      /** The year for which the calendar has no data. */
      readonly missingYear: number | undefined;
    };

/** Why the contract measures nothing by it, if it does not. */
export const whyNone = (origin: Origin): Rule | undefined =>
  origin.by === 'nothing' ? origin.because : undefined;

/** A committed dispatch time with the fact that set it. */
export interface DispatchDeadline {
  readonly fact: ReportedFact;
  readonly endAt: EpochMs;
  readonly day: EpochDay;
}

/** What the committed times of an order depend on. */
export interface OrderGiven {
  readonly state: OrderState;
  readonly contract: Contract;
  readonly registries: Registries;
  readonly zone: Zone;
  readonly place: Zone;
  readonly placed: ReportedFact | undefined;
  readonly terms: OrderTerms;
  readonly holds: readonly Hold[];
  /** When the goods had left as a whole. */
  readonly leftAt: () => ReportedFact | undefined;
}

function originOf(milestone: 'dispatch' | 'delivery', stated: boolean, given: OrderGiven): Origin {
  const { contract, registries, zone, terms, placed } = given;
  const { term, rule } = termFor(contract.deadlines[milestone], terms, stated, registries);
  if (term.type === 'stated') return { by: 'order', rule };
  const nothing = { by: 'nothing', rule, term, start: undefined, missingYear: undefined } as const;
  if (term.type === 'not-measured') return { ...nothing, because: 'not-measured-by-contract' };
  if (!placed) return { ...nothing, because: 'no-order' };
  const start = term.from === 'placed' ? placed : given.leftAt();
  if (!start) return { ...nothing, because: 'clock-not-started' };
  const time = commitmentByRule(term, start.occurredAt, contract.calendar, zone);
  if ('missingYear' in time) {
    return { ...nothing, because: 'no-calendar-year', start, missingYear: time.missingYear };
  }
  return { by: 'contract', rule, term, start, time };
}

/** A committed time with how it came about; `undefined` where there is none. */
export interface Committed<T> {
  readonly origin: Origin;
  readonly followed: Followed<T> | undefined;
}

function follow<T extends { readonly endAt: EpochMs }>(
  origin: Origin,
  { state, placed, contract, holds }: OrderGiven,
  made: (start: ReportedFact, time: RuleTime) => T,
  read: (fact: ReportedFact) => T | undefined,
): Committed<T> {
  if (origin.by === 'nothing') return { origin, followed: undefined };
  // What the contract makes stands in the place of what the order states; revisions of it are read as of any other.
  const first =
    origin.by === 'contract'
      ? (fact: ReportedFact): T | undefined =>
          fact === placed ? made(origin.start, origin.time) : read(fact)
      : read;
  const rule = contract.kpis['on-time-delivery'].promise;
  const followed = followRevisions(state, placed, rule, first, ({ endAt }) => shiftByHolds(endAt, holds));
  return { origin, followed };
}

/** The promise. Whole business days run to the end of the last one where the goods are delivered, as any date. */
export function promiseOf(given: OrderGiven): {
  readonly origin: Origin;
  readonly followed: Promises | undefined;
} {
  const { place, zone, placed } = given;
  const origin = originOf('delivery', placed?.data.promise !== undefined, given);
  return follow<Commitment>(
    origin,
    given,
    (fact, { endAt, day, wholeDay }) => ({
      fact,
      startAt: undefined,
      endAt: wholeDay ? place.startOfDay(day + 1) - 1 : endAt,
      day,
    }),
    (fact) => fact.data.promise && commitmentOf(fact, fact.data.promise, place, zone),
  );
}

/** The dispatch deadline, in the contract's zone. */
export function dispatchDeadlineOf(given: OrderGiven): Committed<DispatchDeadline> {
  const { zone, placed } = given;
  const origin = originOf('dispatch', placed?.data.dispatchBy !== undefined, given);
  return follow<DispatchDeadline>(
    origin,
    given,
    (fact, { endAt, day }) => ({ fact, endAt, day }),
    (fact) => {
      const { dispatchBy } = fact.data;
      return dispatchBy === undefined ? undefined : { fact, endAt: dispatchBy, day: zone.dayOf(dispatchBy) };
    },
  );
}
