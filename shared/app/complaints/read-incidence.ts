import type { EpochMs } from '../../domain/calendar/time.ts';
import { zoneOf } from '../../domain/calendar/zone.ts';
import type { Case } from '../../domain/complaint/case.ts';
import type { Client } from '../../domain/crm/client.ts';
import { covers } from '../../domain/crm/permissions.ts';
import type { Principal } from '../../domain/crm/principal.ts';
import { problem } from '../../domain/errors.ts';
import type { ClientId } from '../../domain/ids.ts';
import type { KpiCounts } from '../../domain/kpi/counts.ts';
import { groupKey } from '../../domain/kpi/grouping.ts';
import type { CaseStore } from '../../ports/cases.ts';
import type { ClientDirectory } from '../../ports/clients.ts';
import type { Days } from '../../ports/kpi-sources.ts';
import type { Authorizer } from '../authorize.ts';
import { listClients } from '../list-clients.ts';
import { emptySums, sumKpis, type SumKpisDeps } from '../sum-kpis.ts';
import { clientsUpTo, forEachClient } from '../walk-clients.ts';

export interface ReadIncidenceDeps extends SumKpisDeps {
  readonly authorizer: Authorizer;
  readonly clients: ClientDirectory;
  readonly cases: Pick<CaseStore, 'list'>;
}

export interface IncidenceQuery {
  readonly days: Days;
  readonly byMonth: boolean;
  /** One client; else all that the caller may see. */
  readonly clientId: ClientId | undefined;
  readonly now: EpochMs;
}

/** Counts of a period over clients. Clients are counted, so that those of its months do not add up to it. */
export interface Incidence {
  /** Clients with a complaint or a remark. */
  readonly complaining: number;
  /** Clients to whom an order was delivered. */
  readonly served: number;
  /** Incidents, each once however many complaints it has, also those found invalid. */
  readonly complaints: number;
  /** Cases of feedback. */
  readonly remarks: number;
}

const NONE: Incidence = { complaining: 0, served: 0, complaints: 0, remarks: 0 };

const add = (a: Incidence, b: Incidence): Incidence => ({
  complaining: a.complaining + b.complaining,
  served: a.served + b.served,
  complaints: a.complaints + b.complaints,
  remarks: a.remarks + b.remarks,
});

/** What one client adds to a period. */
function ofClient(counts: KpiCounts | undefined, remarks: number): Incidence {
  const rate = counts?.get('complaint-rate');
  const complaints = (rate?.missed ?? 0) + (rate?.excluded.invalid ?? 0);
  return {
    complaining: complaints + remarks > 0 ? 1 : 0,
    served: (rate?.met ?? 0) > 0 ? 1 : 0,
    complaints,
    remarks,
  };
}

const PAGE = 100;

const NOWHERE = { siteId: undefined, carrierId: undefined, serviceLevel: undefined };

/** Cases of feedback by the month in which they were raised, within the period. */
async function remarksByMonth(
  { cases }: ReadIncidenceDeps,
  { clientId, timeZone }: Client,
  { from, to }: Days,
): Promise<ReadonlyMap<string, number>> {
  const zone = zoneOf(timeZone);
  const months = new Map<string, number>();
  const count = ({ kind, raisedAt }: Case): void => {
    const day = zone.dayOf(raisedAt);
    if (kind !== 'feedback' || day < from || day > to) return;
    const month = groupKey('month', day, NOWHERE);
    months.set(month, (months.get(month) ?? 0) + 1);
  };
  let after: string | undefined;
  do {
    const page = await cases.list(clientId, false, after, PAGE);
    page.cases.forEach(count);
    // Newest first: those behind the first one of a day before the period are older still. A day for clocks that differ.
    const oldest = page.cases.at(-1);
    after = oldest && zone.dayOf(oldest.raisedAt) < from - 1 ? undefined : page.next;
  } while (after !== undefined);
  return months;
}

const MAX_CLIENTS = 1000;

async function clientsOf(
  deps: ReadIncidenceDeps,
  principal: Principal,
  clientId: ClientId | undefined,
): Promise<readonly Client[]> {
  if (clientId !== undefined)
    return [await deps.authorizer.authorizeClient(principal, 'complaints:read', clientId)];
  const scope = await deps.authorizer.visibleClients(principal, 'complaints:read');
  const { clients, complete } = await clientsUpTo(MAX_CLIENTS, (after, limit) =>
    listClients(deps, principal, after, limit),
  );
  if (!complete)
    throw problem.invalidField(
      'clientId',
      `there are more than ${String(MAX_CLIENTS)} clients; ask for one client at a time`,
    );
  return clients.filter((client) => covers(scope, client.clientId));
}

/**
 * How many of the clients served had a complaint or a remark (顾客意见发生率, docs/kpis.md). Complaints are those of
 * `complaint-rate`, whoever reported them; orders delivered are its base. Throws `forbidden`, `not-found`.
 */
export async function readIncidence(
  deps: ReadIncidenceDeps,
  principal: Principal,
  { days, byMonth, clientId, now }: IncidenceQuery,
): Promise<{ readonly total: Incidence; readonly months: ReadonlyMap<string, Incidence> | undefined }> {
  const clients = await clientsOf(deps, principal, clientId);
  let total = NONE;
  const months = new Map<string, Incidence>();
  await forEachClient(clients, async (client) => {
    const sums = emptySums();
    const query = { days, asOf: now, knownAt: undefined, groupBy: 'month' } as const;
    const [remarks] = await Promise.all([
      remarksByMonth(deps, client, days),
      sumKpis(deps, client, query, sums),
    ]);
    const all = [...remarks.values()].reduce((sum, some) => sum + some, 0);
    total = add(total, ofClient(sums.total, all));
    for (const month of new Set([...sums.groups.keys(), ...remarks.keys()])) {
      const one = ofClient(sums.groups.get(month), remarks.get(month) ?? 0);
      months.set(month, add(months.get(month) ?? NONE, one));
    }
  });
  return { total, months: byMonth ? months : undefined };
}
