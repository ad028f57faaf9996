import type { RegistryName } from '../../shared/domain/crm/registry.ts';
import type { RegistryStore } from '../../shared/ports/registries.ts';

/** Registers ids, each under itself as its name. */
export async function register(
  registries: RegistryStore,
  registry: RegistryName,
  ...ids: readonly string[]
): Promise<void> {
  const { version } = await registries.load(registry);
  const entries = ids.map((id) => ({ id, name: id, active: true, version: 1 }));
  await registries.change(registry, version, { entries });
}
