import { itemBytes, textBytes, valueBytes } from '../../shared/store/item-size.ts';
import type { IndexShape } from '../../shared/store/tables.ts';
import type { Item, Value } from '../../shared/store/documents.ts';

/**
 * Capacity units as DynamoDB bills them (Amazon DynamoDB Developer Guide: "Capacity unit consumption for write/read
 * operations", "Local secondary indexes: provisioned throughput considerations"). Pure; sizes in bytes.
 */
export { itemBytes, textBytes, valueBytes };

const WRITE_UNIT_BYTES = 1024;
const READ_UNIT_BYTES = 4096;

export type ReadMode = 'eventual' | 'consistent' | 'transactional';

const READ_FACTOR = { eventual: 0.5, consistent: 1, transactional: 2 } as const;

/** Units of reading so many bytes at once; a missing item is read too. */
export const readUnits = (bytes: number, mode: ReadMode): number =>
  Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * READ_FACTOR[mode];

const units = (bytes: number): number => Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES));

/** Table units of one write: the larger of the item before and after; twice that in a transaction. */
export const writeUnits = (before: number, after: number, transactional = false): number =>
  units(Math.max(before, after)) * (transactional ? 2 : 1);

const attributeBytes = (item: Item, name: string): number => {
  const value = item[name];
  return value === undefined ? 0 : textBytes(name) + valueBytes(value);
};

/** Bytes of an item's entry in a local index: both keys and what is projected. 100 bytes of overhead are stored, not billed here. */
export function indexEntryBytes(index: IndexShape, item: Item): number {
  let bytes = attributeBytes(item, 'pk') + attributeBytes(item, 'sk') + attributeBytes(item, index.sortKey);
  for (const name of index.include) bytes += attributeBytes(item, name);
  return bytes;
}

export const isIndexed = (index: IndexShape, item: Item | undefined): item is Item =>
  item?.[index.sortKey] !== undefined;

const isSame = (a: Value | undefined, b: Value | undefined): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));

/**
 * Units one local index costs when an item changes: one write to enter, one to leave, two when its key changes, one
 * when something projected changes, none otherwise. Not doubled in transactions.
 */
export function indexWriteUnits(
  index: IndexShape,
  before: Item | undefined,
  after: Item | undefined,
): number {
  const was = isIndexed(index, before) ? before : undefined;
  const is = isIndexed(index, after) ? after : undefined;
  if (was === undefined) return is === undefined ? 0 : units(indexEntryBytes(index, is));
  if (is === undefined) return units(indexEntryBytes(index, was));
  if (was[index.sortKey] !== is[index.sortKey])
    return units(indexEntryBytes(index, was)) + units(indexEntryBytes(index, is));
  if (index.include.every((name) => isSame(was[name], is[name]))) return 0;
  return units(Math.max(indexEntryBytes(index, was), indexEntryBytes(index, is)));
}

export interface Units {
  read: number;
  write: number;
}

export interface TableUnits extends Units {
  /** Part of the totals, index by index. */
  readonly indexes: Record<string, Units>;
}

/** Adds up what the operations on a set of tables consume. */
export class CapacityMeter {
  read = 0;
  write = 0;
  readonly byTable: Record<string, TableUnits> = {};

  addRead(table: string, amount: number, index?: string): void {
    this.read += amount;
    const entry = this.#table(table);
    entry.read += amount;
    if (index !== undefined) this.#index(entry, index).read += amount;
  }

  addWrite(table: string, amount: number, index?: string): void {
    if (amount === 0) return;
    this.write += amount;
    const entry = this.#table(table);
    entry.write += amount;
    if (index !== undefined) this.#index(entry, index).write += amount;
  }

  reset(): void {
    this.read = 0;
    this.write = 0;
    for (const table of Object.keys(this.byTable)) Reflect.deleteProperty(this.byTable, table);
  }

  #table(table: string): TableUnits {
    return (this.byTable[table] ??= { read: 0, write: 0, indexes: {} });
  }

  #index(entry: TableUnits, index: string): Units {
    return (entry.indexes[index] ??= { read: 0, write: 0 });
  }
}
