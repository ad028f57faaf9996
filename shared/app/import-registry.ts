import { planImport, type ReadRow, type RowResult, type RowWrites } from '../domain/crm/registry-import.ts';
import { MAX_REGISTRY_WRITES, type RegistryChange } from '../ports/registries.ts';
import { editRegistry, type RegistriesDeps, type RegistryEdit, type Rejudged } from './registries.ts';

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

/** What became of the rows over several attempts: what an earlier one wrote is unchanged for a later one. */
const together = (earlier: readonly RowResult[], now: readonly RowResult[]): readonly RowResult[] =>
  now.map((result, i) => (result.outcome === 'unchanged' ? (earlier[i] ?? result) : result));

/**
 * Adds and changes many entries. Each row is taken over those before it, or refused by itself; orders are judged again
 * where a value was added. A repeat changes nothing. Throws `forbidden`, `invalid-request` for a client that is not
 * there, `stale-version`.
 */
export async function importRegistry(
  deps: RegistriesDeps,
  edit: RegistryEdit,
  rows: readonly ReadRow[],
): Promise<Rejudged & { readonly results: readonly RowResult[] }> {
  let results: readonly RowResult[] = [];
  const rejudged = await editRegistry(deps, edit, (view) => {
    const plan = planImport(view, rows);
    results = together(results, plan.results);
    if (plan.writes.length === 0) return undefined;
    const target = `${view.registry}: ${String(plan.writes.length)} imported`;
    return { changes: packed(plan.writes), movesOrders: plan.addsValues, target };
  });
  return { results, ...rejudged };
}
