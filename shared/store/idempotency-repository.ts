import * as z from 'zod';
import type { ClaimResult, IdempotencyClaim, IdempotencyStore } from '../ports/idempotency.ts';
import type { Condition, Documents } from './documents.ts';
import { crmKeys } from './keys.ts';
import { readItem } from './read-item.ts';

const KEPT_MS = 24 * 60 * 60 * 1000;
/** Longer than any API function runs: whoever held the claim is gone. */
const CLAIM_MS = 60_000;

const storedSchema = z.object({
  fingerprint: z.string(),
  at: z.int(),
  answer: z
    .object({ status: z.int(), headers: z.record(z.string(), z.string()), body: z.string() })
    .optional(),
});

/** Idempotency keys in the crm table, per caller; the table's time to live removes them some time after a day. */
export function createIdempotencyRepository(documents: Documents, table: string): IdempotencyStore {
  const keyOf = (claim: IdempotencyClaim) => crmKeys.idempotency(claim.principalId, claim.key);
  const ttlOf = (at: number): number => Math.ceil((at + KEPT_MS) / 1000);
  const mine = (claim: IdempotencyClaim): Condition => ({ when: 'equals', attribute: 'at', value: claim.at });

  const take = (claim: IdempotencyClaim, condition: Condition): Promise<boolean> =>
    documents.put(
      table,
      { ...keyOf(claim), fingerprint: claim.fingerprint, at: claim.at, ttl: ttlOf(claim.at) },
      condition,
    );

  const claim = async (wanted: IdempotencyClaim): Promise<ClaimResult> => {
    if (await take(wanted, { when: 'absent' })) return { state: 'claimed' };
    const item = await documents.get(table, keyOf(wanted), { consistent: true });
    // Given back between the two calls: the caller's repeat will find it free.
    if (!item) return { state: 'running' };
    const stored = readItem(storedSchema, item);
    const lapsed = wanted.at - stored.at > (stored.answer ? KEPT_MS : CLAIM_MS);
    if (lapsed) {
      const taken = await take(wanted, { when: 'equals', attribute: 'at', value: stored.at });
      return { state: taken ? 'claimed' : 'running' };
    }
    if (stored.fingerprint !== wanted.fingerprint) return { state: 'other-request' };
    return stored.answer ? { state: 'answered', answer: stored.answer } : { state: 'running' };
  };

  return {
    claim,
    answer: async (claimed, { status, headers, body }) => {
      await documents.update({
        table,
        key: keyOf(claimed),
        set: { answer: { status, headers: { ...headers }, body } },
        condition: mine(claimed),
      });
    },
    release: async (claimed) => {
      await documents.delete(table, keyOf(claimed), mine(claimed));
    },
  };
}
