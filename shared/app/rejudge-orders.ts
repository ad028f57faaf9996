import type { ClientDirectory } from '../ports/clients.ts';
import type { RejudgeProgress } from '../ports/rejudge-progress.ts';
import type { RejudgeQueue, RejudgeRequest } from '../ports/rejudge-queue.ts';
import { recordFacts, type RecordFactsDeps } from './record-facts.ts';

export interface RejudgeOrdersDeps extends RecordFactsDeps {
  readonly directory: Pick<ClientDirectory, 'widenSpread' | 'finishRejudging'>;
  readonly progress: Pick<RejudgeProgress, 'waiting' | 'note'>;
  readonly queue: RejudgeQueue;
}

/** Orders judged in one call before the next message takes over, so that no call nears its time limit. */
const ORDERS_A_MESSAGE = 1000;
const PAGE = 100;

/**
 * Judges the orders of one bucket again, from `after` on, through the one door.
 * 1. a pass whose mark the bucket does not bear any more ends: it is done, or a newer one judges the bucket from the
 * start; 2. page by page, each order with no new fact; 3. note how far it is; 4. at the end of the message's share,
 * queue the rest; 5. at the end of the bucket, take its mark off. Repeats change nothing. Answers how many orders
 * were looked at.
 */
export async function rejudgeOrders(deps: RejudgeOrdersDeps, request: RejudgeRequest): Promise<number> {
  const { clientId, bucket, pass } = request;
  const waiting = await deps.progress.waiting(clientId);
  if (!waiting) throw new Error(`client ${clientId} is gone`);
  if (waiting.get(bucket) !== pass) return 0;
  const before = request.before ?? { judged: 0, startedAt: deps.clock.now() };
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

  const now = deps.clock.now();
  // Carried along and put whole, not added up: a message that comes twice counts once.
  const sum = { judged: before.judged + judged, startedAt: before.startedAt };
  const end = after === undefined ? { finishedAt: now } : {};
  await deps.progress.note(clientId, { bucket, pass, ...sum, updatedAt: now, ...end });
  if (after === undefined) await deps.directory.finishRejudging(clientId, bucket, pass);
  else await deps.queue.send([{ clientId, bucket, pass, after, before: sum }], 0);
  return judged;
}
