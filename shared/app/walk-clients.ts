import type { Client } from '../domain/crm/client.ts';
import type { ClientId } from '../domain/ids.ts';
import type { ClientPage } from '../ports/clients.ts';

const PAGE = 100;
const AT_ONCE = 8;

/** The clients of a list that is read page by page, at most `most` of them; `complete`: there are no more. */
export async function clientsUpTo(
  most: number,
  page: (after: ClientId | undefined, limit: number) => Promise<ClientPage>,
): Promise<{ readonly clients: readonly Client[]; readonly complete: boolean }> {
  const found: Client[] = [];
  let after: ClientId | undefined;
  do {
    const { clients, next } = await page(after, PAGE);
    found.push(...clients);
    after = next;
  } while (after !== undefined && found.length <= most);
  return { clients: found.slice(0, most), complete: found.length <= most };
}

/** Does something for each of them, several at once. */
export async function severalAtOnce<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const waiting = all.values();
  const next = async (): Promise<void> => {
    // All of them share one iterator: each takes the next one when it is free.
    for (const one of waiting) await work(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
}

/** Does something for each client, several at once. */
export const forEachClient = (
  clients: readonly Client[],
  work: (client: Client) => Promise<void>,
): Promise<void> => severalAtOnce(clients, work);
