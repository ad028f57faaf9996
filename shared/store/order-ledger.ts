import type { OrderChange } from '../domain/ledger/decide.ts';
import { referencesOf } from '../domain/ledger/fold.ts';

import type {
  CommitOutcome,
  LedgerPartition,
  OrderLedger,
  OrderPage,
  TransactionLimits,
} from '../ports/order-ledger.ts';
import { StoreUnavailable, type Action, type Documents, type Item, type Key } from './documents.ts';
import { itemBytes } from './item-size.ts';
import { ledgerPk, lookupSk, orderSk, tallyPk, tallySk } from './keys.ts';
import { packOrder, readOrder } from './order-codec.ts';
import { addDifference, type TallyDifferences } from './tally-difference.ts';

export interface LedgerTables {
  readonly ledger: string;
  readonly tallies: string;
}

interface Chunk {
  readonly indexes: readonly number[];
  readonly differences: TallyDifferences;
}

const ORDERS_PREFIX = 'O#';

/** Orders of neighbouring days share tally rows, so each transaction touches few of them. */
function inDayOrder(changes: readonly OrderChange[]): readonly number[] {
  return changes.map((_, index) => index).sort((a, b) => dayAt(changes, a) - dayAt(changes, b) || a - b);
}

const dayAt = (changes: readonly OrderChange[], index: number): number =>
  changes[index]?.after.evaluation.indexDay ?? 0;

/** Parts changes into transactions within the limits; one order alone always fits. */
export function planChunks(changes: readonly OrderChange[], limits: TransactionLimits): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let indexes: number[] = [];
  let differences: TallyDifferences = new Map();
  for (const index of inDayOrder(changes)) {
    const change = changes[index];
    if (!change) continue;
    const own: TallyDifferences = new Map();
    addDifference(own, change.before?.evaluation, change.after.evaluation);
    const rows = new Set([...differences.keys(), ...own.keys()]).size;
    if (
      indexes.length > 0 &&
      (indexes.length >= limits.orders || indexes.length + 1 + rows > limits.actions)
    ) {
      chunks.push({ indexes, differences });
      indexes = [];
      differences = new Map();
    }
    indexes.push(index);
    addDifference(differences, change.before?.evaluation, change.after.evaluation);
  }
  if (indexes.length > 0) chunks.push({ indexes, differences });
  return chunks;
}

/** The ledger over DynamoDB: the order and what it adds to the tallies in one transaction. */
export function createOrderLedger(
  documents: Documents,
  tables: LedgerTables,
  limits: TransactionLimits,
): OrderLedger {
  const putOrder = ({ clientId, bucket }: LedgerPartition, { before, after }: OrderChange): Action => ({
    type: 'put',
    table: tables.ledger,
    item: packOrder(clientId, bucket, after),
    condition: before ? { when: 'equals', attribute: 'n', value: before.version } : { when: 'absent' },
  });

  const addTallies = (
    { clientId, bucket }: LedgerPartition,
    differences: TallyDifferences,
  ): readonly Action[] =>
    [...differences.values()].map(({ day, dimensions, amounts }) => ({
      type: 'update',
      table: tables.tallies,
      key: { pk: tallyPk(clientId), sk: tallySk(day, bucket, dimensions) },
      add: Object.fromEntries(amounts),
    }));

  const commitChunk = async (
    partition: LedgerPartition,
    changes: readonly OrderChange[],
    { differences }: Chunk,
  ): Promise<readonly CommitOutcome[]> => {
    const orders = changes.map((change) => putOrder(partition, change));
    try {
      const result = await documents.transact([...orders, ...addTallies(partition, differences)]);
      if (result.done) return orders.map(() => 'committed');
      return orders.map((_, i) => (result.failures[i] === 'refused' ? 'refused' : 'again'));
    } catch (error) {
      // The answer got lost: the version condition makes it safe to read again and decide anew.
      if (error instanceof StoreUnavailable) return orders.map(() => 'again');
      throw error;
    }
  };

  return {
    async load({ clientId, bucket }, refs) {
      const pk = ledgerPk(clientId, bucket);
      const keys = refs.map((ref): Key => ({ pk, sk: orderSk(ref) }));
      return (await documents.batchGet(tables.ledger, keys, { consistent: true })).map(readOrder);
    },

    async commit(partition, changes) {
      const outcomes: CommitOutcome[] = changes.map(() => 'again');
      const lookups = changes.flatMap((change) => newLookups(partition, change));
      // Before the orders: a lookup without its order is skipped by readers, an order without lookup is not found.
      if (lookups.length > 0) await documents.batchPut(tables.ledger, lookups);
      for (const chunk of planChunks(changes, limits)) {
        const chosen = chunk.indexes.flatMap((index) => changes[index] ?? []);
        const results = await commitChunk(partition, chosen, chunk);
        for (const [i, index] of chunk.indexes.entries()) outcomes[index] = results[i] ?? 'again';
      }
      return outcomes;
    },

    async page({ clientId, bucket }, after, limit): Promise<OrderPage> {
      const pk = ledgerPk(clientId, bucket);
      const page = await documents.query({
        table: tables.ledger,
        pk,
        sort: { beginsWith: ORDERS_PREFIX },
        limit,
        consistent: true,
        ...(after !== undefined && { after: { pk, sk: after } }),
      });
      const last = page.items.at(-1)?.['sk'];
      return {
        orders: page.items.map(readOrder),
        next: page.next && typeof last === 'string' ? last : undefined,
        bytes: page.items.reduce((sum, item) => sum + itemBytes(item), 0),
      };
    },
  };
}

/** Lookup items for references and tracking numbers that the order did not have before. */
function newLookups(
  { clientId, bucket }: LedgerPartition,
  { before, after }: OrderChange,
): readonly (Item & Key)[] {
  if (before?.facts.length === after.facts.length) return [];
  const known = new Set(before ? referencesOf(before.facts) : []);
  const pk = ledgerPk(clientId, bucket);
  return referencesOf(after.facts)
    .filter((reference) => !known.has(reference))
    .map((reference) => ({ pk, sk: lookupSk(reference, after) }));
}
