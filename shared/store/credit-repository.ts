import type * as z from 'zod';
import {
  billingSchema,
  differenceNoteSchema,
  issuedCreditSchema,
  type DifferenceNote,
} from '../domain/credit/issued-credit.ts';
import { isMonth, type MonthText } from '../domain/credit/month.ts';
import type { ClientId } from '../domain/ids.ts';
import type { Approval, BillingStore, CreditStore, MonthPage, MonthQuery } from '../ports/credits.ts';
import { commit } from './commit.ts';
import type { Condition, Documents, Key } from './documents.ts';
import { itemOf } from './item-of.ts';
import { crmKeys } from './keys.ts';
import { pagesOf } from './pages.ts';
import { readItem } from './read-item.ts';
import { versionCondition } from './version-condition.ts';

const LAST_MONTH: MonthText = '9999-12';

type KeyOfMonth = (client: ClientId, month: MonthText) => Key;

/** One page of what lies under a key of its own for each month, the latest first. */
async function pageOf<T extends z.ZodType<{ readonly month: MonthText }>>(
  documents: Documents,
  table: string,
  client: ClientId,
  keyOf: KeyOfMonth,
  schema: T,
  { limit, after }: MonthQuery,
): Promise<MonthPage<z.output<T>>> {
  const { pk } = keyOf(client, LAST_MONTH);
  const { items, next } = await documents.query({
    table,
    pk,
    sort: { from: keyOf(client, '').sk, to: keyOf(client, LAST_MONTH).sk },
    limit,
    descending: true,
    ...(after !== undefined && isMonth(after) && { after: { ...keyOf(client, after) } }),
  });
  const entries = items.map((item) => readItem(schema, item));
  const last = entries.at(-1);
  return next && last ? { entries, next: last.month } : { entries };
}

/** What is not approved has no one there. */
const PROPOSED: Condition = { when: 'equals', attribute: 'approvedBy', value: null };

/** Approved once, by one person. */
const approveAt = (documents: Documents, table: string, key: Key, { by, at }: Approval): Promise<boolean> =>
  documents.update({
    table,
    key,
    set: { approvedBy: by, approvedAt: at },
    condition: PROPOSED,
  });

const consistent = { consistent: true };

/** Billed amounts in the crm table, one partition a client. Single reads are consistent. */
export function createBillingRepository(documents: Documents, table: string): BillingStore {
  return {
    billing: async (client, month) => {
      const item = await documents.get(table, crmKeys.billing(client, month), consistent);
      return item && readItem(billingSchema, item);
    },
    listBilling: (client, query) => pageOf(documents, table, client, crmKeys.billing, billingSchema, query),
    saveBilling: (client, billing) =>
      documents.put(
        table,
        { ...itemOf(billing), ...crmKeys.billing(client, billing.month) },
        versionCondition(billing.version),
      ),
  };
}

type Notes = Pick<CreditStore, 'notes' | 'lastNotes' | 'addNote' | 'approveNote'>;

const createNotes = (documents: Documents, table: string): Notes => ({
  notes: async (client, month) => {
    const { pk } = crmKeys.creditNote(client, month, 1);
    const sort = { beginsWith: crmKeys.creditNotePrefix(month) };
    const notes: DifferenceNote[] = [];
    for await (const items of pagesOf(documents, { table, pk, sort, consistent: true }))
      notes.push(...items.map((item) => readItem(differenceNoteSchema, item)));
    return notes;
  },
  lastNotes: async (client, credits) => {
    const noted = credits.filter(({ notes }) => notes > 0);
    if (noted.length === 0) return [];
    const keys = noted.map(({ month, notes }) => crmKeys.creditNote(client, month, notes));
    const items = await documents.batchGet(table, keys, consistent);
    return items.map((item) => readItem(differenceNoteSchema, item));
  },
  addNote: (client, note, standingTotal) => {
    const { month, number } = note;
    return commit(documents, [
      {
        type: 'put',
        table,
        item: { ...itemOf(note), ...crmKeys.creditNote(client, month, number) },
        condition: { when: 'absent' },
      },
      {
        type: 'update',
        table,
        key: crmKeys.credit(client, month),
        set: { notes: number, standingTotal },
        condition: { when: 'equals', attribute: 'notes', value: number - 1 },
      },
    ]);
  },
  approveNote: (client, month, number, approval) =>
    approveAt(documents, table, crmKeys.creditNote(client, month, number), approval),
});

/** Credits and their notes in the crm table, in the partition of what was billed. Single reads are consistent. */
export function createCreditRepository(documents: Documents, table: string): CreditStore {
  return {
    ...createNotes(documents, table),
    find: async (client, month) => {
      const item = await documents.get(table, crmKeys.credit(client, month), consistent);
      return item && readItem(issuedCreditSchema, item);
    },
    findMany: async (client, months) => {
      if (months.length === 0) return [];
      const keys = months.map((month) => crmKeys.credit(client, month));
      const items = await documents.batchGet(table, keys, consistent);
      return items.map((item) => readItem(issuedCreditSchema, item));
    },
    list: (client, query) => pageOf(documents, table, client, crmKeys.credit, issuedCreditSchema, query),
    issue: (client, credit) =>
      documents.put(
        table,
        { ...itemOf(credit), ...crmKeys.credit(client, credit.month) },
        { when: 'absent' },
      ),
    approve: (client, month, approval) =>
      approveAt(documents, table, crmKeys.credit(client, month), approval),
    takeBack: (client, { month, notes }) => {
      const noteKey = (i: number): Key => crmKeys.creditNote(client, month, i + 1);
      return commit(documents, [
        { type: 'delete', table, key: crmKeys.credit(client, month), condition: PROPOSED },
        ...Array.from({ length: notes }, (_, i) => ({ type: 'delete' as const, table, key: noteKey(i) })),
        // Deletes nothing: it keeps out a note that is written at the same time.
        { type: 'delete', table, key: noteKey(notes), condition: { when: 'absent' } },
      ]);
    },
  };
}
