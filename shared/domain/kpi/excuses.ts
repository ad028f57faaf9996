import type { ReportedFact } from '../ledger/fact.ts';
import { factsOf, type OrderState } from '../ledger/fold.ts';
import type { KpiId } from './catalogue.ts';

const ALL = '*';
const NO_EXCUSES: ReadonlySet<string> = new Set();

/**
 * The KPIs for which an excuse stands. An excuse counts when the side that did not propose it accepted it; the
 * last step in content order decides, so an accepted excuse can be withdrawn. One without a KPI speaks for all.
 */
export function acceptedExcuses(state: OrderState): ReadonlySet<string> {
  const steps = factsOf(state, 'order.delay-excused');
  if (steps.length === 0) return NO_EXCUSES;
  const proposer = new Map<string, string | undefined>();
  const accepted = new Set<string>();
  for (const { data } of steps) {
    const kpi = data.kpi ?? ALL;
    const proposedBy = data.proposedBy ?? proposer.get(kpi);
    proposer.set(kpi, proposedBy);
    const byOtherSide = data.decidedBy !== undefined && data.decidedBy !== proposedBy;
    if (data.decision === 'accepted' && byOtherSide) accepted.add(kpi);
    else if (data.decision === 'rejected' || data.decision === 'withdrawn') accepted.delete(kpi);
  }
  return accepted;
}

export const isExcused = (accepted: ReadonlySet<string>, kpi: KpiId): boolean =>
  accepted.size > 0 && (accepted.has(kpi) || accepted.has(ALL));

/** The excuse facts that speak for a KPI, for its explanation. */
export const excuseFacts = (state: OrderState, kpi: KpiId): readonly ReportedFact[] =>
  factsOf(state, 'order.delay-excused').filter(({ data }) => data.kpi === undefined || data.kpi === kpi);
