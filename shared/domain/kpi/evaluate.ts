import type { Contract } from '../contract/contract.ts';
import { contractFor, type ContractHistory } from '../contract/in-force.ts';
import type { Registries } from '../crm/registry.ts';
import { dataQualityOf } from '../ledger/data-quality.ts';
import type { OrderKind, ReportedFact } from '../ledger/fact.ts';
import { fold, termsOf, type OrderState } from '../ledger/fold.ts';
import type { Dimensions, Evaluation } from '../ledger/order-record.ts';
import { contribute, openVerdicts } from './contribution.ts';
import { deciding } from './delivery-case.ts';
import { indexDayOf, judge, JUDGE_VERSION } from './judge.ts';

const NOWHERE: Dimensions = { siteId: undefined, carrierId: undefined, serviceLevel: undefined };

const registered = (id: string | undefined, ids: ReadonlySet<string>): string | undefined =>
  id !== undefined && ids.has(id) ? id : undefined;

function dimensionsOf(
  kind: OrderKind,
  state: OrderState,
  contract: Contract,
  registries: Registries,
): Dimensions {
  if (state.facts.length === 0) return NOWHERE;
  const { siteId, carrierId, serviceLevel } =
    kind === 'delivery'
      ? termsOf(state, deciding(state, contract, 'order.placed')[0])
      : (state.facts[0]?.data ?? NOWHERE);
  return {
    siteId: registered(siteId, registries.sites),
    carrierId: registered(carrierId, registries.carriers),
    serviceLevel: registered(serviceLevel, registries.serviceLevels),
  };
}

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
  const verdicts = judge(kind, state, contract);
  return {
    contributions: contribute(verdicts),
    open: openVerdicts(verdicts),
    indexDay: indexDayOf(state, verdicts, facts, contract),
    dimensions: dimensionsOf(kind, state, contract, registries),
    dataQuality: dataQualityOf(kind, state),
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
