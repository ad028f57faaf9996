import type { EpochMs } from '../domain/calendar/time.ts';
import type { ClientId } from '../domain/ids.ts';

export interface RejudgeRequest {
  readonly clientId: ClientId;
  readonly bucket: number;
  /** Names the pass; the mark of the bucket is taken off by the pass that set it. */
  readonly pass: string;
  /** Sort key of the last order judged; absent = from the start. */
  readonly after?: string | undefined;
  /** What the messages before this one of the pass did in the bucket; absent on the first. */
  readonly before?: { readonly judged: number; readonly startedAt: EpochMs } | undefined;
}

export interface RejudgeQueue {
  /** Resolves once the queue holds every message; throws `QueueUnavailable` when it does not. */
  send(requests: readonly RejudgeRequest[], delaySeconds: number): Promise<void>;
}
