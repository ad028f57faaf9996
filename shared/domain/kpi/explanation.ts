import type { EpochMs } from '../calendar/time.ts';
import type { Contract } from '../contract/contract.ts';
import type { Registries } from '../crm/registry.ts';
import type { OrderKind, ReportedFact } from '../ledger/fact.ts';
import type { OrderState } from '../ledger/fold.ts';
import { becauseOf } from './because.ts';
import { CATALOGUE, type KpiId } from './catalogue.ts';
import { deadlineSteps, otherSteps } from './deadline-steps.ts';
import { deliveryCase } from './delivery-case.ts';
import { excuseFacts } from './excuses.ts';
import { judge } from './judge.ts';
import type { Verdict } from './verdict.ts';

/** A fact named in an explanation: its identity within the order. */
export interface FactRef {
  readonly type: string;
  readonly source: string;
  readonly id: string;
  readonly occurredAt: EpochMs;
  readonly offsetMinutes: number;
}

/** Why an order counts as it does. Derived when read, never stored (law 3). */
export interface Explanation {
  readonly verdict: Verdict;
  /** One sentence a client can check. */
  readonly because: string;
  /** How the deadline came about, step by step; empty where the KPI has none. */
  readonly deadline: readonly string[];
  readonly facts: readonly FactRef[];
}

const refOf = ({ type, source, id, occurredAt, offsetMinutes }: ReportedFact): FactRef => ({
  type,
  source,
  id,
  occurredAt,
  offsetMinutes,
});
/** Every verdict of an order with its reasons, by the order of the catalogue. */
export function explain(
  kind: OrderKind,
  state: OrderState,
  contract: Contract,
  registries: Registries,
): readonly Explanation[] {
  const order =
    kind === 'delivery' && state.facts.length > 0 ? deliveryCase(state, contract, registries) : undefined;
  const verdicts = judge(kind, state, contract, registries);
  return verdicts
    .map((verdict): Explanation => {
      const excuses = verdict.excused || verdict.outcome === 'missed' ? excuseFacts(state, verdict.kpi) : [];
      return {
        verdict,
        because: becauseOf(verdict, verdicts),
        deadline: order
          ? deadlineSteps(verdict.kpi, order, verdict.deadline)
          : otherSteps(verdict, state, contract),
        facts: [...new Set([...verdict.facts, ...excuses])].map(refOf),
      };
    })
    .sort((a, b) => positionOf(a.verdict.kpi) - positionOf(b.verdict.kpi));
}

const CATALOGUE_ORDER = Object.keys(CATALOGUE);
const positionOf = (kpi: KpiId): number => CATALOGUE_ORDER.indexOf(kpi);
