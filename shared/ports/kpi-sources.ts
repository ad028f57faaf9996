import type { EpochDay } from '../domain/calendar/time.ts';
import type { Client } from '../domain/crm/client.ts';
import type { OpenVerdict } from '../domain/kpi/contribution.ts';
import type { Dimensions, OrderRecord } from '../domain/ledger/order-record.ts';

/** Closed outcomes of one day, bucket and set of dimensions: amounts by counter. */
export interface TallyRow {
  readonly day: EpochDay;
  readonly bucket: number;
  readonly dimensions: Dimensions;
  readonly counters: ReadonlyMap<string, number>;
}

/** One order with open verdicts. */
export interface OpenOrder {
  readonly dimensions: Dimensions;
  readonly open: readonly OpenVerdict[];
}

/** Days of a period, both ends included. */
export interface Days {
  readonly from: EpochDay;
  readonly to: EpochDay;
}

export interface KpiSources {
  tallies(client: Client, days: Days): Promise<readonly TallyRow[]>;
  /** Orders with open verdicts whose index day lies in `days`, all buckets. */
  openOrders(client: Client, days: Days): Promise<readonly OpenOrder[]>;
  /** Every order of a client, page by page: for what was known at an earlier time. */
  orders(client: Client): AsyncIterable<readonly OrderRecord[]>;
}
