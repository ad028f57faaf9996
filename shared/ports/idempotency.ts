import type { EpochMs } from '../domain/calendar/time.ts';

/** An answer kept for a repeat of the same request. */
export interface StoredAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface IdempotencyClaim {
  readonly principalId: string;
  readonly key: string;
  /** Digest of method, path and body: the same key with another one is another request. */
  readonly fingerprint: string;
  readonly at: EpochMs;
}

export type ClaimResult =
  | { readonly state: 'claimed' }
  | { readonly state: 'answered'; readonly answer: StoredAnswer }
  | { readonly state: 'running' }
  | { readonly state: 'other-request' };

export interface IdempotencyStore {
  /** Takes the key for this request. A claim without an answer lapses after a minute, longer than any call runs. */
  claim(claim: IdempotencyClaim): Promise<ClaimResult>;
  /** Keeps the answer for 24 hours. */
  answer(claim: IdempotencyClaim, answer: StoredAnswer): Promise<void>;
  /** Gives the key back after a refusal, so that the corrected request may use it. */
  release(claim: IdempotencyClaim): Promise<void>;
}
