import { identityOf, type ReportedFact } from '../ledger/fact.ts';
import { factsOf, type OrderState } from '../ledger/fold.ts';
import type { KpiId } from './catalogue.ts';

/** Internal causes of misses. They change no verdict, and no client sees them. */

/** The assignment that stands for misses of these KPIs: the last one for one of them, or for the order as a whole. */
export const causeFor = <F extends ReportedFact>(
  state: OrderState<F>,
  kpis: readonly KpiId[],
): F | undefined =>
  factsOf(state, 'miss.cause-assigned').findLast(
    ({ data }) => data.kpi === undefined || kpis.some((kpi) => kpi === data.kpi),
  );

/** The facts that a client may see: without causes, and without what was said about these. */
export function visibleToClients<F extends ReportedFact>(facts: readonly F[]): readonly F[] {
  const internal = new Set(
    facts.filter(({ type }) => type === 'miss.cause-assigned').map((fact) => identityOf(fact)),
  );
  if (internal.size === 0) return facts;
  return facts.filter((fact) => {
    const about = fact.data.voids ?? fact.data.disputes;
    return !internal.has(identityOf(fact)) && !(about && internal.has(identityOf(about)));
  });
}

export interface ParetoLine {
  readonly cause: string;
  readonly orders: number;
  /** Orders of this line and of all before it. */
  readonly cumulative: number;
}

/** Causes by the number of orders, most first; where it is equal by id. */
export function paretoOf(orders: ReadonlyMap<string, number>): readonly ParetoLine[] {
  let cumulative = 0;
  return [...orders]
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .map(([cause, count]) => {
      cumulative += count;
      return { cause, orders: count, cumulative };
    });
}
