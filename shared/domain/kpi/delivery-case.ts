import type { EpochDay, EpochMs } from '../calendar/time.ts';
import { DAY_MS, MINUTE_MS } from '../calendar/time.ts';
import { isZone, zoneOf, type Zone } from '../calendar/zone.ts';
import type { Contract, Milestone } from '../contract/contract.ts';
import type { Registries } from '../crm/registry.ts';
import { holdsOf, lastInstant, shiftByHolds, type Hold, type Promises } from '../ledger/deadline.ts';
import type { FactType, ReportedFact } from '../ledger/fact.ts';
import { factsOf, termsOf, type OrderState, type OrderTerms } from '../ledger/fold.ts';
import { fulfil, type Fulfilment } from '../ledger/fulfilment.ts';
import { dispatchDeadlineOf, promiseOf, type DispatchDeadline, type Origin } from './commitments.ts';
import { isOurFault } from './fault.ts';

/** A deadline as it is judged: with holds, tolerance and granularity. */
export interface Deadline {
  /** The last instant that keeps it; `undefined` while the clock stands still. */
  readonly at: EpochMs | undefined;
  readonly day: EpochDay;
}

/** Everything the judges of a delivery order look at, worked out once. */
export interface DeliveryCase {
  readonly state: OrderState;
  readonly contract: Contract;
  /** The contract's zone: decides the day on which a verdict counts. */
  readonly zone: Zone;
  /** The zone of the place of delivery, else the contract's: decides whether a civil date was kept. */
  readonly place: Zone;
  readonly placed: ReportedFact | undefined;
  readonly terms: OrderTerms;
  /** The day the order was placed, else that of its first fact. */
  readonly placedDay: EpochDay;
  readonly holds: readonly Hold[];
  /** How the contract comes to the promise. */
  readonly promiseOrigin: Origin;
  readonly promises: Promises | undefined;
  readonly due: Deadline | undefined;
  readonly dispatchOrigin: Origin;
  readonly dispatchBy: DispatchDeadline | undefined;
  readonly dispatchDue: Deadline | undefined;
  readonly dispatch: Fulfilment;
  readonly delivery: Fulfilment;
  /** The delivery that counts: the completing part, or the first one where the contract says so. */
  readonly delivered: ReportedFact | undefined;
  readonly cancellations: readonly ReportedFact[];
  /** Set when the goods will not come any more: lost, or sent back without a delivery. */
  readonly gone: ReportedFact | undefined;
}

const MILESTONE_OF: Partial<Record<FactType, Milestone>> = {
  'order.placed': 'placed',
  'order.dispatched': 'dispatched',
  'order.handed-over': 'handed-over',
  'order.arrived': 'arrived',
  'order.delivered': 'delivered',
};

/** The facts that decide a milestone: those of the source the contract names, if it reported; else all. */
export function deciding(state: OrderState, contract: Contract, type: FactType): readonly ReportedFact[] {
  const facts = factsOf(state, type);
  const milestone = MILESTONE_OF[type];
  const source = milestone && contract.sources[milestone];
  if (source === undefined || facts.length < 2) return facts;
  const named = facts.filter((fact) => fact.source === source);
  return named.length > 0 ? named : facts;
}

/** Shortages count when found within the contract's window after the delivery. */
function shortagesOf(
  state: OrderState,
  contract: Contract,
  delivered: ReportedFact | undefined,
): readonly ReportedFact[] {
  if (!delivered) return [];
  const until = delivered.occurredAt + contract.findingWindowDays * DAY_MS;
  return factsOf(state, 'order.discrepancy-reported').filter(
    (fact) => fact.data.discrepancy === 'short' && isOurFault(fact) && fact.occurredAt <= until,
  );
}

/** The delivery over all its parts. Shortages found later do not change when it was complete, but whether it was full. */
function deliveryOf(state: OrderState, terms: OrderTerms, contract: Contract): Fulfilment {
  const parts = deciding(state, contract, 'order.delivered');
  const { tolerancePerMille } = contract.kpis['in-full'];
  const delivery = fulfil(parts, terms, tolerancePerMille);
  if (!state.byType['order.discrepancy-reported']) return delivery;
  const shortages = shortagesOf(state, contract, delivery.completed ?? parts.at(-1));
  return shortages.length > 0 ? fulfil(parts, terms, tolerancePerMille, shortages) : delivery;
}

/** Lost, or sent back without a delivery: as a whole, or every unit of it. */
function goneOf(
  state: OrderState,
  terms: OrderTerms,
  delivered: ReportedFact | undefined,
): ReportedFact | undefined {
  if (delivered) return undefined;
  const isWhole = (fact: ReportedFact): boolean => fulfil([fact], terms).completed !== undefined;
  return factsOf(state, 'order.lost').find(isWhole) ?? factsOf(state, 'order.returned').find(isWhole);
}

function placeOf(terms: OrderTerms, contractZone: Zone): Zone {
  const id = terms.destination?.timeZone;
  return id !== undefined && id !== contractZone.id && isZone(id) ? zoneOf(id) : contractZone;
}

function dueOf(
  promises: Promises | undefined,
  holds: readonly Hold[],
  contract: Contract,
  place: Zone,
): Deadline | undefined {
  if (!promises) return undefined;
  const { granularity, lateToleranceMinutes } = contract.kpis['on-time-delivery'];
  const shifted = shiftByHolds(promises.effective.endAt, holds);
  return {
    at:
      shifted === undefined
        ? undefined
        : lastInstant(shifted, { granularity, toleranceMinutes: lateToleranceMinutes }, place),
    day: promises.effective.day,
  };
}

function dispatchDueOf(
  by: DispatchDeadline | undefined,
  holds: readonly Hold[],
  contract: Contract,
): Deadline | undefined {
  if (!by) return undefined;
  const shifted = shiftByHolds(by.endAt, holds);
  const tolerance = contract.kpis['on-time-dispatch'].lateToleranceMinutes * MINUTE_MS;
  return { at: shifted === undefined ? undefined : shifted + tolerance, day: by.day };
}

export function deliveryCase(state: OrderState, contract: Contract, registries: Registries): DeliveryCase {
  const zone = zoneOf(contract.timeZone);
  const placed = deciding(state, contract, 'order.placed')[0];
  const terms = termsOf(state, placed);
  const place = placeOf(terms, zone);
  const holds = holdsOf(state);
  const leftAt = (): ReportedFact | undefined =>
    fulfil(deciding(state, contract, 'order.dispatched'), terms).completed;
  const given = { state, contract, registries, zone, place, placed, terms, holds, leftAt };
  const { origin: promiseOrigin, followed: promises } = promiseOf(given);
  const { origin: dispatchOrigin, followed } = dispatchDeadlineOf(given);
  const dispatchBy = followed?.effective;
  const stop =
    contract.kpis['on-time-dispatch'].stopEvent === 'dispatched' ? 'order.dispatched' : 'order.handed-over';
  const delivery = deliveryOf(state, terms, contract);
  const delivered =
    contract.kpis['on-time-delivery'].deliveredAt === 'first-part' ? delivery.first : delivery.completed;
  return {
    state,
    contract,
    zone,
    place,
    placed,
    terms,
    placedDay: zone.dayOf((placed ?? state.facts[0])?.occurredAt ?? 0),
    holds,
    promiseOrigin,
    promises,
    due: dueOf(promises, holds, contract, place),
    dispatchOrigin,
    dispatchBy,
    dispatchDue: dispatchDueOf(dispatchBy, holds, contract),
    dispatch: fulfil(deciding(state, contract, stop), terms),
    delivery,
    delivered,
    cancellations: factsOf(state, 'order.cancelled'),
    gone: goneOf(state, terms, delivery.first),
  };
}
