import { recordFacts } from '../../shared/app/record-facts.ts';
import type { EpochMs } from '../../shared/domain/calendar/time.ts';
import type { Contract } from '../../shared/domain/contract/contract.ts';
import type { Registries } from '../../shared/domain/crm/registry.ts';
import type { ClientId } from '../../shared/domain/ids.ts';
import type { OrderFacts } from '../../shared/domain/ledger/decide.ts';
import type { TransactionLimits } from '../../shared/ports/order-ledger.ts';
import { bucketOf } from '../../shared/store/keys.ts';
import { createOrderLedger } from '../../shared/store/order-ledger.ts';
import { CRM, LEDGER, TALLIES } from '../../shared/store/tables.ts';
import { aClient, registered } from '../support/builders.ts';
import { CARRIERS, SITES } from '../support/generators.ts';
import { createMemoryDocuments, type MemoryDocuments } from '../support/memory-documents/index.ts';

export const BENCH_TABLES = { ledger: 'ledger', tallies: 'tallies', crm: 'crm' } as const;
export const BENCH_REGISTRIES: Registries = {
  sites: registered(...SITES),
  carriers: registered(...CARRIERS),
  serviceLevels: registered('standard'),
};
export const LIVE: TransactionLimits = { orders: 25, actions: 50 };
export const BULK: TransactionLimits = { orders: 45, actions: 100 };
export const BUCKETS = 4;

/** recordFacts over the metered twin, as a worker of one client after the other runs it. */
export interface LedgerBench {
  readonly documents: MemoryDocuments;
  /** Records the facts of one client's orders as messages of the queue carry them: a message holds one bucket. */
  record(clientId: ClientId, orders: readonly OrderFacts[], now?: EpochMs): Promise<void>;
}

export function createLedgerBench(limits: TransactionLimits, contract: Contract): LedgerBench {
  const documents = createMemoryDocuments({
    [BENCH_TABLES.ledger]: LEDGER,
    [BENCH_TABLES.tallies]: TALLIES,
    [BENCH_TABLES.crm]: CRM,
  });
  const ledger = createOrderLedger(documents, BENCH_TABLES, limits);
  const terms = { client: aClient({ spreadDays: 4096 }), contracts: [contract] };
  return {
    documents,
    async record(clientId, orders, now) {
      for (const [bucket, some] of byBucket(orders)) {
        const result = await recordFacts(
          {
            ledger,
            clients: {
              terms: () => Promise.resolve(terms),
              find: () => Promise.resolve(terms.client),
              findMany: () => Promise.resolve([terms.client]),
            },
            directory: { widenSpread: () => Promise.resolve() },
            registries: { all: () => Promise.resolve(BENCH_REGISTRIES) },
            quarantine: {
              put: ({ code }) => Promise.reject(new Error(`the bench sent a fact that was refused: ${code}`)),
            },
            clock: { now: () => now ?? latest(some) },
            pause: () => Promise.resolve(),
          },
          { clientId, bucket },
          some,
        );
        if (result.unfinished.length > 0) throw new Error('the bench met a conflict without a second writer');
      }
    },
  };
}

// Facts arrive soon after they happened.
function latest(orders: readonly OrderFacts[]): EpochMs {
  let last = 0;
  for (const { facts } of orders) for (const { occurredAt } of facts) last = Math.max(last, occurredAt);
  return last + 37_123;
}

function byBucket(orders: readonly OrderFacts[]): ReadonlyMap<number, readonly OrderFacts[]> {
  const buckets = new Map<number, OrderFacts[]>();
  for (const order of orders) {
    const bucket = bucketOf(order.orderNo, BUCKETS);
    const some = buckets.get(bucket);
    if (some) some.push(order);
    else buckets.set(bucket, [order]);
  }
  return buckets;
}

export const eventsIn = (orders: readonly OrderFacts[]): number =>
  orders.reduce((sum, { facts }) => sum + facts.length, 0);

/** Every fact by itself, as it happened. */
export const asTheyHappen = (orders: readonly OrderFacts[]): readonly OrderFacts[] =>
  orders
    .flatMap((order) => order.facts.map((fact): OrderFacts => ({ ...order, facts: [fact] })))
    .sort((a, b) => timeOf(a) - timeOf(b));

const timeOf = ({ facts }: OrderFacts): EpochMs => facts[0]?.occurredAt ?? 0;

/** One list of facts for each hour in which something happened. */
export function hourly(orders: readonly OrderFacts[]): readonly (readonly OrderFacts[])[] {
  const files = new Map<number, OrderFacts[]>();
  for (const one of asTheyHappen(orders)) {
    const hour = Math.floor(timeOf(one) / 3_600_000);
    const file = files.get(hour);
    if (file) file.push(one);
    else files.set(hour, [one]);
  }
  return [...files.values()];
}
