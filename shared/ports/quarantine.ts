import type { EpochMs } from '../domain/calendar/time.ts';
import type { ClientId } from '../domain/ids.ts';
import type { QuarantinedFact, RefusedFact, SettledFact } from '../domain/ledger/event-quarantined.ts';

export interface Quarantine {
  /**
   * Keeps a refused fact for 90 days. One entry for each client, order, identity and content: putting it again keeps
   * the first `quarantinedAt`, and brings an entry that was being retried back to `waiting`.
   */
  put(refused: RefusedFact): Promise<void>;
}

export interface QuarantinePage {
  readonly entries: readonly QuarantinedFact[];
  /** Key to go on after; absent at the end. A page may be short and still go on. */
  readonly next?: string;
}

export interface QuarantineQuery {
  readonly limit: number;
  readonly now: EpochMs;
  /** `next` of the page before. */
  readonly after?: string | undefined;
  readonly code?: string | undefined;
}

export interface QuarantineStore extends Quarantine {
  /** Entries of a client that wait (`isWaiting`), the latest events first. */
  list(clientId: ClientId, query: QuarantineQuery): Promise<QuarantinePage>;
  /** By the two parts of its id; also one that is being retried. */
  find(clientId: ClientId, key: string): Promise<QuarantinedFact | undefined>;
  /**
   * Call it once the queue holds the event: the entry is no longer listed and its attempts grow. Does nothing when
   * the entry was refused again since `entry` was read, so that no refusal can be hidden.
   */
  markRetrying(entry: QuarantinedFact, now: EpochMs): Promise<void>;
  /**
   * Takes the entry of a fact off that was sent again and recorded. Does nothing when it was refused once more: it then
   * has more `refusals` than were sent along.
   */
  settle(recorded: SettledFact): Promise<void>;
  discard(clientId: ClientId, key: string): Promise<void>;
}
