import { MINUTE_MS, type EpochMs } from '../domain/calendar/time.ts';
import type { Contract } from '../domain/contract/contract.ts';
import { contractOn, historyOf } from '../domain/contract/in-force.ts';
import type { Client } from '../domain/crm/client.ts';
import type { Principal } from '../domain/crm/principal.ts';
import { problem } from '../domain/errors.ts';
import type { ClientId } from '../domain/ids.ts';
import type { Contribution, OpenVerdict } from '../domain/kpi/contribution.ts';
import { evaluate } from '../domain/kpi/evaluate.ts';
import {
  addCounter,
  addOpen,
  emptyCounts,
  figuresOf,
  type Figure,
  type KpiCounts,
} from '../domain/kpi/figures.ts';
import { groupKey, type Grouping } from '../domain/kpi/grouping.ts';
import type { Dimensions } from '../domain/ledger/order-record.ts';
import type { ClientDirectory } from '../ports/clients.ts';
import type { Days, KpiSources } from '../ports/kpi-sources.ts';
import type { RegistryReader } from '../ports/registries.ts';
import type { Authorizer } from './authorize.ts';
import { listClients } from './list-clients.ts';

export interface ReadKpisDeps {
  readonly authorizer: Authorizer;
  readonly clients: ClientDirectory;
  readonly sources: KpiSources;
  readonly registries: RegistryReader;
}

export interface KpiQuery {
  readonly days: Days;
  /** The clock for open verdicts. */
  readonly asOf: EpochMs;
  /** Fold only what was recorded by then; reads the whole ledger of the client. */
  readonly knownAt: EpochMs | undefined;
  readonly groupBy: Grouping | undefined;
}

/** Counts of a period, as a whole and by group. They add up over clients. */
interface KpiSums {
  readonly total: KpiCounts;
  readonly groups: Map<string, KpiCounts>;
}

const emptySums = (): KpiSums => ({ total: emptyCounts(), groups: new Map() });

/** Facts may be stamped this long before they are committed: the longest call of a writer, and its retries. */
const SETTLING_MS = 6 * MINUTE_MS;

/** The sum that a query adds to: each count falls into the total and into its group. */
class Summing {
  private readonly sums: KpiSums;
  private readonly query: KpiQuery;

  constructor(sums: KpiSums, query: KpiQuery) {
    this.sums = sums;
    this.query = query;
  }

  counter({ day, counter, amount }: Contribution, dimensions: Dimensions): void {
    for (const counts of this.counts(day, dimensions)) addCounter(counts, counter, amount);
  }

  open(open: OpenVerdict, dimensions: Dimensions): void {
    for (const counts of this.counts(open.day, dimensions)) addOpen(counts, open, this.query.asOf);
  }

  private counts(day: number, dimensions: Dimensions): readonly KpiCounts[] {
    const { days, groupBy } = this.query;
    if (day < days.from || day > days.to) return [];
    if (!groupBy) return [this.sums.total];
    const key = groupKey(groupBy, day, dimensions);
    let group = this.sums.groups.get(key);
    if (!group) this.sums.groups.set(key, (group = emptyCounts()));
    return [this.sums.total, group];
  }
}

/**
 * Adds one client's counts of a period to `sums`. Closed outcomes come from the tallies, open ones from the orders
 * themselves, searched as far beside the period as the client's spread says; both reads run side by side.
 */
async function sumKpis(deps: ReadKpisDeps, client: Client, query: KpiQuery, sums: KpiSums): Promise<void> {
  const summing = new Summing(sums, query);
  if (query.knownAt !== undefined) {
    await sumKnownAt(deps, client, query.knownAt, summing);
    return;
  }
  const { from, to } = query.days;
  const wide = { from: from - client.spreadDays, to: to + client.spreadDays };
  const [rows, orders] = await Promise.all([
    deps.sources.tallies(client, query.days),
    deps.sources.openOrders(client, wide),
  ]);
  for (const { day, dimensions, counters } of rows) {
    for (const [counter, amount] of counters) summing.counter({ day, counter, amount }, dimensions);
  }
  for (const { open, dimensions } of orders) for (const verdict of open) summing.open(verdict, dimensions);
}

/** Folds the ledger again with the facts recorded by `knownAt` (law 6). */
async function sumKnownAt(
  { clients, sources, registries }: ReadKpisDeps,
  client: Client,
  knownAt: EpochMs,
  summing: Summing,
): Promise<void> {
  const [terms, registered] = await Promise.all([clients.terms(client.clientId), registries.all()]);
  if (!terms) return;
  const history = historyOf(terms);
  for await (const orders of sources.orders(client)) {
    for (const order of orders) {
      const facts = order.facts.filter(({ recordedAt }) => recordedAt <= knownAt);
      if (facts.length === 0) continue;
      const { contributions, open, dimensions } = evaluate(order.kind, facts, history, registered);
      for (const contribution of contributions) summing.counter(contribution, dimensions);
      for (const verdict of open) summing.open(verdict, dimensions);
    }
  }
}

export interface KpiGroup {
  readonly key: string;
  readonly kpis: readonly Figure[];
}

export interface KpiFigures {
  readonly kpis: readonly Figure[];
  readonly groups: readonly KpiGroup[] | undefined;
}

// An incident names orders, not a site or carrier: by dimension its rate would be 0 everywhere but under `unknown`.
const BY_DIMENSION: ReadonlySet<Grouping> = new Set(['site', 'carrier', 'serviceLevel']);

function groupsOf(sums: KpiSums, groupBy: Grouping, contract: Contract | undefined): readonly KpiGroup[] {
  const isAsked = ({ kpi }: Figure): boolean => !(BY_DIMENSION.has(groupBy) && kpi === 'complaint-rate');
  return [...sums.groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, counts]) => ({ key, kpis: figuresOf(counts, contract).filter(isAsked) }));
}

/** Ratios from sums. Without a contract: over many clients. */
const figuresFrom = (sums: KpiSums, { groupBy }: KpiQuery, contract?: Contract): KpiFigures => ({
  kpis: figuresOf(sums.total, contract),
  groups: groupBy && groupsOf(sums, groupBy, contract),
});

/**
 * Whether what was known at a time can no longer change: facts are stamped shortly before they are committed, so
 * the last minutes may still gain some.
 */
export const isSettled = (knownAt: EpochMs, now: EpochMs): boolean => knownAt <= now - SETTLING_MS;

/** The KPIs of one client; targets are those of the contract version in force on the last day. Throws `forbidden` and `not-found`. */
export async function readClientKpis(
  deps: ReadKpisDeps,
  principal: Principal,
  clientId: ClientId,
  query: KpiQuery,
): Promise<KpiFigures & { readonly client: Client }> {
  const client = await deps.authorizer.authorizeClient(principal, 'kpis:read', clientId);
  const sums = emptySums();
  const [terms] = await Promise.all([deps.clients.terms(clientId), sumKpis(deps, client, query, sums)]);
  if (!terms) throw problem.notFound();
  return { client, ...figuresFrom(sums, query, contractOn(historyOf(terms), query.days.to)) };
}

/** Clients read at once, and clients one figure may be made of: beyond it, ask client by client. */
const CLIENTS_AT_ONCE = 8;
const MAX_CLIENTS = 1000;
const CLIENT_PAGE = 100;

async function visibleClients(deps: ReadKpisDeps, principal: Principal): Promise<readonly Client[]> {
  const found: Client[] = [];
  let after: ClientId | undefined;
  do {
    const page = await listClients(deps, principal, after, CLIENT_PAGE);
    found.push(...page.clients);
    after = page.next;
    if (found.length > MAX_CLIENTS) throw problem.invalidField('clientId', tooMany);
  } while (after !== undefined);
  return found;
}

const tooMany = `there are more than ${String(MAX_CLIENTS)} clients to sum over; ask for one client at a time`;

/** The KPIs over all clients one may see: sums of their counts, never means of their ratios. Throws `forbidden`. */
export async function readKpisOverClients(
  deps: ReadKpisDeps,
  principal: Principal,
  query: KpiQuery,
): Promise<KpiFigures & { readonly clients: number; readonly rejudging: boolean }> {
  await deps.authorizer.authorize(principal, 'kpis:read');
  const clients = await visibleClients(deps, principal);
  const sums = emptySums();
  const waiting = clients.values();
  const read = async (): Promise<void> => {
    // The readers share one iterator: each takes the next client when it is free.
    for (const client of waiting) await sumKpis(deps, client, query, sums);
  };
  await Promise.all(Array.from({ length: CLIENTS_AT_ONCE }, read));
  const rejudging = clients.some((client) => client.rejudging.length > 0);
  return { clients: clients.length, rejudging, ...figuresFrom(sums, query) };
}
