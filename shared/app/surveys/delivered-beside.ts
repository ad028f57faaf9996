import type { EpochMs } from '../../domain/calendar/time.ts';
import type { Client } from '../../domain/crm/client.ts';
import type { KpiId } from '../../domain/kpi/catalogue.ts';
import { emptyCounts, noCounts, type Counts, type KpiCounts } from '../../domain/kpi/counts.ts';
import { figureOf, type Side } from '../../domain/kpi/figures.ts';
import { surveys } from '../../domain/survey/programme.ts';
import type { ResultGrouping } from '../../domain/survey/result-groups.ts';
import type { ClientDirectory } from '../../ports/clients.ts';
import { emptySums, sumKpis, type SumKpisDeps } from '../sum-kpis.ts';
import { clientsUpTo, forEachClient } from '../walk-clients.ts';
import type { Selection } from './result-selection.ts';

/** What stands beside satisfaction: was it there in time, and whole? */
const BESIDE = ['on-time-delivery', 'damage-frequency'] as const satisfies readonly KpiId[];
type Beside = (typeof BESIDE)[number];

/** Gross: whoever waited does not ask whose fault it was. */
export interface DeliveredFigure {
  readonly kpi: Beside;
  readonly gross: Side;
}

export type Delivered = readonly DeliveredFigure[];

export interface DeliveredBeside {
  /** Of all clients together. */
  readonly total: Delivered;
  /** Of one group; `undefined` of groupings that the ledger does not know. */
  readonly of: (grouping: ResultGrouping, key: string) => Delivered | undefined;
}

export interface DeliveredDeps extends SumKpisDeps {
  readonly clients: ClientDirectory;
}

const sumOf = (counts: KpiCounts, kpi: Beside): Counts => counts.get(kpi) ?? noCounts();

const deliveredOf = (counts: KpiCounts): Delivered =>
  BESIDE.map((kpi) => ({ kpi, gross: figureOf(kpi, sumOf(counts, kpi), undefined).gross }));

/** Adds what gross figures are made of. */
function addTo(into: KpiCounts, counts: KpiCounts): void {
  for (const kpi of BESIDE) {
    const sum = sumOf(into, kpi);
    const { met, missed, overdue } = sumOf(counts, kpi);
    sum.met += met;
    sum.missed += missed;
    sum.overdue += overdue;
  }
}

/** Counts by grouping and key. */
class Groups {
  readonly #counts = new Map<string, KpiCounts>();

  add(grouping: ResultGrouping, key: string, counts: KpiCounts): void {
    const name = `${grouping} ${key}`;
    const group = this.#counts.get(name) ?? emptyCounts();
    this.#counts.set(name, group);
    addTo(group, counts);
  }

  find(grouping: ResultGrouping, key: string): Delivered | undefined {
    const counts = this.#counts.get(`${grouping} ${key}`);
    return counts && deliveredOf(counts);
  }
}

/** Clients whose deliveries are summed for one answer; as many as over all clients in the KPIs themselves. */
const MAX_CLIENTS = 1000;

async function clientsOf(
  { clients }: DeliveredDeps,
  { programme, clients: chosen }: Selection,
): Promise<readonly Client[] | undefined> {
  const known = chosen === 'every' ? programme.clients : [...chosen].filter((id) => surveys(programme, id));
  if (known !== 'every') return known.length > MAX_CLIENTS ? undefined : clients.findMany(known);
  const found = await clientsUpTo(MAX_CLIENTS, (after, limit) => clients.list(after, limit));
  return found.complete ? found.clients : undefined;
}

/**
 * What was delivered to the clients of a survey on the days asked for, also by month, carrier or client; other groups the
 * ledger does not know. `undefined`: there are more than 1,000 clients.
 */
export async function readDelivered(
  deps: DeliveredDeps,
  selection: Selection,
  groupings: readonly ResultGrouping[],
  now: EpochMs,
): Promise<DeliveredBeside | undefined> {
  const clients = await clientsOf(deps, selection);
  if (!clients) return undefined;
  const { days } = selection.query;
  const asked = groupings.filter((grouping) => grouping === 'month' || grouping === 'carrier');
  const total = emptyCounts();
  const groups = new Groups();
  await forEachClient(clients, async (client) => {
    for (const groupBy of asked.length === 0 ? [undefined] : asked) {
      const own = emptySums();
      await sumKpis(deps, client, { days, asOf: now, knownAt: undefined, groupBy }, own);
      if (groupBy) for (const [key, counts] of own.groups) groups.add(groupBy, key, counts);
      if (groupBy !== asked[0]) continue;
      addTo(total, own.total);
      groups.add('client', client.clientId, own.total);
    }
  });
  return { total: deliveredOf(total), of: (grouping, key) => groups.find(grouping, key) };
}
