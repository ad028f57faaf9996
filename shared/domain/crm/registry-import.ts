import type { FieldError } from '../errors.ts';
import type { RegistryAlias, RegistryEntry } from './registry.ts';
import { faultsOfEntry, sameEntry, writtenOver, type WrittenEntry } from './registry-edits.ts';
import type { RegistryView } from './registry-entries.ts';

export const IMPORT_OUTCOMES = ['created', 'changed', 'unchanged', 'refused'] as const;
type ImportOutcome = (typeof IMPORT_OUTCOMES)[number];

interface ImportRow extends WrittenEntry {
  readonly aliases?: readonly string[] | undefined;
}

/** A row as it was read: an entry, or what is wrong with it. */
export type ReadRow =
  | { readonly ok: true; readonly row: ImportRow }
  | { readonly ok: false; readonly id: string | null; readonly errors: readonly FieldError[] };

export interface RowResult {
  readonly index: number;
  readonly id: string | null;
  readonly outcome: ImportOutcome;
  readonly errors?: readonly FieldError[];
}

/** What one row writes. */
export interface RowWrites {
  readonly entries: readonly RegistryEntry[];
  readonly aliases: readonly RegistryAlias[];
}

export interface ImportPlan {
  readonly results: readonly RowResult[];
  /** Of the rows that write something, in their order. */
  readonly writes: readonly RowWrites[];
  /** Whether a value that orders may name already gets a meaning. */
  readonly addsValues: boolean;
}

/** What importing rows makes of a registry: each row is taken over those before it, or refused by itself. */
export function planImport(view: RegistryView, rows: readonly ReadRow[]): ImportPlan {
  const entries = new Map(view.entries);
  const aliases = new Map(view.aliases);
  const standing: RegistryView = { registry: view.registry, entries, aliases };
  const results: RowResult[] = [];
  const writes: RowWrites[] = [];
  const named = new Set<string>();
  let addsValues = false;
  for (const [index, read] of rows.entries()) {
    if (!read.ok) {
      results.push({ index, id: read.id, outcome: 'refused', errors: read.errors });
      continue;
    }
    const { id } = read.row;
    const planned = named.has(id) ? TWICE : planRow(standing, read.row);
    named.add(id);
    const { outcome, errors, writes: written } = planned;
    results.push({ index, id, outcome, ...(errors && { errors }) });
    if (!written) continue;
    writes.push(written);
    addsValues ||= outcome === 'created' || written.aliases.length > 0;
    for (const entry of written.entries) entries.set(entry.id, entry);
    for (const alias of written.aliases) aliases.set(alias.value, alias.id);
  }
  return { results, writes, addsValues };
}

interface PlannedRow {
  readonly outcome: ImportOutcome;
  readonly errors?: readonly FieldError[];
  readonly writes?: RowWrites;
}

const TWICE: PlannedRow = {
  outcome: 'refused',
  errors: [{ path: 'id', detail: 'stands in an earlier entry as well' }],
};

function planRow(view: RegistryView, row: ImportRow): PlannedRow {
  const known = view.entries.get(row.id);
  const entry = writtenOver(known, row);
  const isSame = known !== undefined && sameEntry(known, entry);
  const { added, faults } = newAliases(view, row);
  const errors = [...(isSame ? [] : faultsOfEntry(view, entry)), ...faults];
  if (errors.length > 0) return { outcome: 'refused', errors };
  if (isSame && added.length === 0) return { outcome: 'unchanged' };
  return {
    outcome: known ? 'changed' : 'created',
    writes: { entries: isSame ? [] : [entry], aliases: added },
  };
}

/** The aliases of a row that are not there yet. One that stands for another entry is not taken from it by an import. */
function newAliases({ entries, aliases }: RegistryView, { id, aliases: values = [] }: ImportRow) {
  const added: RegistryAlias[] = [];
  const faults: FieldError[] = [];
  for (const value of new Set(values)) {
    const target = aliases.get(value);
    if (value === id || target === id) continue;
    const path = `aliases.${String(values.indexOf(value))}`;
    if (entries.has(value)) {
      faults.push({ path, detail: `${value} is an entry of its own; merge it into ${id} instead` });
    } else if (target !== undefined) {
      faults.push({ path, detail: `${value} stands for ${target}; move that alias by itself` });
    } else added.push({ value, id });
  }
  return { added, faults };
}
