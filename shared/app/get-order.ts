import type { EpochMs } from '../domain/calendar/time.ts';
import { contractFor, historyOf } from '../domain/contract/in-force.ts';
import type { Client } from '../domain/crm/client.ts';
import { isInsider, maySee } from '../domain/crm/permissions.ts';
import type { Principal } from '../domain/crm/principal.ts';
import { problem } from '../domain/errors.ts';
import type { ClientId } from '../domain/ids.ts';
import { visibleToClients } from '../domain/kpi/causes.ts';
import { deliveryCase, type DeliveryCase } from '../domain/kpi/delivery-case.ts';
import { seenVerdict, type Seen } from '../domain/kpi/counts.ts';
import { explain, type Explanation } from '../domain/kpi/explanation.ts';
import type { Fact } from '../domain/ledger/fact.ts';
import { fold, type OrderState } from '../domain/ledger/fold.ts';
import type { OrderRecord, OrderRef } from '../domain/ledger/order-record.ts';
import type { ClientReader } from '../ports/clients.ts';
import type { OrderIndex } from '../ports/order-index.ts';
import type { RegistryReader } from '../ports/registries.ts';
import type { Authorizer } from './authorize.ts';

export interface GetOrderDeps {
  readonly authorizer: Authorizer;
  readonly clients: ClientReader;
  readonly index: OrderIndex;
  readonly registries: RegistryReader;
}

export interface ExplainedVerdict extends Explanation {
  /** How the verdict reads at `asOf`, as it is counted: what is open past its deadline is overdue. */
  readonly seen: Seen;
}

export interface OrderWithEverything {
  readonly client: Client;
  readonly order: OrderRecord;
  readonly state: OrderState<Fact>;
  /** How the contract reads the facts of a delivery order; `undefined` for other kinds and for one taken back whole. */
  readonly delivery: DeliveryCase | undefined;
  readonly contractVersion: number;
  readonly verdicts: readonly ExplainedVerdict[];
}

/**
 * One order with its facts, what they say together, and every verdict explained; a client's people see it without the
 * internal causes of misses. Throws `forbidden` and `not-found`.
 */
export async function getOrder(
  { authorizer, clients, index, registries }: GetOrderDeps,
  principal: Principal,
  clientId: ClientId,
  ref: OrderRef,
  asOf: EpochMs,
): Promise<OrderWithEverything> {
  const client = await authorizer.authorizeClient(principal, 'orders:read', clientId);
  const [terms, stored, known] = await Promise.all([
    clients.terms(clientId),
    index.find(client, ref),
    registries.all(),
  ]);
  if (!terms || !stored || !maySee(principal, stored.kind)) throw problem.notFound();
  const order = isInsider(principal) ? stored : { ...stored, facts: visibleToClients(stored.facts) };
  const state = fold(order.facts);
  const contract = contractFor(historyOf(terms), order.kind, state);
  const verdicts = explain(order.kind, state, contract, known).map((one) => ({
    ...one,
    seen: seenVerdict(one.verdict, asOf),
  }));
  const delivery =
    order.kind === 'delivery' && state.facts.length > 0 ? deliveryCase(state, contract, known) : undefined;
  return { client, order, state, delivery, contractVersion: contract.version, verdicts };
}
