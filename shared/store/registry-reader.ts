import * as z from 'zod';
import {
  knownValues,
  registryEntrySchema,
  type KnownValues,
  type RegistryAlias,
  type RegistryEntry,
  type RegistryName,
  type RegistryState,
} from '../domain/crm/registry.ts';
import type { RegistryReader } from '../ports/registries.ts';
import type { Documents } from './documents.ts';
import { crmKeys } from './keys.ts';
import { pagesOf } from './pages.ts';
import { readItem, textOf } from './read-item.ts';

const aliasSchema = z.object({ value: z.string(), id: z.string() });
const versionSchema = z.object({ version: z.int() });

/** One registry with its aliases: one partition, some hundred items. */
export async function loadRegistry(
  documents: Documents,
  table: string,
  registry: RegistryName,
  consistent: boolean,
): Promise<RegistryState> {
  const { pk, sk: aliasPrefix } = crmKeys.registryAlias(registry, '');
  const versionSk = crmKeys.registryVersion(registry).sk;
  const entries: RegistryEntry[] = [];
  const aliases: RegistryAlias[] = [];
  let version = 0;
  for await (const items of pagesOf(documents, { table, pk, consistent })) {
    for (const item of items) {
      const sk = textOf(item, 'sk');
      if (sk === versionSk) ({ version } = readItem(versionSchema, item));
      else if (sk.startsWith(aliasPrefix)) aliases.push(readItem(aliasSchema, item));
      else entries.push(readItem(registryEntrySchema, item));
    }
  }
  return { entries, aliases, version };
}

/** What judging needs of the registries: which values are known, and what they count under. */
export function createRegistryReader(documents: Documents, table: string): RegistryReader {
  const known = async (registry: RegistryName): Promise<KnownValues> => {
    const { entries, aliases } = await loadRegistry(documents, table, registry, false);
    return knownValues(
      entries.map(({ id }) => id),
      aliases,
    );
  };
  return {
    all: async () => {
      const [sites, carriers, serviceLevels] = await Promise.all([
        known('site'),
        known('carrier'),
        known('service-level'),
      ]);
      return { sites, carriers, serviceLevels };
    },
  };
}
