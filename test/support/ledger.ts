import { recordFacts, type RecordResult } from '../../shared/app/record-facts.ts';
import type { ReconcileDeps } from '../../shared/app/reconcile-bucket.ts';
import type { KpiQuery } from '../../shared/app/sum-kpis.ts';
import type { OrderQuery } from '../../shared/app/list-orders.ts';
import type { Contract } from '../../shared/domain/contract/contract.ts';
import type { Client } from '../../shared/domain/crm/client.ts';
import type { Principal } from '../../shared/domain/crm/principal.ts';
import type { Registries, RegistryName } from '../../shared/domain/crm/registry.ts';
import type { KpiId } from '../../shared/domain/kpi/catalogue.ts';
import type { Figure } from '../../shared/domain/kpi/figures.ts';
import type { OrderFacts } from '../../shared/domain/ledger/decide.ts';
import type { OrderKind, ReportedFact } from '../../shared/domain/ledger/fact.ts';
import type { Documents } from '../../shared/store/documents.ts';
import { createClientRepository } from '../../shared/store/client-repository.ts';
import { bucketOf, packDimensions, tallySk } from '../../shared/store/keys.ts';
import { createKpiSources } from '../../shared/store/kpi-sources.ts';
import { createOrderIndex } from '../../shared/store/order-index.ts';
import { createOrderLedger } from '../../shared/store/order-ledger.ts';
import { createQuarantineRepository } from '../../shared/store/quarantine-repository.ts';
import { createTallyStore } from '../../shared/store/tally-store.ts';
import { anApi } from './api.ts';
import { aClient, CONTRACT, day, NOW, orderNo, REGISTRIES } from './builders.ts';
import { register } from './register.ts';

export const TABLES = { ledger: 'ledger', tallies: 'tallies' } as const;

/** An administrator, as use cases see one. */
export const ANYONE: Principal = { id: 'admin-1', kind: 'person', roles: ['admin'] };

/** An order's facts under the number. */
export const order = (
  number: string,
  facts: readonly ReportedFact[],
  kind: OrderKind = 'delivery',
): OrderFacts => ({ kind, orderNo: orderNo(number), facts });

/** A question about a period, both ends included; by default at the tests' clock. */
export const kpisOf = (from: string, to: string, over: Partial<KpiQuery> = {}): KpiQuery => ({
  days: { from: day(from), to: day(to) },
  asOf: NOW,
  knownAt: undefined,
  groupBy: undefined,
  ...over,
});

export const ordersOf = (from: string, to: string, over: Partial<OrderQuery> = {}): OrderQuery => ({
  days: { from: day(from), to: day(to) },
  kpi: undefined,
  outcome: undefined,
  dataQuality: undefined,
  disputed: false,
  asOf: NOW,
  ...over,
});

export const figure = (figures: readonly Figure[], kpi: KpiId): Figure =>
  figures.find((one) => one.kpi === kpi)!;

const LONG_AGO = '2000-01-01';

const REGISTERED: readonly (readonly [RegistryName, keyof Registries])[] = [
  ['site', 'sites'],
  ['carrier', 'carriers'],
  ['service-level', 'serviceLevels'],
];

/** One client's ledger on the in-process store, written through the one door and read by the real readers. */
export async function aLedger(over: { readonly client?: Client; readonly contract?: Contract } = {}) {
  const api = anApi();
  const client = over.client ?? aClient();
  const { documents } = api;

  const addClient = async (added: Client, contract = CONTRACT): Promise<void> => {
    await api.clients.create(added, contract, 'admin-1');
  };
  await addClient(client, over.contract);
  for (const [name, ids] of REGISTERED) await register(api.registries, name, ...REGISTRIES[ids].keys());

  /** What a worker runs with; `store` may fail as planned. */
  const worker = (store: Documents = documents): ReconcileDeps => {
    const directory = createClientRepository(store, 'crm');
    return {
      ledger: createOrderLedger(store, TABLES, { orders: 25, actions: 50 }),
      clients: directory,
      directory,
      registries: api.registries,
      quarantine: createQuarantineRepository(store, 'crm'),
      clock: api.clock,
      pause: () => Promise.resolve(),
      tallies: createTallyStore(store, TABLES.tallies),
      rowOf: ({ bucket }, { dimensions }, on) => tallySk(on, bucket, packDimensions(dimensions)),
    };
  };

  return {
    ...api,
    client,
    worker,
    addClient,
    sources: createKpiSources(documents, TABLES),
    index: createOrderIndex(documents, TABLES.ledger),
    tallies: createTallyStore(documents, TABLES.tallies),
    partition: (bucket: number) => ({ clientId: client.clientId, bucket }),
    bucketOf: (number: string) => bucketOf(orderNo(number), client.buckets),
    /** Records facts at the present time of the clock. */
    record: async (...orders: readonly OrderFacts[]): Promise<readonly RecordResult[]> => {
      const buckets = new Map<number, OrderFacts[]>();
      for (const one of orders) {
        const bucket = bucketOf(one.orderNo, client.buckets);
        buckets.set(bucket, [...(buckets.get(bucket) ?? []), one]);
      }
      const results: RecordResult[] = [];
      for (const [bucket, some] of buckets)
        results.push(await recordFacts(worker(), { clientId: client.clientId, bucket }, some));
      return results;
    },
    /** Activates the terms as the next version, for every order there is, and marks every bucket for the pass. */
    changeTerms: async (terms: Contract, pass: string): Promise<void> => {
      const { client: stored, active } = (await api.contracts.versions(client.clientId))!;
      const version = active.at(-1)!.contract.version + 1;
      const contract = { ...terms, version, effectiveFrom: LONG_AGO };
      const draft = {
        contract,
        edit: `edit-${String(version)}`,
        editedBy: 'admin-1',
        editedAt: api.time.now,
      };
      await api.contracts.saveDraft(stored, draft, undefined);
      await api.contracts.activate(
        stored,
        { ...draft, activatedBy: 'admin-2', activatedAt: api.time.now },
        pass,
      );
    },
  };
}

export type TestLedger = Awaited<ReturnType<typeof aLedger>>;
