import type { Client } from '../domain/crm/client.ts';
import { orderKey, type OrderRecord } from '../domain/ledger/order-record.ts';
import type { Candidate, OrderIndex, Position } from '../ports/order-index.ts';

/** A page of what was made of orders; `next` is where the next one begins, `undefined` at the end. */
export interface WalkedPage<T> {
  readonly items: readonly T[];
  readonly next: Position | undefined;
}

const CHUNK = 100;
/** Candidates looked at for one page, so that a rare match cannot make a call run long. */
const MAX_LOOKED_AT = 2000;

/** The first `limit` orders that match, each once. A page may hold fewer and still go on. */
export async function collectOrders<T>(
  index: OrderIndex,
  client: Client,
  candidates: AsyncIterable<Candidate>,
  after: Position | undefined,
  limit: number,
  match: (order: OrderRecord, candidate: Candidate) => T | undefined,
): Promise<WalkedPage<T>> {
  const found = new Map<string, T>();
  let next = after;
  let lookedAt = 0;
  for await (const chunk of chunksOf(candidates, Math.min(CHUNK, Math.max(limit, 25)))) {
    const orders = new Map((await index.load(client, chunk)).map((order) => [orderKey(order), order]));
    for (const candidate of chunk) {
      if (found.size === limit) return { items: [...found.values()], next };
      const order = orders.get(orderKey(candidate));
      const listed = order && match(order, candidate);
      if (listed) found.set(orderKey(candidate), listed);
      next = candidate.position;
    }
    lookedAt += chunk.length;
    if (lookedAt >= MAX_LOOKED_AT) return { items: [...found.values()], next };
  }
  return { items: [...found.values()], next: undefined };
}

/** Every candidate's order, chunk by chunk; those that are gone are left out. */
export async function* loadInChunks(
  index: OrderIndex,
  client: Client,
  candidates: AsyncIterable<Candidate>,
): AsyncGenerator<readonly OrderRecord[]> {
  for await (const chunk of chunksOf(candidates, CHUNK)) yield index.load(client, chunk);
}

async function* chunksOf<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<readonly T[]> {
  let chunk: T[] = [];
  for await (const item of items) {
    chunk.push(item);
    if (chunk.length === size) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}
