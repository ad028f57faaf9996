import {
  compareFacts,
  identityOf,
  type FactData,
  type FactType,
  type Line,
  type Money,
  type Place,
  type ReportedFact,
} from './fact.ts';

/**
 * What the facts of one order say together. The same for every order of arrival and any number of repeats
 * (law 2): facts stand in content order, voided ones are out.
 */
export interface OrderState<F extends ReportedFact = ReportedFact> {
  /** Facts in force, in content order. */
  readonly facts: readonly F[];
  readonly byType: Readonly<Partial<Record<FactType, readonly F[]>>>;
  /** Facts that a correction took out. */
  readonly voided: readonly F[];
  /** Corrections whose fact is not known (yet): a void may come before what it voids. */
  readonly waitingVoids: readonly F[];
}

const NONE: readonly never[] = [];

/** The facts in force of one type, in content order. */
export const factsOf = <F extends ReportedFact>(state: OrderState<F>, type: FactType): readonly F[] =>
  state.byType[type] ?? NONE;

function inContentOrder<F extends ReportedFact>(facts: readonly F[]): readonly F[] {
  // Facts mostly arrive as they happened; sorting is the exception.
  for (let i = 1; i < facts.length; i++) {
    const before = facts[i - 1];
    const fact = facts[i];
    if (before && fact && compareFacts(before, fact) > 0) return [...facts].sort(compareFacts);
  }
  return facts;
}

/**
 * Folds the facts of one order, each identity (`source`, `id`) at most once. A correction takes out the fact it
 * names (EPCIS `errorDeclaration`); a correction itself cannot be voided.
 */
export function fold<F extends ReportedFact>(facts: readonly F[]): OrderState<F> {
  const ordered = inContentOrder(facts);
  const corrections = ordered.filter((fact) => fact.type === 'fact.voided');
  if (corrections.length === 0) {
    return { facts: ordered, byType: byType(ordered), voided: NONE, waitingVoids: NONE };
  }
  const target = (fact: F): string => (fact.data.voids ? identityOf(fact.data.voids) : '');
  const named = new Set(corrections.map(target));
  const isVoided = (fact: F): boolean => fact.type !== 'fact.voided' && named.has(identityOf(fact));
  const voided = ordered.filter(isVoided);
  const found = new Set(voided.map((fact) => identityOf(fact)));
  const inForce = ordered.filter((fact) => !isVoided(fact));
  return {
    facts: inForce,
    byType: byType(inForce),
    voided,
    waitingVoids: corrections.filter((fact) => !found.has(target(fact))),
  };
}

function byType<F extends ReportedFact>(facts: readonly F[]): Partial<Record<FactType, F[]>> {
  const lists: Partial<Record<FactType, F[]>> = {};
  for (const fact of facts) {
    const list = lists[fact.type];
    if (list) list.push(fact);
    else lists[fact.type] = [fact];
  }
  return lists;
}

/** What was ordered and how, after every change: the latest statement in content order wins. */
export interface OrderTerms {
  readonly units: number | undefined;
  readonly lines: readonly Line[] | undefined;
  readonly value: Money | undefined;
  /** Fixed by the first `order.placed`, so nobody makes an order urgent afterwards. */
  readonly urgent: boolean;
  readonly podRequired: boolean;
  readonly origin: Place | undefined;
  readonly destination: Place | undefined;
  readonly siteId: string | undefined;
  readonly carrierId: string | undefined;
  readonly serviceLevel: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
}

const NO_DATA: FactData = {};
const NO_ATTRIBUTES: OrderTerms['attributes'] = {};

export function termsOf(state: OrderState, placed: ReportedFact | undefined): OrderTerms {
  const first = placed?.data ?? NO_DATA;
  let terms: OrderTerms = {
    units: first.units,
    lines: first.lines,
    value: first.value,
    urgent: first.urgent ?? false,
    podRequired: first.podRequired ?? false,
    origin: first.origin,
    destination: first.destination,
    siteId: first.siteId,
    carrierId: first.carrierId,
    serviceLevel: first.serviceLevel,
    attributes: first.attributes ?? NO_ATTRIBUTES,
  };
  for (const { data } of factsOf(state, 'order.changed')) terms = changedBy(terms, data);
  for (const { data } of factsOf(state, 'order.dispatched')) {
    if (data.carrierId !== undefined) terms = { ...terms, carrierId: data.carrierId };
  }
  return terms;
}

function changedBy(terms: OrderTerms, data: FactData): OrderTerms {
  const quantity = data.units !== undefined || data.lines !== undefined ? data : terms;
  return {
    units: quantity.units,
    lines: quantity.lines,
    value: data.value ?? terms.value,
    urgent: terms.urgent,
    podRequired: data.podRequired ?? terms.podRequired,
    origin: data.origin ?? terms.origin,
    destination: data.destination ?? terms.destination,
    siteId: data.siteId ?? terms.siteId,
    carrierId: data.carrierId ?? terms.carrierId,
    serviceLevel: data.serviceLevel ?? terms.serviceLevel,
    // Each attribute by itself: a change names those that change.
    attributes: data.attributes ? { ...terms.attributes, ...data.attributes } : terms.attributes,
  };
}

/** References and tracking numbers by which an order may be found, each once. */
export function referencesOf(facts: readonly ReportedFact[]): readonly string[] {
  const found = new Set<string>();
  for (const { data } of facts) {
    for (const reference of data.references ?? NONE) found.add(reference);
    for (const number of data.trackingNo ?? NONE) found.add(number);
  }
  return [...found];
}

/** When an order came to its end: delivered, cancelled, sent back or lost, whichever was last; `undefined` while it runs. */
export function closedAt(state: OrderState): number | undefined {
  let closed: number | undefined;
  for (const type of ['order.delivered', 'order.cancelled', 'order.returned', 'order.lost'] as const) {
    const last = factsOf(state, type).at(-1)?.occurredAt;
    if (last !== undefined) closed = Math.max(closed ?? last, last);
  }
  return closed;
}
