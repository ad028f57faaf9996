import type { OrderLedger } from '../../../shared/ports/order-ledger.ts';
import type { Documents } from '../../../shared/store/documents.ts';
import { createOrderLedger, type LedgerTables } from '../../../shared/store/order-ledger.ts';
import { packOrder } from '../../../shared/store/order-codec.ts';
import { tallyUpdates } from './tally-updates.ts';

/** Counters raised event by event with ADD, then the order put as it came out: what most dashboards do. */
export function createAddingLedger(documents: Documents, tables: LedgerTables): OrderLedger {
  return {
    ...createOrderLedger(documents, tables, { orders: 1, actions: 100 }),
    async commit(partition, changes) {
      for (const change of changes) {
        for (const update of tallyUpdates(partition, change, tables.tallies)) await documents.update(update);
        await documents.put(tables.ledger, packOrder(partition.clientId, partition.bucket, change.after));
      }
      return changes.map(() => 'committed');
    },
  };
}
