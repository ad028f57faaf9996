import type { Client } from '../domain/crm/client.ts';
import type { OrderRecord, OrderRef } from '../domain/ledger/order-record.ts';
import type { Days } from './kpi-sources.ts';

/** Lists of orders the ledger keeps: all, those with an open verdict, those with something to look at. */
export type OrderList = 'byDay' | 'byOpen' | 'byException';

/**
 * Where a walk over several key ranges stands: behind the last candidate taken from it. Opaque; its length does not
 * grow with the number of ranges, so that it fits a page token.
 */
export type Position = string;

export interface Candidate extends OrderRef {
  /** The position of the walk once this candidate is consumed. */
  readonly position: Position;
  /** The reference or tracking number under which a search met it; `undefined` = its own number, or a list. */
  readonly reference: string | undefined;
}

export interface OrderIndex {
  /** Orders of a list by index day, over all buckets; from the beginning, or behind `after`. */
  listed(client: Client, list: OrderList, days: Days, after: Position | undefined): AsyncIterable<Candidate>;
  /**
   * Orders whose number, or one of whose references, begins with `start`: numbers first, by kind, then references,
   * each in the order of their text over all buckets. From the beginning, or behind `after`.
   */
  startingWith(client: Client, start: string, after: Position | undefined): AsyncIterable<Candidate>;
  /** The orders themselves, each once; those that are gone are left out. */
  load(client: Client, refs: readonly OrderRef[]): Promise<readonly OrderRecord[]>;
  find(client: Client, ref: OrderRef): Promise<OrderRecord | undefined>;
}
