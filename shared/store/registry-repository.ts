import { registryEntrySchema, type RegistryEntry, type RegistryName } from '../domain/crm/registry.ts';
import type { RegistryStore } from '../ports/registries.ts';
import type { Documents } from './documents.ts';
import { crmKeys } from './keys.ts';
import { pagesOf } from './pages.ts';
import { readItem } from './read-item.ts';
import { versionCondition } from './version-condition.ts';

/** Registries in the crm table: one partition each, some hundred entries at most. */
export function createRegistryRepository(documents: Documents, table: string): RegistryStore {
  const list = async (registry: RegistryName): Promise<readonly RegistryEntry[]> => {
    const { pk } = crmKeys.registryEntry(registry, '');
    const entries: RegistryEntry[] = [];
    for await (const items of pagesOf(documents, { table, pk })) {
      entries.push(...items.map((item) => readItem(registryEntrySchema, item)));
    }
    return entries;
  };
  const ids = async (registry: RegistryName): Promise<ReadonlySet<string>> =>
    new Set((await list(registry)).map((entry) => entry.id));

  return {
    list,
    all: async () => {
      const [sites, carriers, serviceLevels] = await Promise.all([
        ids('site'),
        ids('carrier'),
        ids('service-level'),
      ]);
      return { sites, carriers, serviceLevels };
    },
    find: async (registry, id) => {
      const item = await documents.get(table, crmKeys.registryEntry(registry, id), { consistent: true });
      return item && readItem(registryEntrySchema, item);
    },
    save: (registry, entry) =>
      documents.put(
        table,
        { ...crmKeys.registryEntry(registry, entry.id), ...entry },
        versionCondition(entry.version),
      ),
  };
}
