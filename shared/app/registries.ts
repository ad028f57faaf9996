import type { Principal } from '../domain/crm/principal.ts';
import {
  isDimension,
  type RegistryAlias,
  type RegistryEntry,
  type RegistryName,
  type RegistryState,
} from '../domain/crm/registry.ts';
import {
  faultsOfAlias,
  faultsOfEntry,
  faultsOfMerge,
  sameEntry,
  writtenOver,
  type WrittenEntry,
} from '../domain/crm/registry-edits.ts';
import { viewOf, type RegistryView } from '../domain/crm/registry-entries.ts';
import { problem, type FieldError } from '../domain/errors.ts';
import type { ClientId } from '../domain/ids.ts';
import type { RegistryChange, RegistryStore } from '../ports/registries.ts';
import { clientsNamed, startPasses } from './rejudge-clients.ts';
import type { RequestRejudgeDeps } from './request-rejudge.ts';

export interface RegistriesDeps extends RequestRejudgeDeps {
  readonly registries: RegistryStore;
}

/** Who edits which registry. */
export interface RegistryEdit {
  readonly principal: Principal;
  readonly registry: RegistryName;
  /** The clients whose orders are judged again when the edit can move any; absent: all. */
  readonly clientIds: readonly ClientId[] | undefined;
  readonly now: number;
}

/** Every entry of a registry with the aliases, by id. Reasons are for everybody, the others for the company. Throws `forbidden`. */
export async function listRegistry(
  { authorizer, registries }: Pick<RegistriesDeps, 'authorizer' | 'registries'>,
  principal: Principal,
  registry: RegistryName,
): Promise<Pick<RegistryState, 'entries' | 'aliases'>> {
  await authorizer.authorize(principal, registry === 'reason' ? 'reasons:read' : 'registries:read');
  const state = await registries.load(registry);
  const entries = [...viewOf(registry, state).entries.values()];
  return { entries: entries.sort((a, b) => (a.id < b.id ? -1 : 1)), aliases: state.aliases };
}

/** The registry that an edit is about, and the version it was seen at. Throws `forbidden`. */
export async function openRegistry(
  deps: RegistriesDeps,
  { principal, registry }: RegistryEdit,
): Promise<{ readonly view: RegistryView; readonly seen: number }> {
  await deps.authorizer.authorize(principal, 'registries:write');
  const state = await deps.registries.load(registry);
  return { view: viewOf(registry, state), seen: state.version };
}

const refuse = (faults: readonly FieldError[]): void => {
  if (faults.length > 0) throw problem.invalidRequest(faults);
};

/**
 * Writes changes of a registry, one after the other, and has orders judged again when they can move some: the passes
 * are started first, so that what was written is never left without them; they wait longer than this call can take.
 * Answers how many clients are judged again. Throws `invalid-request` for a client that is not there, `stale-version`.
 */
export async function writeChanges(
  deps: RegistriesDeps,
  edit: RegistryEdit,
  seen: number,
  changes: readonly RegistryChange[],
  movesOrders: boolean,
  target: string,
): Promise<number> {
  const { principal, registry, now } = edit;
  const clients =
    movesOrders && isDimension(registry) ? await clientsNamed(deps.clients, edit.clientIds) : [];
  await startPasses(deps, clients);
  for (const [i, change] of changes.entries()) {
    if (!(await deps.registries.change(registry, seen + i, change))) throw problem.staleVersion();
  }
  await deps.audit.append({
    at: now,
    principalId: principal.id,
    action: 'registries:write',
    outcome: 'done',
    target,
  });
  return clients.length;
}

/** The number of clients whose orders are judged again. */
export interface Rejudged {
  readonly clientsRejudged: number;
}

/**
 * Adds an entry, or changes one from the version the caller has seen; the same content again changes nothing.
 * A new id may be one that orders name already, so they are judged again. `versionSeen` is asked only when there is
 * something to overwrite. Throws `forbidden`, `invalid-request`, `if-match-required`, `stale-version`.
 */
export async function putRegistryEntry(
  deps: RegistriesDeps,
  edit: RegistryEdit,
  written: WrittenEntry,
  versionSeen: () => number,
): Promise<Rejudged & { readonly entry: RegistryEntry }> {
  const { registry } = edit;
  const { view, seen } = await openRegistry(deps, edit);
  const known = view.entries.get(written.id);
  const entry = writtenOver(known, written);
  if (known && sameEntry(known, entry)) return { entry: known, clientsRejudged: 0 };
  refuse(faultsOfEntry(view, entry));
  if (known && known.version > 0 && versionSeen() !== known.version) throw problem.staleVersion();
  const change = { entries: [entry] };
  const target = `${registry}/${entry.id}`;
  const clientsRejudged = await writeChanges(deps, edit, seen, [change], !known, target);
  return { entry, clientsRejudged };
}

/**
 * Has a value that sources write stand for an entry, and orders that name it judged again; an alias that is there
 * moves. Throws `forbidden`, `invalid-request`, `stale-version`.
 */
export async function putRegistryAlias(
  deps: RegistriesDeps,
  edit: RegistryEdit,
  alias: RegistryAlias,
): Promise<Rejudged> {
  const { registry } = edit;
  const { view, seen } = await openRegistry(deps, edit);
  if (view.aliases.get(alias.value) === alias.id) return { clientsRejudged: 0 };
  refuse(faultsOfAlias(view, alias));
  const target = `${registry}/${JSON.stringify(alias.value)} is ${alias.id}`;
  const change = { aliases: [alias] };
  return { clientsRejudged: await writeChanges(deps, edit, seen, [change], true, target) };
}

/** Takes an alias away, or undoes a merge; orders that name it are judged again. Throws `forbidden`, `not-found`, `stale-version`. */
export async function deleteRegistryAlias(
  deps: RegistriesDeps,
  edit: RegistryEdit,
  value: string,
): Promise<Rejudged> {
  const { view, seen } = await openRegistry(deps, edit);
  if (!view.aliases.has(value)) throw problem.notFound();
  const target = `${edit.registry}/${JSON.stringify(value)} is no alias`;
  const change = { removed: [value] };
  return { clientsRejudged: await writeChanges(deps, edit, seen, [change], true, target) };
}

/**
 * Merges an entry into another one: it becomes inactive and an alias, and its orders count under the other. Undone by
 * deleting the alias and making the entry active. Throws `forbidden`, `not-found`, `invalid-request`, `stale-version`.
 */
export async function mergeRegistryEntry(
  deps: RegistriesDeps,
  edit: RegistryEdit,
  id: string,
  into: string,
): Promise<Rejudged> {
  const { registry } = edit;
  const { view, seen } = await openRegistry(deps, edit);
  const known = view.entries.get(id);
  if (!known) throw problem.notFound();
  if (view.aliases.get(id) === into) return { clientsRejudged: 0 };
  refuse(faultsOfMerge(view, id, into));
  const change = {
    entries: [{ ...known, active: false, version: known.version + 1 }],
    aliases: [{ value: id, id: into }],
  };
  const target = `${registry}/${id} merged into ${into}`;
  return { clientsRejudged: await writeChanges(deps, edit, seen, [change], true, target) };
}
