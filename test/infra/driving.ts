import type { BatchAnswer, TimeLeft } from '../../shared/messaging/queue-handler.ts';
import { createPageTokens } from '../../shared/http/page-token.ts';
import type { ApiDeps } from '../../shared/runtime/compose.ts';
import type { Documents } from '../../shared/store/documents.ts';
import { ADMIN, call, type Call, type Handler } from '../support/api.ts';
import type { TestLedger } from '../support/ledger.ts';
import { sqsEvent, TIME_ENOUGH } from '../support/queue.ts';

/** What a function is driven with: the real composition, on a store that notes the rights it is used with. */
export interface Driving {
  readonly world: TestLedger;
  readonly documents: Documents;
  readonly composed: ApiDeps;
}

export const pageTokens = createPageTokens(() => Promise.resolve('a key for tests'));
export const counting = { count: () => undefined, bytes: () => undefined, flush: () => undefined };
export const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Calls a handler, as an administrator where a call says nothing else; answers the statuses. */
export async function each(handler: Handler, ...calls: readonly Call[]): Promise<number[]> {
  const statuses: number[] = [];
  for (const one of calls) statuses.push((await call(handler, { as: ADMIN, ...one })).status);
  return statuses;
}

/** Delivers messages to a worker. */
export const deliver = (
  handler: (event: unknown, context: TimeLeft) => Promise<BatchAnswer>,
  ...bodies: readonly object[]
): Promise<BatchAnswer> => handler(sqsEvent(bodies), TIME_ENOUGH);

export const NO_FAILURES: BatchAnswer = { batchItemFailures: [] };
