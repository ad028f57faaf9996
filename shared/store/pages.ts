import type { Documents, Item, Query } from './documents.ts';

/** Every page of a query, one after the other, from its own `after` on. */
export async function* pagesOf(documents: Documents, query: Query): AsyncGenerator<readonly Item[]> {
  let { after } = query;
  do {
    const page = await documents.query({ ...query, ...(after && { after }) });
    yield page.items;
    after = page.next;
  } while (after);
}
