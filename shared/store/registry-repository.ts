import type { RegistryEntry, RegistryName } from '../domain/crm/registry.ts';
import { entryOf, viewOf } from '../domain/crm/registry-entries.ts';
import type { RegistryChange, RegistryStore } from '../ports/registries.ts';
import { commit } from './commit.ts';
import type { Action, Documents, Item, Key } from './documents.ts';
import { crmKeys } from './keys.ts';
import { createRegistryReader, loadRegistry } from './registry-reader.ts';
import { versionCondition } from './version-condition.ts';

const itemOf = ({ id, name, active, faultClass, version }: RegistryEntry): Item => ({
  id,
  name,
  active,
  version,
  ...(faultClass && { faultClass }),
});

/**
 * Registries in the crm table, to read and to change. Whoever only judges takes the reader: this one brings the
 * built-in entries along.
 */
export function createRegistryRepository(documents: Documents, table: string): RegistryStore {
  const actionsOf = (registry: RegistryName, seen: number, change: RegistryChange): readonly Action[] => {
    const put = (item: Item & Key): Action => ({ type: 'put', table, item });
    const { entries = [], aliases = [], removed = [] } = change;
    const version = seen + 1;
    return [
      // Two who change one registry at once could otherwise merge in a circle, or give an alias an entry's name.
      {
        type: 'put',
        table,
        item: { ...crmKeys.registryVersion(registry), version },
        condition: versionCondition(version),
      },
      ...entries.map((entry) => put({ ...crmKeys.registryEntry(registry, entry.id), ...itemOf(entry) })),
      ...aliases.map(({ value, id }) => put({ ...crmKeys.registryAlias(registry, value), value, id })),
      ...removed.map((value): Action => ({
        type: 'delete',
        table,
        key: crmKeys.registryAlias(registry, value),
      })),
    ];
  };
  const load = (registry: RegistryName) => loadRegistry(documents, table, registry, true);
  return {
    ...createRegistryReader(documents, table),
    load,
    findEntry: async (registry, value) => entryOf(viewOf(registry, await load(registry)), value),
    change: (registry, seen, change) => commit(documents, actionsOf(registry, seen, change)),
  };
}
