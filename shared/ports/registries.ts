import type {
  Registries,
  RegistryAlias,
  RegistryEntry,
  RegistryName,
  RegistryState,
} from '../domain/crm/registry.ts';

export interface RegistryReader {
  all(): Promise<Registries>;
}

/** Entries by what people and systems call them. */
export interface RegistryEntries {
  /**
   * The entry of an id or alias, built-in ones included; a merged id gives the entry it was merged into.
   * May be inactive: ask `active` before it is chosen anew.
   */
  findEntry(registry: RegistryName, value: string): Promise<RegistryEntry | undefined>;
}

/** What one write does to a registry. */
export interface RegistryChange {
  readonly entries?: readonly RegistryEntry[];
  /** New ones, and those that lead somewhere else from now on. */
  readonly aliases?: readonly RegistryAlias[];
  /** Aliases that are taken away, by value. */
  readonly removed?: readonly string[];
}

/** Most entries and aliases that one write may touch. */
export const MAX_REGISTRY_WRITES = 99;

export interface RegistryStore extends RegistryReader, RegistryEntries {
  load(registry: RegistryName): Promise<RegistryState>;
  /** All or nothing; `false` when the registry is no longer at the version `seen`, and nothing is written. */
  change(registry: RegistryName, seen: number, change: RegistryChange): Promise<boolean>;
}
