import { everyBucket, type Client } from '../domain/crm/client.ts';
import { problem } from '../domain/errors.ts';
import type { ClientId } from '../domain/ids.ts';
import type { ClientDirectory } from '../ports/clients.ts';
import { startPass, type RequestRejudgeDeps } from './request-rejudge.ts';

const CLIENT_PAGE = 100;
const CLIENTS_AT_ONCE = 8;

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
  const all: Client[] = [];
  let after: ClientId | undefined;
  do {
    const page = await clients.list(after, CLIENT_PAGE);
    all.push(...page.clients);
    after = page.next;
  } while (after !== undefined);
  return all;
}

/** Starts a pass over every bucket of each client, as `requestRejudge` does for one. */
export async function startPasses(
  deps: Pick<RequestRejudgeDeps, 'clients' | 'queue' | 'ids'>,
  clients: readonly Client[],
): Promise<void> {
  const waiting = clients.values();
  const start = async (): Promise<void> => {
    // The workers share one iterator: each takes the next client when it is free.
    for (const { clientId, buckets } of waiting) await startPass(deps, clientId, everyBucket(buckets));
  };
  await Promise.all(Array.from({ length: CLIENTS_AT_ONCE }, start));
}
