import type { ClientId } from '../domain/ids.ts';
import type { MailboxId } from '../domain/survey/invitation.ts';
import type { WaveRef } from '../domain/survey/wave.ts';

/** One client's invitations to be planned. */
export interface PlanRequest extends WaveRef {
  readonly clientId: ClientId;
}

export interface PlanQueue {
  /** Resolves once the queue holds every message; throws `QueueUnavailable` when it does not. */
  send(requests: readonly PlanRequest[]): Promise<void>;
}

/** Most mailboxes of one message: what a worker surely gets done before it is cut off. */
export const MOST_MAILBOXES = 10;

/** Invitations of one client to be sent; ids only. */
export interface SendRequest extends WaveRef {
  readonly clientId: ClientId;
  readonly what: 'invitation' | 'reminder';
  readonly mailboxIds: readonly MailboxId[];
}

export interface SendQueue {
  /** Resolves once the queue holds every message; throws `QueueUnavailable` when it does not. */
  send(requests: readonly SendRequest[]): Promise<void>;
}
