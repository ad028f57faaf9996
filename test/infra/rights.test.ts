import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler as createAccess } from '../../functions/api/access/handler.ts';
import { createHandler as createClients } from '../../functions/api/clients/handler.ts';
import { createHandler as createContracts } from '../../functions/api/contracts/handler.ts';
import { createHandler as createEvents } from '../../functions/api/events/handler.ts';
import { createHandler as createKpis } from '../../functions/api/kpis/handler.ts';
import { createHandler as createOrders } from '../../functions/api/orders/handler.ts';
import { createHandler as createQuarantine } from '../../functions/api/quarantine/handler.ts';
import { createHandler as createRegistries } from '../../functions/api/registries/handler.ts';
import { createHandler as createReconcile } from '../../functions/queue/reconcile-bucket/handler.ts';
import { createHandler as createRecord } from '../../functions/queue/record-facts/handler.ts';
import { createHandler as createRejudge } from '../../functions/queue/rejudge-orders/handler.ts';
import { createHandler as createRequest } from '../../functions/schedule/request-reconciliation/handler.ts';
import { grantOf } from '../../shared/domain/crm/grant.ts';
import { quarantineIdOf } from '../../shared/domain/ledger/event-quarantined.ts';
import { composeReconciling } from '../../shared/runtime/compose-reconciling.ts';
import { composeRecording } from '../../shared/runtime/compose-recording.ts';
import { composeApi } from '../../shared/runtime/compose.ts';
import { createClientRepository } from '../../shared/store/client-repository.ts';
import { bucketOf } from '../../shared/store/keys.ts';
import { createContractRepository } from '../../shared/store/contract-repository.ts';
import { createKpiSources } from '../../shared/store/kpi-sources.ts';
import { createOrderIndex } from '../../shared/store/order-index.ts';
import { createQuarantineRepository } from '../../shared/store/quarantine-repository.ts';
import { createRejudgeProgress } from '../../shared/store/rejudge-progress-repository.ts';
import { createRegistryRepository } from '../../shared/store/registry-repository.ts';
import { ADMIN, call, machine, person, type Call } from '../support/api.ts';
import { aClient, clientId, delivered, fact, orderNo, placed } from '../support/builders.ts';
import { HOLIDAYS, RETROACTIVE, terms } from '../support/contracts.ts';
import { aLedger, order, type TestLedger } from '../support/ledger.ts';
import { recordingRights, type UsedRights } from '../support/used-rights.ts';
import { driveCredits } from './drive-credits.ts';
import { driveExceptions } from './drive-exceptions.ts';
import { driveWhatIf } from './drive-what-if.ts';
import { counting, deliver, each, log, NO_FAILURES, pageTokens, type Driving } from './driving.ts';
import { driveAnswers } from './drive-answers.ts';
import { driveCaseMails, driveCases, driveEscalation } from './drive-cases.ts';
import { driveContacts } from './drive-contacts.ts';
import { driveProgrammes } from './drive-programmes.ts';
import { driveSurveyResults } from './drive-survey-results.ts';
import { driveMailEvents, drivePlanning, driveSending, driveTending, driveWaves } from './drive-surveys.ts';
import { aSurveyedClient } from './survey-world.ts';
import { grantedRights } from './granted-rights.ts';

// The emulator enforces no rights: what a function uses and what its policy grants are compared here.

const ENV = { LEDGER_TABLE: 'ledger', TALLIES_TABLE: 'tallies', CRM_TABLE: 'crm' };
const PERIOD = { from: '2026-03-01', to: '2026-03-31' };
const MANAGER = person('manager', 'account-manager', 'operations');
const VIEWER = person('viewer', 'client-viewer');
const MACHINE = machine('wms');
const ACME = { clientId: 'acme' };
let world: TestLedger;
let used: UsedRights;
beforeEach(async () => {
  world = await aLedger({ client: aClient({ buckets: 1 }) });
  await world.addClient(aClient({ clientId: clientId('globex'), name: 'Globex' }));
  await world.grants.save(grantOf('manager', [clientId('acme')], 1));
  await world.grants.save(grantOf('viewer', [clientId('acme')], 1));
  await world.grants.save(grantOf('wms', [clientId('acme')], 1));
  await world.record(
    order('SO-1', [placed({ references: ['PO-1'] }), delivered('2026-03-12 10:00')]),
    order('SO-2', [placed({ carrierId: 'nobody' })]),
  );
  used = new Set();
});

const store = () => recordingRights(world.documents, used);
/** The real composition, on the store of the test. */
const composed = () => ({ ...composeApi(store(), 'crm'), log });
const driving = (): Driving => ({ world, documents: store(), composed: composed() });
const reads = () => ({
  registries: createRegistryRepository(store(), 'crm'),
  index: createOrderIndex(store(), 'ledger'),
});
const recording = () => composeRecording(store(), ENV, { orders: 25, actions: 50 }, counting);
const queue = { send: () => Promise.resolve() };
const factQueue = { send: () => Promise.resolve(new Set<never>()) };

async function driveEvents(): Promise<void> {
  const handler = createEvents({ ...composed(), queue: factQueue, bucketOf, counting });
  const event = (clientid: string) => ({
    specversion: '1.0',
    id: 'e-1',
    source: 'wms://hamburg',
    type: 'order.delivered',
    time: '2026-05-07T15:27:45+02:00',
    clientid,
    subject: 'SO-1',
  });
  const route = 'POST /v1/events';
  expect(
    await each(
      handler,
      { route, body: event('acme') },
      { route, as: MACHINE, body: event('acme') },
      { route, as: MACHINE, body: event('globex') },
      { route, as: VIEWER, body: event('acme') },
    ),
  ).toEqual([202, 202, 400, 403]);
}

async function driveClients(): Promise<void> {
  const progress = createRejudgeProgress(store(), 'crm');
  const handler = createClients({ ...composed(), progress, queue, pageTokens });
  const made = { clientId: 'new', name: 'New', timeZone: 'Europe/Berlin' };
  const create = { route: 'POST /v1/clients', body: made };
  const one = { params: ACME };
  const patch = { ...one, route: 'PATCH /v1/clients/{clientId}', headers: { 'if-match': '"1"' } };
  expect(
    await each(
      handler,
      { ...create, headers: { 'idempotency-key': 'k-1' } },
      { ...create, headers: { 'idempotency-key': 'k-1' } },
      { ...create, headers: { 'idempotency-key': 'k-2' } },
      { ...create, as: VIEWER },
      { route: 'GET /v1/clients' },
      { route: 'GET /v1/clients', as: MANAGER },
      { route: 'GET /v1/clients/{clientId}', ...one },
      { route: 'GET /v1/clients/{clientId}', params: { clientId: 'globex' }, as: VIEWER },
      { ...patch, body: { name: 'New name' } },
      { ...patch, body: { name: 'stale' } },
      { route: 'POST /v1/clients/{clientId}/rejudge', ...one },
      { route: 'GET /v1/clients/{clientId}/rejudging', ...one },
    ),
  ).toEqual([201, 201, 409, 403, 200, 200, 200, 404, 200, 412, 202, 200]);
}

async function driveContracts(): Promise<void> {
  const handler = createContracts({
    ...composed(),
    contracts: createContractRepository(store(), 'crm'),
    queue,
    secondPerson: 'not-required',
    holidays: HOLIDAYS,
  });
  const path = '/v1/clients/{clientId}/contracts';
  const second = { params: { ...ACME, version: '2' } };
  const put = { ...second, route: `PUT ${path}/{version}`, as: MANAGER };
  const { headers } = await call(handler, { ...put, body: terms('2026-01-01') });
  const discard = { ...second, route: `DELETE ${path}/{version}`, headers: { 'if-match': headers['etag']! } };
  expect(
    await each(
      handler,
      { route: `GET ${path}`, params: ACME, as: VIEWER },
      discard,
      { ...put, body: terms('2026-01-01') },
      { ...second, route: `POST ${path}/{version}/activate`, body: RETROACTIVE },
      { ...second, route: `POST ${path}/{version}/activate` },
      { ...second, route: `GET ${path}/{version}/diff` },
    ),
  ).toEqual([200, 200, 200, 200, 200, 200]);
}

async function driveKpis(): Promise<void> {
  const documents = store();
  const handler = createKpis({
    ...composed(),
    sources: createKpiSources(documents, { ledger: 'ledger', tallies: 'tallies' }),
    registries: createRegistryRepository(documents, 'crm'),
  });
  const ofOne = { route: 'GET /v1/clients/{clientId}/kpis', params: ACME };
  const ofAll = { route: 'GET /v1/kpis' };
  const known = { ...PERIOD, knownAt: '2026-06-01T12:00:00+01:00' };
  expect(
    await each(
      handler,
      { ...ofOne, query: PERIOD, as: VIEWER },
      { ...ofOne, query: known },
      { ...ofOne, query: { ...PERIOD, groupBy: 'carrier' } },
      { ...ofOne, query: PERIOD, params: { clientId: 'globex' }, as: VIEWER },
      { ...ofAll, query: PERIOD },
      { ...ofAll, query: known, as: MANAGER },
      { ...ofAll, query: PERIOD, as: MACHINE },
    ),
  ).toEqual([200, 200, 200, 404, 200, 200, 403]);
}

async function driveOrders(): Promise<void> {
  const handler = createOrders({ ...composed(), ...reads(), pageTokens });
  const list = (query: Record<string, string>, as = ADMIN): Call => ({
    route: 'GET /v1/clients/{clientId}/orders',
    params: ACME,
    query,
    as,
  });
  const behind = (outcome: string) => list({ ...PERIOD, kpi: 'on-time-delivery', outcome }, MANAGER);
  const get = (number: string): Call => ({
    route: 'GET /v1/clients/{clientId}/orders/{orderNo+}',
    params: { ...ACME, orderNo: number },
  });
  const outcomes = ['met', 'missed', 'open', 'overdue', 'excluded', 'not-measured'];
  const statuses = await each(
    handler,
    list(PERIOD),
    ...outcomes.map(behind),
    list({ q: 'SO' }),
    list({ q: 'PO-1' }),
    get('SO-1'),
  );
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(await each(handler, get('SO-9'), list(PERIOD, MACHINE))).toEqual([404, 403]);
}

const refusedFact = () => ({
  clientId: clientId('acme'),
  kind: 'delivery' as const,
  orderNo: orderNo('SO-7'),
  fact: fact('order.delivered', '2026-03-12 10:00'),
  code: 'occurs-in-future' as const,
  detail: 'for tests',
  at: Date.now(),
});

async function driveQuarantine(): Promise<void> {
  await createQuarantineRepository(world.documents, 'crm').put(refusedFact());
  const { sk } = world.documents.all('crm').find(({ pk }) => pk === 'quarantine#acme')!;
  const params = { id: quarantineIdOf(clientId('acme'), sk) };
  const handler = createQuarantine({
    ...composed(),
    quarantine: createQuarantineRepository(store(), 'crm'),
    queue: factQueue,
    bucketOf,
    pageTokens,
  });
  const list = { route: 'GET /v1/quarantine' };
  expect(
    await each(
      handler,
      list,
      { ...list, as: MANAGER },
      { ...list, query: ACME },
      { ...list, as: VIEWER },
      { route: 'POST /v1/quarantine/{id}/retry', params },
      { route: 'DELETE /v1/quarantine/{id}', params },
    ),
  ).toEqual([200, 200, 200, 403, 202, 200]);
}

async function driveRegistries(): Promise<void> {
  const handler = createRegistries({ ...composed(), ...reads(), queue });
  const params = { registry: 'carrier' };
  const aliases = { route: 'PUT /v1/registries/{registry}/aliases', params };
  const alias = { value: 'DHL Express', id: 'dhl' };
  const put = { route: 'PUT /v1/registries/{registry}/{id}', params: { registry: 'carrier', id: 'dhl' } };
  const list = { route: 'GET /v1/registries/{registry}', params: { registry: 'carrier' } };
  const changed = { body: { name: 'DHL' }, headers: { 'if-match': '"1"' } };
  expect(
    await each(
      handler,
      list,
      { ...list, as: VIEWER },
      { ...put, ...changed },
      { ...put, ...changed, as: MANAGER },
      { ...aliases, body: { ...alias, clientIds: ['acme'] } },
      {
        route: 'POST /v1/registries/{registry}/import',
        params,
        body: { entries: [{ id: 'gls', name: 'GLS' }] },
      },
      {
        route: 'POST /v1/registries/{registry}/{id}/merge',
        params: { ...params, id: 'gls' },
        body: { into: 'dhl' },
      },
      { ...aliases, route: 'DELETE /v1/registries/{registry}/aliases', query: { value: 'gls' } },
      { route: 'GET /v1/registries/{registry}/unregistered', params, query: PERIOD, as: MANAGER },
    ),
  ).toEqual([200, 403, 200, 403, 202, 200, 202, 202, 200]);
}

async function driveAccess(): Promise<void> {
  const one = { params: { principalId: 'p-1' } };
  const get = { ...one, route: 'GET /v1/access/{principalId}' };
  const put = { ...one, route: 'PUT /v1/access/{principalId}', body: { clientIds: ['acme'] } };
  expect(await each(createAccess(composed()), put, get, { ...get, as: VIEWER })).toEqual([200, 200, 403]);
}

async function driveRecording(): Promise<void> {
  await aSurveyedClient(world.documents);
  const quarantine = createQuarantineRepository(store(), 'crm');
  const handler = createRecord({ log, counting, recording: recording(), quarantine });
  const wide = placed({ promise: { date: 30_000 }, references: ['PO-8'] });
  const tooEarly = fact('order.delivered', Date.now() + 86_400_000);
  const arrived = { ...delivered('2026-03-09 10:00'), id: 'arrived', occurredAt: Date.now() - 60_000 };
  const events = [
    { kind: 'delivery', orderNo: 'SO-8', fact: wide },
    { kind: 'delivery', orderNo: 'SO-9', fact: arrived },
    { kind: 'delivery', orderNo: 'SO-8', fact: tooEarly },
    { kind: 'delivery', orderNo: 'SO-8', fact: delivered('2026-03-09 10:00'), refusals: 1 },
  ];
  const message = { ...ACME, bucket: 0, events };
  expect(await deliver(handler, message)).toEqual(NO_FAILURES);
  expect(await deliver(handler, message)).toEqual(NO_FAILURES);
}

async function driveRejudging(): Promise<void> {
  const directory = createClientRepository(store(), 'crm');
  await world.clients.startRejudging(clientId('acme'), [0], 'pass-1');
  const contract = (await world.clients.terms(clientId('acme')))!.contracts[0]!;
  await world.changeTerms({ ...contract, decides: 'gross', findingWindowDays: 1 }, 'pass-1');
  const progress = createRejudgeProgress(store(), 'crm');
  const rejudging = { ...recording(), directory, progress, queue };
  const handler = createRejudge({ log, counting, rejudging });
  expect(await deliver(handler, { ...ACME, bucket: 0, pass: 'pass-1' })).toEqual(NO_FAILURES);
}

async function driveReconciling(): Promise<void> {
  const [row] = world.documents.all('tallies');
  await world.documents.update({ table: 'tallies', key: { pk: row!.pk, sk: row!.sk }, add: { am: 1 } });
  const handler = createReconcile({ log, counting, reconciling: composeReconciling(store(), ENV, counting) });
  expect(await deliver(handler, { ...ACME, bucket: 0, repair: true })).toEqual(NO_FAILURES);
}

async function driveRequest(): Promise<void> {
  const clients = createClientRepository(store(), 'crm');
  expect(await createRequest({ log, clients, queue })()).toEqual({ queued: 5 });
}

const DRIVES: Readonly<Record<string, () => Promise<void>>> = {
  'api-events': driveEvents,
  'api-clients': driveClients,
  'api-contracts': driveContracts,
  'api-credits': () => driveCredits(world, { ...composed(), pageTokens }, store(), each),
  'api-kpis': driveKpis,
  'api-what-if': () => driveWhatIf(world, { ...composed(), pageTokens }, store(), each),
  'api-orders': driveOrders,
  'api-exceptions': () => driveExceptions(world, { ...composed(), pageTokens }, store(), each),
  'api-quarantine': driveQuarantine,
  'api-registries': driveRegistries,
  'api-access': driveAccess,
  'record-facts': driveRecording,
  'record-facts-bulk': driveRecording,
  'rejudge-orders': driveRejudging,
  'reconcile-bucket': driveReconciling,
  'request-reconciliation': driveRequest,
  'api-contacts': () => driveContacts(driving()),
  'plan-invitations': () => drivePlanning(driving()),
  'send-invitations': () => driveSending(driving()),
  'record-mail-events': () => driveMailEvents(driving()),
  'tend-surveys': () => driveTending(driving()),
  'request-survey-waves': () => driveWaves(driving()),
  'api-answers': () => driveAnswers(driving()),
  'api-surveys': () => driveProgrammes(driving()),
  'api-cases': () => driveCases(driving()),
  'send-case-mails': () => driveCaseMails(driving()),
  'escalate-cases': () => driveEscalation(driving()),
  'api-survey-results': () => driveSurveyResults(driving()),
};

/** Those whose drives go everywhere. */
const MINIMAL = [
  'api-contacts',
  'api-surveys',
  'api-answers',
  'api-survey-results',
  'api-cases',
  'request-survey-waves',
  'plan-invitations',
  'send-invitations',
  'record-mail-events',
  'tend-surveys',
  'send-case-mails',
  'escalate-cases',
];
/** The one door is granted as a whole, whatever of it a function comes to use. */
const DOOR = new Set([
  'BatchGetItem ledger',
  'BatchWriteItem ledger',
  'PutItem ledger',
  'UpdateItem tallies',
]);

const granted = grantedRights();

describe('the rights of a function', () => {
  it('are looked at for every function with a table', () => {
    const withTables = [...granted].filter(([, rights]) => rights.size > 0).map(([name]) => name);
    expect(withTables.sort()).toEqual(Object.keys(DRIVES).sort());
  });

  it.each(Object.entries(DRIVES))('%s grant what it uses', async (name, drive) => {
    await drive();
    const rights = granted.get(name);
    expect(used.size).toBeGreaterThan(0);
    expect([...used].filter((right) => rights?.has(right) !== true)).toEqual([]);
  });

  it.each(MINIMAL)('%s grant nothing else', async (name) => {
    await DRIVES[name]?.();
    const spare = [...(granted.get(name) ?? [])].filter((right) => !used.has(right) && !DOOR.has(right));
    expect(spare).toEqual([]);
  });
});
