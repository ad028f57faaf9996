import { planImport, type ReadRow, type RowResult, type RowWrites } from '../domain/crm/registry-import.ts';
import { MAX_REGISTRY_WRITES, type RegistryChange } from '../ports/registries.ts';
import {
  openRegistry,
  writeChanges,
  type RegistriesDeps,
  type RegistryEdit,
  type Rejudged,
} from './registries.ts';

/** Rows put together as far as one write takes them. A row alone never exceeds that. */
function packed(rows: readonly RowWrites[]): readonly RegistryChange[] {
  const changes: { entries: RowWrites['entries']; aliases: RowWrites['aliases'] }[] = [];
  for (const { entries, aliases } of rows) {
    const last = changes.at(-1);
    const size = (last?.entries.length ?? 0) + (last?.aliases.length ?? 0) + entries.length + aliases.length;
    if (last && size <= MAX_REGISTRY_WRITES) {
      last.entries = [...last.entries, ...entries];
      last.aliases = [...last.aliases, ...aliases];
    } else changes.push({ entries, aliases });
  }
  return changes;
}

/**
 * Adds and changes many entries. 1. each row is taken over those before it, or refused by itself; 2. orders are judged
 * again where a value was added; 3. the rows are written, many at a time. A repeat changes nothing.
 * Throws `forbidden`, `invalid-request` for a client that is not there, `stale-version`.
 */
export async function importRegistry(
  deps: RegistriesDeps,
  edit: RegistryEdit,
  rows: readonly ReadRow[],
): Promise<Rejudged & { readonly results: readonly RowResult[] }> {
  const { view, seen } = await openRegistry(deps, edit);
  const { results, writes, addsValues } = planImport(view, rows);
  if (writes.length === 0) return { results, clientsRejudged: 0 };
  const target = `${edit.registry}: ${String(writes.length)} imported`;
  const clientsRejudged = await writeChanges(deps, edit, seen, packed(writes), addsValues, target);
  return { results, clientsRejudged };
}
