import type { Contract } from '../contract/contract.ts';
import type { ConditionTerms } from '../contract/deadline-rules.ts';
import type { Registries } from '../crm/registry.ts';
import type { OrderState } from '../ledger/fold.ts';
import { excusesOf, withExcuse } from './excuses.ts';
import { exclusionsOf, withExclusion } from './exclusions.ts';
import type { Verdict } from './verdict.ts';

type Step = (found: Verdict) => Verdict;

/** What the contract and the two sides make of the verdicts on one order once they are found. */
export interface Settling {
  /** Taken out by the contract, else excused. */
  readonly settle: Step;
  /** Taken out by the contract alone: composites are excused by their components, and a score by nobody. */
  readonly exclude: Step;
}

const asFound: Step = (found) => found;
const AS_FOUND: Settling = { settle: asFound, exclude: asFound };

/** @param stated whether the order as it was placed states its promise */
export function settlingOf(
  state: OrderState,
  contract: Contract,
  terms: ConditionTerms,
  stated: boolean,
  registries: Registries,
): Settling {
  const excuses = excusesOf(state, contract);
  const exclusions = exclusionsOf(contract, terms, stated, registries);
  // Of most orders there is nothing to be said.
  if (exclusions.length === 0 && excuses.bySubject.size === 0) return AS_FOUND;
  return {
    settle: (found) => withExcuse(withExclusion(found, exclusions), excuses),
    exclude: (found) => withExclusion(found, exclusions),
  };
}
