import type { Contract } from '../contract/contract.ts';
import { isKindFree } from '../ledger/fact.ts';
import type { OrderState } from '../ledger/fold.ts';
import { deliveryCase } from './delivery-case.ts';
import { excusesOf, withExcuse } from './excuses.ts';
import { judgeComplaintBase, judgeDamage, judgePod } from './judge-aftermath.ts';
import type { Judge } from './judge-committed.ts';
import {
  judgeDispatch,
  judgeInFull,
  judgeOnTime,
  judgeOrderCompletion,
  judgeOtif,
  judgeUrgent,
} from './judge-promise.ts';
import type { Verdict } from './verdict.ts';

const JUDGES: readonly Judge[] = [
  judgeDispatch,
  judgeOrderCompletion,
  judgeUrgent,
  judgePod,
  judgeDamage,
  judgeComplaintBase,
];

/** Every verdict on a delivery order, each KPI at most once; a KPI that does not concern the order is absent. */
export function judgeDelivery(state: OrderState, contract: Contract): readonly Verdict[] {
  // Nothing but facts about other facts: the order was taken back, or is not known yet.
  if (state.facts.every(({ type }) => isKindFree(type))) return [];
  const order = deliveryCase(state, contract);
  const excuses = excusesOf(state, contract);
  const verdicts: Verdict[] = [];
  const time = judgeOnTime(order);
  const quantity = judgeInFull(order);
  if (time && quantity) {
    const parts = [withExcuse(time, excuses), withExcuse(quantity, excuses)] as const;
    verdicts.push(...parts, judgeOtif(...parts));
  }
  for (const judge of JUDGES) {
    const found = judge(order);
    if (found) verdicts.push(withExcuse(found, excuses));
  }
  return verdicts;
}
