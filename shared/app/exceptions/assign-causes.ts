import type { Principal } from '../../domain/crm/principal.ts';
import { problem } from '../../domain/errors.ts';
import type { ClientId } from '../../domain/ids.ts';
import type { KpiId } from '../../domain/kpi/catalogue.ts';
import type { FactData } from '../../domain/ledger/fact.ts';
import { factsOf } from '../../domain/ledger/fold.ts';
import type { OrderRef } from '../../domain/ledger/order-record.ts';
import {
  auditOrders,
  changeOrders,
  factOf,
  isRepeat,
  NO_SUCH_ORDER,
  type ChangedOrder,
  type Plan,
  type Request,
} from './change-orders.ts';
import { isWithin } from './causes-of-misses.ts';
import { missesOf, type JudgedOrder } from './judged-order.ts';
import type { ExcusesDeps } from './propose-excuses.ts';

const CAUSES_SOURCE = 'tallyman://causes';

export interface CauseAssignment {
  readonly orders: readonly OrderRef[];
  /** `undefined`: of the order as a whole. */
  readonly kpi?: KpiId | undefined;
  /** An id or alias of the registry of causes. */
  readonly cause: string;
  readonly note?: string | undefined;
}

const isMissed = (judged: JudgedOrder, kpi: KpiId | undefined, now: number): boolean =>
  judged.verdicts.some(
    (found) => (kpi ?? found.kpi) === found.kpi && missesOf(judged, found.kpi, now).length > 0,
  );

/**
 * Names the internal cause of a miss on each order; the last one named stands. It changes no verdict, and no client
 * sees it. Throws `forbidden`, `not-found`, `invalid-request` (cause).
 */
export async function assignCauses(
  deps: ExcusesDeps,
  principal: Principal,
  clientId: ClientId,
  { orders, kpi, cause, note }: CauseAssignment,
  request: Request,
): Promise<readonly ChangedOrder[]> {
  const client = await deps.authorizer.authorizeClient(principal, 'causes:write', clientId);
  const entry = await deps.registries.findEntry('cause', cause);
  if (!entry?.active) {
    const remedy = entry ? 'is no longer in use' : 'is not registered';
    throw problem.invalidField('cause', `${remedy}; choose one of GET /v1/registries/cause`);
  }
  const data: FactData = {
    ...(kpi !== undefined && { kpi }),
    cause: entry.id,
    ...(note !== undefined && { note }),
  };
  const sites = await deps.authorizer.sitesOf(principal, 'causes:write');
  const plan = (judged: JudgedOrder): Plan => {
    if (!isWithin(judged.order, sites)) return { refusal: NO_SUCH_ORDER };
    if (isRepeat(judged, request, CAUSES_SOURCE)) return { facts: [] };
    if (!isMissed(judged, kpi, request.now)) {
      const what = kpi ?? 'no KPI of the order';
      return { refusal: { code: 'not-missed', detail: `${what} is ${kpi ? 'not ' : ''}missed or overdue` } };
    }
    const assigned = factsOf(judged.state, 'miss.cause-assigned');
    const last = assigned.findLast((fact) => fact.data.kpi === kpi);
    const isSame = last?.data.cause === entry.id && last.data.note === note && last === assigned.at(-1);
    return {
      facts: isSame
        ? []
        : [factOf(request, CAUSES_SOURCE, client, 'miss.cause-assigned', data, [assigned.at(-1)])],
    };
  };
  const changed = await changeOrders(deps, client, orders, { plan });
  const line = { at: request.now, principalId: principal.id, action: 'causes:write', clientId };
  await auditOrders(deps, changed, line, `${kpi ?? 'order'} ${entry.id}`);
  return changed;
}
