import { DAY_MS } from '../calendar/time.ts';
import type { ReportedFact } from '../ledger/fact.ts';
import { factsOf } from '../ledger/fold.ts';
import { fulfil } from '../ledger/fulfilment.ts';
import { deciding, type DeliveryCase } from './delivery-case.ts';
import { isWarehouseFault } from './fault.ts';
import { linesNamed, unitsOf } from './goods.ts';
import { notCounted, verdict, type Judge } from './judge-committed.ts';
import { distinctDamages, yieldsTo } from './judge-damage.ts';
import type { Verdict } from './verdict.ts';

/** KPIs of what the warehouse does with a delivery order: picking and shipping it right, and whole. */

const NONE: readonly never[] = [];

/** Errors in picking and shipping, found until the end of the window after delivery. */
function errorsOf({ state, delivered, contract }: DeliveryCase): readonly ReportedFact[] {
  const reports = factsOf(state, 'order.discrepancy-reported');
  if (reports.length === 0) return NONE;
  const until = delivered ? delivered.occurredAt + contract.findingWindowDays * DAY_MS : Infinity;
  return reports.filter((fact) => isWarehouseFault(fact) && fact.occurredAt <= until);
}

/**
 * What completed the dispatch, else the handover, whatever on-time dispatch is measured by; `undefined` before the
 * goods have left as a whole.
 */
function leftBy({ state, contract, terms, dispatch }: DeliveryCase): ReportedFact | undefined {
  const isStop = contract.kpis['on-time-dispatch'].stopEvent === 'dispatched';
  const dispatched = isStop ? dispatch : fulfil(deciding(state, contract, 'order.dispatched'), terms);
  return dispatched.completed ?? fulfil(deciding(state, contract, 'order.handed-over'), terms).completed;
}

/** Dispatched, else handed over, without an error; one that is found later belongs to the day of dispatch. */
export const judgeOutbound: Judge = (order) => {
  const out = leftBy(order);
  if (!out) return undefined;
  const errors = errorsOf(order);
  return verdict('outbound-accuracy', order.zone.dayOf(out.occurredAt), undefined, {
    outcome: errors.length > 0 ? 'missed' : 'met',
    rule: errors.length > 0 ? 'error-found' : 'no-error-found',
    facts: [out, ...errors],
  });
};

/** The same by lines: an error that names no line is about one. */
export const judgeOutboundLines: Judge = (order) => {
  const out = leftBy(order);
  if (!out) return undefined;
  const day = order.zone.dayOf(out.occurredAt);
  const total = order.terms.lines?.length;
  if (!total) return notCounted('outbound-accuracy-lines', day, 'no-lines', out);
  const errors = errorsOf(order);
  const missed = Math.min(total, linesNamed(errors));
  return verdict('outbound-accuracy-lines', day, undefined, {
    outcome: missed > 0 ? 'missed' : 'met',
    rule: missed > 0 ? 'error-found' : 'no-error-found',
    facts: [out, ...errors],
    quantity: { met: total - missed, missed },
  });
};

/**
 * Storage damage of one order: units that went out, each part on its day, and units found damaged in storage, on the
 * day of the damage. A report that names a stock fact (`relatesTo: stock-level …`) leaves its units to that one, so they count once.
 */
export function judgeStorage(order: DeliveryCase): readonly Verdict[] {
  const { state, contract, terms, zone } = order;
  const verdicts: Verdict[] = [];
  const ordered = unitsOf(terms);
  let sent = 0;
  for (const part of deciding(state, contract, 'order.dispatched')) {
    // A part without quantity brings all that was still missing.
    const units = unitsOf(part.data) ?? (ordered === undefined ? undefined : Math.max(0, ordered - sent));
    const day = zone.dayOf(part.occurredAt);
    if (units === undefined) {
      if (contract.kpis['storage-damage'].base === 'throughput')
        verdicts.push(notCounted('storage-damage', day, 'no-quantity', part));
      break;
    }
    sent += units;
    if (units > 0) verdicts.push(handled(day, part, units));
  }
  for (const report of distinctDamages(order, ({ data }) => data.stage === 'storage')) {
    if (!yieldsTo(report, 'stock-level'))
      verdicts.push(damagedInStorage(zone.dayOf(report.occurredAt), report));
  }
  return verdicts;
}

/** Units that came in or went out: the base of storage damage by throughput. */
export const handled = (day: number, fact: ReportedFact, units: number): Verdict =>
  verdict('storage-damage', day, undefined, {
    outcome: 'met',
    rule: 'handled',
    facts: [fact],
    quantity: { met: units, missed: 0 },
  });

/** Without a quantity: one unit. */
export const damagedInStorage = (day: number, fact: ReportedFact): Verdict =>
  verdict('storage-damage', day, undefined, {
    outcome: 'missed',
    rule: 'damaged-in-storage',
    facts: [fact],
    quantity: { met: 0, missed: unitsOf(fact.data) ?? 1 },
  });
