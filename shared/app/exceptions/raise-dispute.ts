import type { Client } from '../../domain/crm/client.ts';
import { isInsider, sideOf } from '../../domain/crm/permissions.ts';
import type { Principal } from '../../domain/crm/principal.ts';
import { problem } from '../../domain/errors.ts';
import type { ClientId } from '../../domain/ids.ts';
import { visibleToClients } from '../../domain/kpi/causes.ts';
import { disputesOf, type Dispute } from '../../domain/kpi/disputes.ts';
import { MAX_FACTS } from '../../domain/ledger/decide.ts';
import { identityOf, type FactType, type ReportedFact } from '../../domain/ledger/fact.ts';
import type { OrderRef } from '../../domain/ledger/order-record.ts';
import {
  auditOrders,
  changeOrders,
  factOf,
  isRepeat,
  type ChangeOrdersDeps,
  type Plan,
  type Request,
} from './change-orders.ts';
import type { JudgedOrder } from './judged-order.ts';

/** Where facts about disputes come from when people state them here. */
export const DISPUTES_SOURCE = 'tallyman://disputes';

/** A fact of an order, as `GET …/orders/{orderNo}` shows it. */
export interface FactName {
  readonly source: string;
  readonly id: string;
}

export interface NewDispute {
  readonly ref: OrderRef;
  readonly fact: FactName;
  readonly reason: string;
}

// A dispute of a dispute would never end, and what an internal cause says is nothing a client is charged with.
const UNDISPUTABLE: ReadonlySet<FactType> = new Set([
  'fact.disputed',
  'fact.dispute-settled',
  'miss.cause-assigned',
]);

/** The fact of that name; throws `invalid-request` when it cannot be disputed, alike for what is hidden and missing. */
function disputable({ order, state }: JudgedOrder, name: FactName, principal: Principal): ReportedFact {
  const wanted = identityOf(name);
  const seen = isInsider(principal) ? order.facts : visibleToClients(order.facts);
  const fact = seen.find((one) => identityOf(one) === wanted);
  if (!fact || UNDISPUTABLE.has(fact.type))
    throw problem.invalidField(
      'fact',
      'names no fact of this order that can be disputed; copy source and id of one',
    );
  if (!state.facts.some((one) => identityOf(one) === wanted))
    throw problem.invalidField('fact', 'was corrected already: nothing rests on it');
  return fact;
}

/** The last dispute of that fact. */
export const disputeOf = ({ state }: JudgedOrder, fact: FactName): Dispute | undefined =>
  disputesOf(state).find(({ raised }) => {
    const about = raised.data.disputes;
    return about?.source === fact.source && about.id === fact.id;
  });

/**
 * Changes one order about a dispute and answers it as it stands then. Throws what `plan` throws, `not-found`,
 * `order-full`, `unavailable`.
 */
export async function changeDisputed(
  deps: ChangeOrdersDeps,
  client: Client,
  ref: OrderRef,
  plan: (judged: JudgedOrder) => Plan,
  audited: {
    readonly principal: Principal;
    readonly action: string;
    readonly what: string;
    readonly at: number;
  },
): Promise<JudgedOrder> {
  const changed = await changeOrders(deps, client, [ref], { plan });
  const { principal, action, what, at } = audited;
  const entry = { at, principalId: principal.id, action, clientId: client.clientId };
  await auditOrders(deps, changed, entry, what);
  const [one] = changed;
  if (one && 'judged' in one) return one.judged;
  const code = one?.refusal.code;
  if (code === 'order-full') throw problem.orderFull(MAX_FACTS);
  throw code === 'not-recorded' ? problem.unavailable() : problem.notFound();
}

/**
 * Disputes a fact of an order, whatever the verdicts that rest on it came to; they are counted as disputed until the
 * provider settles it. Throws `forbidden`, `not-found`, `invalid-request`, `dispute-exists`.
 */
export async function raiseDispute(
  deps: ChangeOrdersDeps,
  principal: Principal,
  clientId: ClientId,
  { ref, fact, reason }: NewDispute,
  request: Request,
): Promise<JudgedOrder> {
  const client = await deps.authorizer.authorizeClient(principal, 'disputes:raise', clientId);
  const plan = (judged: JudgedOrder): Plan => {
    if (isRepeat(judged, request, DISPUTES_SOURCE)) return { facts: [] };
    const about = disputable(judged, fact, principal);
    const before = disputeOf(judged, fact);
    if (before?.isOpen) throw problem.disputeExists();
    const data = { disputes: { source: about.source, id: about.id }, reason, by: sideOf(principal) };
    const after = [before?.raised, before?.settled];
    return { facts: [factOf(request, DISPUTES_SOURCE, client, 'fact.disputed', data, after)] };
  };
  const what = `${fact.source} ${fact.id}`;
  return changeDisputed(deps, client, ref, plan, {
    principal,
    action: 'disputes:raise',
    what,
    at: request.now,
  });
}
