import { readSmallCsv } from './small-csv.ts';

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
export const readRegistryCsv = (content: Uint8Array, file: string): readonly RegistryRow[] =>
  readSmallCsv(content, file, COLUMNS, ['id', 'name']).map(({ line, cells }) => ({
    line,
    entry: entryOf(cells),
  }));

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
