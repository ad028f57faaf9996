import type { Registries, RegistryEntry, RegistryName } from '../domain/crm/registry.ts';

export interface RegistryReader {
  all(): Promise<Registries>;
}

export interface RegistryStore extends RegistryReader {
  find(registry: RegistryName, id: string): Promise<RegistryEntry | undefined>;
  list(registry: RegistryName): Promise<readonly RegistryEntry[]>;
  /** Version 1 is put only where there is none, version n only over n − 1; `false` when someone else was first. */
  save(registry: RegistryName, entry: RegistryEntry): Promise<boolean>;
}
