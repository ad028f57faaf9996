import { identityOf, type FactType, type ReportedFact } from '../ledger/fact.ts';
import type { OrderState } from '../ledger/fold.ts';
import { excuseFacts } from './excuses.ts';
import type { Verdict } from './verdict.ts';

/** One dispute of a fact; a fact that was settled may be disputed anew. */
export interface Dispute {
  readonly raised: ReportedFact;
  readonly settled: ReportedFact | undefined;
  /** The fact in question; `undefined` while no such fact is known. */
  readonly about: ReportedFact | undefined;
  /** Not settled, and the fact still in force: a correction of the fact leaves nothing to settle. */
  readonly isOpen: boolean;
}

const NONE: readonly never[] = [];

/** What sets the terms of an order or its deadlines, or takes a fact out: every verdict of the order rests on it. */
const FOR_ALL: ReadonlySet<FactType> = new Set([
  'order.placed',
  'order.changed',
  'order.promise-revised',
  'order.held',
  'order.released',
  'fact.voided',
]);

const targetOf = ({ data }: ReportedFact): string | undefined => data.disputes && identityOf(data.disputes);

/** The disputes of an order, of each fact the last one, in content order. */
export function disputesOf(state: OrderState): readonly Dispute[] {
  if (!state.byType['fact.disputed']) return NONE;
  const rounds = new Map<string, { raised: ReportedFact; settled: ReportedFact | undefined }>();
  for (const fact of state.facts) {
    const target = targetOf(fact);
    if (target === undefined) continue;
    const round = rounds.get(target);
    if (fact.type === 'fact.disputed') {
      if (!round || round.settled) rounds.set(target, { raised: fact, settled: undefined });
    } else if (fact.type === 'fact.dispute-settled' && round && !round.settled) {
      round.settled = fact;
    }
  }
  const inForce = new Map(state.facts.map((fact) => [identityOf(fact), fact]));
  const voided = new Map(state.voided.map((fact) => [identityOf(fact), fact]));
  return [...rounds].map(([target, { raised, settled }]) => ({
    raised,
    settled,
    about: inForce.get(target) ?? voided.get(target),
    isOpen: settled === undefined && inForce.has(target),
  }));
}

/**
 * Verdicts, marked where they rest on a fact that the client disputes. A verdict rests on its own facts, on others of
 * the same types (parts of one delivery), and on the excuse that speaks for it.
 */
export function withDisputes(verdicts: readonly Verdict[], state: OrderState): readonly Verdict[] {
  if (!state.byType['fact.disputed']) return verdicts;
  const disputed = disputesOf(state).flatMap(({ about, isOpen }) => (about && isOpen ? about : NONE));
  if (disputed.length === 0) return verdicts;
  const isAll = disputed.some(({ type }) => FOR_ALL.has(type));
  return verdicts.map((found) => {
    const types = new Set(found.facts.map(({ type }) => type));
    const excuses = found.excused ? excuseFacts(state, found.kpi) : NONE;
    const rests = isAll || disputed.some((fact) => types.has(fact.type) || excuses.includes(fact));
    return rests ? { ...found, disputed: true } : found;
  });
}
