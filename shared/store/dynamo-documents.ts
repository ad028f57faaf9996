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
export function createDynamoDocuments(options: DynamoDocumentsOptions): Documents {
  const { client } = options;
  const capacity = options.onCapacity && ({ ReturnConsumedCapacity: 'INDEXES' } as const);

  const report = (consumed: ConsumedCapacity | readonly ConsumedCapacity[] | undefined): void => {
    if (consumed === undefined) return;
    for (const one of Array.isArray(consumed) ? consumed : [consumed]) options.onCapacity?.(unitsOf(one));
  };

  // Full jitter: waiting clients do not come back together.
  const wait = (tries: number): Promise<void> =>
    options.sleep(options.random() * Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** tries));

  /** @returns `false` when the condition did not hold. */
  async function write(
    send: () => Promise<{ readonly ConsumedCapacity?: ConsumedCapacity | undefined }>,
  ): Promise<boolean> {
    for (let tries = 1; ; tries++)
      try {
        report((await send()).ConsumedCapacity);
        return true;
      } catch (error) {
        if (isConditionFailure(error)) return false;
        if (!isConflict(error) || tries === MAX_TRIES) throw writeError(error);
        await wait(tries);
      }
  }

  async function addOnce(update: Update): Promise<boolean> {
    for (let tries = 1; tries <= MAX_TRIES; tries++) {
      const result = await transact([{ type: 'update', ...update }]);
      if (result.done) return true;
      const [failure] = result.failures;
      if (failure === 'condition') return false;
      if (failure === 'refused') throw new WriteRefused(`the update of ${update.key.pk} cannot be stored`);
      await wait(tries);
    }
    throw new StoreUnavailable(`the update of ${update.key.pk} met a conflict ${String(MAX_TRIES)} times`);
  }

  async function transact(actions: readonly Action[]): Promise<TransactionResult> {
    if (actions.length === 0) return { done: true };
    const refusals = refusedActions(actions);
    if (refusals !== undefined) return { done: false, failures: refusals };
    try {
      // No ClientRequestToken of our own: the client makes one per call and keeps it over its retries.
      const command = new TransactWriteCommand({ TransactItems: actions.map(transactItem), ...capacity });
      report((await client.send(command)).ConsumedCapacity);
      return { done: true };
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw writeError(error);
      const failures = actionFailures(error.CancellationReasons ?? []);
      if (failures === undefined) throw new StoreUnavailable(error.message, { cause: error });
      return { done: false, failures };
    }
  }

  async function getBatch(table: string, keys: readonly Key[], isConsistent: boolean): Promise<Item[]> {
    const items: Item[] = [];
    let left: readonly Record<string, unknown>[] = keys.map(({ pk, sk }) => ({ pk, sk }));
    for (let tries = 1; left.length > 0; tries++) {
      const request = { Keys: [...left], ConsistentRead: isConsistent };
      const answer = await read(
        client.send(new BatchGetCommand({ RequestItems: { [table]: request }, ...capacity })),
      );
      report(answer.ConsumedCapacity);
      items.push(...(answer.Responses?.[table] ?? []));
      const unprocessed = answer.UnprocessedKeys?.[table]?.Keys ?? [];
      // An answer over 16 MB is cut, too: while something comes, it is no failed try.
      if (unprocessed.length < left.length) tries = 0;
      left = unprocessed;
      if (left.length > 0) await waitOrGiveUp(tries);
    }
    return items;
  }

  async function putBatch(table: string, items: readonly Item[]): Promise<readonly []> {
    let left: WriteRequests = items.map((item) => ({ PutRequest: { Item: { ...item } } }));
    for (let tries = 1; left.length > 0; tries++) {
      const answer = await client
        .send(new BatchWriteCommand({ RequestItems: { [table]: left }, ...capacity }))
        .catch((error: unknown) => {
          throw writeError(error);
        });
      report(answer.ConsumedCapacity);
      const unprocessed = answer.UnprocessedItems?.[table] ?? [];
      if (unprocessed.length < left.length) tries = 0;
      left = unprocessed;
      if (left.length > 0) await waitOrGiveUp(tries);
    }
    return [];
  }

  async function waitOrGiveUp(tries: number): Promise<void> {
    if (tries >= MAX_TRIES) throw new StoreUnavailable(`nothing processed in ${String(MAX_TRIES)} tries`);
    await wait(tries);
  }

  return {
    async get(table, { pk, sk }, read_) {
      const answer = await read(
        client.send(
          new GetCommand({
            TableName: table,
            Key: { pk, sk },
            ConsistentRead: read_?.consistent === true,
            ...capacity,
          }),
        ),
      );
      report(answer.ConsumedCapacity);
      return answer.Item;
    },

    async batchGet(table, keys, read_) {
      const isConsistent = read_?.consistent === true;
      return inWaves(chunks(keys, KEYS_PER_BATCH_GET), (batch) => getBatch(table, batch, isConsistent));
    },

    async query(query) {
      if (isEmptyRange(query.sort)) return { items: [] };
      const answer = await read(client.send(new QueryCommand({ ...queryInput(query), ...capacity })));
      report(answer.ConsumedCapacity);
      return pageOf(answer.Items ?? [], answer.LastEvaluatedKey);
    },

    async put(table, item, condition) {
      assertStorable(item);
      return write(() =>
        client.send(
          new PutCommand({ TableName: table, Item: item, ...conditionExpression(condition), ...capacity }),
        ),
      );
    },

    async update(update) {
      if (Object.keys(update.add ?? {}).length > 0) return addOnce(update);
      return write(() => client.send(new UpdateCommand({ ...updateInput(update), ...capacity })));
    },

    async delete(table, { pk, sk }, condition) {
      const input = { TableName: table, Key: { pk, sk }, ...conditionExpression(condition), ...capacity };
      return write(() => client.send(new DeleteCommand(input)));
    },

    async batchPut(table, items) {
      items.forEach(assertStorable);
      await inWaves(chunks(items, ITEMS_PER_BATCH_WRITE), (batch) => putBatch(table, batch));
    },

    transact,
  };
}

async function read<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw readError(error);
  }
}

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
