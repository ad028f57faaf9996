import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { MappedFile } from './mapping.ts';
import { ImportError, type ReportProblem, type Table, type TableRow } from './table.ts';
import { openArchive, type Archive } from './xlsx/archive.ts';
import { numberText, serialToText } from './xlsx/number-format.ts';
import { readWorkbook, unescapeOoxml, type Workbook } from './xlsx/workbook.ts';
import { parseXml, type Attributes } from './xlsx/xml.ts';

/**
 * Reads one sheet of an XLSX file row by row in constant memory. Dates come as ISO text without zone, numbers as
 * the digits shown, formulas as their last result. A row with an error value (`#N/A`) is reported and left out.
 */
export function readXlsx(path: string, file: MappedFile, folder: string, report: ReportProblem): Table {
  let share = 0;
  return {
    rows: xlsxRows(path, file, folder, report, (done) => {
      share = done;
    }),
    share: () => share,
  };
}

async function* xlsxRows(
  path: string,
  file: MappedFile,
  folder: string,
  report: ReportProblem,
  progress: (share: number) => void,
): AsyncGenerator<TableRow> {
  const archive = await openArchive(path).catch(() => {
    throw new ImportError(`${file.file} is no XLSX file: save it as "Excel workbook (.xlsx)" or as CSV`);
  });
  const own = await mkdtemp(join(folder, 'xlsx-'));
  try {
    const book = await readWorkbook(archive, own);
    try {
      yield* sheetRows(archive, book, file, report, progress);
    } finally {
      book.strings.close();
    }
  } finally {
    archive.close();
    await rm(own, { recursive: true, force: true });
  }
}

async function* sheetRows(
  archive: Archive,
  book: Workbook,
  file: MappedFile,
  report: ReportProblem,
  progress: (share: number) => void,
): AsyncGenerator<TableRow> {
  const { part } = sheetOf(book, file);
  const ready: TableRow[] = [];
  const reader = rowReader(book, file, report, (row) => ready.push(row));
  for await (const bytes of parseXml(await archive.open(part), reader)) {
    progress(bytes / Math.max(1, archive.size(part)));
    yield* ready.splice(0);
  }
}

function sheetOf(book: Workbook, file: MappedFile): { readonly part: string } {
  const sheet = file.sheet === undefined ? book.sheets[0] : book.sheets.find((s) => s.name === file.sheet);
  if (sheet) return sheet;
  const names = book.sheets.map((one) => `"${one.name}"`).join(', ');
  throw new ImportError(
    `${file.file} has no sheet "${file.sheet ?? ''}": it has ${names === '' ? 'none' : names}`,
  );
}

/** Collects the cells of a row; a cell without reference stands right of the one before. */
function rowReader(
  book: Workbook,
  file: MappedFile,
  report: ReportProblem,
  emit: (row: TableRow) => void,
): {
  open: (tag: string, attributes: Attributes) => void;
  text: (piece: string) => void;
  close: (tag: string) => void;
} {
  let row = 0;
  let cells: string[] = [];
  let column = -1;
  let type = '';
  let style = 0;
  let value = '';
  let listening = false;
  let faulty: string | undefined;

  return {
    open(tag, attributes) {
      if (tag === 'row') {
        row = attributes.r === undefined ? row + 1 : Number(attributes.r);
        cells = [];
        column = -1;
        faulty = undefined;
      } else if (tag === 'c') {
        column = attributes.r === undefined ? column + 1 : columnOf(attributes.r);
        type = attributes.t ?? 'n';
        style = Number(attributes.s ?? -1);
        value = '';
      } else if (tag === 'v' || tag === 't') listening = true;
    },
    text(piece) {
      if (listening) value += piece;
    },
    close(tag) {
      if (tag === 'v' || tag === 't') listening = false;
      else if (tag === 'c') {
        if (type === 'e')
          faulty ??= `the cell ${columnName(column)}${String(row)} shows ${value}: correct it`;
        while (cells.length < column) cells.push('');
        cells[column] = cellText(book, type, style, value);
      } else if (tag === 'row') {
        if (faulty !== undefined) report({ file: file.file, row, code: 'unreadable-row', detail: faulty });
        else if (cells.some((cell) => cell !== '')) emit({ row, cells });
      }
    },
  };
}

function cellText(book: Workbook, type: string, style: number, value: string): string {
  switch (type) {
    case 's':
      return book.strings.get(Number(value)) ?? '';
    case 'inlineStr':
    case 'str':
      return unescapeOoxml(value);
    case 'b':
      return value === '1' ? 'true' : 'false';
    case 'n': {
      if (value === '') return '';
      const kind = book.styles[style] ?? 'number';
      return kind === 'number' ? numberText(Number(value)) : serialToText(Number(value), kind, book.from1904);
    }
    default:
      return value;
  }
}

function columnOf(reference: string): number {
  let column = 0;
  for (const letter of reference.replace(/\d+$/, '')) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

function columnName(column: number): string {
  const rest = Math.floor(column / 26);
  return `${rest > 0 ? columnName(rest - 1) : ''}${String.fromCharCode(65 + (column % 26))}`;
}
