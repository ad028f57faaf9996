import type { Contract } from '../domain/contract/contract.ts';
import type { Client } from '../domain/crm/client.ts';
import type { ClientId } from '../domain/ids.ts';

/** A client with every active version of its contract, oldest first. */
export interface Terms {
  readonly client: Client;
  readonly contracts: readonly Contract[];
}

export interface ClientPage {
  readonly clients: readonly Client[];
  /** The last id of this page when there are more. */
  readonly next?: ClientId;
}

export interface ClientReader {
  find(id: ClientId): Promise<Client | undefined>;
  /** Those that exist, in no order; each id once. */
  findMany(ids: readonly ClientId[]): Promise<readonly Client[]>;
  terms(id: ClientId): Promise<Terms | undefined>;
}

export interface ClientDirectory extends ClientReader {
  /** Every client in the order of the ids, from the one after `after`. */
  list(after: ClientId | undefined, limit: number): Promise<ClientPage>;
  /** With version 1 of its contract, active and written by `by`. `false` when the id is taken; nothing is written then. */
  create(client: Client, contract: Contract, by: string): Promise<boolean>;
  /**
   * Writes name, status and version of `client`. `false` when the stored version is not `client.version − 1`. Never
   * touches `spreadDays`, marks or the contract.
   */
  update(client: Client): Promise<boolean>;
  /** Makes `spreadDays` at least `days`; call it before the write that needs it. Not an edit: the version stays. */
  widenSpread(id: ClientId, days: number): Promise<void>;
  /** Marks buckets as waiting for the pass `pass`. Not an edit: the version stays. */
  startRejudging(id: ClientId, buckets: readonly number[], pass: string): Promise<void>;
  /** Takes the mark off once the last order of the bucket is judged, unless a newer pass has begun. */
  finishRejudging(id: ClientId, bucket: number, pass: string): Promise<void>;
}
