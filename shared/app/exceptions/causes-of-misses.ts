import type { EpochMs } from '../../domain/calendar/time.ts';
import type { Client } from '../../domain/crm/client.ts';
import { entryOf, viewOf } from '../../domain/crm/registry-entries.ts';
import type { Principal } from '../../domain/crm/principal.ts';
import { problem } from '../../domain/errors.ts';
import type { ClientId } from '../../domain/ids.ts';
import type { KpiId } from '../../domain/kpi/catalogue.ts';
import { causeFor, paretoOf, type ParetoLine } from '../../domain/kpi/causes.ts';
import { fold } from '../../domain/ledger/fold.ts';
import { orderKey, type OrderRecord } from '../../domain/ledger/order-record.ts';
import type { Days } from '../../ports/kpi-sources.ts';
import type { OrderIndex, Position } from '../../ports/order-index.ts';
import type { RegistryStore } from '../../ports/registries.ts';
import type { Authorizer } from '../authorize.ts';
import { countedVerdicts, type CountedVerdict } from '../list-orders.ts';
import { collectOrders, loadInChunks, type WalkedPage } from '../walk-orders.ts';
import { widened } from './list-excuses.ts';

export interface CausesDeps {
  readonly authorizer: Authorizer;
  readonly index: OrderIndex;
  readonly registries: Pick<RegistryStore, 'load'>;
}

export interface MissQuery {
  /** On which the misses count. */
  readonly days: Days;
  readonly kpi: KpiId | undefined;
  readonly siteId: string | undefined;
  readonly asOf: EpochMs;
}

/** A question, with the sites to which the caller is bound. */
interface BoundQuery extends MissQuery {
  readonly sites: ReadonlySet<string> | undefined;
}

/** Whether the order lies within the sites that a caller is bound to; `undefined`: to none. */
export const isWithin = ({ evaluation }: OrderRecord, sites: ReadonlySet<string> | undefined): boolean =>
  sites === undefined || sites.has(evaluation.dimensions.siteId ?? '');

/** What is missed, or overdue so far; excused or not. */
function missesIn(order: OrderRecord, query: BoundQuery): readonly CountedVerdict[] {
  const { days, kpi, siteId, asOf } = query;
  if (!isWithin(order, query.sites)) return [];
  if (siteId !== undefined && order.evaluation.dimensions.siteId !== siteId) return [];
  return countedVerdicts(order, asOf).filter(
    (found) =>
      (found.outcome === 'missed' || found.outcome === 'overdue') &&
      (kpi === undefined || found.kpi === kpi) &&
      found.day >= days.from &&
      found.day <= days.to,
  );
}

const causeIn = (order: OrderRecord, misses: readonly CountedVerdict[]): string | undefined =>
  causeFor(
    fold(order.facts),
    misses.map(({ kpi }) => kpi),
  )?.data.cause;

export interface CausePareto {
  readonly lines: readonly (ParetoLine & { readonly name: string })[];
  readonly assigned: number;
  readonly unassigned: number;
}

/** An order with what it missed. */
export interface OrderWithMisses {
  readonly order: OrderRecord;
  readonly misses: readonly CountedVerdict[];
}

/** Orders looked at for one Pareto: about 100 calls of the store, which is what one request bears. */
export const MAX_PARETO_ORDERS = 10_000;

/** Orders that may have missed something: closed misses are exceptions, what is overdue is still open. */
async function* chunksOfOrders(
  { index }: CausesDeps,
  client: Client,
  days: Days,
): AsyncGenerator<readonly OrderRecord[]> {
  yield* loadInChunks(index, client, index.listed(client, 'byException', days, undefined));
  yield* loadInChunks(index, client, index.listed(client, 'byOpen', days, undefined));
}

/** Each order with misses, with these. */
async function ordersWithMisses(
  deps: CausesDeps,
  client: Client,
  query: BoundQuery,
): Promise<readonly OrderWithMisses[]> {
  const seen = new Set<string>();
  const found: OrderWithMisses[] = [];
  for await (const orders of chunksOfOrders(deps, client, widened(query.days, client))) {
    for (const order of orders.filter((one) => !seen.has(orderKey(one)))) {
      seen.add(orderKey(order));
      const misses = missesIn(order, query);
      if (misses.length > 0) found.push({ order, misses });
    }
    if (seen.size > MAX_PARETO_ORDERS) throw problem.invalidField('to', TOO_MANY);
  }
  return found;
}

const TOO_MANY = `makes a period with more than ${String(MAX_PARETO_ORDERS)} orders to look at; ask for a shorter one`;

/**
 * Causes by the number of missed orders, each order counted once under the cause that was named last. Merged causes
 * count under the one they were merged into. Throws `forbidden`, `not-found`, `invalid-request` (period too long).
 */
export async function readCausePareto(
  deps: CausesDeps,
  principal: Principal,
  clientId: ClientId,
  query: MissQuery,
): Promise<CausePareto> {
  const client = await deps.authorizer.authorizeClient(principal, 'causes:read', clientId);
  const sites = await deps.authorizer.sitesOf(principal, 'causes:read');
  const registry = viewOf('cause', await deps.registries.load('cause'));
  const orders = new Map<string, number>();
  let unassigned = 0;
  for (const { order, misses } of await ordersWithMisses(deps, client, { ...query, sites })) {
    const cause = causeIn(order, misses);
    if (cause === undefined) unassigned++;
    else {
      const id = entryOf(registry, cause)?.id ?? cause;
      orders.set(id, (orders.get(id) ?? 0) + 1);
    }
  }
  const lines = paretoOf(orders).map((line) => ({
    ...line,
    name: registry.entries.get(line.cause)?.name ?? line.cause,
  }));
  return { lines, assigned: lines.at(-1)?.cumulative ?? 0, unassigned };
}

/** Where the list stands: in the orders that missed something, or in those that are only overdue. */
const LISTS = { x: 'byException', o: 'byOpen' } as const;
type ListName = keyof typeof LISTS;

const isOutcome =
  (wanted: CountedVerdict['outcome']) =>
  ({ outcome }: CountedVerdict): boolean =>
    outcome === wanted;

async function unexplainedIn(
  { index }: CausesDeps,
  client: Client,
  query: BoundQuery,
  limit: number,
  name: ListName,
  after: Position | undefined,
): Promise<WalkedPage<OrderWithMisses>> {
  const candidates = index.listed(client, LISTS[name], widened(query.days, client), after);
  const page = await collectOrders(index, client, candidates, after, limit, (order) => {
    const misses = missesIn(order, query);
    // What is missed as well stands on the list before.
    const isHere = name === 'x' ? misses.some(isOutcome('missed')) : misses.every(isOutcome('overdue'));
    const isUnexplained = misses.length > 0 && isHere && causeIn(order, misses) === undefined;
    return isUnexplained ? { order, misses } : undefined;
  });
  return { items: page.items, next: page.next === undefined ? undefined : `${name}${page.next}` };
}

/**
 * Orders with a miss that has no cause yet, by index day: first what is missed, then what is only overdue. A page may
 * hold fewer than `limit` and still go on. Throws `forbidden` and `not-found`.
 */
export async function listUnexplained(
  deps: CausesDeps,
  principal: Principal,
  clientId: ClientId,
  asked: MissQuery,
  limit: number,
  after: Position | undefined,
): Promise<WalkedPage<OrderWithMisses>> {
  const client = await deps.authorizer.authorizeClient(principal, 'causes:read', clientId);
  const query = { ...asked, sites: await deps.authorizer.sitesOf(principal, 'causes:read') };
  const from = after === undefined || after.length === 1 ? undefined : after.slice(1);
  if (after?.startsWith('o') === true) return unexplainedIn(deps, client, query, limit, 'o', from);
  const missed = await unexplainedIn(deps, client, query, limit, 'x', from);
  if (missed.next !== undefined) return missed;
  const left = limit - missed.items.length;
  if (left === 0) return { items: missed.items, next: 'o' };
  const overdue = await unexplainedIn(deps, client, query, left, 'o', undefined);
  return { items: [...missed.items, ...overdue.items], next: overdue.next };
}
