import type { EpochDay } from '../calendar/time.ts';
import { zoneOf } from '../calendar/zone.ts';
import type { Contract } from '../contract/contract.ts';
import type { Registries } from '../crm/registry.ts';
import type { OrderKind, ReportedFact } from '../ledger/fact.ts';
import { factsOf, termsOf, type OrderState } from '../ledger/fold.ts';
import { namedDimensions } from './dimensions.ts';
import { withDisputes } from './disputes.ts';
import { judgeDelivery } from './judge-delivery.ts';
import { judgeIncident } from './judge-incident.ts';
import { judgeReceipt } from './judge-receipt.ts';
import { judgeCount, judgeLevel } from './judge-stock.ts';
import { judgeSurvey } from './judge-survey.ts';
import { settlingOf } from './settlement.ts';
import type { Verdict } from './verdict.ts';

/**
 * Version of all judges together, stored with every order. Raise it when any verdict could come out differently:
 * then orders are judged again, and a worker with an older version leaves them to a newer one.
 */
export const JUDGE_VERSION = 2;

/**
 * Judges one order: pure in (facts, contract with its calendar, registries), no clock (law 3). `registries`: conditions
 * of the contract on site, carrier and service level go by what a value stands for.
 */
export const judge = (
  kind: OrderKind,
  state: OrderState,
  contract: Contract,
  registries: Registries,
): readonly Verdict[] => withDisputes(judgeKind(kind, state, contract, registries), state);

function judgeKind(
  kind: OrderKind,
  state: OrderState,
  contract: Contract,
  registries: Registries,
): readonly Verdict[] {
  // The judge of delivery orders settles them itself: its composites are made of settled components.
  if (kind === 'delivery') return judgeDelivery(state, contract, registries);
  const found = JUDGE_OF[kind](state, contract);
  if (found.length === 0) return found;
  // Facts of these kinds state no terms but site, carrier and service level.
  const terms = { ...termsOf(state, undefined), ...namedDimensions(kind, state, contract) };
  const { settle, exclude } = settlingOf(state, contract, terms, false, registries);
  return found.map(kind === 'survey-answer' ? exclude : settle);
}

type KindJudge = (state: OrderState, contract: Contract) => readonly Verdict[];

const JUDGE_OF: Readonly<Record<Exclude<OrderKind, 'delivery'>, KindJudge>> = {
  incident: judgeIncident,
  receipt: judgeReceipt,
  'stock-count': judgeCount,
  'stock-level': judgeLevel,
  'survey-answer': judgeSurvey,
};

/**
 * The day under which an order is listed: the day it is due, else placed, else that of its first fact, even when
 * all facts are voided.
 */
export function indexDayOf(
  state: OrderState,
  verdicts: readonly Verdict[],
  all: readonly ReportedFact[],
  contract: Contract,
): EpochDay {
  const due = verdicts.find(({ kpi, outcome }) => kpi === 'on-time-delivery' && outcome !== 'not-measured');
  if (due) return due.day;
  const first = factsOf(state, 'order.placed')[0] ?? state.facts[0] ?? all[0];
  return zoneOf(contract.timeZone).dayOf(first?.occurredAt ?? 0);
}
