import { createHash } from 'node:crypto';
import type { EpochMs } from '../domain/calendar/time.ts';
import { problem } from '../domain/errors.ts';
import type { IdempotencyClaim, IdempotencyStore } from '../ports/idempotency.ts';
import type { Ids } from '../ports/ids.ts';
import { headerOf, type HttpEvent, type HttpResponse } from './event.ts';
import type { HttpRequest } from './route.ts';

const KEY = /^[\x21-\x7e]{1,255}$/;

/** The Idempotency-Key of a request; throws `invalid-request` for one that cannot be a key. */
export function idempotencyKeyOf(event: HttpEvent): string | undefined {
  const key = headerOf(event, 'idempotency-key');
  if (key !== undefined && !KEY.test(key))
    throw problem.invalidField('Idempotency-Key', 'use 1 to 255 printable ASCII characters without spaces');
  return key;
}

export function claimOf(event: HttpEvent, principalId: string, key: string, at: EpochMs): IdempotencyClaim {
  const fingerprint = createHash('sha256')
    .update(`${event.routeKey}\n${event.rawPath}\n${event.isBase64Encoded ? 'base64' : 'text'}\n`)
    .update(event.body ?? '')
    .digest('base64url');
  return { principalId, key, fingerprint, at };
}

const REQUEST_ID_CHARACTERS = 32;

/**
 * Names what a request writes: the same for its repeat under one Idempotency-Key, however late, and another for every
 * other caller, route or content; without a key a new one each time.
 */
export function requestIdOf(
  { principal, routeKey, params, body, idempotencyKey }: HttpRequest,
  ids: Ids,
): string {
  if (idempotencyKey === undefined) return ids.ulid();
  const content = JSON.stringify([principal.id, routeKey, params, body, idempotencyKey]);
  return createHash('sha256').update(content).digest('base64url').slice(0, REQUEST_ID_CHARACTERS);
}

/**
 * Runs a request once per key: the answer of the first success is given again to each repeat. A refusal gives
 * the key back. Throws `idempotency-key-reused` (another request) and `idempotency-in-progress` (still running).
 */
export async function runOnce(
  store: IdempotencyStore,
  claim: IdempotencyClaim,
  run: () => Promise<HttpResponse>,
): Promise<HttpResponse> {
  const result = await store.claim(claim);
  switch (result.state) {
    case 'other-request':
      throw problem.idempotencyKeyReused();
    case 'running':
      throw problem.idempotencyInProgress();
    case 'answered': {
      const { status, headers, body } = result.answer;
      return { statusCode: status, headers: { ...headers, 'idempotency-replayed': 'true' }, body };
    }
    case 'claimed': {
      const response = await run().catch(async (error: unknown) => {
        // Why the request failed is what the caller must hear; a claim that could not be given back lapses by itself.
        await store.release(claim).catch(() => undefined);
        throw error;
      });
      const { statusCode: status, headers, body } = response;
      // What was done is done: an answer that cannot be kept must not turn it into an error.
      await store.answer(claim, { status, headers, body }).catch(() => undefined);
      return response;
    }
  }
}
