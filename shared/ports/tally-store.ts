import type { LedgerPartition } from './order-ledger.ts';

/** Amounts of one tally row by counter; the row is named by its key within the partition. */
export type TallyRows = Map<string, Map<string, number>>;

export interface TallyStore {
  /** Every row of a bucket, consistent. */
  rows(partition: LedgerPartition): Promise<TallyRows>;
  /** Adds amounts to one row. */
  add(partition: LedgerPartition, row: string, amounts: ReadonlyMap<string, number>): Promise<void>;
}
