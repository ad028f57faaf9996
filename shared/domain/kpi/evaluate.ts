import { contractFor, type ContractHistory } from '../contract/in-force.ts';
import type { Registries } from '../crm/registry.ts';
import { dataQualityOf } from '../ledger/data-quality.ts';
import type { OrderKind, ReportedFact } from '../ledger/fact.ts';
import { fold } from '../ledger/fold.ts';
import type { Evaluation } from '../ledger/order-record.ts';
import { contribute, openVerdicts } from './contribution.ts';
import { countedDimensions, hasUnregistered, namedDimensions } from './dimensions.ts';
import { indexDayOf, judge, JUDGE_VERSION } from './judge.ts';

/**
 * Fold, judge and contribute in one step, under the contract version in force when the order was placed: all that is
 * stored about an order beside its facts. Pure, the same for every order of arrival of the facts. `facts`: each
 * identity once.
 */
export function evaluate(
  kind: OrderKind,
  facts: readonly ReportedFact[],
  history: ContractHistory,
  registries: Registries,
): Evaluation {
  const state = fold(facts);
  const contract = contractFor(history, kind, state);
  const verdicts = judge(kind, state, contract, registries);
  const named = namedDimensions(kind, state, contract);
  const dimensions = countedDimensions(named, registries);
  return {
    contributions: contribute(verdicts),
    open: openVerdicts(verdicts),
    indexDay: indexDayOf(state, verdicts, facts, contract),
    dimensions,
    dataQuality: dataQualityOf(kind, state, hasUnregistered(named, dimensions)),
    judgeVersion: JUDGE_VERSION,
    contractVersion: contract.version,
  };
}

/** All judges of one deployment; the newer version wins over the older one (see `decide`). */
export interface Judges {
  readonly version: number;
  readonly evaluate: typeof evaluate;
}

/** The judges of this build. */
export const JUDGES: Judges = { version: JUDGE_VERSION, evaluate };
