import { dayOf, type EpochDay } from '../domain/calendar/time.ts';
import { widenedSpread, type Client } from '../domain/crm/client.ts';
import type { OrderRecord } from '../domain/ledger/order-record.ts';
import type { Days } from '../ports/kpi-sources.ts';
import type { PeriodOrders } from '../ports/period-orders.ts';

/**
 * Orders judged in one call. One core decodes and judges 10,000 a second on a ladder and 20,000 in a what-if
 * (`npm run bench`), and the store hands over about as many; the API gives up after 30 s.
 */
export const MOST_ORDERS = 50_000;

const FIRST_DAY = dayOf(1, 1, 1);
const LAST_DAY = dayOf(9999, 12, 31);

const within = (from: EpochDay, to: EpochDay): Days => ({
  from: Math.max(FIRST_DAY, from),
  to: Math.min(LAST_DAY, to),
});

/** How far an order's verdicts lie from the day under which it is listed, in days. */
type Visit = (order: OrderRecord) => number;

/**
 * Hands every order with a verdict in the period to `visit`, each once. The client's spread says how far from the
 * period such orders are listed under the terms in force. Under other terms they may lie farther: the search goes on
 * as far as any order it has met needs; `atLeast`: days that are read around the period in any case, for orders that
 * no other leads to. Throws `too-many-orders`.
 */
export async function readPeriod(
  orders: PeriodOrders,
  client: Client,
  { from, to }: Days,
  atLeast: number,
  visit: Visit,
): Promise<void> {
  let reach = 0;
  let left = MOST_ORDERS;
  const read = (days: Days): Promise<void> =>
    orders.visit(client, days, left, (some) => {
      left -= some.length;
      for (const order of some) reach = Math.max(reach, visit(order));
    });

  let margin = Math.max(client.spreadDays, atLeast);
  await read(within(from - margin, to + margin));
  while (reach > margin) {
    const wider = widenedSpread(margin, reach);
    await read(within(from - wider, from - margin - 1));
    await read(within(to + margin + 1, to + wider));
    margin = wider;
  }
}
