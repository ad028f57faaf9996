import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import { SetupError } from './console.mjs';

/** One row of a file that fits in memory: its cells by column, trimmed. */
export interface CsvRow {
  /** Where it ends in the file, from 1; the heading is line 1. */
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
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

/** A file that fits in memory. Throws `SetupError` where it cannot be read. */
export async function readWhole(file: string): Promise<Uint8Array> {
  return readFile(file).catch((error: unknown) => {
    throw new SetupError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
}

/**
 * The rows of a CSV in UTF-8 whose first line names its columns, in any order. Throws `SetupError` for a file that cannot
 * be read, a column that is not known, and one of `needed` that is not there.
 */
export function readSmallCsv(
  content: Uint8Array,
  file: string,
  columns: readonly string[],
  needed: readonly string[],
): readonly CsvRow[] {
  const [first, ...rows] = parsed(content, file);
  const heading = first?.record ?? [];
  const unknown = heading.filter((name) => !columns.includes(name));
  if (unknown.length > 0) {
    throw new SetupError(`${file}: unknown columns ${unknown.join(', ')}; known are ${columns.join(', ')}`);
  }
  for (const name of needed) {
    if (!heading.includes(name)) throw new SetupError(`${file}: the first line has no column ${name}`);
  }
  return rows.map(({ record, info }) => ({
    line: info.lines,
    cells: Object.fromEntries(heading.map((name, at) => [name, (record[at] ?? '').trim()])),
  }));
}
