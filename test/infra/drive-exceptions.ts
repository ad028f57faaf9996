import { expect } from 'vitest';
import { createHandler, type ExceptionsDeps } from '../../functions/api/exceptions/handler.ts';
import { composeInteractive } from '../../shared/runtime/compose-recording.ts';
import type { Documents } from '../../shared/store/documents.ts';
import { createClientRepository } from '../../shared/store/client-repository.ts';
import { bucketOf } from '../../shared/store/keys.ts';
import { createOrderIndex } from '../../shared/store/order-index.ts';
import { createRegistryRepository } from '../../shared/store/registry-repository.ts';
import { person, type Call, type Handler } from '../support/api.ts';
import { clientId, delivered, placed } from '../support/builders.ts';
import { grantOf } from '../../shared/domain/crm/grant.ts';
import { order, type TestLedger } from '../support/ledger.ts';

const TABLES = { LEDGER_TABLE: 'ledger', TALLIES_TABLE: 'tallies', CRM_TABLE: 'crm' };
const APPROVER = person('approver', 'client-approver');
const MANAGER = person('manager', 'account-manager');
const FLOOR = person('floor', 'operations');
const VIEWER = person('viewer', 'client-viewer');

const HOUR_MS = 3_600_000;
const today = Math.floor(Date.now() / (24 * HOUR_MS));

type Composed = Omit<ExceptionsDeps, 'recording' | 'registries' | 'index' | 'bucketOf'>;

/** Calls every route of the exceptions function, so that all the rights it needs are used. */
export async function driveExceptions(
  world: TestLedger,
  composed: Composed,
  store: Documents,
  each: (handler: Handler, ...calls: readonly Call[]) => Promise<number[]>,
): Promise<void> {
  for (const who of ['approver', 'floor'])
    await world.grants.save(grantOf(who, [clientId('acme')], 1, who === 'floor' ? ['HAM'] : []));
  // The function reads the real clock: a miss of five days ago, far enough from its order to widen the spread again.
  world.time.now = Date.now();
  const wide = placed({
    promise: { date: today - 5 },
    siteId: 'HAM',
    dispatchBy: Date.now() - 200 * 24 * HOUR_MS,
  });
  const came = { ...delivered('2026-03-12 10:00'), occurredAt: Date.now() - 3 * 24 * HOUR_MS };
  await world.record(order('SO-5', [{ ...wide, occurredAt: Date.now() - 210 * 24 * HOUR_MS }, came]));
  const handler = createHandler({
    ...composed,
    recording: composeInteractive(store, TABLES, createClientRepository(store, 'crm')),
    registries: createRegistryRepository(store, 'crm'),
    index: createOrderIndex(store, 'ledger'),
    bucketOf,
  });
  const at = '/v1/clients/{clientId}';
  const params = { clientId: 'acme' };
  const orders = [{ orderNo: 'SO-5' }];
  const kpi = 'on-time-delivery';
  const fact = { source: came.source, id: came.id };
  const days = { from: isoDay(today - 40), to: isoDay(today) };
  const excuse = { orders, kpi, reasonCode: 'AO' };
  const calls: readonly (readonly [number, Omit<Call, 'params'>])[] = [
    [200, { route: `POST ${at}/excuses`, as: MANAGER, body: excuse, headers: { 'idempotency-key': 'k-1' } }],
    [409, { route: `POST ${at}/excuses`, as: MANAGER, body: excuse, headers: { 'idempotency-key': 'k-2' } }],
    [403, { route: `POST ${at}/excuses`, as: VIEWER, body: excuse }],
    [
      200,
      { route: `POST ${at}/excuses/decisions`, as: APPROVER, body: { orders, kpi, decision: 'accepted' } },
    ],
    [200, { route: `GET ${at}/excuses`, as: APPROVER, query: days }],
    [201, { route: `POST ${at}/disputes`, as: APPROVER, body: { ...orders[0], fact, reason: 'gate log' } }],
    [200, { route: `GET ${at}/disputes`, as: VIEWER, query: days }],
    [
      200,
      {
        route: `POST ${at}/disputes/settlements`,
        as: MANAGER,
        body: { ...orders[0], fact, outcome: 'upheld', void: true },
      },
    ],
    [200, { route: `POST ${at}/causes`, as: FLOOR, body: { orders, cause: 'weather' } }],
    [200, { route: `GET ${at}/causes/pareto`, as: FLOOR, query: days }],
    [200, { route: `GET ${at}/causes/missing`, as: FLOOR, query: { date: days.to } }],
  ];
  expect(await each(handler, ...calls.map(([, one]) => ({ ...one, params })))).toEqual(
    calls.map(([status]) => status),
  );
}

const isoDay = (day: number): string => new Date(day * 24 * HOUR_MS).toISOString().slice(0, 10);
