import * as z from 'zod';
import { clientIdSchema, orderNoSchema } from '../domain/ids.ts';
import { orderKindSchema, reportedFactSchema } from '../domain/ledger/event-fact.ts';
import type { FactOutbox, OutboxEntry } from '../ports/fact-outbox.ts';
import type { Action, Documents, Item } from './documents.ts';
import { crmKeys, OUTBOX_PK } from './keys.ts';
import { pagesOf } from './pages.ts';
import { readItem } from './read-item.ts';

const storedSchema = z.object({
  outboxId: z.string(),
  clientId: clientIdSchema,
  at: z.int(),
  orders: z.string(),
});

const ordersSchema = z.array(
  z.object({ kind: orderKindSchema, orderNo: orderNoSchema, facts: z.array(reportedFactSchema) }),
);

/** What writes an entry, for the transaction of what its facts follow from. Facts are kept as JSON. */
export const outboxAction = (table: string, { outboxId, clientId, at, orders }: OutboxEntry): Action => ({
  type: 'put',
  table,
  item: { ...crmKeys.outbox(outboxId), outboxId, clientId, at, orders: JSON.stringify(orders) },
});

function readEntry(item: Item): OutboxEntry {
  const { orders, ...entry } = readItem(storedSchema, item);
  const parsed: unknown = JSON.parse(orders);
  return { ...entry, orders: ordersSchema.parse(parsed) };
}

/** Facts that wait to be recorded: one partition of the crm table, mostly empty. */
export const createFactOutbox = (documents: Documents, table: string): FactOutbox => ({
  async *pending() {
    for await (const items of pagesOf(documents, { table, pk: OUTBOX_PK, consistent: true }))
      yield items.map(readEntry);
  },
  done: async (outboxId) => {
    await documents.delete(table, crmKeys.outbox(outboxId));
  },
});
