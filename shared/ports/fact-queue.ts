import type { ClientId, OrderNo } from '../domain/ids.ts';
import type { OrderKind, ReportedFact } from '../domain/ledger/fact.ts';

/** A fact with the order it belongs to. */
export interface QueuedFact {
  readonly kind: OrderKind;
  readonly orderNo: OrderNo;
  readonly fact: ReportedFact;
  /** Sent again from quarantine: how often it had been refused by then. */
  readonly refusals?: number | undefined;
}

/** Facts of one bucket: they have one writer. */
export interface FactGroup {
  readonly clientId: ClientId;
  readonly bucket: number;
  readonly events: readonly QueuedFact[];
}

/** `ledger` for what happens now; `bulk` for imports, so that they hold nobody up. */
export const LANES = ['ledger', 'bulk'] as const;
export type Lane = (typeof LANES)[number];

export interface FactQueue {
  /**
   * Puts the facts on the queue of the lane and answers those it does not hold after all retries (the same objects).
   * A fact that is answered may be on the queue all the same, when only the answer got lost; sending it again is safe.
   */
  send(lane: Lane, groups: readonly FactGroup[]): Promise<ReadonlySet<QueuedFact>>;
}
