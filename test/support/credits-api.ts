import { createHandler } from '../../functions/api/credits/handler.ts';
import type { Contract } from '../../shared/domain/contract/contract.ts';
import type { SecondPerson } from '../../shared/domain/contract/checks-activation.ts';
import { grantOf } from '../../shared/domain/crm/grant.ts';
import type { OrderFacts } from '../../shared/domain/ledger/decide.ts';
import { createBillingRepository, createCreditRepository } from '../../shared/store/credit-repository.ts';
import { ADMIN, call, person, type Answer, type Call } from './api.ts';
import { aClient, clientId, contractWith, day, delivered, placed } from './builders.ts';
import { aPool, termsOf, type TermsInput } from './credit.ts';
import { aLedger, order } from './ledger.ts';

export const OTHER_ADMIN = person('admin-2', 'admin');
export const MANAGER = person('manager', 'account-manager');
export const VIEWER = person('viewer', 'client-viewer');

const CREDITS = '/v1/clients/{clientId}/credits';
const BILLING = '/v1/clients/{clientId}/billing';

/** Deliveries promised for the 10th of a month, so many of them a day late. */
export const deliveries = (month: string, all: number, late: number): OrderFacts[] =>
  Array.from({ length: all }, (_, i) =>
    order(`${month}-${String(i)}`, [
      placed({ promise: { date: day(`${month}-10`) } }, `${month}-02 09:00`),
      delivered(`${month}-${i < late ? '11' : '10'} 10:00`),
    ]),
  );

export const TARGETS: Contract['targets'] = { 'on-time-delivery': { target: '0.98' } };

/** Half of the pool of 10 % of the invoice, 40 % of it for deliveries: 2,000.00 of an invoice of 100,000.00. */
export const TERMS: Partial<TermsInput> = {
  pools: [aPool({ share: '0.5', allocations: [{ kpi: 'on-time-delivery', share: '0.4' }] })],
};

/** Credits of `acme` over the API; credit terms hold from 2026-03-01. The clock stands at 2026-06-01 12:00 in Berlin. */
export async function creditsOf(
  terms: Partial<TermsInput> | null = TERMS,
  secondPerson: SecondPerson = 'not-required',
) {
  const world = await aLedger();
  const { documents } = world;
  const handler = createHandler({
    ...world,
    billing: createBillingRepository(documents, 'crm'),
    credits: createCreditRepository(documents, 'crm'),
    secondPerson,
  });
  await world.addClient(aClient({ clientId: clientId('globex'), name: 'Globex' }));
  for (const who of ['manager', 'viewer']) await world.grants.save(grantOf(who, [clientId('acme')], 1));

  /** The next version of the contract, active at once, without a pass. */
  const activate = async (effectiveFrom: string, over: Partial<Contract>): Promise<void> => {
    const { client, active } = (await world.contracts.versions(clientId('acme')))!;
    const version = active.at(-1)!.contract.version + 1;
    const contract = {
      ...contractWith({ currency: 'EUR', targets: TARGETS }),
      ...over,
      version,
      effectiveFrom,
    };
    const draft = {
      contract,
      edit: `edit-${String(version)}`,
      editedBy: 'admin-1',
      editedAt: world.time.now,
    };
    await world.contracts.saveDraft(client, draft, undefined);
    const active2 = { ...draft, activatedBy: 'admin-2', activatedAt: world.time.now };
    await world.contracts.activate(client, active2, undefined);
  };
  if (terms) await activate('2026-03-01', { credits: termsOf(terms) });

  const send = (request: Call): Promise<Answer> =>
    call(handler, { as: ADMIN, params: { clientId: 'acme' }, ...request });
  type As = Record<string, unknown>;
  const of = (month: string, rest: Record<string, string> = {}) => ({ clientId: 'acme', month, ...rest });
  return {
    ...world,
    activate,
    send,
    read: (month: string, as: As = ADMIN) => send({ route: `GET ${CREDITS}/{month}`, params: of(month), as }),
    list: (as: As = ADMIN, query: Record<string, string> = {}) =>
      send({ route: `GET ${CREDITS}`, as, query }),
    issue: (month: string, as: As = ADMIN, headers: Record<string, string> = {}) =>
      send({ route: `POST ${CREDITS}`, body: { month }, as, headers }),
    approve: (month: string, as: As = ADMIN) =>
      send({ route: `POST ${CREDITS}/{month}/approve`, params: of(month), as }),
    takeBack: (month: string, as: As = ADMIN) =>
      send({ route: `DELETE ${CREDITS}/{month}`, params: of(month), as }),
    note: (month: string, body?: object, as: As = ADMIN) =>
      send({ route: `POST ${CREDITS}/{month}/difference-notes`, params: of(month), body, as }),
    approveNote: (month: string, number: number, as: As = ADMIN) =>
      send({
        route: `POST ${CREDITS}/{month}/difference-notes/{number}/approve`,
        params: of(month, { number: String(number) }),
        as,
      }),
    bill: (month: string, body: object, ifMatch?: string, as: As = ADMIN) =>
      send({
        route: `PUT ${BILLING}/{month}`,
        params: of(month),
        body,
        as,
        ...(ifMatch !== undefined && { headers: { 'if-match': ifMatch } }),
      }),
    billed: (as: As = ADMIN, query: Record<string, string> = {}) =>
      send({ route: `GET ${BILLING}`, as, query }),
    importRows: (rows: readonly unknown[], as: As = ADMIN) =>
      send({ route: 'POST /v1/billing', params: {}, body: { rows }, as }),
  };
}

export type Credits = Awaited<ReturnType<typeof creditsOf>>;

interface CreditBody {
  readonly month: string;
  readonly state: string;
  readonly contractVersion: number;
  readonly standingTotal: number;
  readonly total: number;
  readonly credit: {
    readonly total: number;
    readonly failed: readonly string[];
    readonly lines: readonly { readonly amount: number; readonly calculation: string }[];
  };
  readonly counts: readonly object[];
  readonly today: {
    readonly difference: number | null;
    readonly changes: readonly string[];
    readonly missing: readonly string[];
    readonly credit: object | null;
  };
  readonly notes: readonly (CreditBody & { readonly number: number })[];
  readonly number: number;
  readonly difference: number;
  readonly changes: readonly string[];
  readonly reason: string | null;
  readonly credits: readonly CreditBody[];
  readonly billing: readonly { readonly month: string; readonly invoice?: number }[];
  readonly nextToken?: string;
  readonly entered: number;
  readonly rejected: number;
  readonly results: readonly {
    readonly outcome: string;
    readonly code?: string;
    readonly version?: number;
  }[];
  readonly version: number;
}

export const bodyOf = (answer: Answer): CreditBody => answer.body as unknown as CreditBody;
export const codeOf = ({ status, body }: Answer): unknown[] => [status, body.code];
