import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import { SetupError } from './console.mjs';

/** An entry as POST /v1/registries/{registry}/import takes it; whether it is sound is for the API to say. */
export interface RegistryRow {
  /** Where it ends in the file, from 1; the heading is line 1. */
  readonly line: number;
  readonly entry: Readonly<Record<string, unknown>>;
}

const COLUMNS = ['id', 'name', 'active', 'faultClass', 'aliases'] as const;
const ALIAS_END = '|';
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

/**
 * The rows of a registry as CSV in UTF-8: columns `id`, `name` and, if wanted, `active` (true or false), `faultClass`
 * and `aliases` (several with `|` between). An empty cell leaves things as they are. Throws `SetupError` for a file
 * that cannot be read so.
 */
export function readRegistryCsv(content: Uint8Array, file: string): readonly RegistryRow[] {
  const [first, ...rows] = parsed(content, file);
  const heading = first?.record ?? [];
  const unknown = heading.filter((name) => !COLUMNS.some((column) => column === name));
  if (unknown.length > 0) {
    throw new SetupError(`${file}: unknown columns ${unknown.join(', ')}; known are ${COLUMNS.join(', ')}`);
  }
  for (const needed of ['id', 'name']) {
    if (!heading.includes(needed)) throw new SetupError(`${file}: the first line has no column ${needed}`);
  }
  return rows.map(({ record, info }) => ({
    line: info.lines,
    entry: entryOf(Object.fromEntries(heading.map((name, at) => [name, (record[at] ?? '').trim()]))),
  }));
}

const recordsSchema = z.array(z.object({ record: z.array(z.string()), info: z.object({ lines: z.int() }) }));

function parsed(content: Uint8Array, file: string): z.infer<typeof recordsSchema> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content);
    return recordsSchema.parse(parse(text, { relax_column_count: true, skip_empty_lines: true, info: true }));
  } catch (error) {
    const fault = error instanceof Error ? error.message : String(error);
    throw new SetupError(`${file} cannot be read: ${error instanceof TypeError ? 'it is not UTF-8' : fault}`);
  }
}

function entryOf(cells: Readonly<Record<string, string>>): RegistryRow['entry'] {
  const { id, name, active, faultClass, aliases } = cells;
  return {
    id,
    name,
    // Anything but true and false goes as it is written: the API says what is wrong with it.
    ...(active && { active: BOOLEANS.get(active.toLowerCase()) ?? active }),
    ...(faultClass && { faultClass }),
    ...(aliases && { aliases: aliases.split(ALIAS_END).map((alias) => alias.trim()) }),
  };
}
