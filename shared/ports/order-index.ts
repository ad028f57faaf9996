import type { Client } from '../domain/crm/client.ts';
import type { OrderRecord, OrderRef } from '../domain/ledger/order-record.ts';
import type { Days } from './kpi-sources.ts';

/** Lists of orders the ledger keeps: all, those with an open verdict, those with something to look at. */
export type OrderList = 'byDay' | 'byOpen' | 'byException';

/** Where a walk over several key ranges stands: for each range the last key taken from it. */
export type Positions = Readonly<Record<string, string>>;

export interface Candidate extends OrderRef {
  /** The range it came from and its place there: the position once it is consumed. */
  readonly range: string;
  readonly position: string;
  /** The reference or tracking number under which a search met it; `undefined` = its own number, or a list. */
  readonly reference: string | undefined;
}

export interface OrderIndex {
  /** Orders of a list by index day, over all buckets, after `positions`. */
  listed(client: Client, list: OrderList, days: Days, positions: Positions): AsyncIterable<Candidate>;
  /** Orders whose number, or one of whose references, begins with `start`; after `positions`. */
  startingWith(client: Client, start: string, positions: Positions): AsyncIterable<Candidate>;
  /** The orders themselves, each once; those that are gone are left out. */
  load(client: Client, refs: readonly OrderRef[]): Promise<readonly OrderRecord[]>;
  find(client: Client, ref: OrderRef): Promise<OrderRecord | undefined>;
}
