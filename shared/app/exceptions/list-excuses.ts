import type { EpochMs } from '../../domain/calendar/time.ts';
import { historyOf } from '../../domain/contract/in-force.ts';
import type { Client } from '../../domain/crm/client.ts';
import type { Principal } from '../../domain/crm/principal.ts';
import { problem } from '../../domain/errors.ts';
import type { ClientId } from '../../domain/ids.ts';
import type { KpiId } from '../../domain/kpi/catalogue.ts';
import { excuseSteps, excusesFor, excusesOf, standingOf, type Excuse } from '../../domain/kpi/excuses.ts';
import type { OrderRecord } from '../../domain/ledger/order-record.ts';
import type { ClientReader } from '../../ports/clients.ts';
import type { Days } from '../../ports/kpi-sources.ts';
import type { OrderIndex, Position } from '../../ports/order-index.ts';
import type { RegistryReader } from '../../ports/registries.ts';
import type { Authorizer } from '../authorize.ts';
import { collectOrders, type WalkedPage } from '../walk-orders.ts';
import { judgeOrder, sidesOf, type CountedSides, type JudgedOrder } from './judged-order.ts';

export interface ListClaimsDeps {
  readonly authorizer: Authorizer;
  readonly clients: ClientReader;
  readonly index: OrderIndex;
  readonly registries: RegistryReader;
}

/** One excuse of an order. */
export interface ListedExcuse {
  /** `undefined`: about any delay. */
  readonly kpi: KpiId | undefined;
  readonly excuse: Excuse;
  readonly standing: ReturnType<typeof standingOf>;
  /** How its KPI counts now; `undefined` where it does not count any more. */
  readonly counted: CountedSides | undefined;
}

export interface OrderWithExcuses {
  readonly order: OrderRecord;
  readonly excuses: readonly ListedExcuse[];
  /** In which the contract counts days. */
  readonly timeZone: string;
}

export interface ExcuseQuery {
  /** Of the days on which the misses count; of an excuse without one, those under which the order is listed. */
  readonly days: Days;
  readonly state: Excuse['step'] | undefined;
  readonly kpi: KpiId | undefined;
  readonly asOf: EpochMs;
}

function excusesIn(judged: JudgedOrder, { days, state, kpi, asOf }: ExcuseQuery): readonly ListedExcuse[] {
  const excuses = excusesOf(judged.state, judged.contract);
  return [...excuses.bySubject.values()].flatMap((excuse) => {
    // An excuse of any delay is shown with the first verdict it speaks for.
    const found = judged.verdicts.find((verdict) => excusesFor(verdict, excuses).includes(excuse));
    const own = judged.verdicts.find((verdict) => verdict.kpi === excuse.proposal.data.kpi)?.kpi;
    const counted = own ?? found?.kpi;
    const listed: ListedExcuse = {
      kpi: own,
      excuse,
      standing: standingOf(excuse, excuses.terms, asOf),
      counted: counted && sidesOf(judged, counted, asOf),
    };
    const day = listed.counted?.day ?? judged.order.evaluation.indexDay;
    const isMeant =
      (state === undefined || listed.standing.state === state) &&
      (kpi === undefined || counted === kpi) &&
      day >= days.from &&
      day <= days.to;
    return isMeant ? [listed] : [];
  });
}

/** Days under which orders may be listed that count on `days`. */
export const widened = ({ from, to }: Days, { spreadDays }: Client): Days => ({
  from: from - spreadDays,
  to: to + spreadDays,
});

/**
 * Orders with excuses, by index day; those that wait for a side among them, with the last moment to decide. A page may
 * hold fewer than `limit` and still go on. Throws `forbidden` and `not-found`.
 */
export async function listExcuses(
  { authorizer, clients, index, registries }: ListClaimsDeps,
  principal: Principal,
  clientId: ClientId,
  query: ExcuseQuery,
  limit: number,
  after: Position | undefined,
): Promise<WalkedPage<OrderWithExcuses>> {
  const client = await authorizer.authorizeClient(principal, 'excuses:read', clientId);
  const [terms, known] = await Promise.all([clients.terms(clientId), registries.all()]);
  if (!terms) throw problem.notFound();
  const history = historyOf(terms);
  const candidates = index.listed(client, 'byException', widened(query.days, client), after);
  return collectOrders(index, client, candidates, after, limit, (order) => {
    const judged = judgeOrder(order, history, known);
    if (excuseSteps(judged.state).length === 0) return undefined;
    const excuses = excusesIn(judged, query);
    return excuses.length > 0 ? { order, excuses, timeZone: judged.contract.timeZone } : undefined;
  });
}
