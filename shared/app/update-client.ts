import type { Contract } from '../domain/contract/contract.ts';
import type { ContractOptions } from '../domain/contract/contract-schema.ts';
import { withOptions } from '../domain/contract/default-contract.ts';
import { everyBucket, type Client, type ClientStatus } from '../domain/crm/client.ts';
import type { Principal } from '../domain/crm/principal.ts';
import { problem } from '../domain/errors.ts';
import type { ClientId } from '../domain/ids.ts';
import type { Terms } from '../ports/clients.ts';
import { sameJson } from './same-json.ts';
import { sendPass, startPass, type RequestRejudgeDeps } from './request-rejudge.ts';

export interface ClientChanges {
  readonly name?: string | undefined;
  readonly status?: ClientStatus | undefined;
  readonly contract?: ContractOptions | undefined;
}

interface Edit {
  readonly client: Client;
  readonly contract: Contract;
  readonly changed: boolean;
  readonly termsChanged: boolean;
}

/** What the changes make of a client. Throws `contract-superseded` for terms that a later version has replaced. */
function applied({ client, contracts }: Terms, changes: ClientChanges, now: number): Edit {
  const current = contracts.at(-1);
  if (!current) throw problem.notFound();
  if (changes.contract !== undefined && contracts.length > 1) throw problem.contractSuperseded();
  const contract = withOptions(current, changes.contract ?? {});
  const termsChanged = !sameJson(contract, current);
  const name = changes.name ?? client.name;
  const status = changes.status ?? client.status;
  const changed = termsChanged || name !== client.name || status !== client.status;
  const rejudging = termsChanged ? everyBucket(client.buckets) : client.rejudging;
  return {
    client: { ...client, name, status, rejudging, version: client.version + 1, updatedAt: now },
    contract,
    changed,
    termsChanged,
  };
}

/**
 * Edits a client from the version the caller has seen.
 * 1. the role and the grant allow it, terms by administrators only; 2. the version is the stored one; 3. client and
 * contract are written together; 4. changed terms are queued for all orders. An edit that changes nothing writes nothing;
 * where terms were sent and buckets are still marked, they are queued again, for the queue may have refused them before.
 * Throws `forbidden`, `not-found`, `stale-version`, `contract-superseded`.
 */
export async function updateClient(
  deps: RequestRejudgeDeps,
  principal: Principal,
  clientId: ClientId,
  expectedVersion: number,
  changes: ClientChanges,
  now: number,
): Promise<{ readonly client: Client; readonly contract: Contract }> {
  const allowed = await deps.authorizer.authorizeClient(principal, 'clients:write', clientId);
  if (changes.contract !== undefined) await deps.authorizer.authorize(principal, 'terms:write');
  const terms = await deps.clients.terms(allowed.clientId);
  if (!terms) throw problem.notFound();
  if (terms.client.version !== expectedVersion) throw problem.staleVersion();
  const edit = applied(terms, changes, now);
  if (changes.contract !== undefined && !edit.termsChanged && terms.client.rejudging.length > 0)
    await startPass(deps, clientId, terms.client.rejudging);
  if (!edit.changed) return { client: terms.client, contract: edit.contract };

  const pass = deps.ids.ulid();
  const saved = await deps.clients.update(
    edit.client,
    edit.termsChanged ? { contract: edit.contract, pass } : undefined,
  );
  if (!saved) throw problem.staleVersion();
  await deps.audit.append({
    at: now,
    principalId: principal.id,
    action: edit.termsChanged ? 'terms:write' : 'clients:write',
    outcome: 'done',
    clientId,
  });
  if (edit.termsChanged) await sendPass(deps.queue, clientId, everyBucket(edit.client.buckets), pass);
  return { client: edit.client, contract: edit.contract };
}
