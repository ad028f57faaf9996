import { everyBucket, type Client } from '../domain/crm/client.ts';
import { problem } from '../domain/errors.ts';
import type { ClientId } from '../domain/ids.ts';
import type { ClientDirectory } from '../ports/clients.ts';
import { startPass, type RequestRejudgeDeps } from './request-rejudge.ts';
import { clientsUpTo, forEachClient } from './walk-clients.ts';

/** The clients named, or all there are. Throws `invalid-request` for one that is not there. */
export async function clientsNamed(
  clients: ClientDirectory,
  ids: readonly ClientId[] | undefined,
): Promise<readonly Client[]> {
  if (ids) {
    const found = await clients.findMany(ids);
    const known = new Set(found.map(({ clientId }) => clientId));
    const errors = ids.flatMap((id, i) =>
      known.has(id) ? [] : [{ path: `clientIds.${String(i)}`, detail: 'there is no such client' }],
    );
    if (errors.length > 0) throw problem.invalidRequest(errors);
    return found;
  }
  return (await clientsUpTo(Infinity, (after, limit) => clients.list(after, limit))).clients;
}

/** Starts a pass over every bucket of each client, as `requestRejudge` does for one. */
export const startPasses = (
  deps: Pick<RequestRejudgeDeps, 'clients' | 'queue' | 'ids'>,
  clients: readonly Client[],
): Promise<void> =>
  forEachClient(clients, ({ clientId, buckets }) => startPass(deps, clientId, everyBucket(buckets)));
