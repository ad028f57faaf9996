import { stat } from 'node:fs/promises';
import { join, extname } from 'node:path';
import type { MappedFile, Mapping } from './mapping.ts';
import { createPartitions, partitionCount, type Partitions } from './partitions.ts';
import { makePlan, type Plan, type PlannedFile } from './plan.ts';
import { readCsv } from './read-csv.ts';
import { readXlsx } from './read-xlsx.ts';
import { ImportError, type ReportProblem, type Table, type TableRow } from './table.ts';

// The XML of a sheet is about this many times the size of its compressed file.
const XLSX_UNPACKED = 10;

/** The files read: their plan, their rows in partitions, and how many rows each has. */
export interface FilesRead {
  readonly plan: Plan;
  readonly partitions: Partitions;
  readonly rows: readonly { readonly file: string; readonly rows: number }[];
}

interface OpenedFile {
  readonly spec: MappedFile;
  readonly table: Table;
  readonly rows: AsyncIterator<TableRow>;
  readonly header: readonly string[];
}

/**
 * Course: 1. find the files, 2. read the headers and fit the mapping to them, so that a wrong mapping is known
 * before long work, 3. read every file once, check the rows, keep the needed cells in partitions in `temp`.
 */
export async function readFiles(
  mapping: Mapping,
  folder: string,
  temp: string,
  report: ReportProblem,
  progress: (share: number) => void,
): Promise<FilesRead> {
  const sizes = await Promise.all(mapping.files.map((file) => sizeOf(join(folder, file.file), file)));
  const opened: OpenedFile[] = [];
  try {
    for (const [i, spec] of mapping.files.entries())
      opened.push(await openFile(spec, folder, temp, sizes[i] ?? 0, report));
    const plan = makePlan(
      mapping,
      opened.map((one) => one.header),
    );
    const unpacked = mapping.files.map((file, i) => (isXlsx(file) ? XLSX_UNPACKED : 1) * (sizes[i] ?? 0));
    const total = unpacked.reduce((sum, size) => sum + size, 0);
    const partitions = createPartitions(
      temp,
      mapping.files.length,
      partitionCount(total, mapping.files.length),
    );
    const rows: FilesRead['rows'][number][] = [];
    let done = 0;
    for (const [i, one] of opened.entries()) {
      const weight = (unpacked[i] ?? 0) / Math.max(1, total);
      const before = done;
      const count = await keepRows(plan, i, one, partitions, report, (share) => {
        progress(before + share * weight);
      });
      rows.push({ file: one.spec.file, rows: count });
      done += weight;
    }
    partitions.seal();
    return { plan, partitions, rows };
  } finally {
    for (const one of opened) await one.rows.return?.();
  }
}

const isXlsx = (file: MappedFile): boolean => extname(file.file).toLowerCase() === '.xlsx';

async function sizeOf(path: string, file: MappedFile): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile())
    throw new ImportError(`${path} is not there: check --dir, and "file" of "${file.name}" in the mapping`);
  if (found.size === 0)
    throw new ImportError(`${file.file} is empty: it needs a header row with the column names`);
  return found.size;
}

async function openFile(
  spec: MappedFile,
  folder: string,
  temp: string,
  size: number,
  report: ReportProblem,
): Promise<OpenedFile> {
  const path = join(folder, spec.file);
  const table = isXlsx(spec) ? readXlsx(path, spec, temp, report) : readCsv(path, spec, size, report);
  const rows = table.rows[Symbol.asyncIterator]();
  const first = await rows.next();
  if (first.done === true)
    throw new ImportError(`${spec.file} is empty: it needs a header row with the column names`);
  const header = first.value.cells.map((name) => name.trim());
  const twice = header.find((name, i) => name !== '' && header.indexOf(name) !== i);
  if (twice !== undefined) throw new ImportError(`${spec.file} has two columns named "${twice}": rename one`);
  return { spec, table, rows, header };
}

async function keepRows(
  plan: Plan,
  index: number,
  { spec, table, rows }: OpenedFile,
  partitions: Partitions,
  report: ReportProblem,
  progress: (share: number) => void,
): Promise<number> {
  const file = plan.files[index];
  if (!file) return 0;
  let count = 0;
  for (let next = await rows.next(); next.done !== true; next = await rows.next()) {
    count += 1;
    if (count % 1000 === 0) progress(table.share());
    const kept = keptCells(plan, index, file, next.value, spec, report);
    if (kept) partitions.add(index, kept.cells[file.key] ?? '', kept);
  }
  return count;
}

function keptCells(
  plan: Plan,
  index: number,
  file: PlannedFile,
  { row, cells }: TableRow,
  spec: MappedFile,
  report: ReportProblem,
): TableRow | undefined {
  // A spreadsheet leaves out empty cells at the end of a row; in a CSV file a short row is a broken one.
  const fits = isXlsx(spec) ? cells.length <= file.width : cells.length === file.width;
  if (!fits) {
    const detail = `the row has ${String(cells.length)} cells, the header has ${String(file.width)}: check delimiters and quotes`;
    report({ file: spec.file, row, code: 'column-count', detail });
    return undefined;
  }
  const kept = file.positions.map((position) => (cells[position] ?? '').trim());
  if (kept[file.key] === '') {
    const isOrder = plan.order.file === index && plan.order.slot === file.key;
    const what = isOrder ? 'the order number' : `the column ${spec.key ?? ''}, which joins the files,`;
    const code = isOrder ? 'missing-order' : 'missing-key';
    report({ file: spec.file, row, code, detail: `${what} is empty: fill it in` });
    return undefined;
  }
  return { row, cells: kept };
}
