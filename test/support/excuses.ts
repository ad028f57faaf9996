import { createHandler } from '../../functions/api/exceptions/handler.ts';
import { grantOf } from '../../shared/domain/crm/grant.ts';
import type { Contract } from '../../shared/domain/contract/contract.ts';
import type { ReportedFact } from '../../shared/domain/ledger/fact.ts';
import { bucketOf } from '../../shared/store/keys.ts';
import { call, person, type Call } from './api.ts';
import { clientId, day, delivered, placed } from './builders.ts';
import { aLedger, order } from './ledger.ts';

/** One order in answers about excuses: what became of it, or what a list says of it. */
export interface ExcusedOrder {
  readonly orderNo: string;
  readonly done: boolean;
  readonly code?: string;
  readonly detail?: string;
  readonly counted?: { readonly gross: string; readonly net: string };
  readonly excuses: readonly { readonly kpi: string | null; readonly state: string }[];
}

export interface ExcuseAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: {
    readonly code?: string;
    readonly errors?: readonly { readonly path: string; readonly detail: string }[];
    readonly orders: readonly ExcusedOrder[];
    readonly nextToken?: string;
  };
}

export const EXCUSED_KPI = 'on-time-delivery';
export const APPROVER = person('approver', 'client-approver');
export const MANAGER = person('manager', 'account-manager');
export const MAY = { from: '2026-05-01', to: '2026-05-31' };

/** Placed on 10 May and promised for the 20th. */
export const due = (): ReportedFact => placed({ promise: { date: day('2026-05-20') } }, '2026-05-10 09:00');
export const late = (number: string, more: readonly ReportedFact[] = []) =>
  order(number, [due(), delivered('2026-05-22 10:00'), ...more]);

/**
 * A client with late, overdue and met orders, an approver of its own and an account manager. The tests' clock stands at
 * 1 June: excuses of May can be proposed until 19 June, of 30 April no more.
 */
export async function anExcusesApi(contract?: Contract) {
  const ledger = await aLedger(contract && { contract });
  await ledger.grants.save(grantOf('approver', [clientId('acme')], 1));
  await ledger.grants.save(grantOf('manager', [clientId('acme')], 1));
  const handler = createHandler({ ...ledger, recording: ledger.worker(), bucketOf });
  const send = async (request: Call): Promise<ExcuseAnswer> => {
    const { status, headers, text } = await call(handler, { params: { clientId: 'acme' }, ...request });
    return { status, headers, body: JSON.parse(text) as ExcuseAnswer['body'] };
  };
  await ledger.record(
    late('L-1'),
    late('L-2'),
    order('MET', [due(), delivered('2026-05-19 10:00')]),
    order('OVERDUE', [due()]),
    order('OLD', [placed({ promise: { date: day('2026-04-30') } }), delivered('2026-05-04 10:00')]),
  );
  const orders = (numbers: readonly string[]) => numbers.map((orderNo) => ({ orderNo }));
  return {
    ledger,
    send,
    propose: (numbers: readonly string[], as: Call['as'] = MANAGER, over: object = {}, key?: string) =>
      send({
        route: 'POST /v1/clients/{clientId}/excuses',
        as,
        body: { orders: orders(numbers), kpi: EXCUSED_KPI, reasonCode: 'AO', ...over },
        ...(key !== undefined && { headers: { 'idempotency-key': key } }),
      }),
    decide: (
      decision: string,
      numbers: readonly string[],
      as: Call['as'] = APPROVER,
      over: object = {},
      key?: string,
    ) =>
      send({
        route: 'POST /v1/clients/{clientId}/excuses/decisions',
        as,
        body: { orders: orders(numbers), kpi: EXCUSED_KPI, decision, ...over },
        ...(key !== undefined && { headers: { 'idempotency-key': key } }),
      }),
    list: (query: Record<string, string> = {}, as: Call['as'] = APPROVER) =>
      send({ route: 'GET /v1/clients/{clientId}/excuses', as, query: { ...MAY, ...query } }),
  };
}

export type ExcusesApi = Awaited<ReturnType<typeof anExcusesApi>>;

/** What became of each order: `done`, or why not. */
export const codesOf = ({ body }: ExcuseAnswer) =>
  body.orders.map(({ orderNo, code }) => [orderNo, code ?? 'done']);
