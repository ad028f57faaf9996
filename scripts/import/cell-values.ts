import type { CellValue } from './mapping.ts';
import { apiInstant, type ApiInstant, type ReadTime, type WrittenTime } from './time-text.ts';

export type Json = string | number | boolean | readonly Json[] | { readonly [field: string]: Json };

/** A cell of the group, with the row it stands in. */
export interface Cell {
  readonly text: string;
  readonly row: number;
}

/** What is wrong with a cell; `detail` names the remedy. */
export class CellError extends Error {
  override readonly name = 'CellError';
  readonly code: 'invalid-cell' | 'missing-cell' | 'values-differ';
  readonly row: number;
  constructor(code: CellError['code'], row: number, detail: string) {
    super(detail);
    this.code = code;
    this.row = row;
  }
}

interface Converted {
  readonly json: Json;
  /** What `latest`, `earliest` and `sum` go by. */
  readonly rank: number;
  readonly row: number;
}

export interface CellContext {
  readonly readTime: ReadTime;
  readonly timeZone: string;
  readonly timeFormat: string | undefined;
}

/** The value that a group of cells stands for, or `undefined` when all of them are empty. */
export function cellValue(spec: CellValue, cells: readonly Cell[], context: CellContext): Json | undefined {
  if (spec.pick === 'count') return cells.length;
  const filled = cells.filter((cell) => cell.text !== '');
  if (filled.length === 0) {
    if (spec.required)
      throw new CellError('missing-cell', cells[0]?.row ?? 0, 'the cell is empty: fill it in');
    return undefined;
  }
  return picked(
    spec,
    filled.map((cell) => convert(spec, cell, context)),
  );
}

function picked(spec: CellValue, values: readonly Converted[]): Json | undefined {
  switch (spec.pick) {
    case 'first':
    case 'count':
      return values[0]?.json;
    case 'same':
      return theSame(values);
    case 'latest':
      return values.reduce((a, b) => (b.rank > a.rank ? b : a)).json;
    case 'earliest':
      return values.reduce((a, b) => (b.rank < a.rank ? b : a)).json;
    case 'sum':
      return values.reduce((sum, value) => sum + value.rank, 0);
    case 'list':
      return values.map((value) => value.json);
  }
}

function theSame(values: readonly Converted[]): Json | undefined {
  const [first] = values;
  const text = JSON.stringify(first?.json);
  const other = values.find((value) => JSON.stringify(value.json) !== text);
  if (!other) return first?.json;
  const detail = `the rows of the order differ (${text}, ${JSON.stringify(other.json)}): say which counts with "pick" in the mapping`;
  throw new CellError('values-differ', other.row, detail);
}

function convert(spec: CellValue, cell: Cell, context: CellContext): Converted {
  const wrong = (expected: string): CellError =>
    new CellError('invalid-cell', cell.row, `"${cell.text.slice(0, 80)}" is no ${expected}`);
  const converted = (json: Json, rank = NaN): Converted => ({ json, rank, row: cell.row });
  switch (spec.as) {
    case 'text':
      return converted(cell.text, Number(cell.text));
    case 'integer':
      if (!/^[+-]?\d{1,15}(\.0+)?$/.test(cell.text)) throw wrong('whole number');
      return converted(Number(cell.text), Number(cell.text));
    case 'minor-units': {
      const amount = minorUnits(cell.text, spec.digits);
      if (amount === undefined)
        throw wrong(`amount with at most ${String(spec.digits)} decimal places after a point`);
      return converted(amount, amount);
    }
    case 'boolean': {
      const value = BOOLEANS[cell.text.toLowerCase()];
      if (value === undefined) throw wrong('true, false, yes, no, 1 or 0');
      return converted(value);
    }
    case 'date': {
      const time = context.readTime(cell.text);
      if (!time) throw wrong(`date${formatHint(context)}`);
      return converted(time.date, rankOf(time));
    }
    case 'time': {
      const time = context.readTime(cell.text);
      if (!time) throw wrong(`date and time that exists${formatHint(context)}`);
      return converted(instantOf(time, cell, context), rankOf(time));
    }
  }
}

const BOOLEANS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  '1': true,
  false: false,
  no: false,
  '0': false,
};

const formatHint = (context: CellContext): string =>
  context.timeFormat === undefined
    ? ' written like 2018-08-13 15:27:45; set "timeFormat" of the file in the mapping if it is written otherwise'
    : ` written like ${context.timeFormat}`;

function instantOf(time: WrittenTime, cell: Cell, context: CellContext): ApiInstant {
  const instant = apiInstant(time, context.timeZone);
  if (instant !== undefined) return instant;
  throw new CellError('invalid-cell', cell.row, `"${cell.text}" has no time of day, which is needed here`);
}

// Decimal text becomes minor units by moving the point: no binary fraction is involved.
function minorUnits(text: string, digits: number): number | undefined {
  const parts = /^([+-]?)(\d{1,12})(?:\.(\d*?)0*)?$/.exec(text);
  const fraction = parts?.[3] ?? '';
  if (!parts || fraction.length > digits) return undefined;
  return Number(`${parts[1] ?? ''}${parts[2] ?? ''}${fraction.padEnd(digits, '0')}`);
}

const rankOf = (time: WrittenTime): number =>
  Date.parse(`${time.date}T${time.clock ?? '00:00:00'}${time.offset ?? 'Z'}`);
