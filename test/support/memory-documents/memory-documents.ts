import {
  WriteRefused,
  type Action,
  type ActionFailure,
  type Condition,
  type Documents,
  type Item,
  type Key,
  type Page,
  type Query,
  type TransactionResult,
  type Update,
} from '../../../shared/store/documents.ts';
import {
  MAX_ITEM_BYTES,
  actionKey,
  assertStorable,
  isStorableKey,
  itemBytes,
  refusedActions,
} from '../../../shared/store/item-size.ts';
import type { IndexShape, TableShape } from '../../../shared/store/tables.ts';
import { CapacityMeter, indexEntryBytes, indexWriteUnits, readUnits, writeUnits } from '../capacity.ts';
import { Partition, compareUtf8, isBefore, lowerBound, positionOf, type Row } from './partition.ts';
import { frozen, hasIndexableKeys, holds, updated } from './rules.ts';

export interface MemoryDocuments extends Documents {
  /** What was consumed since the start or the last `reset`. */
  readonly capacity: CapacityMeter;
  /** Every item of a table, for assertions; not metered. */
  all(table: string): readonly (Item & Key)[];
}

interface Table {
  readonly name: string;
  readonly shape: TableShape;
  readonly indexNames: readonly string[];
  readonly partitions: Map<string, Partition>;
}

/** A write looked at but not yet done. */
interface Planned {
  readonly table: Table;
  readonly key: Key;
  readonly before: Row | undefined;
  /** `undefined` = no item afterwards. */
  readonly after: (Item & Key) | undefined;
  readonly afterBytes: number;
  readonly failure: ActionFailure;
}

const PAGE_BYTES = 1024 * 1024;

/** DynamoDB in process: same answers, same refusals, and the capacity units it would bill. Single-threaded, so never a conflict. */
export function createMemoryDocuments(shapes: Readonly<Record<string, TableShape>>): MemoryDocuments {
  return new Twin(shapes);
}

class Twin implements MemoryDocuments {
  readonly capacity = new CapacityMeter();
  readonly #tables = new Map<string, Table>();

  constructor(shapes: Readonly<Record<string, TableShape>>) {
    for (const [name, shape] of Object.entries(shapes))
      this.#tables.set(name, {
        name,
        shape,
        indexNames: Object.keys(shape.localIndexes),
        partitions: new Map(),
      });
  }

  all(table: string): readonly (Item & Key)[] {
    return [...this.#table(table).partitions.values()].flatMap((partition) =>
      partition.ordered(undefined).map((row) => row.item),
    );
  }

  get(table: string, key: Key, options?: { readonly consistent?: boolean }): Promise<Item | undefined> {
    return answer(() => this.#read(this.#table(table), key, options?.consistent === true));
  }

  batchGet(
    table: string,
    keys: readonly Key[],
    options?: { readonly consistent?: boolean },
  ): Promise<readonly Item[]> {
    return answer(() => {
      if (new Set(keys.map(({ pk, sk }) => `${pk}\u0000${sk}`)).size < keys.length)
        throw new TypeError('batchGet with the same key twice');
      const from = this.#table(table);
      const items = keys.map((key) => this.#read(from, key, options?.consistent === true));
      // DynamoDB answers in no order of its own; backwards, so that nobody relies on the order of the keys.
      return items.filter((item) => item !== undefined).reverse();
    });
  }

  query(query: Query): Promise<Page> {
    return answer(() => {
      const table = this.#table(query.table);
      const index = query.index === undefined ? undefined : table.shape.localIndexes[query.index];
      if (query.index !== undefined && index === undefined)
        throw new TypeError(`no index ${query.index} on ${query.table}`);
      if (isEmptyRange(query.sort)) return { items: [] };
      const page = readPage(table.partitions.get(query.pk), index, query);
      this.capacity.addRead(
        table.name,
        readUnits(page.bytes, query.consistent === true ? 'consistent' : 'eventual'),
        query.index,
      );
      return page.next === undefined ? { items: page.items } : { items: page.items, next: page.next };
    });
  }

  put(table: string, item: Item & Key, condition?: Condition): Promise<boolean> {
    return answer(() => {
      assertStorable(item);
      return this.#single({ type: 'put', table, item, ...(condition && { condition }) });
    });
  }

  update(update: Update): Promise<boolean> {
    return answer(() => {
      const action = { type: 'update', ...update } as const;
      if (Object.keys(update.add ?? {}).length === 0) return this.#single(action);
      const result = this.#transact([action]);
      if (!result.done && result.failures[0] === 'refused') throw refused(update.key);
      return result.done;
    });
  }

  delete(table: string, key: Key, condition?: Condition): Promise<boolean> {
    return answer(() => this.#single({ type: 'delete', table, key, ...(condition && { condition }) }));
  }

  batchPut(table: string, items: readonly (Item & Key)[]): Promise<void> {
    return answer(() => {
      if (new Set(items.map(({ pk, sk }) => `${pk}\u0000${sk}`)).size < items.length)
        throw new TypeError('batchPut with the same key twice');
      items.forEach(assertStorable);
      for (const item of items) this.#single({ type: 'put', table, item });
    });
  }

  transact(actions: readonly Action[]): Promise<TransactionResult> {
    return answer(() => this.#transact(actions));
  }

  #transact(actions: readonly Action[]): TransactionResult {
    const refusals = refusedActions(actions);
    if (refusals !== undefined) return { done: false, failures: refusals };
    const planned = actions.map((action) => this.#plan(action));
    const isDone = planned.every(({ failure }) => failure === 'none');
    for (const write of planned) {
      this.#charge(write, true, isDone);
      if (isDone) this.#apply(write);
    }
    return isDone ? { done: true } : { done: false, failures: planned.map(({ failure }) => failure) };
  }

  #table(name: string): Table {
    const table = this.#tables.get(name);
    if (table === undefined) throw new TypeError(`no table ${name}`);
    return table;
  }

  #read(table: Table, key: Key, isConsistent: boolean): Item | undefined {
    if (!isStorableKey(key)) throw new WriteRefused(`pk or sk of ${key.pk} is empty or too long; shorten it`);
    const row = table.partitions.get(key.pk)?.rows.get(key.sk);
    this.capacity.addRead(table.name, readUnits(row?.bytes ?? 0, isConsistent ? 'consistent' : 'eventual'));
    return row?.item;
  }

  #single(action: Action): boolean {
    if (!isStorableKey(actionKey(action))) throw refused(actionKey(action));
    const write = this.#plan(action);
    if (write.failure === 'refused') throw refused(write.key);
    const isDone = write.failure === 'none';
    this.#charge(write, false, isDone);
    if (isDone) this.#apply(write);
    return isDone;
  }

  #plan(action: Action): Planned {
    const table = this.#table(action.table);
    const key = actionKey(action);
    const before = table.partitions.get(key.pk)?.rows.get(key.sk);
    const failure: ActionFailure = holds(action.condition, before?.item) ? 'none' : 'condition';
    if (action.type === 'delete') return { table, key, before, after: undefined, afterBytes: 0, failure };
    const made = action.type === 'put' ? action.item : updated(before?.item, action);
    if (made === undefined)
      return { table, key, before, after: undefined, afterBytes: 0, failure: 'refused' };
    const after = frozen(made);
    const afterBytes = itemBytes(after);
    const isTaken = afterBytes <= MAX_ITEM_BYTES && hasIndexableKeys(table.shape, after);
    return {
      table,
      key,
      before,
      after,
      afterBytes,
      failure: isTaken || failure === 'condition' ? failure : 'refused',
    };
  }

  // A write that failed its condition is billed on the table as if done; the indexes are not touched then.
  #charge({ table, before, after, afterBytes }: Planned, isTransactional: boolean, isDone: boolean): void {
    this.capacity.addWrite(table.name, writeUnits(before?.bytes ?? 0, afterBytes, isTransactional));
    if (!isDone) return;
    for (const name of table.indexNames) {
      const index = table.shape.localIndexes[name];
      if (index !== undefined)
        this.capacity.addWrite(table.name, indexWriteUnits(index, before?.item, after), name);
    }
  }

  #apply({ table, key, after, afterBytes }: Planned): void {
    let partition = table.partitions.get(key.pk);
    if (after === undefined) {
      partition?.delete(key.sk);
      return;
    }
    if (partition === undefined) {
      partition = new Partition();
      table.partitions.set(key.pk, partition);
    }
    partition.set(after, afterBytes);
  }
}

// What is thrown becomes a rejection, as over a network.
const answer = <T>(run: () => T): Promise<T> =>
  new Promise((resolve) => {
    resolve(run());
  });

const refused = ({ pk, sk }: Key): WriteRefused =>
  new WriteRefused(`the write to ${pk} ${sk} cannot be stored`);

// The adapter asks DynamoDB nothing then, for it would be an error there.
const isEmptyRange = (sort: Query['sort']): boolean =>
  sort !== undefined && 'from' in sort && (sort.to === '' || compareUtf8(sort.from, sort.to) > 0);

interface ReadPage {
  readonly items: readonly Item[];
  readonly bytes: number;
  readonly next: Item | undefined;
}

/** One page: up to the limit, or the item that takes it over 1 MB. */
function readPage(partition: Partition | undefined, index: IndexShape | undefined, query: Query): ReadPage {
  const rows = partition?.ordered(index) ?? [];
  const [start, end] = range(rows, index, query);
  const step = query.descending === true ? -1 : 1;
  const items: Item[] = [];
  let bytes = 0;
  for (let at = step === 1 ? start : end - 1; at >= start && at < end; at += step) {
    const row = rows[at];
    if (row === undefined) break;
    items.push(index === undefined ? row.item : entryOf(index, row.item));
    bytes += index === undefined ? row.bytes : indexEntryBytes(index, row.item);
    if (items.length === query.limit || bytes > PAGE_BYTES)
      return { items, bytes, next: keysOf(index, row.item) };
  }
  return { items, bytes, next: undefined };
}

/** The places [start, end) of sorted rows that the query asks for. */
function range(rows: readonly Row[], index: IndexShape | undefined, query: Query): [number, number] {
  let start = 0;
  let end = rows.length;
  const { sort, after } = query;
  const sortOf = (item: Item & Key): string => (index === undefined ? item.sk : positionOf(index, item).sort);
  if (sort !== undefined) {
    const from = 'from' in sort ? sort.from : sort.beginsWith;
    start = lowerBound(rows, (item) => compareUtf8(sortOf(item), from) < 0);
    end = lowerBound(rows, (item) => {
      const value = sortOf(item);
      return 'from' in sort
        ? compareUtf8(value, sort.to) <= 0
        : compareUtf8(value, from) < 0 || value.startsWith(from);
    });
  }
  if (after !== undefined) {
    const at = positionOf(index, after);
    if (query.descending === true)
      end = Math.min(
        end,
        lowerBound(rows, (item) => isBefore(index, item, at, false)),
      );
    else
      start = Math.max(
        start,
        lowerBound(rows, (item) => isBefore(index, item, at, true)),
      );
  }
  return [start, end];
}

function keysOf(index: IndexShape | undefined, item: Item & Key): Item {
  const keys: Record<string, Item[string]> = { pk: item.pk, sk: item.sk };
  if (index !== undefined) keys[index.sortKey] = item[index.sortKey] as string;
  return Object.freeze(keys);
}

function entryOf(index: IndexShape, item: Item & Key): Item {
  const entry: Record<string, Item[string]> = { ...keysOf(index, item) };
  for (const name of index.include) if (item[name] !== undefined) entry[name] = item[name];
  return Object.freeze(entry);
}
