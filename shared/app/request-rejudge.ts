import { everyBucket, type Client } from '../domain/crm/client.ts';
import type { Principal } from '../domain/crm/principal.ts';
import type { ClientId } from '../domain/ids.ts';
import type { AuditLog } from '../ports/audit.ts';
import type { ClientDirectory } from '../ports/clients.ts';
import type { Ids } from '../ports/ids.ts';
import type { RejudgeQueue } from '../ports/rejudge-queue.ts';
import type { Authorizer } from './authorize.ts';

/**
 * From a change of terms, registries or judges to the start of the pass: workers may judge by terms and registries read
 * up to 30 s ago (`CACHE_MS`) and then run to their function's limit of 60 s; half a minute to spare. Workers with a
 * longer limit (re-judging, reconciliation) read the terms again before each attempt, bring no facts, so they make no
 * orders, and never judge one below its version.
 */
export const SETTLE_SECONDS = 120;

export interface RequestRejudgeDeps {
  readonly authorizer: Authorizer;
  readonly clients: ClientDirectory;
  readonly queue: RejudgeQueue;
  readonly audit: AuditLog;
  readonly ids: Ids;
}

/** One message a bucket, after the wait. The marks of the pass are set before this is called. */
export const sendPass = (
  queue: RejudgeQueue,
  clientId: ClientId,
  buckets: readonly number[],
  pass: string,
): Promise<void> =>
  queue.send(
    buckets.map((bucket) => ({ clientId, bucket, pass })),
    SETTLE_SECONDS,
  );

/** Marks buckets of a client and queues a pass over them. A pass that could not be queued leaves its marks. */
export async function startPass(
  { clients, queue, ids }: Pick<RequestRejudgeDeps, 'clients' | 'queue' | 'ids'>,
  clientId: ClientId,
  buckets: readonly number[],
): Promise<void> {
  const pass = ids.ulid();
  await clients.startRejudging(clientId, buckets, pass);
  await sendPass(queue, clientId, buckets, pass);
}

/**
 * Has every order of a client judged again: marks the buckets, then queues one message for each. The pass waits
 * whether or not the terms changed lately, for the registries or the judges may have. One that could not be queued
 * leaves its marks: figures say `rejudging` until the request is repeated. Throws `forbidden`, `not-found`.
 */
export async function requestRejudge(
  deps: RequestRejudgeDeps,
  principal: Principal,
  clientId: ClientId,
  now: number,
): Promise<{ readonly client: Client; readonly delaySeconds: number }> {
  const client = await deps.authorizer.authorizeClient(principal, 'rejudge:request', clientId);
  await startPass(deps, client.clientId, everyBucket(client.buckets));
  await deps.audit.append({
    at: now,
    principalId: principal.id,
    action: 'rejudge:request',
    outcome: 'done',
    clientId,
  });
  return { client, delaySeconds: SETTLE_SECONDS };
}
