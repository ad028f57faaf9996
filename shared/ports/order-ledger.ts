import type { ClientId } from '../domain/ids.ts';
import type { OrderChange } from '../domain/ledger/decide.ts';
import type { OrderRecord, OrderRef } from '../domain/ledger/order-record.ts';

/** Where orders lie: one bucket of one client. */
export interface LedgerPartition {
  readonly clientId: ClientId;
  readonly bucket: number;
}

/**
 * `again`: someone else was first, or the answer got lost: read and decide again. `refused`: the store can never
 * take this order as it is (too large).
 */
export type CommitOutcome = 'committed' | 'again' | 'refused';

/** Caps of one transaction: DynamoDB takes 100 actions; smaller ones collide less on live queues. */
export interface TransactionLimits {
  readonly orders: number;
  readonly actions: number;
}

export interface OrderLedger {
  /** Consistent; orders that are not there are left out. */
  load(partition: LedgerPartition, refs: readonly OrderRef[]): Promise<readonly OrderRecord[]>;
  /**
   * Writes each order together with the difference of its contributions (law 5), several orders a transaction.
   * Answers one outcome per change, in their order.
   */
  commit(partition: LedgerPartition, changes: readonly OrderChange[]): Promise<readonly CommitOutcome[]>;
  /** A page of a bucket's orders by key, consistent; for re-judging and reconciliation. */
  page(partition: LedgerPartition, after: string | undefined, limit: number): Promise<OrderPage>;
}

export interface OrderPage {
  readonly orders: readonly OrderRecord[];
  /** Position of the last order of this page when there are more. */
  readonly next: string | undefined;
  /** Size of the page's items as they are billed. */
  readonly bytes: number;
}
