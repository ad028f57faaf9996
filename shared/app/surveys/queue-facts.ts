import type { Client } from '../../domain/crm/client.ts';
import type { OrderNo } from '../../domain/ids.ts';
import type { OrderFacts } from '../../domain/ledger/decide.ts';
import type { FactGroup, FactQueue } from '../../ports/fact-queue.ts';
import { Unavailable } from '../../ports/unavailable.ts';

export interface QueueFactsDeps {
  readonly factQueue: FactQueue;
  readonly bucketOf: (orderNo: OrderNo, buckets: number) => number;
}

/** Puts facts of one client's orders on the queue of what happens now; throws unless it holds all of them. */
export async function queueFacts(
  { factQueue, bucketOf }: QueueFactsDeps,
  { clientId, buckets }: Client,
  orders: readonly OrderFacts[],
): Promise<void> {
  const byBucket = Map.groupBy(orders, ({ orderNo }) => bucketOf(orderNo, buckets));
  const groups = [...byBucket].map(([bucket, some]): FactGroup => ({
    clientId,
    bucket,
    events: some.flatMap(({ kind, orderNo, facts }) => facts.map((fact) => ({ kind, orderNo, fact }))),
  }));
  const left = await factQueue.send('ledger', groups);
  if (left.size > 0) throw new Unavailable(`${String(left.size)} facts of ${clientId} were not queued`);
}
