import type { Client } from '../domain/crm/client.ts';
import type { OrderRecord } from '../domain/ledger/order-record.ts';
import type { Days } from './kpi-sources.ts';

export interface PeriodOrders {
  /**
   * Hands every order that is listed within `days` to `visit`, some at a time, each once, in no order. Throws
   * `too-many-orders` before it has read any when there are more than `most`.
   */
  visit(
    client: Client,
    days: Days,
    most: number,
    visit: (orders: readonly OrderRecord[]) => void,
  ): Promise<void>;
}
