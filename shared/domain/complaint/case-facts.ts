import { MINUTE_MS } from '../calendar/time.ts';
import { zoneOf } from '../calendar/zone.ts';
import type { OrderNo } from '../ids.ts';
import type { OrderFacts } from '../ledger/decide.ts';
import { KIND_OF_TYPE, type FactData, type ReportedFact } from '../ledger/fact.ts';
import { factsOf, type OrderState } from '../ledger/fold.ts';
import type { Case, CaseMoney } from './case.ts';

/** Where facts come from that follow from cases. */
export const CASES_SOURCE = 'tallyman://cases';

/** What facts need to know beside the case. */
export interface FactTerms {
  /** Of the client: facts carry its offset. */
  readonly timeZone: string;
  /** Damage of these orders' goods that was reported already, as `source id`: the same damage counts once. */
  readonly reported: ReadonlyMap<OrderNo, string>;
}

/** A case with the ids of its facts that stand, and the facts to record. */
export interface CaseFacts {
  readonly one: Case;
  readonly orders: readonly OrderFacts[];
}

/** Whether the case says that goods of its orders were damaged or lost in transport. */
export const reportsDamage = ({ kind, validity, category, orders }: Case): boolean =>
  kind !== 'feedback' &&
  validity === 'valid' &&
  (category === 'damage' || category === 'loss') &&
  orders.length > 0;

/** The damage in transport that an order has on record from elsewhere, by the first report of it. */
export function reportedDamage(state: OrderState, { caseId }: Case): string | undefined {
  const first = factsOf(state, 'order.damage-reported').find(
    ({ data, source, id }) =>
      data.confirmed === true &&
      data.stage !== 'storage' &&
      !(source === CASES_SOURCE && id.startsWith(`${caseId}.`)),
  );
  return first && `${first.source} ${first.id}`;
}

/** An amount in equal whole parts; what is left over goes to the first ones. */
const partOf = (amount: number, parts: number, index: number): number =>
  Math.floor(amount / parts) + (index < amount % parts ? 1 : 0);

/** What each order is said to have lost: its part of the units and of the amount accepted, else claimed. */
function damages(one: Case): readonly FactData[] {
  if (!reportsDamage(one)) return [];
  const { orders, claim } = one;
  const value: CaseMoney | undefined = claim?.accepted ?? claim?.claimed;
  const units = claim?.units ?? undefined;
  return orders.map((_, i) => ({
    ...(units !== undefined && { units: partOf(units, orders.length, i) }),
    ...(value && { value: { ...value, amount: partOf(value.amount, orders.length, i) } }),
    stage: 'transport',
    confirmed: true,
  }));
}

/** Builds the facts of one edit: their ids name the case and the edit, so that a repeat makes the same. */
class Facts {
  readonly orders: OrderFacts[] = [];
  private readonly one: Case;
  private readonly offsetAt: (at: number) => number;

  constructor(one: Case, timeZone: string) {
    this.one = one;
    this.offsetAt = zoneOf(timeZone).offsetAt;
  }

  add(orderNo: OrderNo, type: keyof typeof KIND_OF_TYPE, what: string, at: number, data: FactData): string {
    return this.push({ kind: KIND_OF_TYPE[type], orderNo }, { type, at, data }, what);
  }

  /** Takes out a fact of this case. */
  void({ kind, orderNo }: Pick<OrderFacts, 'kind' | 'orderNo'>, id: string, at: number): void {
    const data = { voids: { source: CASES_SOURCE, id } };
    this.push({ kind, orderNo }, { type: 'fact.voided', at, data }, 'void');
  }

  private push(
    ref: Pick<OrderFacts, 'kind' | 'orderNo'>,
    { type, at, data }: Pick<ReportedFact, 'type' | 'data'> & { readonly at: number },
    what: string,
  ): string {
    const id = `${this.one.caseId}.${what}.${String(this.one.edits)}`;
    const offsetMinutes = Math.round(this.offsetAt(at) / MINUTE_MS);
    const fact = { type, source: CASES_SOURCE, id, occurredAt: at, offsetMinutes, data };
    this.orders.push({ ...ref, facts: [fact] });
    return id;
  }
}

const aboutOf = ({ orders, category }: Case): FactData => ({
  ...(orders.length > 0 && { orders }),
  category,
});

/** The incident that the case belongs to, raised with it; left and joined when that changes. */
function raise(facts: Facts, before: Case | undefined, after: Case, at: number): string | null {
  const { incidentId, raisedAt } = after;
  const former = before?.incidentId ?? null;
  if (incidentId === null || incidentId === former) return after.facts.raised;
  if (former !== null && after.facts.raised !== null)
    facts.void({ kind: 'incident', orderNo: former }, after.facts.raised, at);
  return facts.add(incidentId, 'incident.raised', 'raised', raisedAt, aboutOf(after));
}

function decide(facts: Facts, before: Case | undefined, after: Case, at: number): void {
  const { incidentId, validity, clientAgreed } = after;
  if (incidentId === null || validity === 'undecided') return;
  if (validity === before?.validity && clientAgreed === before.clientAgreed) return;
  facts.add(incidentId, 'incident.decided', 'decided', at, {
    ...aboutOf(after),
    valid: validity === 'valid',
    by: 'provider',
    ...(clientAgreed && { agreedBy: 'client' }),
  });
}

/** Damage dates from the complaint, not from the decision: it must be found within the contract's window after delivery. */
function reportDamage(
  facts: Facts,
  before: Case | undefined,
  after: Case,
  at: number,
  { reported }: FactTerms,
): string | null {
  const wanted = damages(after);
  const standing = after.facts.damage;
  if (before && JSON.stringify(damages(before)) === JSON.stringify(wanted)) return standing;
  if (standing !== null)
    for (const orderNo of after.orders) facts.void({ kind: 'delivery', orderNo }, standing, at);
  let id: string | null = null;
  for (const [i, orderNo] of after.orders.entries()) {
    const data = wanted[i];
    const same = reported.get(orderNo);
    if (!data) continue;
    id = facts.add(orderNo, 'order.damage-reported', 'damage', after.raisedAt, {
      ...data,
      ...(same !== undefined && { relatesTo: same }),
    });
  }
  return id;
}

/**
 * The facts that follow from an edit (`before` is `undefined` for a new case). A complaint or claim raises its incident,
 * a decision is one on the incident, and damage or loss found valid is damage of its orders, taken out again when that
 * is no more so. Feedback has no facts.
 */
export function factsOfEdit(before: Case | undefined, after: Case, terms: FactTerms): CaseFacts {
  if (after.kind === 'feedback') return { one: after, orders: [] };
  const facts = new Facts(after, terms.timeZone);
  const at = after.history.at(-1)?.at ?? after.raisedAt;
  const raised = raise(facts, before, after, at);
  decide(facts, before, after, at);
  const damage = reportDamage(facts, before, after, at, terms);
  return { one: { ...after, facts: { raised, damage } }, orders: facts.orders };
}
