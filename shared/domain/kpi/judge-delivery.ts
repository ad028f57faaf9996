import type { Contract } from '../contract/contract.ts';
import type { Registries } from '../crm/registry.ts';
import { isKindFree } from '../ledger/fact.ts';
import type { OrderState } from '../ledger/fold.ts';
import { deliveryCase } from './delivery-case.ts';
import { judgeComplaintBase, judgePod } from './judge-aftermath.ts';
import type { Judge } from './judge-committed.ts';
import { judgeComposite } from './judge-composite.ts';
import { damageCase, judgeDamageFrequency, judgeDamageUnits, judgeDamageValue } from './judge-damage.ts';
import { judgeOutbound, judgeOutboundLines, judgeStorage } from './judge-outbound.ts';
import {
  judgeDispatch,
  judgeInFull,
  judgeOnTime,
  judgeOrderCompletion,
  judgeUrgent,
} from './judge-promise.ts';
import { settlingOf } from './settlement.ts';
import type { Verdict } from './verdict.ts';

const OTHERS: readonly Judge[] = [
  judgeDispatch,
  judgeOrderCompletion,
  judgeUrgent,
  judgeComplaintBase,
  judgeOutbound,
  judgeOutboundLines,
];

/**
 * Every verdict on a delivery order; a KPI that does not concern the order is absent. Each KPI comes at most once, but
 * storage damage, which counts units on every day on which some went out or were damaged.
 */
export function judgeDelivery(
  state: OrderState,
  contract: Contract,
  registries: Registries,
): readonly Verdict[] {
  // Nothing but facts about other facts: the order was taken back, or is not known yet.
  if (state.facts.every(({ type }) => isKindFree(type))) return [];
  const order = deliveryCase(state, contract, registries);
  const { settle, exclude } = settlingOf(
    state,
    contract,
    order.terms,
    order.placed?.data.promise !== undefined,
    registries,
  );
  const verdicts: Verdict[] = [];
  const add = (found: Verdict | undefined): Verdict | undefined => {
    if (!found) return undefined;
    const settled = settle(found);
    verdicts.push(settled);
    return settled;
  };
  const time = add(judgeOnTime(order));
  const quantity = add(judgeInFull(order));
  const papers = add(judgePod(order));
  const damaged = damageCase(order);
  const damage = damaged && add(judgeDamageFrequency(order, damaged));
  if (time && quantity) {
    const perfect: [Verdict, ...Verdict[]] = [time, quantity];
    if (damage) perfect.push(damage);
    if (papers) perfect.push(papers);
    verdicts.push(exclude(judgeComposite('otif', [time, quantity])));
    verdicts.push(exclude(judgeComposite('perfect-order', perfect)));
  }
  if (damaged) {
    add(judgeDamageUnits(order, damaged));
    add(judgeDamageValue(order, damaged));
  }
  for (const judge of OTHERS) add(judge(order));
  for (const found of judgeStorage(order)) add(found);
  return verdicts;
}
