import type { Documents, Item, Key, Query } from '../../../../shared/store/documents.ts';

export interface ContractSubject {
  readonly documents: Documents;
  /** Names of a table shaped as the ledger and of one shaped as the tallies. */
  readonly ledger: string;
  readonly tallies: string;
}

let serial = 0;

/** A partition that no other test uses. */
export const freshPk = (): string => `C#contract#${String(serial++)}`;

export const item = (pk: string, sk: string, more: Item = {}): Item & Key => ({ pk, sk, ...more });

export const sks = (items: readonly Item[]): readonly unknown[] => items.map(({ sk }) => sk);

export const readItem = (
  { documents, ledger }: ContractSubject,
  pk: string,
  sk: string,
  table = ledger,
): Promise<Item | undefined> => documents.get(table, { pk, sk }, { consistent: true });

const MAX_PAGES = 100;

export async function allPages({ documents }: ContractSubject, query: Query): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (let after: Item | undefined, pages = 0; pages < MAX_PAGES; pages++) {
    const page = await documents.query({ ...query, consistent: true, ...(after && { after }) });
    items.push(...page.items);
    if (page.next === undefined) return items;
    after = page.next;
  }
  throw new Error('paging does not end');
}
