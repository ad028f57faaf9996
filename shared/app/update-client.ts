import { todayIn } from '../domain/contract/versions-standing.ts';
import { contractOn, historyOf } from '../domain/contract/in-force.ts';
import type { Contract } from '../domain/contract/contract.ts';
import type { Client, ClientStatus } from '../domain/crm/client.ts';
import type { Principal } from '../domain/crm/principal.ts';
import { problem } from '../domain/errors.ts';
import type { ClientId } from '../domain/ids.ts';
import type { AuditLog } from '../ports/audit.ts';
import type { ClientDirectory } from '../ports/clients.ts';
import type { Authorizer } from './authorize.ts';

export interface ClientChanges {
  readonly name?: string | undefined;
  readonly status?: ClientStatus | undefined;
}

export interface UpdateClientDeps {
  readonly authorizer: Authorizer;
  readonly clients: ClientDirectory;
  readonly audit: AuditLog;
}

/**
 * Edits name and status of a client from the version the caller has seen; its terms change by contract versions.
 * 1. the role and the grant allow it; 2. the version is the stored one; 3. the client is written. An edit that changes
 * nothing writes nothing. Answers the client and the contract in force. Throws `forbidden`, `not-found`, `stale-version`.
 */
export async function updateClient(
  { authorizer, clients, audit }: UpdateClientDeps,
  principal: Principal,
  clientId: ClientId,
  expectedVersion: number,
  changes: ClientChanges,
  now: number,
): Promise<{ readonly client: Client; readonly contract: Contract }> {
  const allowed = await authorizer.authorizeClient(principal, 'clients:write', clientId);
  const terms = await clients.terms(allowed.clientId);
  if (!terms) throw problem.notFound();
  const { client } = terms;
  if (client.version !== expectedVersion) throw problem.staleVersion();
  const contract = contractOn(historyOf(terms), todayIn(client.timeZone, now));
  const name = changes.name ?? client.name;
  const status = changes.status ?? client.status;
  if (name === client.name && status === client.status) return { client, contract };

  const edited = { ...client, name, status, version: client.version + 1, updatedAt: now };
  if (!(await clients.update(edited))) throw problem.staleVersion();
  await audit.append({
    at: now,
    principalId: principal.id,
    action: 'clients:write',
    outcome: 'done',
    clientId,
  });
  return { client: edited, contract };
}
