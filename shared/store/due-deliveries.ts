import * as z from 'zod';
import type { EpochMs } from '../domain/calendar/time.ts';
import { clientIdSchema, orderNoSchema } from '../domain/ids.ts';
import type { DueDeliveries, DueDelivery } from '../ports/waves.ts';
import type { Documents, Item } from './documents.ts';
import { itemOf } from './item-of.ts';
import { crmKeys } from './keys.ts';
import { pagesOf } from './pages.ts';
import { readItem } from './read-item.ts';

const deliverySchema = z.object({
  clientId: clientIdSchema,
  orderNo: orderNoSchema,
  deliveredAt: z.int(),
  notedAt: z.int(),
}) satisfies z.ZodType<DueDelivery>;

const DAY_SECONDS = 86_400;
/** A quarter from wave to wave, the longest delay after a delivery, and some days to spare. */
const KEPT_DAYS = 120;
const TIME_CHARACTERS = 9;
const PAGE_DELIVERIES = 100;

// Of one length, so that text sorts as time does.
const timeText = (at: EpochMs): string => at.toString(36).padStart(TIME_CHARACTERS, '0');

const readDelivery = (item: Item): DueDelivery => readItem(deliverySchema, item);

/** Deliveries in the crm table by when they were noted, one partition a client, kept for 120 days. */
export const createDueDeliveries = (documents: Documents, table: string): DueDeliveries => ({
  note: (deliveries) =>
    documents.batchPut(
      table,
      deliveries.map((delivery) => ({
        ...crmKeys.dueDelivery(delivery.clientId, timeText(delivery.notedAt), delivery.orderNo),
        ...itemOf(delivery),
        ttl: Math.ceil(delivery.notedAt / 1000) + KEPT_DAYS * DAY_SECONDS,
      })),
    ),
  async *list(clientId, from, to) {
    const { pk } = crmKeys.dueDelivery(clientId, '', '');
    // Behind its time every key has a `#`: the upper bound leaves out those of `to` itself.
    const sort = { from: timeText(from), to: timeText(to) };
    const query = { table, pk, sort, descending: true, limit: PAGE_DELIVERIES };
    for await (const items of pagesOf(documents, query)) yield items.map(readDelivery);
  },
});
