import type { Contract } from '../domain/contract/contract.ts';
import type { Client } from '../domain/crm/client.ts';
import type { Principal } from '../domain/crm/principal.ts';
import { problem } from '../domain/errors.ts';
import type { ClientId } from '../domain/ids.ts';
import { figuresOf, type Figure } from '../domain/kpi/figures.ts';
import type { Grouping } from '../domain/kpi/grouping.ts';
import type { ClientDirectory, Terms } from '../ports/clients.ts';
import type { Authorizer } from './authorize.ts';
import { listClients } from './list-clients.ts';
import {
  emptySums,
  sumKpis,
  sumsOfClient,
  type KpiQuery,
  type KpiSums,
  type SumKpisDeps,
} from './sum-kpis.ts';
import { clientsUpTo, forEachClient } from './walk-clients.ts';

export interface ReadKpisDeps extends SumKpisDeps {
  readonly authorizer: Authorizer;
  readonly clients: ClientDirectory;
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

/** The figures of a client's period by the contract in force on its last day. For callers who may see the client. */
export async function figuresOfClient(
  deps: SumKpisDeps,
  terms: Terms,
  query: KpiQuery,
): Promise<KpiFigures & { readonly timeZone: string }> {
  const { sums, contract } = await sumsOfClient(deps, terms, query);
  return { timeZone: contract.timeZone, ...figuresFrom(sums, query, contract) };
}

/** The KPIs of one client; targets are those of the contract version in force on the last day. Throws `forbidden` and `not-found`. */
export async function readClientKpis(
  deps: ReadKpisDeps,
  principal: Principal,
  clientId: ClientId,
  query: KpiQuery,
): Promise<KpiFigures & { readonly client: Client; readonly timeZone: string }> {
  const client = await deps.authorizer.authorizeClient(principal, 'kpis:read', clientId);
  const terms = await deps.clients.terms(clientId);
  if (!terms) throw problem.notFound();
  return { client, ...(await figuresOfClient(deps, terms, query)) };
}

/** Clients one figure may be made of: beyond it, ask client by client. */
const MAX_CLIENTS = 1000;

const tooMany = `there are more than ${String(MAX_CLIENTS)} clients to sum over; ask for one client at a time`;

/** The KPIs over all clients one may see: sums of their counts, never means of their ratios. Throws `forbidden`. */
export async function readKpisOverClients(
  deps: ReadKpisDeps,
  principal: Principal,
  query: KpiQuery,
): Promise<KpiFigures & { readonly clients: number; readonly rejudging: boolean }> {
  await deps.authorizer.authorize(principal, 'kpis:read');
  const { clients, complete } = await clientsUpTo(MAX_CLIENTS, (after, limit) =>
    listClients(deps, principal, after, limit),
  );
  if (!complete) throw problem.invalidField('clientId', tooMany);
  const sums = emptySums();
  await forEachClient(clients, (client) => sumKpis(deps, client, query, sums));
  const rejudging = clients.some((client) => client.rejudging.length > 0);
  return { clients: clients.length, rejudging, ...figuresFrom(sums, query) };
}
