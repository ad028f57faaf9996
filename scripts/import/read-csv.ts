import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { parse, type CsvError } from 'csv-parse';
import type { MappedFile } from './mapping.ts';
import { ImportError, type ReportProblem, type Table, type TableRow } from './table.ts';

// A quote that is never closed would otherwise collect the rest of the file in memory.
const MAX_ROW_BYTES = 1024 * 1024;

/**
 * Reads a CSV file row by row in constant memory: BOM, CRLF, quotes and line breaks inside them.
 * Rows that cannot be read (bytes of another encoding, stray quotes) are reported and left out.
 */
export function readCsv(path: string, file: MappedFile, size: number, report: ReportProblem): Table {
  let bytes = 0;
  const count = (size: number): void => {
    bytes += size;
  };
  return { rows: csvRows(path, file, report, count), share: () => bytes / Math.max(1, size) };
}

async function* csvRows(
  path: string,
  file: MappedFile,
  report: ReportProblem,
  count: (size: number) => void,
): AsyncGenerator<TableRow> {
  let row = 0;
  let lastFaultyLine: unknown;
  const parser = parse({
    // One character per byte: which rows are not UTF-8 is decided row by row, so that it can be said which.
    encoding: 'latin1',
    delimiter: file.delimiter,
    relax_column_count: true,
    skip_records_with_error: true,
    max_record_size: MAX_ROW_BYTES,
    // Both callbacks run in the order of the file; the rows themselves come later, through a buffer.
    on_record: (cells: string[]) => [String(++row), ...cells],
    on_skip: (error: CsvError | undefined) => {
      // Two stray quotes in one row are two errors of it.
      if (error?.lines === lastFaultyLine) return undefined;
      lastFaultyLine = error?.lines;
      row += 1;
      report({ file: file.file, row, code: 'unreadable-row', detail: explain(error) });
      return undefined;
    },
  });
  const source = Readable.from(utf8Bytes(path, file, count));
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const raw of parser) {
      const decoded = decodeRow(raw, file, report);
      if (decoded) yield decoded;
    }
  } finally {
    source.destroy();
  }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
const hasHighBytes = (cell: string): boolean => /[\u0080-\u00ff]/.test(cell);

function decodeRow(raw: unknown, file: MappedFile, report: ReportProblem): TableRow | undefined {
  if (!isTexts(raw)) return undefined;
  const [number, ...cells] = raw;
  const row = Number(number);
  // A blank line is no row, but it counts as one where a spreadsheet shows it.
  if (cells.length === 1 && cells[0] === '') return undefined;
  if (!cells.some(hasHighBytes)) return { row, cells };
  try {
    return { row, cells: cells.map((cell) => utf8.decode(Buffer.from(cell, 'latin1'))) };
  } catch {
    const detail = `the row is not ${file.encoding}: set "encoding": "latin1" for the file "${file.name}" in the mapping, or save the file as UTF-8`;
    if (row === 1) throw new ImportError(`${file.file}, row 1: ${detail}`);
    report({ file: file.file, row, code: 'wrong-encoding', detail });
    return undefined;
  }
}

/** The file as UTF-8 without a byte-order mark, whatever its encoding. */
async function* utf8Bytes(
  path: string,
  file: MappedFile,
  count: (size: number) => void,
): AsyncGenerator<Buffer> {
  const label = file.encoding === 'latin1' ? 'windows-1252' : file.encoding;
  const decoder = label === 'utf-8' ? undefined : new TextDecoder(label);
  let first = true;
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    if (!Buffer.isBuffer(chunk)) continue;
    count(chunk.length);
    const bytes = decoder ? Buffer.from(decoder.decode(chunk, { stream: true })) : chunk;
    yield first && !decoder ? withoutMark(bytes) : bytes;
    first = false;
  }
  if (decoder) yield Buffer.from(decoder.decode());
}

const withoutMark = (bytes: Buffer): Buffer =>
  bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? bytes.subarray(3) : bytes;

const STRAY_QUOTE = 'a quote stands inside a cell: quote the whole cell and write "" for a quote inside it';
const FAULTS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED:
    'a quote is opened and never closed: close it, or write "" for a quote inside a quoted cell',
  CSV_MAX_RECORD_SIZE: 'the row is larger than 1 MiB: look for a quote that is opened and not closed',
  INVALID_OPENING_QUOTE: STRAY_QUOTE,
  CSV_INVALID_CLOSING_QUOTE: STRAY_QUOTE,
  CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE: STRAY_QUOTE,
};

const explain = (error: CsvError | undefined): string =>
  FAULTS[error?.code ?? ''] ?? `the row cannot be read: ${error?.message ?? 'unknown fault'}`;
