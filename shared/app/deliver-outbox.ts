import type { OrderNo } from '../domain/ids.ts';
import type { OrderFacts } from '../domain/ledger/decide.ts';
import type { FactOutbox, OutboxEntry } from '../ports/fact-outbox.ts';
import { recordFacts, type RecordFactsDeps } from './record-facts.ts';

export interface DeliverOutboxDeps {
  readonly recording: RecordFactsDeps;
  readonly bucketOf: (orderNo: OrderNo, buckets: number) => number;
  readonly outbox: Pick<FactOutbox, 'done'>;
  /** Told why an entry stays where it is, for the log. */
  readonly onLeft?: (outboxId: string, error: unknown) => void;
}

function byBucket(
  { bucketOf }: DeliverOutboxDeps,
  orders: readonly OrderFacts[],
  buckets: number,
): ReadonlyMap<number, readonly OrderFacts[]> {
  return Map.groupBy(orders, ({ orderNo }) => bucketOf(orderNo, buckets));
}

async function record(deps: DeliverOutboxDeps, { clientId, orders }: OutboxEntry): Promise<void> {
  const terms = await deps.recording.clients.terms(clientId);
  if (!terms) throw new Error(`client ${clientId} is gone`);
  for (const [bucket, some] of byBucket(deps, orders, terms.client.buckets)) {
    const { unfinished } = await recordFacts(deps.recording, { clientId, bucket }, some);
    if (unfinished.length > 0)
      throw new Error(`${String(unfinished.length)} orders were not written in time`);
  }
}

/**
 * Records the facts of an entry through the one door and takes it away, so that whoever wrote it sees the figures move.
 * Never throws: what the entry follows from stands, and an entry that is left is delivered by the hourly sweep.
 */
export async function deliverOutbox(deps: DeliverOutboxDeps, entry: OutboxEntry): Promise<void> {
  try {
    await record(deps, entry);
    await deps.outbox.done(entry.outboxId);
  } catch (error) {
    deps.onLeft?.(entry.outboxId, error);
  }
}
