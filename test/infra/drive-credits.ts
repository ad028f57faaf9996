import { expect } from 'vitest';
import { createHandler, type CreditsDeps } from '../../functions/api/credits/handler.ts';
import { createBillingRepository, createCreditRepository } from '../../shared/store/credit-repository.ts';
import type { Documents } from '../../shared/store/documents.ts';
import { createKpiSources } from '../../shared/store/kpi-sources.ts';
import { createRegistryReader } from '../../shared/store/registry-reader.ts';
import { person, type Call, type Handler } from '../support/api.ts';
import { clientId } from '../support/builders.ts';
import { termsOf } from '../support/credit.ts';
import type { TestLedger } from '../support/ledger.ts';

const MANAGER = person('manager', 'account-manager');
const VIEWER = person('viewer', 'client-viewer');
const ACME = { clientId: 'acme' };
const CREDITS = '/v1/clients/{clientId}/credits';
const MONTHS = ['2026-01', '2026-02', '2026-03'];

const LOOKING_BACK = termsOf({
  repeats: [{ kpis: ['on-time-delivery'], windowMonths: 3, count: 'each-kpi', amounts: [500] }],
  cap: { share: '0.001', of: 'invoice' },
  rampUp: ['2025-11', '2025-12'],
});

type Composed = Omit<CreditsDeps, 'sources' | 'registries' | 'billing' | 'credits' | 'secondPerson'>;

/** Calls every route of the credits function, so that all the rights it needs are used. */
export async function driveCredits(
  world: TestLedger,
  composed: Composed,
  store: Documents,
  each: (handler: Handler, ...calls: readonly Call[]) => Promise<number[]>,
): Promise<void> {
  const [current] = (await world.clients.terms(clientId('acme')))!.contracts;
  const targets = { 'on-time-delivery': { target: '0.98' } };
  await world.changeTerms({ ...current!, currency: 'EUR', targets, credits: LOOKING_BACK }, 'pass-1');
  await world.clients.finishRejudging(clientId('acme'), 0, 'pass-1');
  const handler = createHandler({
    ...composed,
    sources: createKpiSources(store, { ledger: 'ledger', tallies: 'tallies' }),
    registries: createRegistryReader(store, 'crm'),
    billing: createBillingRepository(store, 'crm'),
    credits: createCreditRepository(store, 'crm'),
    secondPerson: 'not-required',
  });
  const of = (month: string, rest: Record<string, string> = {}) => ({ params: { ...ACME, month, ...rest } });
  const bill = {
    route: 'PUT /v1/clients/{clientId}/billing/{month}',
    body: { invoice: 500_000, currency: 'EUR' },
  };
  const issue = (month: string): Call => ({ route: `POST ${CREDITS}`, params: ACME, body: { month } });
  const row = { clientId: 'acme', month: '2026-03', invoice: 1, currency: 'EUR', version: 1 };
  const note = `POST ${CREDITS}/{month}/difference-notes`;
  const calls: readonly (readonly [number, Call])[] = [
    ...MONTHS.map((month) => [200, { ...bill, ...of(month), as: MANAGER }] as const),
    [200, { route: 'GET /v1/clients/{clientId}/billing', params: ACME, as: MANAGER }],
    [200, { route: `GET ${CREDITS}/{month}`, ...of('2026-03'), as: MANAGER }],
    [404, { route: `GET ${CREDITS}/{month}`, ...of('2026-03'), as: VIEWER }],
    ...MONTHS.map((month) => [201, issue(month)] as const),
    [409, { ...issue('2026-01'), headers: { 'idempotency-key': 'k-9' } }],
    [200, { route: `DELETE ${CREDITS}/{month}`, ...of('2026-03') }],
    [201, { ...issue('2026-03'), headers: { 'idempotency-key': 'k-10' } }],
    [200, { route: `POST ${CREDITS}/{month}/approve`, ...of('2026-03') }],
    [200, { route: 'POST /v1/billing', body: { rows: [row] }, as: MANAGER }],
    [201, { route: note, ...of('2026-03') }],
    [200, { route: `${note}/{number}/approve`, ...of('2026-03', { number: '1' }) }],
    [200, { route: `GET ${CREDITS}/{month}`, ...of('2026-03') }],
    [200, { route: `GET ${CREDITS}`, params: ACME }],
    [200, { route: `GET ${CREDITS}`, params: ACME, as: VIEWER }],
  ];
  expect(await each(handler, ...calls.map(([, one]) => one))).toEqual(calls.map(([status]) => status));
}
