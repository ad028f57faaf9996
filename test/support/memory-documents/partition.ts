import type { Item, Key } from '../../../shared/store/documents.ts';
import type { IndexShape } from '../../../shared/store/tables.ts';
import { isIndexed } from '../capacity.ts';

/** An item as it is kept: frozen, with its size. The object stays the same over rewrites, so ordered lists keep it. */
export interface Row {
  item: Item & Key;
  bytes: number;
}

export interface Position {
  readonly sort: string;
  readonly sk: string;
}

/** Compares by UTF-8 bytes, as DynamoDB sorts; UTF-16 order differs above the surrogates. */
export function compareUtf8(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

const SURROGATES = 0xd800;
const AFTER_SURROGATES = 0xe000;
// Surrogates stand for code points above U+FFFF, so they rank after the rest of the basic plane.
const rank = (unit: number): number =>
  unit >= AFTER_SURROGATES ? unit - 0x800 : unit >= SURROGATES ? unit + 0x2000 : unit;

const comparePositions = (a: Position, b: Position): number =>
  compareUtf8(a.sort, b.sort) || compareUtf8(a.sk, b.sk);

/** The items under one partition key, with their order and that of the local indexes made when first asked for. */
export class Partition {
  readonly rows = new Map<string, Row>();
  #ordered: Row[] | undefined;
  readonly #indexed = new Map<IndexShape, Row[]>();

  set(item: Item & Key, bytes: number): void {
    const row = this.rows.get(item.sk);
    if (row === undefined) {
      const fresh = { item, bytes };
      this.rows.set(item.sk, fresh);
      this.#append(fresh);
      this.#forget((index) => isIndexed(index, item));
    } else {
      const before = row.item;
      row.item = item;
      row.bytes = bytes;
      this.#forget((index) => before[index.sortKey] !== item[index.sortKey]);
    }
  }

  delete(sk: string): void {
    const row = this.rows.get(sk);
    if (row === undefined) return;
    this.rows.delete(sk);
    this.#ordered = undefined;
    this.#forget((index) => isIndexed(index, row.item));
  }

  /** All rows in key order, of the table or of an index. */
  ordered(index: IndexShape | undefined): readonly Row[] {
    if (index === undefined)
      return (this.#ordered ??= [...this.rows.values()].sort((a, b) => compareUtf8(a.item.sk, b.item.sk)));
    let rows = this.#indexed.get(index);
    if (rows === undefined) {
      rows = [...this.rows.values()].filter((row) => isIndexed(index, row.item));
      rows.sort((a, b) => comparePositions(positionOf(index, a.item), positionOf(index, b.item)));
      this.#indexed.set(index, rows);
    }
    return rows;
  }

  // Loads in key order stay in order without sorting again.
  #append(row: Row): void {
    const last = this.#ordered?.at(-1);
    if (last === undefined || compareUtf8(last.item.sk, row.item.sk) > 0) this.#ordered = undefined;
    else this.#ordered?.push(row);
  }

  #forget(isTouched: (index: IndexShape) => boolean): void {
    for (const index of this.#indexed.keys()) if (isTouched(index)) this.#indexed.delete(index);
  }
}

/** Where an item stands in the order of the table (`sort` empty) or of an index. */
export function positionOf(index: IndexShape | undefined, item: Item): Position {
  const sort = index === undefined ? '' : item[index.sortKey];
  const sk = item['sk'];
  if (typeof sort !== 'string' || typeof sk !== 'string') throw new TypeError('a key attribute is no string');
  return { sort, sk };
}

/** The first place in sorted rows whose row is not before the wanted one; `isBefore` must hold for a prefix. */
export function lowerBound(rows: readonly Row[], isBefore: (item: Item & Key) => boolean): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = rows[middle];
    if (row !== undefined && isBefore(row.item)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether the item stands before (or, with `orAt`, at) the position. */
export function isBefore(index: IndexShape | undefined, item: Item, at: Position, orAt: boolean): boolean {
  const order = comparePositions(positionOf(index, item), at);
  return order < 0 || (orAt && order === 0);
}
