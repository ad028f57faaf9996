import type { EpochMs } from '../domain/calendar/time.ts';
import type { ClientId } from '../domain/ids.ts';
import type { OrderFacts } from '../domain/ledger/decide.ts';

/**
 * Facts that were decided together with something else and still have to go through the one door. Written in the transaction
 * of what they belong to, so that neither is lost without the other; recording them twice changes nothing.
 */
export interface OutboxEntry {
  /** Unique; the same for a repeat. */
  readonly outboxId: string;
  readonly clientId: ClientId;
  /** When it was decided: a young entry is still in the hands of whoever wrote it. */
  readonly at: EpochMs;
  readonly orders: readonly OrderFacts[];
}

export interface FactOutbox {
  /** Every entry, page by page. */
  pending(): AsyncIterable<readonly OutboxEntry[]>;
  done(outboxId: string): Promise<void>;
}
