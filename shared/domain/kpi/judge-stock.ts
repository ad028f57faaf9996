import type { EpochDay } from '../calendar/time.ts';
import { zoneOf, type Zone } from '../calendar/zone.ts';
import type { Contract } from '../contract/contract.ts';
import type { FactData, Money, ReportedFact } from '../ledger/fact.ts';
import { factsOf, type OrderState } from '../ledger/fold.ts';
import type { KpiId } from './catalogue.ts';
import { notCounted, verdict } from './judge-committed.ts';
import { yieldsTo } from './judge-damage.ts';
import { damagedInStorage } from './judge-outbound.ts';
import type { Rule, Verdict } from './verdict.ts';

/** KPIs of stock: counts of it against the books, its level, damage to it. */

/** A count with the counts again of what differed. */
interface Count {
  readonly first: ReportedFact;
  readonly recounts: readonly ReportedFact[];
}

function countsOf(state: OrderState): readonly Count[] {
  const counts: { first: ReportedFact; recounts: ReportedFact[] }[] = [];
  for (const fact of factsOf(state, 'stock.counted')) {
    const before = counts.at(-1);
    if (fact.data.recount && before) before.recounts.push(fact);
    else counts.push({ first: fact, recounts: [] });
  }
  return counts;
}

/** Of how much, and how much of it was not as the books say; or why that cannot be told. */
type Variance = { readonly of: number; readonly variance: number } | Rule;

const isRule = (found: Variance): found is Rule => typeof found === 'string';

function positionsOf({ first, recounts }: Count): Variance {
  const { positions, positionsCorrect } = first.data;
  if (positions === undefined || positionsCorrect === undefined) return 'no-quantity';
  let wrong = positions - positionsCorrect;
  for (const { data } of recounts) {
    if (data.positions === undefined || data.positionsCorrect === undefined) continue;
    // Counted again were those that differed, or all of them.
    wrong = Math.max(0, wrong - data.positions) + data.positions - data.positionsCorrect;
  }
  return { of: positions, variance: Math.min(wrong, positions) };
}

/** The variance that the last statement leaves: a recount says what is left of all that differed. */
function last<T>({ first, recounts }: Count, read: (data: FactData) => T | undefined): T | undefined {
  let found = read(first.data);
  for (const { data } of recounts) found = read(data) ?? found;
  return found;
}

function unitsOf(count: Count): Variance {
  const of = count.first.data.bookUnits;
  const variance = last(count, (data) => data.absVarianceUnits);
  return of === undefined || variance === undefined ? 'no-quantity' : { of, variance };
}

function valueOf(count: Count, currency: string, read: (data: FactData) => Money | undefined): Variance {
  const of = count.first.data.bookValue;
  const variance = last(count, read);
  if (!of || !variance) return 'no-value';
  if (of.currency !== currency || variance.currency !== currency) return 'other-currency';
  return { of: of.amount, variance: variance.amount };
}

function counted(kpi: KpiId, count: Count, found: Variance, zone: Zone): Verdict {
  const day = zone.dayOf(count.first.occurredAt);
  const facts = [count.first, ...count.recounts];
  if (isRule(found)) return verdict(kpi, day, undefined, { outcome: 'not-measured', rule: found, facts });
  const isRight = found.variance === 0;
  return verdict(kpi, day, undefined, {
    outcome: isRight ? 'met' : 'missed',
    rule: isRight ? 'no-variance' : 'variance',
    facts,
    quantity: { met: found.of - found.variance, missed: found.variance },
  });
}

/**
 * Positions, units and value of a count that are as the books say, on the day of the first count. Gains and losses of
 * different positions never cancel out, but in the net value.
 */
export function judgeCount(state: OrderState, contract: Contract): readonly Verdict[] {
  const zone = zoneOf(contract.timeZone);
  const { currency } = contract;
  const isFirst = contract.kpis['inventory-accuracy'].count === 'first';
  return countsOf(state).flatMap(({ first, recounts }) => {
    const count = { first, recounts: isFirst ? [] : recounts };
    const verdicts = [
      counted('inventory-accuracy', count, positionsOf(count), zone),
      counted('inventory-accuracy-units', count, unitsOf(count), zone),
    ];
    if (currency === null) return verdicts;
    const gross = valueOf(count, currency, (data) => data.absVarianceValue);
    const net = valueOf(count, currency, (data) => data.netVarianceValue);
    return [
      ...verdicts,
      counted('inventory-accuracy-value', count, gross, zone),
      counted('inventory-accuracy-value-net', count, net, zone),
    ];
  });
}

/**
 * The level of each day, the last reading of the day holding, and what was damaged in storage. Damage that names the
 * report of an order (`relatesTo: delivery …`) leaves its units to that one.
 */
export function judgeLevel(state: OrderState, contract: Contract): readonly Verdict[] {
  const zone = zoneOf(contract.timeZone);
  const levels = new Map<EpochDay, Verdict>();
  for (const fact of factsOf(state, 'stock.level-recorded')) {
    const day = zone.dayOf(fact.occurredAt);
    const found = levelOn(day, fact, contract);
    if (found) levels.set(day, found);
  }
  const damages = factsOf(state, 'stock.damaged')
    .filter((fact) => !yieldsTo(fact, 'delivery'))
    .map((fact) => damagedInStorage(zone.dayOf(fact.occurredAt), fact));
  return [...levels.values(), ...damages];
}

function levelOn(day: EpochDay, fact: ReportedFact, contract: Contract): Verdict | undefined {
  const { units: level } = fact.data;
  if (level !== undefined)
    return verdict('storage-damage', day, undefined, { outcome: 'met', rule: 'level', facts: [fact], level });
  const isBase = contract.kpis['storage-damage'].base === 'unit-days';
  return isBase ? notCounted('storage-damage', day, 'no-quantity', fact) : undefined;
}
