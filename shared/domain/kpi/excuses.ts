import type { ReportedFact } from '../ledger/fact.ts';
import { factsOf, type OrderState } from '../ledger/fold.ts';
import type { KpiId } from './catalogue.ts';
import type { Rule, Verdict } from './verdict.ts';

const ANY_DELAY = '*';
const NO_EXCUSES: ReadonlySet<string> = new Set();

/** What an excuse without a KPI speaks for: it is about a delay, so not about damage, missing units or papers. */
const DELAYED: ReadonlySet<KpiId> = new Set([
  'on-time-dispatch',
  'on-time-delivery',
  'in-full',
  'order-completion',
  'urgent-order-completion',
]);
const NO_DELAY: ReadonlySet<Rule> = new Set(['short', 'over-delivered']);

/** The other side accepted. With no proposer named it was the provider, whom a miss is charged to. */
function isByOtherSide({ data }: ReportedFact, proposedBy: string): boolean {
  return data.decidedBy !== undefined && data.decidedBy !== proposedBy;
}

/**
 * The KPIs for which an excuse stands. An excuse counts when the side that did not propose it accepted it; the
 * last step in content order decides, so an accepted excuse can be withdrawn.
 */
export function acceptedExcuses(state: OrderState): ReadonlySet<string> {
  const steps = factsOf(state, 'order.delay-excused');
  if (steps.length === 0) return NO_EXCUSES;
  const proposers = new Map<string, string>();
  const accepted = new Set<string>();
  for (const step of steps) {
    const { kpi = ANY_DELAY, decision, proposedBy } = step.data;
    const proposer = proposedBy ?? proposers.get(kpi) ?? 'provider';
    proposers.set(kpi, proposer);
    if (decision === 'accepted' && isByOtherSide(step, proposer)) accepted.add(kpi);
    else if (decision === 'rejected' || decision === 'withdrawn') accepted.delete(kpi);
  }
  return accepted;
}

/** The verdict, marked when an excuse speaks for it. Only what is missed, or may still be, can be excused. */
export function withExcuse(found: Verdict, accepted: ReadonlySet<string>): Verdict {
  if (accepted.size === 0 || (found.outcome !== 'missed' && found.outcome !== 'open')) return found;
  const isDelay = DELAYED.has(found.kpi) && !NO_DELAY.has(found.rule);
  const excused = accepted.has(found.kpi) || (isDelay && accepted.has(ANY_DELAY));
  return excused ? { ...found, excused } : found;
}

/** The excuse facts that speak for a KPI, for its explanation. */
export const excuseFacts = (state: OrderState, kpi: KpiId): readonly ReportedFact[] =>
  factsOf(state, 'order.delay-excused').filter(({ data }) =>
    data.kpi === undefined ? DELAYED.has(kpi) : data.kpi === kpi,
  );
