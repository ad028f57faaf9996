import type { Contract } from '../contract/contract.ts';
import type { OrderState } from '../ledger/fold.ts';
import { excusesOf, withExcuse } from './excuses.ts';
import type { Verdict } from './verdict.ts';

type Step = (found: Verdict) => Verdict;

/** What the contract and the two sides make of the verdicts on one order once they are found. */
export interface Settling {
  /** Taken out by the contract, else excused. */
  readonly settle: Step;
  /** Composites are excused by their components alone. */
  readonly settleComposite: Step;
}

const asFound: Step = (found) => found;

export function settlingOf(state: OrderState, contract: Contract): Settling {
  const excuses = excusesOf(state, contract);
  return { settle: (found) => withExcuse(found, excuses), settleComposite: asFound };
}
