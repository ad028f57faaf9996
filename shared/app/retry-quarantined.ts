import type { Client } from '../domain/crm/client.ts';
import type { Principal } from '../domain/crm/principal.ts';
import { problem } from '../domain/errors.ts';
import type { OrderNo } from '../domain/ids.ts';
import { isWaiting, readQuarantineId, type QuarantinedFact } from '../domain/ledger/event-quarantined.ts';
import type { AuditLog } from '../ports/audit.ts';
import type { FactQueue } from '../ports/fact-queue.ts';
import type { QuarantineStore } from '../ports/quarantine.ts';
import type { Authorizer } from './authorize.ts';

export interface RetryQuarantinedDeps {
  readonly authorizer: Authorizer;
  readonly quarantine: Pick<QuarantineStore, 'find' | 'markRetrying' | 'discard'>;
  readonly queue: FactQueue;
  readonly audit: AuditLog;
  readonly bucketOf: (orderNo: OrderNo, buckets: number) => number;
}

async function findEntry(
  { authorizer, quarantine }: RetryQuarantinedDeps,
  principal: Principal,
  id: string,
): Promise<{ readonly client: Client; readonly key: string; readonly entry: QuarantinedFact }> {
  const parts = readQuarantineId(id);
  if (!parts) throw problem.notFound();
  const client = await authorizer.authorizeClient(principal, 'quarantine:retry', parts.clientId);
  const entry = await quarantine.find(client.clientId, parts.key);
  if (!entry) throw problem.notFound();
  return { client, key: parts.key, entry };
}

/**
 * Sends an entry to the ledger again. Only once the queue holds it is the entry taken off the list; should it be refused
 * again, it comes back under the same id with one attempt more; recorded, it goes. An entry on its way is not sent twice,
 * unless nothing was heard of it for an hour.
 * Throws `forbidden`, `not-found`, `unavailable`.
 */
export async function retryQuarantined(
  deps: RetryQuarantinedDeps,
  principal: Principal,
  id: string,
  now: number,
): Promise<void> {
  const { client, entry } = await findEntry(deps, principal, id);
  if (!isWaiting(entry, now)) return;
  const { kind, orderNo, fact, refusals } = entry;
  const bucket = deps.bucketOf(orderNo, client.buckets);
  const group = { clientId: client.clientId, bucket, events: [{ kind, orderNo, fact, refusals }] };
  const unsent = await deps.queue.send('ledger', [group]);
  if (unsent.size > 0) throw problem.unavailable();
  await deps.quarantine.markRetrying(entry, now);
  await deps.audit.append({
    at: now,
    principalId: principal.id,
    action: 'quarantine:retry',
    outcome: 'done',
    clientId: client.clientId,
    target: id,
  });
}

/** Removes an entry for good; the audit log keeps who did it. Throws `forbidden`, `not-found`. */
export async function discardQuarantined(
  deps: RetryQuarantinedDeps,
  principal: Principal,
  id: string,
  now: number,
): Promise<void> {
  const { client, key } = await findEntry(deps, principal, id);
  // Written first: nothing is ever removed without a trace.
  await deps.audit.append({
    at: now,
    principalId: principal.id,
    action: 'quarantine:discard',
    outcome: 'done',
    clientId: client.clientId,
    target: id,
  });
  await deps.quarantine.discard(client.clientId, key);
}
