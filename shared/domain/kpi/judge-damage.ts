import { DAY_MS } from '../calendar/time.ts';
import type { Money, OrderKind, ReportedFact } from '../ledger/fact.ts';
import { factsOf } from '../ledger/fold.ts';
import { hasQuantity } from '../ledger/fulfilment.ts';
import type { KpiId } from './catalogue.ts';
import { deciding, type DeliveryCase } from './delivery-case.ts';
import { goodsOf, unitsOf } from './goods.ts';
import { notCounted, verdict } from './judge-committed.ts';
import type { Rule, Verdict } from './verdict.ts';

/** Damage in transport: of orders, of units, of their value. */

/** An order that was delivered, refused as damaged, or lost, with what was found to be damaged or lost of it. */
export interface DamageCase {
  /** The event on whose day the order counts. */
  readonly event: ReportedFact;
  readonly rule: Rule;
  /** Each about goods of its own: one report that names another speaks of the same. */
  readonly damages: readonly ReportedFact[];
  /** What did not come at all. Without a quantity: everything. */
  readonly losses: readonly ReportedFact[];
}

const NONE: readonly never[] = [];

/** `damage`, `Damaged in transit` …: the reason is the consignee's own words. */
const isDamageRefusal = ({ data }: ReportedFact): boolean => /^damag/i.test(data.reason ?? '');

/** Whether a report names another one of its order: by id, by source and id, or by kind, source and id. */
function names({ data: { relatesTo } }: ReportedFact, { source, id }: ReportedFact): boolean {
  if (relatesTo === undefined) return false;
  return relatesTo === id || relatesTo === `${source} ${id}` || relatesTo === `delivery ${source} ${id}`;
}

/** Confirmed reports of one place of damage, those about the same goods once: two that name each other, or one the other. */
export function distinctDamages(
  { state, delivered, contract }: DeliveryCase,
  isPlace: (fact: ReportedFact) => boolean,
): readonly ReportedFact[] {
  const reports = factsOf(state, 'order.damage-reported');
  if (reports.length === 0) return NONE;
  const until = delivered ? delivered.occurredAt + contract.findingWindowDays * DAY_MS : Infinity;
  const counted: ReportedFact[] = [];
  for (const fact of reports) {
    if (fact.data.confirmed !== true || !isPlace(fact) || fact.occurredAt > until) continue;
    const isRepeat = counted.some((other) => names(fact, other) || names(other, fact));
    if (!isRepeat) counted.push(fact);
  }
  return counted;
}

/** What stands after the kind in a reference: source and id. */
const SOURCE_AND_ID = /^\S+ \S/;

/**
 * Whether a report leaves its units to a fact of that kind: it names one as `kind source id`. No judge sees the other
 * side's facts, so the form alone decides; any other text, such as a claim number, takes nothing out.
 */
export function yieldsTo({ data: { relatesTo } }: ReportedFact, kind: OrderKind): boolean {
  const start = `${kind} `;
  return relatesTo?.startsWith(start) === true && SOURCE_AND_ID.test(relatesTo.slice(start.length));
}

/** `undefined` while nothing of the order was delivered, refused as damaged, or lost. */
export function damageCase(order: DeliveryCase): DamageCase | undefined {
  const { delivered, state, contract } = order;
  const lost = factsOf(state, 'order.lost');
  if (delivered) {
    const damages = distinctDamages(order, ({ data }) => data.stage !== 'storage');
    const until = delivered.occurredAt + contract.findingWindowDays * DAY_MS;
    // A whole order found again is no loss; lost units of a delivered one are.
    const losses =
      lost.length === 0 ? NONE : lost.filter((fact) => hasQuantity(fact) && fact.occurredAt <= until);
    const rule = damages.length > 0 ? 'damaged' : losses.length > 0 ? 'lost' : 'undamaged';
    return { event: delivered, rule, damages, losses };
  }
  const refused = factsOf(state, 'order.refused').find(isDamageRefusal);
  if (refused) return { event: refused, rule: 'refused-damaged', damages: NONE, losses: [refused] };
  return lost[0] && { event: lost[0], rule: 'lost', damages: NONE, losses: lost };
}

/** `compared`: what else the verdict looks at, before what decides it. */
function factsOfCase(
  { event, damages, losses }: DamageCase,
  compared: readonly ReportedFact[] = NONE,
): readonly ReportedFact[] {
  if (damages.length + losses.length + compared.length === 0) return [event];
  return [...new Set([...compared.filter((fact) => fact !== event), event, ...damages, ...losses])];
}

/** Delivered, refused as damaged, or lost: with or without a confirmed damage or loss in transport. */
export const judgeDamageFrequency = ({ zone }: DeliveryCase, found: DamageCase): Verdict =>
  verdict('damage-frequency', zone.dayOf(found.event.occurredAt), undefined, {
    outcome: found.rule === 'undamaged' ? 'met' : 'missed',
    rule: found.rule,
    facts: factsOfCase(found),
  });

function quantified(
  kpi: 'damage-units' | 'damage-value',
  { zone }: DeliveryCase,
  found: DamageCase,
  total: number,
  bad: number,
  compared: readonly ReportedFact[],
): Verdict {
  const missed = Math.min(total, bad);
  return verdict(kpi, zone.dayOf(found.event.occurredAt), undefined, {
    outcome: missed > 0 ? 'missed' : 'met',
    rule: missed > 0 ? found.rule : 'undamaged',
    facts: factsOfCase(found, compared),
    quantity: { met: total - missed, missed },
  });
}

const without = (kpi: KpiId, { zone }: DeliveryCase, { event }: DamageCase, rule: Rule): Verdict =>
  notCounted(kpi, zone.dayOf(event.occurredAt), rule, event);

/** Units that left, as dispatched, else as ordered, else as delivered, with the facts of the parts that say so. */
interface Shipped {
  readonly units: number;
  readonly parts: readonly ReportedFact[];
}

function shippedUnits({ state, contract, terms }: DeliveryCase): Shipped | undefined {
  const dispatched = deciding(state, contract, 'order.dispatched');
  const left = goodsOf(dispatched);
  if (left) return { units: left.units, parts: dispatched };
  const ordered = unitsOf(terms);
  if (ordered !== undefined) return { units: ordered, parts: NONE };
  const delivered = deciding(state, contract, 'order.delivered');
  const came = goodsOf(delivered);
  return came && { units: came.units, parts: delivered };
}

/** Units damaged or lost of the units shipped. A report of damage without a quantity means one unit. */
export function judgeDamageUnits(order: DeliveryCase, found: DamageCase): Verdict {
  const shipped = shippedUnits(order);
  if (!shipped) return without('damage-units', order, found, 'no-quantity');
  const { units: total, parts } = shipped;
  let bad = 0;
  for (const { data } of found.damages) bad += unitsOf(data) ?? 1;
  for (const { data } of found.losses) bad += unitsOf(data) ?? total;
  return quantified('damage-units', order, found, total, bad, parts);
}

/** What a finding is worth in the order's currency: as it says, else its units' part of the order's value. */
function worthOf(
  { data }: ReportedFact,
  order: Money,
  total: number | undefined,
  isLoss: boolean,
): number | Rule {
  if (data.value) return data.value.currency === order.currency ? data.value.amount : 'other-currency';
  const units = unitsOf(data) ?? (isLoss ? undefined : 1);
  if (units === undefined) return order.amount;
  if (!total) return 'no-value';
  // Cut off towards the miss; beyond what a float can multiply.
  return Number((BigInt(order.amount) * BigInt(units) + BigInt(total) - 1n) / BigInt(total));
}

/** The value of what was damaged or lost, of the order's value. Absent where the contract names no currency. */
export function judgeDamageValue(order: DeliveryCase, found: DamageCase): Verdict | undefined {
  const { currency } = order.contract;
  if (currency === null) return undefined;
  const { value } = order.terms;
  if (!value) return without('damage-value', order, found, 'no-value');
  if (value.currency !== currency) return without('damage-value', order, found, 'other-currency');
  let bad = 0;
  let parts: readonly ReportedFact[] = NONE;
  if (found.damages.length + found.losses.length > 0) {
    const shipped = shippedUnits(order);
    for (const fact of [...found.damages, ...found.losses]) {
      if (!fact.data.value) parts = shipped?.parts ?? NONE;
      const worth = worthOf(fact, value, shipped?.units, found.losses.includes(fact));
      if (typeof worth !== 'number') return without('damage-value', order, found, worth);
      bad += worth;
    }
  }
  return quantified('damage-value', order, found, value.amount, bad, parts);
}
