import type { CommitOutcome, OrderLedger } from '../../../shared/ports/order-ledger.ts';
import type { Documents } from '../../../shared/store/documents.ts';
import { createOrderLedger, type LedgerTables } from '../../../shared/store/order-ledger.ts';
import { packOrder } from '../../../shared/store/order-codec.ts';
import { tallyUpdates } from './tally-updates.ts';

/** The order with its version condition first, the tallies after it: safe against races, not against a death in between. */
export function createOrderFirstLedger(documents: Documents, tables: LedgerTables): OrderLedger {
  return {
    ...createOrderLedger(documents, tables, { orders: 1, actions: 100 }),
    async commit(partition, changes) {
      const outcomes: CommitOutcome[] = [];
      for (const change of changes) {
        const isFirst = await documents.put(
          tables.ledger,
          packOrder(partition.clientId, partition.bucket, change.after),
          change.before
            ? { when: 'equals', attribute: 'n', value: change.before.version }
            : { when: 'absent' },
        );
        outcomes.push(isFirst ? 'committed' : 'again');
        if (!isFirst) continue;
        for (const update of tallyUpdates(partition, change, tables.tallies)) await documents.update(update);
      }
      return outcomes;
    },
  };
}
