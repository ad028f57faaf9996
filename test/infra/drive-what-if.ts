import { expect } from 'vitest';
import { createHandler } from '../../functions/api/what-if/handler.ts';
import { publicHolidays } from '../../shared/runtime/public-holidays.ts';
import { createContractRepository } from '../../shared/store/contract-repository.ts';
import { createBillingRepository, createCreditRepository } from '../../shared/store/credit-repository.ts';
import type { Documents } from '../../shared/store/documents.ts';
import { createKpiSources } from '../../shared/store/kpi-sources.ts';
import { createPeriodOrders } from '../../shared/store/period-orders.ts';
import { createRegistryReader } from '../../shared/store/registry-reader.ts';
import { person, type Call, type Handler } from '../support/api.ts';
import { delivered, placed } from '../support/builders.ts';
import { terms } from '../support/contracts.ts';
import { termsOf as creditTermsOf } from '../support/credit.ts';
import { order, type TestLedger } from '../support/ledger.ts';

type ApiParts = Omit<
  Parameters<typeof createHandler>[0],
  'contracts' | 'orders' | 'sources' | 'registries' | 'billing' | 'credits' | 'holidays'
>;

const MANAGER = person('manager', 'account-manager');
const ACME = { clientId: 'acme' };
const MARCH = { from: '2026-03-01', to: '2026-03-31' };

/** Terms that need everything a what-if may read: billed amounts, earlier months, the stock of each day. */
const EVERYTHING = terms('2026-04-01', {
  currency: 'EUR',
  targets: { 'on-time-delivery': { target: '0.98' } },
  credits: creditTermsOf({
    repeats: [{ kpis: ['on-time-delivery'], windowMonths: 3, count: 'each-kpi', amounts: [500] }],
    cap: { share: '0.1', of: 'invoice' },
  }),
});

/** Asks what-if and the ladder in every way that touches the store otherwise. */
export async function driveWhatIf(
  world: TestLedger,
  parts: ApiParts,
  documents: Documents,
  each: (handler: Handler, ...calls: readonly Call[]) => Promise<number[]>,
): Promise<void> {
  const handler = createHandler({
    ...parts,
    contracts: createContractRepository(documents, 'crm'),
    orders: createPeriodOrders(documents, 'ledger'),
    sources: createKpiSources(documents, { ledger: 'ledger', tallies: 'tallies' }),
    registries: createRegistryReader(documents, 'crm'),
    billing: createBillingRepository(documents, 'crm'),
    credits: createCreditRepository(documents, 'crm'),
    holidays: publicHolidays,
  });
  const ladder = {
    route: 'GET /v1/clients/{clientId}/tolerance-ladder',
    params: ACME,
    query: MARCH,
    as: MANAGER,
  };
  const ask = { route: 'POST /v1/clients/{clientId}/what-if', params: ACME, as: MANAGER };
  expect(
    await each(
      handler,
      ladder,
      { ...ask, body: { ...MARCH, terms: EVERYTHING } },
      { ...ask, body: { ...MARCH, version: 1 } },
      { ...ask, body: { ...MARCH, version: 1 }, as: person('viewer', 'client-viewer') },
    ),
  ).toEqual([200, 200, 200, 403]);
  // So many that whole buckets are read.
  const many = Array.from({ length: 250 }, (_, i) =>
    order(`SO-9${String(i)}`, [placed(), delivered('2026-03-10 10:00')]),
  );
  await world.record(...many);
  expect(await each(handler, ladder)).toEqual([200]);
}
