import { BUILT_IN_CAUSES } from './miss-causes.ts';
import { BUILT_IN_REASONS } from './reason-codes.ts';
import {
  aliasMap,
  followAliases,
  type RegistryEntry,
  type RegistryName,
  type RegistryState,
} from './registry.ts';

const BUILT_IN: Readonly<Record<RegistryName, readonly RegistryEntry[]>> = {
  site: [],
  carrier: [],
  'service-level': [],
  cause: BUILT_IN_CAUSES,
  reason: BUILT_IN_REASONS,
};

/** What a registry holds: the company's entries, and the built-in ones it has not changed. */
export const entriesById = (
  registry: RegistryName,
  { entries }: RegistryState,
): ReadonlyMap<string, RegistryEntry> =>
  new Map([...BUILT_IN[registry], ...entries].map((entry) => [entry.id, entry]));

/** The same by id, in the order of their text. */
export const entriesOf = (registry: RegistryName, state: RegistryState): readonly RegistryEntry[] =>
  [...entriesById(registry, state).values()].sort((a, b) => (a.id < b.id ? -1 : 1));

/** The entry that an id or alias stands for; an id that was merged stands for the entry it was merged into. */
export function entryOf(
  registry: RegistryName,
  state: RegistryState,
  value: string,
): RegistryEntry | undefined {
  const end = followAliases(aliasMap(state.aliases), value);
  return end === undefined ? undefined : entriesById(registry, state).get(end);
}
