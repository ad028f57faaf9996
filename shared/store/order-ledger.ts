import type { OrderChange } from '../domain/ledger/decide.ts';
import { referencesOf } from '../domain/ledger/fold.ts';
import type {
  CommitOutcome,
  LedgerPartition,
  OrderLedger,
  OrderPage,
  TransactionLimits,
} from '../ports/order-ledger.ts';
import {
  StoreUnavailable,
  WriteRefused,
  type Action,
  type Documents,
  type Item,
  type Key,
} from './documents.ts';
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

interface Planned {
  readonly index: number;
  readonly rows: readonly string[];
  /** Changes of like rows have like signatures. */
  readonly signature: string;
}

/** Changes that touch the same tally rows side by side, so that each transaction touches few of them. */
function byRows(changes: readonly OrderChange[]): readonly Planned[] {
  const planned = changes.map(({ before, after }, index): Planned => {
    const own: TallyDifferences = new Map();
    addDifference(own, before?.evaluation, after.evaluation);
    const rows = [...own.keys()].sort();
    return { index, rows, signature: rows.join(' ') };
  });
  return planned.sort((a, b) =>
    a.signature === b.signature ? a.index - b.index : a.signature < b.signature ? -1 : 1,
  );
}

/** Parts changes into transactions within the limits; one order alone always fits. */
export function planChunks(changes: readonly OrderChange[], limits: TransactionLimits): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let indexes: number[] = [];
  let differences: TallyDifferences = new Map();
  for (const { index, rows } of byRows(changes)) {
    const change = changes[index];
    if (!change) continue;
    const together = differences.size + rows.filter((row) => !differences.has(row)).length;
    if (
      indexes.length > 0 &&
      (indexes.length >= limits.orders || indexes.length + 1 + together > limits.actions)
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

type Commit = (
  partition: LedgerPartition,
  changes: readonly OrderChange[],
  differences: TallyDifferences,
) => Promise<readonly CommitOutcome[]>;

/** Writes some orders and what they add to the tallies in one transaction. */
function createCommit(documents: Documents, tables: LedgerTables): Commit {
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

  const commitTogether: Commit = async (partition, changes, differences) => {
    const orders = changes.map((change) => putOrder(partition, change));
    try {
      const result = await documents.transact([...orders, ...addTallies(partition, differences)]);
      if (result.done) return orders.map(() => 'committed');
      // A full partition too: its orders go back to the queue and end among the dead letters, which ring an alarm.
      return orders.map((_, i) => (result.failures[i] === 'refused' ? 'refused' : 'again'));
    } catch (error) {
      // The answer got lost: the version condition makes it safe to read again and decide anew.
      if (error instanceof StoreUnavailable) return orders.map(() => 'again');
      if (!(error instanceof WriteRefused)) throw error;
      // Together they are more than one transaction takes (4 MB): each by itself.
      return changes.length === 1 ? ['refused'] : commitEach(partition, changes);
    }
  };

  const commitEach = async (
    partition: LedgerPartition,
    changes: readonly OrderChange[],
  ): Promise<readonly CommitOutcome[]> => {
    const outcomes: CommitOutcome[] = [];
    for (const change of changes) {
      const differences: TallyDifferences = new Map();
      addDifference(differences, change.before?.evaluation, change.after.evaluation);
      outcomes.push(...(await commitTogether(partition, [change], differences)));
    }
    return outcomes;
  };
  return commitTogether;
}

/** The ledger over DynamoDB: the order and what it adds to the tallies in one transaction. */
export function createOrderLedger(
  documents: Documents,
  tables: LedgerTables,
  limits: TransactionLimits,
): OrderLedger {
  const commitTogether = createCommit(documents, tables);
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
        const results = await commitTogether(partition, chosen, chunk.differences);
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
