import { historyOf } from '../domain/contract/in-force.ts';
import type { Client } from '../domain/crm/client.ts';
import type { Principal } from '../domain/crm/principal.ts';
import { knownValues, type DimensionRegistry, type KnownValues } from '../domain/crm/registry.ts';
import type { ClientId } from '../domain/ids.ts';
import { namedValue } from '../domain/kpi/dimensions.ts';
import type { ClientDirectory } from '../ports/clients.ts';
import type { Days } from '../ports/kpi-sources.ts';
import type { Candidate, OrderIndex } from '../ports/order-index.ts';
import type { RegistryStore } from '../ports/registries.ts';
import type { Authorizer } from './authorize.ts';
import { listClients } from './list-clients.ts';
import { clientsUpTo, forEachClient } from './walk-clients.ts';
import { loadInChunks } from './walk-orders.ts';

export interface ListUnregisteredDeps {
  readonly authorizer: Authorizer;
  readonly clients: ClientDirectory;
  readonly registries: Pick<RegistryStore, 'load'>;
  readonly index: OrderIndex;
}

interface UnregisteredValue {
  readonly value: string;
  readonly orders: number;
  /** The first of those whose orders name it, by id. */
  readonly clients: readonly ClientId[];
}

export interface Unregistered {
  /** Those of most orders first. */
  readonly values: readonly UnregisteredValue[];
  readonly ordersLookedAt: number;
  /** `false`: there is more than one call looks at. */
  readonly complete: boolean;
}

const MAX_ORDERS = 10_000;
const MAX_CLIENTS = 1000;
const MAX_VALUES = 1000;
const MAX_CLIENTS_SHOWN = 100;

/** What one call has seen so far, over all clients. */
class Seen {
  readonly counts = new Map<string, { orders: number; clients: Set<ClientId> }>();
  looked = 0;
  complete = true;

  /** Candidates as long as further orders may be looked at. */
  async *allowed(candidates: AsyncIterable<Candidate>): AsyncGenerator<Candidate> {
    for await (const candidate of candidates) {
      if (this.looked === MAX_ORDERS) {
        this.complete = false;
        return;
      }
      this.looked++;
      yield candidate;
    }
  }

  add(value: string, client: ClientId): void {
    const count = this.counts.get(value) ?? { orders: 0, clients: new Set() };
    this.counts.set(value, count);
    count.orders++;
    count.clients.add(client);
  }
}

/**
 * The values of a registry that orders name and nothing registers, with how many orders of how many clients name them,
 * over the orders listed on the days. They are judged by the registry as it is now, so what was mapped a minute ago is
 * gone although its orders still wait to be judged again. Throws `forbidden`, `not-found`.
 */
export async function listUnregistered(
  deps: ListUnregisteredDeps,
  principal: Principal,
  registry: DimensionRegistry,
  days: Days,
  clientId: ClientId | undefined,
): Promise<Unregistered> {
  await deps.authorizer.authorize(principal, 'registries:read');
  const seen = new Seen();
  const clients = await clientsSeen(deps, principal, clientId, seen);
  const { entries, aliases } = await deps.registries.load(registry);
  const known = knownValues(
    entries.map(({ id }) => id),
    aliases,
  );
  await forEachClient(clients, (client) => lookAt(deps, client, registry, known, days, seen));
  return summed(seen);
}

async function clientsSeen(
  deps: ListUnregisteredDeps,
  principal: Principal,
  clientId: ClientId | undefined,
  seen: Seen,
): Promise<readonly Client[]> {
  if (clientId !== undefined) {
    return [await deps.authorizer.authorizeClient(principal, 'orders:read', clientId)];
  }
  const { clients, complete } = await clientsUpTo(MAX_CLIENTS, (after, limit) =>
    listClients(deps, principal, after, limit),
  );
  if (!complete) seen.complete = false;
  return clients;
}

async function lookAt(
  { clients, index }: ListUnregisteredDeps,
  client: Client,
  registry: DimensionRegistry,
  known: KnownValues,
  days: Days,
  seen: Seen,
): Promise<void> {
  const terms = await clients.terms(client.clientId);
  if (!terms) return;
  const history = historyOf(terms);
  const candidates = seen.allowed(index.listed(client, 'byException', days, undefined));
  for await (const orders of loadInChunks(index, client, candidates)) {
    for (const { kind, facts, evaluation } of orders) {
      if (!evaluation.dataQuality.includes('unregistered-value')) continue;
      const value = namedValue(registry, kind, facts, history);
      if (value !== undefined && !known.has(value)) seen.add(value, client.clientId);
    }
  }
}

function summed({ counts, looked, complete }: Seen): Unregistered {
  const values = [...counts]
    .map(([value, { orders, clients }]) => ({
      value,
      orders,
      clients: [...clients].sort().slice(0, MAX_CLIENTS_SHOWN),
    }))
    .sort((a, b) => b.orders - a.orders || (a.value < b.value ? -1 : 1));
  return {
    values: values.slice(0, MAX_VALUES),
    ordersLookedAt: looked,
    complete: complete && values.length <= MAX_VALUES,
  };
}
