import { everyBucket, type Client } from '../domain/crm/client.ts';
import type { Principal } from '../domain/crm/principal.ts';
import type { ClientId } from '../domain/ids.ts';
import type { AuditLog } from '../ports/audit.ts';
import type { ClientDirectory } from '../ports/clients.ts';
import type { Ids } from '../ports/ids.ts';
import type { RejudgeQueue } from '../ports/rejudge-queue.ts';
import type { Authorizer } from './authorize.ts';

/**
 * From a change of terms to the start of the pass: workers may judge by terms read up to 30 s ago and then run to
 * their function's limit of 60 s; half a minute to spare (architecture.md § Data flow).
 */
export const SETTLE_SECONDS = 120;

export interface RequestRejudgeDeps {
  readonly authorizer: Authorizer;
  readonly clients: ClientDirectory;
  readonly queue: RejudgeQueue;
  readonly audit: AuditLog;
  readonly ids: Ids;
}

/** One message a bucket. The marks of the pass are set before this is called. */
export const sendPass = (
  queue: RejudgeQueue,
  client: Client,
  pass: string,
  delaySeconds: number,
): Promise<void> =>
  queue.send(
    everyBucket(client.buckets).map((bucket) => ({ clientId: client.clientId, bucket, pass })),
    delaySeconds,
  );

/**
 * Has every order of a client judged again: marks the buckets, then queues one message for each. A pass that could
 * not be queued leaves its marks: figures say `rejudging` until the request is repeated.
 * Throws `forbidden`, `not-found`.
 */
export async function requestRejudge(
  { authorizer, clients, queue, audit, ids }: RequestRejudgeDeps,
  principal: Principal,
  clientId: ClientId,
  now: number,
): Promise<{ readonly client: Client; readonly delaySeconds: number }> {
  const client = await authorizer.authorizeClient(principal, 'rejudge:request', clientId);
  const sinceChange = Math.floor((now - client.updatedAt) / 1000);
  const delaySeconds = Math.min(SETTLE_SECONDS, Math.max(0, SETTLE_SECONDS - sinceChange));
  const pass = ids.ulid();
  await clients.startRejudging(client.clientId, everyBucket(client.buckets), pass);
  await sendPass(queue, client, pass, delaySeconds);
  await audit.append({
    at: now,
    principalId: principal.id,
    action: 'rejudge:request',
    outcome: 'done',
    clientId,
  });
  return { client, delaySeconds };
}
