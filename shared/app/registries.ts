import type { Principal } from '../domain/crm/principal.ts';
import type { RegistryEntry, RegistryName } from '../domain/crm/registry.ts';
import { problem } from '../domain/errors.ts';
import type { AuditLog } from '../ports/audit.ts';
import type { RegistryStore } from '../ports/registries.ts';
import type { Authorizer } from './authorize.ts';

export interface RegistriesDeps {
  readonly authorizer: Authorizer;
  readonly registries: RegistryStore;
  readonly audit: AuditLog;
}

/** Every entry of a registry, by id. Throws `forbidden`. */
export async function listRegistry(
  { authorizer, registries }: RegistriesDeps,
  principal: Principal,
  registry: RegistryName,
): Promise<readonly RegistryEntry[]> {
  await authorizer.authorize(principal, 'registries:read');
  return registries.list(registry);
}

/**
 * Adds an entry, or changes one from the version the caller has seen; the same content again changes nothing.
 * `versionSeen` is asked only when there is something to overwrite. Throws `forbidden`, `if-match-required`, `stale-version`.
 */
export async function putRegistryEntry(
  { authorizer, registries, audit }: RegistriesDeps,
  principal: Principal,
  registry: RegistryName,
  entry: Pick<RegistryEntry, 'id' | 'name' | 'active'>,
  versionSeen: () => number,
  now: number,
): Promise<RegistryEntry> {
  await authorizer.authorize(principal, 'registries:write');
  const stored = await registries.find(registry, entry.id);
  if (stored && stored.name === entry.name && stored.active === entry.active) return stored;
  if (stored && versionSeen() !== stored.version) throw problem.staleVersion();
  const next = { ...entry, version: (stored?.version ?? 0) + 1 };
  if (!(await registries.save(registry, next))) throw problem.staleVersion();
  await audit.append({
    at: now,
    principalId: principal.id,
    action: 'registries:write',
    outcome: 'done',
    target: `${registry}/${entry.id}`,
  });
  return next;
}
