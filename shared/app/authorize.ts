import type { Client } from '../domain/crm/client.ts';
import {
  covers,
  rolesAllowing,
  scopeOf,
  sitesOf,
  type Action,
  type Scope,
} from '../domain/crm/permissions.ts';
import type { Principal } from '../domain/crm/principal.ts';
import { problem } from '../domain/errors.ts';
import type { ClientId } from '../domain/ids.ts';
import type { AuditLog } from '../ports/audit.ts';
import type { ClientReader } from '../ports/clients.ts';
import type { Clock } from '../ports/clock.ts';
import type { GrantReader } from '../ports/grants.ts';

export interface AuthorizeDeps {
  readonly grants: GrantReader;
  readonly clients: ClientReader;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

/** `forbidden` says nothing about whether such a client exists; `unknown` is said only within what one may see. */
export type ClientAccess =
  | { readonly access: 'allowed'; readonly client: Client }
  | { readonly access: 'forbidden' }
  | { readonly access: 'unknown' };

/** The one place that decides who may do what for whom. Keys of a tenant are built only from a client it returns. */
export interface Authorizer {
  /** Throws `forbidden` when no role of the caller allows the action; the refusal is on the audit log. */
  authorize(principal: Principal, action: Action): Promise<void>;
  /** The client; throws `forbidden` as above, and the same `not-found` for a foreign id and a missing one. */
  authorizeClient(principal: Principal, action: Action, clientId: ClientId): Promise<Client>;
  /** A decision for each id of a batch. Throws `forbidden` when the action is refused altogether. */
  authorizeEach(
    principal: Principal,
    action: Action,
    clientIds: readonly ClientId[],
  ): Promise<ReadonlyMap<ClientId, ClientAccess>>;
  /** The sites within which the caller may do the action; `undefined`: all. Ask after `authorizeClient`. */
  sitesOf(principal: Principal, action: Action): Promise<ReadonlySet<string> | undefined>;
  /** The clients for which the caller may do the action. Throws `forbidden` as above. */
  visibleClients(principal: Principal, action: Action): Promise<Scope>;
}

export function createAuthorizer({ grants, clients, audit, clock }: AuthorizeDeps): Authorizer {
  const refuse = (principal: Principal, action: Action, clientId?: ClientId): Promise<void> =>
    audit.append({ at: clock.now(), principalId: principal.id, action, outcome: 'refused', clientId });

  const authorize = async (principal: Principal, action: Action): Promise<void> => {
    if (rolesAllowing(principal, action).length > 0) return;
    await refuse(principal, action);
    throw problem.forbidden(action);
  };

  const visibleClients = async (principal: Principal, action: Action): Promise<Scope> => {
    await authorize(principal, action);
    // Administrators have no grant; do not read one for them.
    const ungranted = scopeOf(principal, action, undefined);
    return ungranted.all ? ungranted : scopeOf(principal, action, await grants.find(principal.id));
  };

  const authorizeClient = async (
    principal: Principal,
    action: Action,
    clientId: ClientId,
  ): Promise<Client> => {
    const scope = await visibleClients(principal, action);
    if (!covers(scope, clientId)) {
      await refuse(principal, action, clientId);
      throw problem.notFound();
    }
    const client = await clients.find(clientId);
    if (!client) throw problem.notFound();
    return client;
  };

  const authorizeEach: Authorizer['authorizeEach'] = async (principal, action, clientIds) => {
    const scope = await visibleClients(principal, action);
    const wanted = [...new Set(clientIds)];
    const covered = wanted.filter((id) => covers(scope, id));
    const found = new Map((await clients.findMany(covered)).map((client) => [client.clientId, client]));
    const decisions = new Map<ClientId, ClientAccess>();
    for (const id of wanted) {
      const client = found.get(id);
      if (client) decisions.set(id, { access: 'allowed', client });
      else decisions.set(id, { access: covers(scope, id) ? 'unknown' : 'forbidden' });
    }
    await Promise.all(wanted.filter((id) => !covers(scope, id)).map((id) => refuse(principal, action, id)));
    return decisions;
  };

  return {
    authorize,
    authorizeClient,
    authorizeEach,
    visibleClients,
    sitesOf: async (principal, action) => sitesOf(principal, action, await grants.find(principal.id)),
  };
}
