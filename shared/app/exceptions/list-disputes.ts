import { historyOf } from '../../domain/contract/in-force.ts';
import { isInsider } from '../../domain/crm/permissions.ts';
import type { Principal } from '../../domain/crm/principal.ts';
import { problem } from '../../domain/errors.ts';
import type { ClientId } from '../../domain/ids.ts';
import type { KpiId } from '../../domain/kpi/catalogue.ts';
import { visibleToClients } from '../../domain/kpi/causes.ts';
import { disputesOf, type Dispute } from '../../domain/kpi/disputes.ts';
import type { OrderRecord } from '../../domain/ledger/order-record.ts';
import type { Days } from '../../ports/kpi-sources.ts';
import type { Position } from '../../ports/order-index.ts';
import { collectOrders, type WalkedPage } from '../walk-orders.ts';
import { judgeOrder, type JudgedOrder } from './judged-order.ts';
import type { ListClaimsDeps } from './list-excuses.ts';

/** `corrected`: nobody settled it, but the fact was taken out. */
export const DISPUTE_STATES = ['open', 'upheld', 'rejected', 'corrected'] as const;
export type DisputeState = (typeof DISPUTE_STATES)[number];

export interface OrderWithDisputes {
  readonly order: OrderRecord;
  readonly disputes: readonly Dispute[];
  /** KPIs whose verdicts rest on a disputed fact. */
  readonly kpis: readonly KpiId[];
}

export interface DisputeQuery {
  /** Days under which the orders are listed. */
  readonly days: Days;
  readonly state: DisputeState;
}

export function disputeStateOf({ settled, about, isOpen }: Dispute): DisputeState {
  if (settled) return settled.data.outcome === 'upheld' ? 'upheld' : 'rejected';
  return isOpen || !about ? 'open' : 'corrected';
}

/** The KPIs of an order that rest on what is disputed. */
export const disputedKpis = ({ verdicts }: JudgedOrder): readonly KpiId[] => [
  ...new Set(verdicts.filter(({ disputed }) => disputed).map(({ kpi }) => kpi)),
];

/**
 * Orders with disputes in a state, by index day. A page may hold fewer than `limit` and still go on. Throws `forbidden`
 * and `not-found`.
 */
export async function listDisputes(
  { authorizer, clients, index, registries }: ListClaimsDeps,
  principal: Principal,
  clientId: ClientId,
  { days, state }: DisputeQuery,
  limit: number,
  after: Position | undefined,
): Promise<WalkedPage<OrderWithDisputes>> {
  const client = await authorizer.authorizeClient(principal, 'disputes:read', clientId);
  const [terms, known] = await Promise.all([clients.terms(clientId), registries.all()]);
  if (!terms) throw problem.notFound();
  const history = historyOf(terms);
  const insider = isInsider(principal);
  const candidates = index.listed(client, 'byException', days, after);
  return collectOrders(index, client, candidates, after, limit, (order) => {
    if (!order.facts.some(({ type }) => type === 'fact.disputed')) return undefined;
    const shown = insider ? order : { ...order, facts: visibleToClients(order.facts) };
    const judged = judgeOrder(shown, history, known);
    const disputes = disputesOf(judged.state).filter((dispute) => disputeStateOf(dispute) === state);
    return disputes.length > 0 ? { order: shown, disputes, kpis: disputedKpis(judged) } : undefined;
  });
}
