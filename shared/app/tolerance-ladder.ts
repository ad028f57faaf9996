import type { EpochMs } from '../domain/calendar/time.ts';
import { historyOf } from '../domain/contract/in-force.ts';
import type { Client } from '../domain/crm/client.ts';
import type { Principal } from '../domain/crm/principal.ts';
import { problem } from '../domain/errors.ts';
import type { ClientId } from '../domain/ids.ts';
import { LadderSum, type Ladder, type LadderKpi } from '../domain/kpi/ladder.ts';
import type { ClientReader } from '../ports/clients.ts';
import type { Days } from '../ports/kpi-sources.ts';
import type { PeriodOrders } from '../ports/period-orders.ts';
import type { RegistryReader } from '../ports/registries.ts';
import type { Authorizer } from './authorize.ts';
import { readPeriod } from './read-period.ts';

export interface LadderDeps {
  readonly authorizer: Authorizer;
  readonly clients: ClientReader;
  readonly orders: PeriodOrders;
  readonly registries: RegistryReader;
}

export interface LadderQuery {
  readonly days: Days;
  readonly kpi: LadderKpi;
  readonly asOf: EpochMs;
}

/**
 * One KPI over the same orders by several tolerances and promises, in one pass over the orders of the period.
 * Throws `forbidden`, `not-found`, `too-many-orders`.
 */
export async function toleranceLadder(
  { authorizer, clients, orders, registries }: LadderDeps,
  principal: Principal,
  clientId: ClientId,
  { days, kpi, asOf }: LadderQuery,
): Promise<{ readonly client: Client; readonly ladder: Ladder }> {
  await authorizer.authorizeClient(principal, 'terms:try', clientId);
  const terms = await clients.terms(clientId);
  if (!terms) throw problem.notFound();
  const judging = { history: historyOf(terms), registries: await registries.all() };
  const sum = new LadderSum(judging, kpi, days, asOf);
  await readPeriod(orders, terms.client, days, 0, (order) => {
    sum.add(order);
    return 0;
  });
  return { client: terms.client, ladder: sum.ladder() };
}
