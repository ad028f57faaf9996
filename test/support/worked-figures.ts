import { expect } from 'vitest';
import type { Contract } from '../../shared/domain/contract/contract.ts';
import type { KpiId } from '../../shared/domain/kpi/catalogue.ts';
import { contribute, openVerdicts } from '../../shared/domain/kpi/contribution.ts';
import { addCounter, addOpen, emptyCounts } from '../../shared/domain/kpi/counts.ts';
import { figureOf, type Figure } from '../../shared/domain/kpi/figures.ts';
import type { OrderKind, ReportedFact } from '../../shared/domain/ledger/fact.ts';
import { at, CONTRACT, fact, verdictsOn } from './builders.ts';

/** Figures worked through from the facts of a few orders. */

const ASOF = at('2026-03-16 12:00');

/** An order that the contract takes out. */
export const STRIKE: Contract = {
  ...CONTRACT,
  exclusions: [{ name: 'strike at the port', when: { siteId: ['SANTOS'] } }],
};
export const AT_STRIKE = { siteId: 'SANTOS' };

export const excused = (kpi: KpiId): ReportedFact =>
  fact('miss.excused', '2026-03-15 09:00', { kpi, decision: 'accepted', decidedBy: 'client' });

export type Orders = readonly (readonly ReportedFact[])[];

/** The figure that these orders give together. */
export function figureOn(
  kpi: KpiId,
  orders: Orders,
  kind: OrderKind | readonly OrderKind[] = 'delivery',
  contract = STRIKE,
): Figure {
  const counts = emptyCounts();
  for (const [i, facts] of orders.entries()) {
    const verdicts = verdictsOn(facts, contract, typeof kind === 'string' ? kind : kind[i]!);
    for (const { counter, amount } of contribute(verdicts)) addCounter(counts, counter, amount);
    for (const verdict of openVerdicts(verdicts)) addOpen(counts, verdict, ASOF);
  }
  return figureOf(kpi, counts.get(kpi)!, contract);
}

/** What an example has to show, in one line each. */
export const read = ({ gross, net, open, notMeasured, excluded }: Figure) => ({
  gross: `${String(gross.numerator)} / ${String(gross.denominator)} = ${gross.shown ?? 'null'}`,
  net: `${String(net.numerator)} / ${String(net.denominator)} = ${net.shown ?? 'null'}`,
  open,
  notMeasured,
  excluded,
});

/** Nothing to count: neither 0 % nor 100 %. */
export const isNull = (kpi: KpiId, orders: Orders = [], kind: OrderKind = 'delivery') => {
  const { gross, net } = figureOn(kpi, orders, kind);
  expect([gross.value, gross.shown, net.value, net.shown]).toEqual([null, null, null, null]);
};
