import { everyBucket } from '../domain/crm/client.ts';
import type { ClientId } from '../domain/ids.ts';
import type { ClientDirectory } from '../ports/clients.ts';
import type { ReconcileQueue, ReconcileRequest } from '../ports/reconcile-queue.ts';

const CLIENT_PAGE = 100;

/** Asks for the reconciliation of every bucket of every client. Answers how many messages were queued. */
export async function requestReconciliation(deps: {
  readonly clients: ClientDirectory;
  readonly queue: ReconcileQueue;
}): Promise<number> {
  let queued = 0;
  let after: ClientId | undefined;
  do {
    const page = await deps.clients.list(after, CLIENT_PAGE);
    const requests = page.clients.flatMap(({ clientId, buckets }): ReconcileRequest[] =>
      everyBucket(buckets).map((bucket) => ({ clientId, bucket, repair: false })),
    );
    await deps.queue.send(requests);
    queued += requests.length;
    after = page.next;
  } while (after !== undefined);
  return queued;
}
