import type { Contract } from '../contract/contract.ts';
import type { ConditionTerms } from '../contract/deadline-rules.ts';
import type { OrderState } from '../ledger/fold.ts';
import { excusesOf, withExcuse } from './excuses.ts';
import { exclusionsOf, withExclusion } from './exclusions.ts';
import type { Verdict } from './verdict.ts';

type Step = (found: Verdict) => Verdict;

/** What the contract and the two sides make of the verdicts on one order once they are found. */
export interface Settling {
  /** Taken out by the contract, else excused. */
  readonly settle: Step;
  /** Composites are excused by their components alone. */
  readonly settleComposite: Step;
}

/** @param stated whether the order as it was placed states its promise */
export function settlingOf(
  state: OrderState,
  contract: Contract,
  terms: ConditionTerms,
  stated: boolean,
): Settling {
  const excuses = excusesOf(state, contract);
  const exclusions = exclusionsOf(contract, terms, stated);
  return {
    settle: (found) => withExcuse(withExclusion(found, exclusions), excuses),
    settleComposite: (found) => withExclusion(found, exclusions),
  };
}
