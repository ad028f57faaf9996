import type { Principal } from '../domain/crm/principal.ts';
import type { ClientId } from '../domain/ids.ts';
import type { ClientPage, ClientReader, ClientDirectory } from '../ports/clients.ts';
import type { Authorizer } from './authorize.ts';

async function pageOf(
  reader: ClientReader,
  ids: readonly ClientId[],
  after: ClientId | undefined,
  limit: number,
): Promise<ClientPage> {
  const rest = ids.filter((id) => after === undefined || id > after);
  const wanted = rest.slice(0, limit);
  const found = new Map((await reader.findMany(wanted)).map((client) => [client.clientId, client]));
  const clients = wanted.flatMap((id) => found.get(id) ?? []);
  const last = wanted.at(-1);
  return rest.length > wanted.length && last !== undefined ? { clients, next: last } : { clients };
}

/** One page of the clients that the caller may see, by id, after `after`. Throws `forbidden`. */
export async function listClients(
  { authorizer, clients }: { readonly authorizer: Authorizer; readonly clients: ClientDirectory },
  principal: Principal,
  after: ClientId | undefined,
  limit: number,
): Promise<ClientPage> {
  const scope = await authorizer.visibleClients(principal, 'clients:read');
  return scope.all ? clients.list(after, limit) : pageOf(clients, scope.clientIds, after, limit);
}
