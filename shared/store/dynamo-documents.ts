import { TransactionCanceledException, type ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
  type BatchWriteCommandInput,
  type DynamoDBDocumentClient,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import {
  StoreUnavailable,
  WriteRefused,
  type Action,
  type Condition,
  type Documents,
  type Item,
  type Key,
  type Page,
  type Query,
  type TransactionResult,
  type Update,
} from './documents.ts';
import { actionFailures, isConditionFailure, isConflict, readError, writeError } from './dynamo-errors.ts';
import { conditionExpression, keyExpression, updateExpression } from './dynamo-expressions.ts';
import { assertStorable, refusedActions } from './item-size.ts';
import { LEDGER } from './tables.ts';

/** Units one request used on one table; `indexes` are part of `units`. */
export interface ConsumedUnits {
  readonly table: string;
  readonly units: number;
  readonly indexes: Readonly<Record<string, number>>;
}

export interface DynamoDocumentsOptions {
  readonly client: DynamoDBDocumentClient;
  /** In [0, 1); spreads the waiting times. */
  readonly random: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Asks DynamoDB for the units of each request. Costs nothing, but a cancelled transaction tells none. */
  readonly onCapacity?: (consumed: ConsumedUnits) => void;
}

const KEYS_PER_BATCH_GET = 100;
const ITEMS_PER_BATCH_WRITE = 25;
const REQUESTS_AT_ONCE = 4;
const MAX_TRIES = 8;
const FIRST_WAIT_MS = 25;
const MAX_WAIT_MS = 2_000;

interface ReadOptions {
  readonly consistent?: boolean;
}

interface Consuming {
  readonly ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] | undefined;
}

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];
type WriteRequests = NonNullable<BatchWriteCommandInput['RequestItems']>[string];

/**
 * `Documents` on DynamoDB.
 *
 * A lost answer: the client's own retries of a transaction carry the token of the first attempt, so it is done once.
 * A new call gets a new token and may hold something else. A conditional `put`, `update` or `delete` that was done by
 * an attempt whose answer got lost answers `false` to the retry: read again before telling anyone. Adding is not
 * repeatable, so an update that adds goes as a transaction of one, at twice the units.
 */
export const createDynamoDocuments = (options: DynamoDocumentsOptions): Documents =>
  new DynamoDocuments(options);

class DynamoDocuments implements Documents {
  readonly #options: DynamoDocumentsOptions;
  readonly #client: DynamoDBDocumentClient;
  readonly #capacity: { readonly ReturnConsumedCapacity: 'INDEXES' } | undefined;

  constructor(options: DynamoDocumentsOptions) {
    this.#options = options;
    this.#client = options.client;
    this.#capacity = options.onCapacity && { ReturnConsumedCapacity: 'INDEXES' };
  }

  async get(table: string, { pk, sk }: Key, options?: ReadOptions): Promise<Item | undefined> {
    const input = { TableName: table, Key: { pk, sk }, ...consistency(options), ...this.#capacity };
    const answer = await this.#read(this.#client.send(new GetCommand(input)));
    return answer.Item;
  }

  batchGet(table: string, keys: readonly Key[], options?: ReadOptions): Promise<readonly Item[]> {
    return inWaves(chunks(keys, KEYS_PER_BATCH_GET), (batch) => this.#getBatch(table, batch, options));
  }

  async query(query: Query): Promise<Page> {
    if (isEmptyRange(query.sort)) return { items: [] };
    const input = { ...queryInput(query), ...this.#capacity };
    const answer = await this.#read(this.#client.send(new QueryCommand(input)));
    return pageOf(answer.Items ?? [], answer.LastEvaluatedKey);
  }

  async put(table: string, item: Item & Key, condition?: Condition): Promise<boolean> {
    assertStorable(item);
    const input = { TableName: table, Item: item, ...conditionExpression(condition), ...this.#capacity };
    return this.#write(() => this.#client.send(new PutCommand(input)));
  }

  async update(update: Update): Promise<boolean> {
    if (Object.keys(update.add ?? {}).length > 0) return this.#addOnce(update);
    const input = { ...updateInput(update), ...this.#capacity };
    return this.#write(() => this.#client.send(new UpdateCommand(input)));
  }

  async delete(table: string, { pk, sk }: Key, condition?: Condition): Promise<boolean> {
    const input = { TableName: table, Key: { pk, sk }, ...conditionExpression(condition), ...this.#capacity };
    return this.#write(() => this.#client.send(new DeleteCommand(input)));
  }

  async batchPut(table: string, items: readonly (Item & Key)[]): Promise<void> {
    items.forEach(assertStorable);
    await inWaves(chunks(items, ITEMS_PER_BATCH_WRITE), (batch) => this.#putBatch(table, batch));
  }

  async transact(actions: readonly Action[]): Promise<TransactionResult> {
    if (actions.length === 0) return { done: true };
    const refusals = refusedActions(actions);
    if (refusals !== undefined) return { done: false, failures: refusals };
    try {
      // No ClientRequestToken of our own: the client makes one per call and keeps it over its retries.
      const input = { TransactItems: actions.map(transactItem), ...this.#capacity };
      this.#report((await this.#client.send(new TransactWriteCommand(input))).ConsumedCapacity);
      return { done: true };
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw writeError(error);
      const failures = actionFailures(error.CancellationReasons ?? []);
      if (failures === undefined) throw new StoreUnavailable(error.message, { cause: error });
      return { done: false, failures };
    }
  }

  async #addOnce(update: Update): Promise<boolean> {
    for (let tries = 1; ; tries++) {
      const result = await this.transact([{ type: 'update', ...update }]);
      if (result.done) return true;
      if (result.failures[0] === 'condition') return false;
      if (result.failures[0] === 'refused')
        throw new WriteRefused(`the update of ${update.key.pk} cannot be stored`);
      await this.#waitOrGiveUp(tries);
    }
  }

  /** @returns `false` when the condition did not hold. */
  async #write(send: () => Promise<Consuming>): Promise<boolean> {
    for (let tries = 1; ; tries++)
      try {
        this.#report((await send()).ConsumedCapacity);
        return true;
      } catch (error) {
        if (isConditionFailure(error)) return false;
        if (!isConflict(error)) throw writeError(error);
        await this.#waitOrGiveUp(tries);
      }
  }

  async #read<T extends Consuming>(sent: Promise<T>): Promise<T> {
    try {
      const answer = await sent;
      this.#report(answer.ConsumedCapacity);
      return answer;
    } catch (error) {
      throw readError(error);
    }
  }

  async #getBatch(table: string, keys: readonly Key[], options?: ReadOptions): Promise<readonly Item[]> {
    const items: Item[] = [];
    let left: Record<string, unknown>[] = keys.map(({ pk, sk }) => ({ pk, sk }));
    for (let tries = 1; left.length > 0; tries++) {
      const request = { Keys: left, ...consistency(options) };
      const input = { RequestItems: { [table]: request }, ...this.#capacity };
      const answer = await this.#read(this.#client.send(new BatchGetCommand(input)));
      items.push(...(answer.Responses?.[table] ?? []));
      const unprocessed = answer.UnprocessedKeys?.[table]?.Keys ?? [];
      // An answer over 16 MB is cut, too: while something comes, it is no failed try.
      if (unprocessed.length < left.length) tries = 0;
      left = unprocessed;
      if (left.length > 0) await this.#waitOrGiveUp(tries);
    }
    return items;
  }

  async #putBatch(table: string, items: readonly Item[]): Promise<readonly []> {
    let left: WriteRequests = items.map((item) => ({ PutRequest: { Item: item } }));
    for (let tries = 1; left.length > 0; tries++) {
      const input = { RequestItems: { [table]: left }, ...this.#capacity };
      const answer = await orWriteError(this.#client.send(new BatchWriteCommand(input)));
      this.#report(answer.ConsumedCapacity);
      const unprocessed = answer.UnprocessedItems?.[table] ?? [];
      if (unprocessed.length < left.length) tries = 0;
      left = unprocessed;
      if (left.length > 0) await this.#waitOrGiveUp(tries);
    }
    return [];
  }

  // Full jitter: waiting clients do not come back together.
  async #waitOrGiveUp(tries: number): Promise<void> {
    if (tries >= MAX_TRIES)
      throw new StoreUnavailable(`the store was too busy ${String(MAX_TRIES)} times; try again later`);
    const { random, sleep } = this.#options;
    await sleep(random() * Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** tries));
  }

  #report(consumed: ConsumedCapacity | ConsumedCapacity[] | undefined): void {
    const { onCapacity } = this.#options;
    if (onCapacity === undefined || consumed === undefined) return;
    for (const one of Array.isArray(consumed) ? consumed : [consumed]) onCapacity(unitsOf(one));
  }
}

async function orWriteError<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw writeError(error);
  }
}

const consistency = (options: ReadOptions | undefined) => ({ ConsistentRead: options?.consistent === true });

function* slices<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
}

const chunks = <T>(all: readonly T[], size: number): readonly (readonly T[])[] => [...slices(all, size)];

// Some requests at once, so that a long list neither takes its sum of round trips nor every connection.
async function inWaves<T, R>(all: readonly T[], run: (one: T) => Promise<readonly R[]>): Promise<R[]> {
  const results: R[] = [];
  for (const wave of chunks(all, REQUESTS_AT_ONCE))
    for (const part of await Promise.all(wave.map(run))) results.push(...part);
  return results;
}

const isEmptyRange = (sort: Query['sort']): boolean =>
  sort !== undefined &&
  'from' in sort &&
  (sort.to === '' || Buffer.compare(Buffer.from(sort.from), Buffer.from(sort.to)) > 0);

const INDEX_SORT_KEYS: ReadonlyMap<string, string> = new Map(
  Object.entries(LEDGER.localIndexes).map(([name, { sortKey }]) => [name, sortKey]),
);

function sortKeyOf(index: string | undefined): string {
  if (index === undefined) return LEDGER.sortKey;
  const sortKey = INDEX_SORT_KEYS.get(index);
  if (sortKey === undefined) throw new TypeError(`no index ${index} in shared/store/tables.ts`);
  return sortKey;
}

function queryInput(query: Query) {
  return {
    TableName: query.table,
    IndexName: query.index,
    ...keyExpression(query, sortKeyOf(query.index)),
    Limit: query.limit,
    ScanIndexForward: query.descending !== true,
    ConsistentRead: query.consistent === true,
    ExclusiveStartKey: query.after && { ...query.after },
  };
}

const pageOf = (items: readonly Item[], next: Item | undefined): Page =>
  next === undefined ? { items } : { items, next };

const updateInput = (update: Update) => ({
  TableName: update.table,
  Key: { pk: update.key.pk, sk: update.key.sk },
  ...updateExpression(update),
});

function transactItem(action: Action): TransactItem {
  switch (action.type) {
    case 'put':
      return {
        Put: { TableName: action.table, Item: action.item, ...conditionExpression(action.condition) },
      };
    case 'update':
      return { Update: updateInput(action) };
    case 'delete':
      return {
        Delete: {
          TableName: action.table,
          Key: { pk: action.key.pk, sk: action.key.sk },
          ...conditionExpression(action.condition),
        },
      };
  }
}

function unitsOf(consumed: ConsumedCapacity): ConsumedUnits {
  const indexes = { ...consumed.LocalSecondaryIndexes, ...consumed.GlobalSecondaryIndexes };
  return {
    table: consumed.TableName ?? '',
    units: consumed.CapacityUnits ?? 0,
    indexes: Object.fromEntries(
      Object.entries(indexes).map(([name, { CapacityUnits }]) => [name, CapacityUnits ?? 0]),
    ),
  };
}
