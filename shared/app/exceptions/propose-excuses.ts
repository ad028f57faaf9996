import { formatDay } from '../../domain/calendar/time.ts';
import { sideOf } from '../../domain/crm/permissions.ts';
import type { Principal } from '../../domain/crm/principal.ts';
import { problem } from '../../domain/errors.ts';
import type { ClientId } from '../../domain/ids.ts';
import type { KpiId } from '../../domain/kpi/catalogue.ts';
import { excusesFor, excusesOf, proposalEnd, standingOf } from '../../domain/kpi/excuses.ts';
import type { FactData, Party } from '../../domain/ledger/fact.ts';
import type { OrderRef } from '../../domain/ledger/order-record.ts';
import type { RegistryEntries } from '../../ports/registries.ts';
import {
  auditOrders,
  changeOrders,
  factOf,
  isRepeat,
  type ChangedOrder,
  type ChangeOrdersDeps,
  type OrderRefusal,
  type Plan,
  type Request,
} from './change-orders.ts';
import { missesOf, sidesOf, type JudgedOrder } from './judged-order.ts';

export interface ExcusesDeps extends ChangeOrdersDeps {
  readonly registries: RegistryEntries;
}

/** Where facts about excuses come from when people state them here. */
export const EXCUSES_SOURCE = 'tallyman://excuses';

export interface ExcuseProposal {
  readonly orders: readonly OrderRef[];
  readonly kpi: KpiId;
  /** An id or alias of the registry of reasons. */
  readonly reasonCode: string;
  /** Address of a document that shows it. */
  readonly evidence?: string | undefined;
  readonly note?: string | undefined;
}

const EXISTS: OrderRefusal = {
  code: 'excuse-exists',
  detail: 'an excuse of this KPI waits for its decision or is accepted already; look at GET …/excuses',
};

/** Why no excuse can be proposed for a KPI of an order; `undefined`: it can. */
function hindrance(judged: JudgedOrder, kpi: KpiId, now: number): OrderRefusal | undefined {
  const misses = missesOf(judged, kpi, now);
  if (misses.length === 0) {
    const outcome = sidesOf(judged, kpi, now)?.gross ?? 'not counted';
    return { code: 'not-missed', detail: `${kpi} is ${outcome}; an excuse is for what is missed or overdue` };
  }
  const excuses = excusesOf(judged.state, judged.contract);
  const standing = misses
    .flatMap((miss) => excusesFor(miss, excuses))
    .map((excuse) => standingOf(excuse, excuses.terms, now).state);
  if (standing.includes('proposed') || standing.includes('accepted')) return EXISTS;
  if (misses.some(({ day }) => now < proposalEnd(excuses, day))) return undefined;
  const last = Math.max(...misses.map(({ day }) => day)) + excuses.terms.proposeWithinDays;
  return { code: 'excuse-too-late', detail: `the contract takes proposals until ${formatDay(last)}` };
}

/**
 * Proposes one excuse for a KPI of each order, on the caller's side; the other side decides. An order that cannot be
 * excused is told with its reason and holds no other up. Throws `forbidden`, `not-found`, `invalid-request` (reason).
 */
export async function proposeExcuses(
  deps: ExcusesDeps,
  principal: Principal,
  clientId: ClientId,
  { orders, kpi, reasonCode, evidence, note }: ExcuseProposal,
  request: Request,
): Promise<readonly ChangedOrder[]> {
  const client = await deps.authorizer.authorizeClient(principal, 'excuses:propose', clientId);
  const reason = await deps.registries.findEntry('reason', reasonCode);
  if (!reason?.active) {
    const remedy = reason ? 'is no longer in use' : 'is not registered';
    throw problem.invalidField('reasonCode', `${remedy}; choose one of GET /v1/registries/reason`);
  }
  const proposedBy: Party = sideOf(principal);
  const data: FactData = {
    kpi,
    reasonCode: reason.id,
    ...(evidence !== undefined && { evidence }),
    ...(note !== undefined && { note }),
    proposedBy,
    decision: 'proposed',
  };
  const plan = (judged: JudgedOrder): Plan => {
    if (isRepeat(judged, request, EXCUSES_SOURCE)) return { facts: [] };
    const refusal = hindrance(judged, kpi, request.now);
    if (refusal) return { refusal };
    const before = excusesOf(judged.state, judged.contract).bySubject.get(kpi);
    const after = [before?.proposal, before?.decision];
    return { facts: [factOf(request, EXCUSES_SOURCE, client, 'miss.excused', data, after)] };
  };
  const lost = ({ state, contract }: JudgedOrder): OrderRefusal | undefined => {
    const standing = excusesOf(state, contract).bySubject.get(kpi);
    return standing?.proposal.id === request.requestId ? undefined : EXISTS;
  };
  const changed = await changeOrders(deps, client, orders, { plan, lost });
  const entry = { at: request.now, principalId: principal.id, action: 'excuses:propose', clientId };
  await auditOrders(deps, changed, entry, `${kpi} ${reason.id}`);
  return changed;
}
