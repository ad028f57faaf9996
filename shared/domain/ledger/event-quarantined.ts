import type { EpochMs } from '../calendar/time.ts';
import { clientIdSchema, type ClientId, type OrderNo } from '../ids.ts';
import type { RefusalCode } from './decide.ts';
import type { OrderKind, ReportedFact } from './fact.ts';

/** A fact that could not be recorded because of its content, and why. */
export interface RefusedFact {
  readonly clientId: ClientId;
  readonly kind: OrderKind;
  readonly orderNo: OrderNo;
  readonly fact: ReportedFact;
  readonly code: RefusalCode;
  /** What is wrong and what to do about it. */
  readonly detail: string;
  readonly at: EpochMs;
}

/**
 * `retrying`: on its way to the ledger again. Recorded, the entry goes; refused once more, it waits again; and so it does
 * when nothing was heard of it for an hour, for then its message was lost or discarded.
 */
export type QuarantineState = 'waiting' | 'retrying';

/** A fact that was sent again and recorded. */
export type SettledFact = Pick<RefusedFact, 'clientId' | 'kind' | 'orderNo' | 'fact'> & {
  /** Of the entry when it was sent. */
  readonly refusals: number;
};

/** Longer than a message of the ledger queue takes, its repeats after failures included. */
const RETRY_LOST_MS = 60 * 60 * 1000;

/** Whether an entry may be listed and sent again. */
export const isWaiting = (
  { state, retriedAt = 0 }: { readonly state: QuarantineState; readonly retriedAt?: EpochMs | undefined },
  now: EpochMs,
): boolean => state === 'waiting' || now - retriedAt >= RETRY_LOST_MS;

/** An entry of the quarantine. `code` is text: entries of a code that is no longer in use must stay readable. */
export interface QuarantinedFact extends Omit<RefusedFact, 'code' | 'at'> {
  readonly id: string;
  readonly code: string;
  /** When it was first refused. */
  readonly quarantinedAt: EpochMs;
  /** How often recording it was tried: 1, and 1 more for each retry. */
  readonly attempts: number;
  readonly state: QuarantineState;
  /** When it was last sent again. */
  readonly retriedAt?: EpochMs | undefined;
  /** Counts its refusals: shows whether it was refused again while a retry was being sent. */
  readonly refusals: number;
}

const KEY = /^[A-Za-z0-9_-]{1,64}$/;

/** The public id of an entry: opaque, and with the client in it, so that an entry is found without a search. */
export const quarantineIdOf = (clientId: ClientId, key: string): string =>
  btoa(`${clientId}.${key}`).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** Takes a public id apart; `undefined` for a text that is none. Says nothing about whether the entry exists. */
export function readQuarantineId(id: string): { clientId: ClientId; key: string } | undefined {
  if (!/^[A-Za-z0-9_-]{4,200}$/.test(id)) return undefined;
  const text = decode(id);
  const dot = text.indexOf('.');
  const clientId = clientIdSchema.safeParse(text.slice(0, Math.max(dot, 0)));
  const key = text.slice(dot + 1);
  if (!clientId.success || !KEY.test(key) || quarantineIdOf(clientId.data, key) !== id) return undefined;
  return { clientId: clientId.data, key };
}

function decode(id: string): string {
  try {
    return atob(id.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return '';
  }
}
