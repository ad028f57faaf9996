import { expect, test } from 'vitest';
import { recordFacts } from '../../../shared/app/record-facts.ts';
import { composeRecording } from '../../../shared/runtime/compose-recording.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { createClientRepository } from '../../../shared/store/client-repository.ts';
import { createDueDeliveries } from '../../../shared/store/due-deliveries.ts';
import { createProgrammeRepository } from '../../../shared/store/programme-repository.ts';
import { CRM, LEDGER, TALLIES } from '../../../shared/store/tables.ts';
import { aClient, CLIENT, CONTRACT, fact, ORDER } from '../../support/builders.ts';
import { createMemoryDocuments } from '../../support/memory-documents/index.ts';
import { aProgramme, aProgrammeVersion } from '../../support/programmes.ts';

const TABLES = { LEDGER_TABLE: 'ledger', TALLIES_TABLE: 'tallies', CRM_TABLE: 'crm' };
const LIMITS = { orders: 25, actions: 50 };
const NO_METRICS = { count: () => undefined, bytes: () => undefined, flush: () => undefined };

async function aStore() {
  const documents = createMemoryDocuments({ ledger: LEDGER, tallies: TALLIES, crm: CRM });
  const clients = createClientRepository(documents, 'crm');
  await clients.create(aClient(), CONTRACT, 'admin-1');
  return { documents, clients, programmes: createProgrammeRepository(documents, 'crm') };
}
type Store = Awaited<ReturnType<typeof aStore>>;

const compose = ({ documents }: Store) => composeRecording(documents, TABLES, LIMITS, NO_METRICS);

/** Records a delivery of this moment, and tells what was noted of it. */
async function noted(store: Store) {
  const deliveredAt = systemClock.now();
  const facts = [fact('order.delivered', deliveredAt)];
  await recordFacts(compose(store), { clientId: CLIENT, bucket: 0 }, [
    { kind: 'delivery', orderNo: ORDER, facts },
  ]);
  const pages = [];
  const due = createDueDeliveries(store.documents, 'crm');
  for await (const page of due.list(CLIENT, deliveredAt, systemClock.now() + 1)) pages.push(...page);
  return pages.map((one) => [one.orderNo, one.deliveredAt === deliveredAt]);
}

test('a worker notes deliveries where a transactional programme surveys the client', async () => {
  const store = await aStore();
  await store.programmes.save(aProgramme({ kind: 'transactional' }), aProgrammeVersion());
  expect(await noted(store)).toEqual([[ORDER, true]]);
});

test('a worker writes nothing more to the crm table for other clients', async () => {
  const store = await aStore();
  await store.programmes.save(aProgramme({ kind: 'relationship' }), aProgrammeVersion());
  const before = store.documents.all('crm');
  expect(await noted(store)).toEqual([]);
  expect(store.documents.all('crm')).toEqual(before);
});
