import type { Condition } from './condition.ts';
import type { CellValue, DataValue, MappedFile, Mapping, Rule } from './mapping.ts';
import { ImportError } from './table.ts';
import { timeReader, type ReadTime } from './time-text.ts';

/** A column found in the files: which file, and at which place in the cells kept of its rows. */
export interface Column {
  readonly file: number;
  readonly slot: number;
  /** `orders.csv, column order_id`, for messages. */
  readonly label: string;
}

/** What of a file is kept: the places of the needed columns in the file's rows, and the join key among them. */
export interface PlannedFile {
  readonly spec: MappedFile;
  readonly width: number;
  readonly positions: readonly number[];
  readonly key: number;
  readonly readTime: ReadTime;
}

export type PlannedValue =
  | { readonly kind: 'constant'; readonly value: string | number | boolean }
  | { readonly kind: 'cell'; readonly cell: CellValue; readonly column: Column }
  | { readonly kind: 'each'; readonly file: number; readonly value: PlannedValue }
  | { readonly kind: 'list'; readonly items: readonly PlannedValue[] }
  | { readonly kind: 'fields'; readonly fields: readonly (readonly [string, PlannedValue])[] };

export interface PlannedRule {
  readonly rule: Rule;
  readonly at: Column;
  readonly conditions: readonly { readonly condition: Condition; readonly column: Column }[];
  readonly data: PlannedValue;
}

/** A mapping with every column found in the headers of its files. */
export interface Plan {
  readonly mapping: Mapping;
  readonly files: readonly PlannedFile[];
  readonly client: { readonly column: Column; readonly ids: Readonly<Record<string, string>> } | string;
  readonly order: Column;
  readonly rules: readonly PlannedRule[];
}

/** Finds the mapping's columns in the headers; an `ImportError` lists every column that is not there. */
export function makePlan(mapping: Mapping, headers: readonly (readonly string[])[]): Plan {
  const columns = columnFinder(mapping, headers);
  const client = mapping.client;
  const plan = {
    mapping,
    client:
      'constant' in client
        ? client.constant
        : { column: columns.find(client.column, 'client'), ids: client.ids },
    order: columns.find(mapping.order, 'order'),
    rules: mapping.rules.map((rule, i): PlannedRule =>
      planRule(rule, `rules.${String(i)}`, columns, mapping),
    ),
  };
  const keys = mapping.files.map((file, i) =>
    columns.find(
      file.key === undefined ? mapping.order : `${file.name}.${file.key}`,
      `files.${String(i)}.key`,
    ),
  );
  columns.check();
  const files = mapping.files.map((spec, i): PlannedFile => ({
    spec,
    width: headers[i]?.length ?? 0,
    positions: columns.positions(i),
    key: keys[i]?.slot ?? 0,
    readTime: timeReader(spec.timeFormat),
  }));
  return { ...plan, files };
}

function planRule(rule: Rule, path: string, columns: ColumnFinder, mapping: Mapping): PlannedRule {
  return {
    rule,
    at: columns.find(rule.at.column, `${path}.at`),
    conditions: rule.when.map((condition) => ({
      condition,
      column: columns.find(condition.column, `${path}.when`),
    })),
    data: planValue(rule.data, `${path}.data`, columns, mapping),
  };
}

function planValue(value: DataValue, path: string, columns: ColumnFinder, mapping: Mapping): PlannedValue {
  switch (value.kind) {
    case 'constant':
      return value;
    case 'cell':
      return {
        kind: 'cell',
        cell: value.cell,
        column: columns.find(value.cell.column, `${path}.${value.path}`),
      };
    case 'each': {
      const file = mapping.files.findIndex((one) => one.name === value.file);
      if (file < 0) columns.complain(`${path}.${value.path}.each: no file is named "${value.file}"`);
      return { kind: 'each', file, value: planValue(value.value, path, columns, mapping) };
    }
    case 'list':
      return { kind: 'list', items: value.items.map((item) => planValue(item, path, columns, mapping)) };
    case 'fields':
      return {
        kind: 'fields',
        fields: value.fields.map(
          ([name, field]) => [name, planValue(field, path, columns, mapping)] as const,
        ),
      };
  }
}

interface ColumnFinder {
  readonly find: (reference: string, path: string) => Column;
  readonly complain: (fault: string) => void;
  readonly positions: (file: number) => readonly number[];
  /** Throws when a column was not found. */
  readonly check: () => void;
}

function columnFinder(mapping: Mapping, headers: readonly (readonly string[])[]): ColumnFinder {
  const faults: string[] = [];
  const kept: number[][] = mapping.files.map(() => []);

  const slotOf = (file: number, position: number): number => {
    const positions = kept[file] ?? [];
    const found = positions.indexOf(position);
    return found >= 0 ? found : positions.push(position) - 1;
  };
  const find = (reference: string, path: string): Column => {
    const found = candidates(mapping, headers, reference);
    const [first, second] = found;
    if (!first) {
      const known = mapping.files
        .map((file, i) => `${file.name}: ${(headers[i] ?? []).join(', ')}`)
        .join('; ');
      faults.push(`${path}: no column "${reference}" (${known})`);
    } else if (second && !found.every((one) => one.isKey)) {
      const choices = found.map((one) => `${one.name}.${one.column}`).join(' or ');
      faults.push(`${path}: the column "${reference}" is in several files: write ${choices}`);
    }
    const { file, position } = first ?? { file: 0, position: 0 };
    const label = `${mapping.files[file]?.file ?? ''}, column ${headers[file]?.[position] ?? ''}`;
    return { file, slot: slotOf(file, position), label };
  };
  return {
    find,
    complain: (fault) => faults.push(fault),
    positions: (file) => kept[file] ?? [],
    check() {
      if (faults.length === 0) return;
      const list = [...new Set(faults)].map((fault) => `\n  ${fault}`).join('');
      throw new ImportError(`the mapping does not fit the files; correct its columns or the headers:${list}`);
    },
  };
}

interface Candidate {
  readonly file: number;
  readonly position: number;
  readonly name: string;
  readonly column: string;
  readonly isKey: boolean;
}

// `orders.order_id` names the file; a bare `order_id` is looked for in all. A header may itself contain a point.
function candidates(
  mapping: Mapping,
  headers: readonly (readonly string[])[],
  reference: string,
): readonly Candidate[] {
  return mapping.files.flatMap((spec, file) => {
    const header = headers[file] ?? [];
    const prefix = `${spec.name}.`;
    const names = reference.startsWith(prefix) ? [reference.slice(prefix.length), reference] : [reference];
    for (const column of names) {
      const position = header.indexOf(column);
      if (position >= 0) return [{ file, position, name: spec.name, column, isKey: spec.key === column }];
    }
    return [];
  });
}
