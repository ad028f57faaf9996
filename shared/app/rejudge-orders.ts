import type { ClientDirectory } from '../ports/clients.ts';
import type { RejudgeQueue, RejudgeRequest } from '../ports/rejudge-queue.ts';
import { recordFacts, type RecordFactsDeps } from './record-facts.ts';

export interface RejudgeOrdersDeps extends RecordFactsDeps {
  readonly directory: ClientDirectory;
  readonly queue: RejudgeQueue;
}

/** Orders judged in one call before the next message takes over, so that no call nears its time limit. */
const ORDERS_A_MESSAGE = 1000;
const PAGE = 100;

/**
 * Judges the orders of one bucket again, from `after` on, through the one door.
 * 1. page by page, each order with no new fact; 2. at the end of the message's share, queue the rest;
 * 3. at the end of the bucket, take its mark off. Repeats change nothing. Answers how many orders were looked at.
 */
export async function rejudgeOrders(deps: RejudgeOrdersDeps, request: RejudgeRequest): Promise<number> {
  const { clientId, bucket, pass } = request;
  let after = request.after;
  let judged = 0;
  do {
    const page = await deps.ledger.page({ clientId, bucket }, after, PAGE);
    const orders = page.orders.map(({ kind, orderNo }) => ({ kind, orderNo, facts: [] }));
    const { unfinished } = await recordFacts(deps, { clientId, bucket }, orders);
    if (unfinished.length > 0) {
      throw new Error(`${String(unfinished.length)} orders of ${clientId} could not be judged again in time`);
    }
    judged += orders.length;
    after = page.next;
  } while (after !== undefined && judged < ORDERS_A_MESSAGE);

  if (after === undefined) await deps.directory.finishRejudging(clientId, bucket, pass);
  else await deps.queue.send([{ clientId, bucket, pass, after }], 0);
  return judged;
}
