import type { Client } from '../domain/crm/client.ts';
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

/** What an edit makes of a registry as it stands. */
export interface PlannedEdit {
  readonly changes: readonly RegistryChange[];
  /** Whether orders that are there may count elsewhere afterwards. */
  readonly movesOrders: boolean;
  /** For the audit log. */
  readonly target: string;
}

/** The number of clients whose orders are judged again. */
export interface Rejudged {
  readonly clientsRejudged: number;
}

const ATTEMPTS = 10;

/**
 * Edits a registry. 1. `plan` says what is to be written, or nothing, or throws; 2. where that can move orders, the
 * passes over them are started: first, so that what is written is never left without them, and they wait longer than
 * this call can take; 3. the changes are written, one after the other. Where somebody else was quicker, `plan` is asked
 * again. Throws `forbidden`, `invalid-request` for a client that is not there, `stale-version`.
 */
export async function editRegistry(
  deps: RegistriesDeps,
  edit: RegistryEdit,
  plan: (view: RegistryView) => PlannedEdit | undefined,
): Promise<Rejudged> {
  const { principal, registry, now } = edit;
  await deps.authorizer.authorize(principal, 'registries:write');
  let clients: readonly Client[] | undefined;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const state = await deps.registries.load(registry);
    const planned = plan(viewOf(registry, state));
    if (!planned) return { clientsRejudged: clients?.length ?? 0 };
    const { changes, movesOrders, target } = planned;
    if (!clients && movesOrders && isDimension(registry)) {
      clients = await clientsNamed(deps.clients, edit.clientIds);
      await startPasses(deps, clients);
    }
    if (!(await writeAll(deps.registries, registry, state.version, changes))) continue;
    const by = { at: now, principalId: principal.id, action: 'registries:write', outcome: 'done' } as const;
    await deps.audit.append({ ...by, target });
    return { clientsRejudged: clients?.length ?? 0 };
  }
  throw problem.staleVersion();
}

async function writeAll(
  registries: RegistryStore,
  registry: RegistryName,
  seen: number,
  changes: readonly RegistryChange[],
): Promise<boolean> {
  for (const [i, change] of changes.entries()) {
    if (!(await registries.change(registry, seen + i, change))) return false;
  }
  return true;
}

const refuse = (faults: readonly FieldError[]): void => {
  if (faults.length > 0) throw problem.invalidRequest(faults);
};

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
  let entry = writtenOver(undefined, written);
  const rejudged = await editRegistry(deps, edit, (view) => {
    const known = view.entries.get(written.id);
    entry = writtenOver(known, written);
    if (known && sameEntry(known, entry)) {
      entry = known;
      return undefined;
    }
    refuse(faultsOfEntry(view, entry));
    if (known && known.version > 0 && versionSeen() !== known.version) throw problem.staleVersion();
    const target = `${view.registry}/${entry.id}`;
    return { changes: [{ entries: [entry] }], movesOrders: !known, target };
  });
  return { entry, ...rejudged };
}

/**
 * Has a value that sources write stand for an entry, and orders that name it judged again; an alias that is there
 * moves. Throws `forbidden`, `invalid-request`, `stale-version`.
 */
export const putRegistryAlias = (
  deps: RegistriesDeps,
  edit: RegistryEdit,
  alias: RegistryAlias,
): Promise<Rejudged> =>
  editRegistry(deps, edit, (view) => {
    if (view.aliases.get(alias.value) === alias.id) return undefined;
    refuse(faultsOfAlias(view, alias));
    const target = `${view.registry}/${JSON.stringify(alias.value)} is ${alias.id}`;
    return { changes: [{ aliases: [alias] }], movesOrders: true, target };
  });

/** Takes an alias away, or undoes a merge; orders that name it are judged again. Throws `forbidden`, `not-found`, `stale-version`. */
export const deleteRegistryAlias = (
  deps: RegistriesDeps,
  edit: RegistryEdit,
  value: string,
): Promise<Rejudged> =>
  editRegistry(deps, edit, (view) => {
    if (!view.aliases.has(value)) throw problem.notFound();
    const target = `${view.registry}/${JSON.stringify(value)} is no alias`;
    return { changes: [{ removed: [value] }], movesOrders: true, target };
  });

/**
 * Merges an entry into another one: it becomes inactive and an alias, and its orders count under the other. Undone by
 * deleting the alias and making the entry active. Throws `forbidden`, `not-found`, `invalid-request`, `stale-version`.
 */
export const mergeRegistryEntry = (
  deps: RegistriesDeps,
  edit: RegistryEdit,
  id: string,
  into: string,
): Promise<Rejudged> =>
  editRegistry(deps, edit, (view) => {
    const known = view.entries.get(id);
    if (!known) throw problem.notFound();
    if (view.aliases.get(id) === into) return undefined;
    refuse(faultsOfMerge(view, id, into));
    const entries = [{ ...known, active: false, version: known.version + 1 }];
    const change = { entries, aliases: [{ value: id, id: into }] };
    return { changes: [change], movesOrders: true, target: `${view.registry}/${id} merged into ${into}` };
  });
