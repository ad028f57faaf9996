import type { ClientId } from '../domain/ids.ts';

export interface ReconcileRequest {
  readonly clientId: ClientId;
  readonly bucket: number;
  /** Put right what is found, instead of only telling. */
  readonly repair: boolean;
}

export interface ReconcileQueue {
  /** Resolves once the queue holds every message; throws `QueueUnavailable` when it does not. */
  send(requests: readonly ReconcileRequest[]): Promise<void>;
}
