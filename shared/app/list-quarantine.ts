import type { EpochMs } from '../domain/calendar/time.ts';
import type { Scope } from '../domain/crm/permissions.ts';
import type { Principal } from '../domain/crm/principal.ts';
import type { ClientId } from '../domain/ids.ts';
import type { QuarantinedFact } from '../domain/ledger/event-quarantined.ts';
import type { ClientDirectory } from '../ports/clients.ts';
import type { QuarantineStore } from '../ports/quarantine.ts';
import type { Authorizer } from './authorize.ts';

export interface ListQuarantineDeps {
  readonly authorizer: Authorizer;
  readonly clients: Pick<ClientDirectory, 'list'>;
  readonly quarantine: Pick<QuarantineStore, 'list'>;
}

/** Where a list goes on: in this client after `key`, or after the whole client. */
export interface QuarantinePosition {
  readonly clientId: ClientId;
  readonly key?: string | undefined;
}

export interface QuarantineFilter {
  readonly clientId: ClientId | undefined;
  readonly code: string | undefined;
}

export interface QuarantineList {
  readonly entries: readonly QuarantinedFact[];
  readonly next?: QuarantinePosition;
}

/** Clients looked at for one page; most have an empty quarantine. */
const MAX_CLIENTS = 100;

/**
 * One page of what could not be recorded: of one client, or of all that the caller may see, by client id, the latest
 * events of each first. A page may be short, even empty, and still go on. Throws `forbidden`, `not-found`.
 */
export async function listQuarantine(
  deps: ListQuarantineDeps,
  principal: Principal,
  { clientId, code }: QuarantineFilter,
  limit: number,
  from: QuarantinePosition | undefined,
  now: EpochMs,
): Promise<QuarantineList> {
  if (clientId !== undefined) {
    await deps.authorizer.authorizeClient(principal, 'quarantine:read', clientId);
    return fill(deps, [clientId], false, code, limit, from, now);
  }
  const scope = await deps.authorizer.visibleClients(principal, 'quarantine:read');
  const { ids, more } = await clientsFrom(deps, scope, from);
  return fill(deps, ids, more, code, limit, from, now);
}

async function clientsFrom(
  { clients }: ListQuarantineDeps,
  scope: Scope,
  from: QuarantinePosition | undefined,
): Promise<{ readonly ids: readonly ClientId[]; readonly more: boolean }> {
  const current = from?.key === undefined ? [] : [from.clientId];
  if (scope.all) {
    const page = await clients.list(from?.clientId, MAX_CLIENTS);
    const ids = page.clients.map((client) => client.clientId);
    return { ids: [...current, ...ids], more: page.next !== undefined };
  }
  // The token says where to go on; the grant of now says what may be seen.
  const rest = scope.clientIds.filter(
    (id) => from === undefined || id > from.clientId || (from.key !== undefined && id === from.clientId),
  );
  return { ids: rest.slice(0, MAX_CLIENTS), more: rest.length > MAX_CLIENTS };
}

async function fill(
  { quarantine }: ListQuarantineDeps,
  ids: readonly ClientId[],
  more: boolean,
  code: string | undefined,
  limit: number,
  from: QuarantinePosition | undefined,
  now: EpochMs,
): Promise<QuarantineList> {
  const entries: QuarantinedFact[] = [];
  for (const [i, clientId] of ids.entries()) {
    const after = clientId === from?.clientId ? from.key : undefined;
    const page = await quarantine.list(clientId, { limit: limit - entries.length, now, code, after });
    entries.push(...page.entries);
    if (page.next !== undefined) return { entries, next: { clientId, key: page.next } };
    const isLast = i === ids.length - 1 && !more;
    if (entries.length >= limit && !isLast) return { entries, next: { clientId } };
  }
  const last = ids.at(-1);
  return more && last !== undefined ? { entries, next: { clientId: last } } : { entries };
}
