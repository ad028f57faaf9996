import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { importFiles, startApi, type SentEvent } from './workbench.ts';

const DATA = join(import.meta.dirname, '../../../../shared/data/olist-1000');
const MAPPINGS = join(import.meta.dirname, '../../support/mappings');
const missing = !existsSync(DATA);
if (missing && process.env.CI === 'true') throw new Error(`the real orders are missing: ${DATA}`);

type Row = Record<string, string>;
const rowsOf = (name: string): Row[] => parse(readFileSync(join(DATA, name)), { columns: true });

async function importOlist(
  mapping: string,
): Promise<{ events: SentEvent[]; rejected: number; clients: number; output: string }> {
  const api = await startApi();
  const run = await importFiles(
    { mapping: join(MAPPINGS, `${mapping}.json`), dir: DATA, api },
    { createClients: true },
  );
  const clients = api.requests.filter((request) => request.path === '/v1/clients').length;
  return { ...run, events: api.events(), clients };
}

const countByType = (events: readonly SentEvent[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { type } of events) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
};

/** One entry per order × seller, made here without the importer. */
function expectedOrders() {
  const orders = new Map(rowsOf('orders.csv').map((row) => [row.order_id, row]));
  const found = new Map<string, { order: Row; limits: string[] }>();
  for (const item of rowsOf('order_items.csv')) {
    const key = `${item.order_id ?? ''} ${item.seller_id ?? ''}`;
    const one = found.get(key) ?? { order: orders.get(item.order_id) ?? {}, limits: [] };
    one.limits.push(item.shipping_limit_date ?? '');
    found.set(key, one);
  }
  return found;
}

const local = (text: string | undefined) => ({
  localTime: (text ?? '').replace(' ', 'T'),
  timeZone: 'America/Sao_Paulo',
});

describe.skipIf(missing)(
  `the real orders of olist-1000${missing ? ' (skipped: ../shared/data is not there)' : ''}`,
  () => {
    it('become 1,021 orders of 528 clients, with an event for each milestone that has a time', async () => {
      const { events, rejected, clients, output } = await importOlist('olist-day');
      const expected = [...expectedOrders().values()].map(({ order }) => order);
      const filled = (column: string) => expected.filter((order) => order[column] !== '').length;
      expect(rejected).toBe(0);
      expect(countByType(events)).toEqual({
        'order.placed': expected.length,
        'order.dispatched': filled('order_delivered_carrier_date'),
        'order.delivered': filled('order_delivered_customer_date'),
        'order.cancelled': expected.filter((order) => order.order_status === 'canceled').length,
      });
      expect(new Set(events.map((event) => `${event.subject} ${event.clientid}`)).size).toBe(1021);
      expect(new Set(events.map((event) => event.clientid)).size).toBe(528);
      expect(clients).toBe(528);
      expect(output).toContain('orders    1,021 orders of 528 clients');
    });

    it.each(['olist-day', 'olist-minute'])(
      'are placed by %s with the promise and the latest dispatch limit of the seller',
      async (mapping) => {
        const { events } = await importOlist(mapping);
        const placed = new Map(
          events
            .filter((event) => event.type === 'order.placed')
            .map((event) => [`${event.subject} ${event.clientid}`, event]),
        );
        for (const [key, { order, limits }] of expectedOrders()) {
          const due = order.order_estimated_delivery_date ?? '';
          expect(placed.get(key)?.data).toEqual({
            ...local(order.order_purchase_timestamp),
            promise:
              mapping === 'olist-day'
                ? { date: due.slice(0, 10) }
                : { to: local(`${due.slice(0, 10)} 00:00:00`) },
            dispatchBy: local(limits.sort().at(-1)),
          });
        }
      },
    );

    it('are cancelled by the client at the purchase time, where canceled', async () => {
      const { events } = await importOlist('olist-day');
      const cancelled = events.filter((event) => event.type === 'order.cancelled');
      const expected = rowsOf('orders.csv').filter((row) => row.order_status === 'canceled');
      expect(cancelled.map((event) => event.subject).sort()).toEqual(
        expected.map((row) => row.order_id).sort(),
      );
      for (const event of cancelled) {
        const order = expected.find((row) => row.order_id === event.subject);
        expect(event.data).toEqual({ ...local(order?.order_purchase_timestamp), by: 'client' });
      }
    });
  },
);
