import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailable, type Action, type Documents } from './documents.ts';

const ATTEMPTS = 5;
const LONGEST_PAUSE_MS = 80;

/**
 * All the actions or none: `false` when a condition did not hold; a clash with another transaction is tried again.
 * For records that are seldom written; orders have a way of their own.
 */
export async function commit(documents: Documents, actions: readonly Action[]): Promise<boolean> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const result = await documents.transact(actions);
    if (result.done) return true;
    if (result.failures.includes('condition')) return false;
    if (result.failures.includes('refused')) throw new Error('the store refused an item of a transaction');
    await sleep(Math.random() * LONGEST_PAUSE_MS * attempt);
  }
  throw new StoreUnavailable('every attempt met another transaction');
}
