import { MINUTE_MS, type EpochDay, type EpochMs } from '../domain/calendar/time.ts';
import { zoneOf } from '../domain/calendar/zone.ts';
import type { Contract } from '../domain/contract/contract.ts';
import { contractOn, historyOf } from '../domain/contract/in-force.ts';
import type { Client } from '../domain/crm/client.ts';
import type { KpiId } from '../domain/kpi/catalogue.ts';
import type { Contribution, OpenVerdict } from '../domain/kpi/contribution.ts';
import { COUNTERS } from '../domain/kpi/counters.ts';
import { addCounter, addOpen, addSiteDay, emptyCounts, type KpiCounts } from '../domain/kpi/counts.ts';
import { evaluate } from '../domain/kpi/evaluate.ts';
import { groupKey, type Grouping } from '../domain/kpi/grouping.ts';
import { levelsOf, MAX_CARRIED_DAYS, unitDaysOf, type LevelRow } from '../domain/kpi/unit-days.ts';
import type { Dimensions } from '../domain/ledger/order-record.ts';
import type { ClientReader, Terms } from '../ports/clients.ts';
import type { Days, KpiSources } from '../ports/kpi-sources.ts';
import type { RegistryReader } from '../ports/registries.ts';

export interface SumKpisDeps {
  readonly clients: ClientReader;
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
export interface KpiSums {
  readonly total: KpiCounts;
  readonly groups: Map<string, KpiCounts>;
}

export const emptySums = (): KpiSums => ({ total: emptyCounts(), groups: new Map() });

/** Facts may be stamped this long before they are committed: the longest call of a writer, and its retries. */
const SETTLING_MS = 6 * MINUTE_MS;

/**
 * Whether what was known at a time can no longer change: facts are stamped shortly before they are committed, so
 * the last minutes may still gain some.
 */
export const isSettled = (knownAt: EpochMs, now: EpochMs): boolean => knownAt <= now - SETTLING_MS;

const NOWHERE: Dimensions = { siteId: undefined, carrierId: undefined, serviceLevel: undefined };

/** The sum that a query adds to: each count falls into the total and into its group. */
class Summing {
  private readonly sums: KpiSums;
  private readonly query: KpiQuery;
  private leftOut: KpiId | undefined;

  constructor(sums: KpiSums, query: KpiQuery) {
    this.sums = sums;
    this.query = query;
  }

  counter({ day, counter, amount }: Contribution, dimensions: Dimensions): void {
    if (this.leftOut !== undefined && COUNTERS.get(counter)?.kpi === this.leftOut) return;
    for (const counts of this.counts(day, dimensions)) addCounter(counts, counter, amount);
  }

  leaveOutStorageDamage(): void {
    this.leftOut = 'storage-damage';
  }

  open(open: OpenVerdict, dimensions: Dimensions): void {
    for (const counts of this.counts(open.day, dimensions)) addOpen(counts, open, this.query.asOf);
  }

  /** The stock of each site and day, the last level carried forward, up to the day of `asOf`. */
  stock(levels: readonly LevelRow[], timeZone: string): void {
    const { days, asOf } = this.query;
    const to = Math.min(days.to, zoneOf(timeZone).dayOf(asOf));
    for (const siteDay of unitDaysOf(levels, { from: days.from, to }))
      for (const counts of this.counts(siteDay.day, { ...NOWHERE, siteId: siteDay.siteId }))
        addSiteDay(counts, siteDay);
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

/** Counts stock by unit-days: the levels of the days before the period are needed as well. */
const needsStock = ({ kpis }: Contract): boolean => kpis['storage-damage'].base === 'unit-days';

const hasStorageDamage = ({ counters }: Pick<LevelRow, 'counters'>): boolean =>
  [...counters.keys()].some((counter) => COUNTERS.get(counter)?.kpi === 'storage-damage');

/** Over many clients the base is throughput: what a client counts by unit-days is no part of that sum. */
async function leaveOutUnitDays(
  { clients }: SumKpisDeps,
  { clientId }: Client,
  { days }: KpiQuery,
  summing: Summing,
): Promise<void> {
  const terms = await clients.terms(clientId);
  if (terms && needsStock(contractOn(historyOf(terms), days.to))) summing.leaveOutStorageDamage();
}

/**
 * Adds one client's counts of a period to `sums`. Closed outcomes come from the tallies, open ones from the orders
 * themselves, searched as far beside the period as the client's spread says; both reads run side by side. Stock by
 * unit-days is counted where `contract`, the one that the figures are read by, says so.
 */
export async function sumKpis(
  deps: SumKpisDeps,
  client: Client,
  query: KpiQuery,
  sums: KpiSums,
  contract?: Contract,
): Promise<void> {
  const summing = new Summing(sums, query);
  if (query.knownAt !== undefined) {
    await sumKnownAt(deps, client, { knownAt: query.knownAt, lastDay: query.days.to }, summing, contract);
    return;
  }
  const stock = contract !== undefined && needsStock(contract);
  const { from, to } = query.days;
  const wide = { from: from - client.spreadDays, to: to + client.spreadDays };
  const [rows, orders] = await Promise.all([
    deps.sources.tallies(client, { from: stock ? from - MAX_CARRIED_DAYS : from, to }),
    deps.sources.openOrders(client, wide),
  ]);
  if (!contract && rows.some(hasStorageDamage)) await leaveOutUnitDays(deps, client, query, summing);
  for (const { day, dimensions, counters } of rows) {
    for (const [counter, amount] of counters) summing.counter({ day, counter, amount }, dimensions);
  }
  for (const { open, dimensions } of orders) for (const verdict of open) summing.open(verdict, dimensions);
  if (stock) summing.stock(rows, contract.timeZone);
}

/** Folds the ledger again with the facts recorded by `knownAt` (law 6). */
async function sumKnownAt(
  { clients, sources, registries }: SumKpisDeps,
  client: Client,
  { knownAt, lastDay }: { readonly knownAt: EpochMs; readonly lastDay: EpochDay },
  summing: Summing,
  contract: Contract | undefined,
): Promise<void> {
  const [terms, registered] = await Promise.all([clients.terms(client.clientId), registries.all()]);
  if (!terms) return;
  const history = historyOf(terms);
  if (!contract && needsStock(contractOn(history, lastDay))) summing.leaveOutStorageDamage();
  const levels: LevelRow[] = [];
  for await (const orders of sources.orders(client)) {
    for (const order of orders) {
      const facts = order.facts.filter(({ recordedAt }) => recordedAt <= knownAt);
      if (facts.length === 0) continue;
      const { contributions, open, dimensions } = evaluate(order.kind, facts, history, registered);
      for (const contribution of contributions) summing.counter(contribution, dimensions);
      for (const verdict of open) summing.open(verdict, dimensions);
      if (order.kind === 'stock-level') levels.push(...levelsOf(contributions, dimensions));
    }
  }
  if (contract && needsStock(contract)) summing.stock(levels, contract.timeZone);
}

/** The counts of a client's period with the contract by whose targets they are read: the one in force on its last day. */
export async function sumsOfClient(
  deps: SumKpisDeps,
  terms: Terms,
  query: KpiQuery,
): Promise<{ readonly sums: KpiSums; readonly contract: Contract }> {
  const contract = contractOn(historyOf(terms), query.days.to);
  const sums = emptySums();
  await sumKpis(deps, terms.client, query, sums, contract);
  return { sums, contract };
}
