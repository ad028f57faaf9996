import { grantOf, type Grant, type GrantedClientIds } from '../domain/crm/grant.ts';
import type { Principal } from '../domain/crm/principal.ts';
import { problem } from '../domain/errors.ts';
import type { AuditLog } from '../ports/audit.ts';
import type { GrantStore } from '../ports/grants.ts';
import type { Authorizer } from './authorize.ts';
import { sameJson } from './same-json.ts';

export interface GrantsDeps {
  readonly authorizer: Authorizer;
  readonly grants: GrantStore;
  readonly audit: AuditLog;
}

/** The grant of a person or machine. Throws `forbidden` and `not-found`. */
export async function getGrant(
  { authorizer, grants }: GrantsDeps,
  principal: Principal,
  principalId: string,
): Promise<Grant> {
  await authorizer.authorize(principal, 'access:read');
  const grant = await grants.find(principalId);
  if (!grant) throw problem.notFound();
  return grant;
}

/**
 * Sets clients and sites of a person or machine, from the version the caller has seen; the same again changes nothing.
 * `versionSeen` is asked only when there is something to overwrite. Throws `forbidden`, `if-match-required`, `stale-version`.
 */
export async function putGrant(
  { authorizer, grants, audit }: GrantsDeps,
  principal: Principal,
  principalId: string,
  {
    clientIds,
    siteIds,
  }: { readonly clientIds: GrantedClientIds; readonly siteIds?: readonly string[] | undefined },
  versionSeen: () => number,
  now: number,
): Promise<Grant> {
  await authorizer.authorize(principal, 'access:write');
  const stored = await grants.find(principalId);
  const grant = grantOf(principalId, clientIds, (stored?.version ?? 0) + 1, siteIds);
  if (stored && sameJson({ ...stored, version: grant.version }, grant)) return stored;
  if (stored && versionSeen() !== stored.version) throw problem.staleVersion();
  if (!(await grants.save(grant))) throw problem.staleVersion();
  await audit.append({
    at: now,
    principalId: principal.id,
    action: 'access:write',
    outcome: 'done',
    target: principalId,
  });
  return grant;
}
