import type { ChangeOrdersDeps } from '../../../shared/app/exceptions/change-orders.ts';
import { listDisputes } from '../../../shared/app/exceptions/list-disputes.ts';
import type { ListClaimsDeps } from '../../../shared/app/exceptions/list-excuses.ts';
import { raiseDispute } from '../../../shared/app/exceptions/raise-dispute.ts';
import { settleDispute } from '../../../shared/app/exceptions/settle-dispute.ts';
import { disputedOrderView, orderWithDisputesView } from '../../../shared/http/exceptions-view.ts';
import { on, type BoundRoute, type HttpDeps } from '../../../shared/http/handler.ts';
import { requestIdOf } from '../../../shared/http/idempotency.ts';
import { walkedTo, type PageTokens } from '../../../shared/http/page-token.ts';
import * as routes from '../../../shared/http/routes/disputes.ts';

export type DisputeRoutesDeps = Pick<HttpDeps, 'ids'> &
  ChangeOrdersDeps &
  ListClaimsDeps & { readonly pageTokens: PageTokens };

/** Disputes: raise, settle, list. */
export const disputeRoutes = (deps: DisputeRoutesDeps): readonly BoundRoute[] => [
  on(routes.raiseDisputeRoute, async (request) => {
    const { principal, params, body, now } = request;
    const { kind, orderNo, fact, reason } = body;
    const from = { requestId: requestIdOf(request, deps.ids), now };
    const dispute = { ref: { kind, orderNo }, fact, reason };
    const judged = await raiseDispute(deps, principal, params.clientId, dispute, from);
    return { body: disputedOrderView(judged, fact, now) };
  }),
  on(routes.settleDisputeRoute, async (request) => {
    const { principal, params, body, now } = request;
    const { kind, orderNo, fact, outcome, reason, void: takesOut } = body;
    const from = { requestId: requestIdOf(request, deps.ids), now };
    const settlement = { ref: { kind, orderNo }, fact, outcome, reason, void: takesOut };
    const judged = await settleDispute(deps, principal, params.clientId, settlement, from);
    return { body: disputedOrderView(judged, fact, now) };
  }),
  on(routes.listDisputesRoute, async (request) => {
    const { principal, params, query } = request;
    const { clientId } = params;
    const { from, to, state, limit } = query;
    const after = await walkedTo(deps.pageTokens, request, clientId);
    const wanted = { days: { from, to }, state };
    const { items, next } = await listDisputes(deps, principal, clientId, wanted, limit, after);
    const orders = items.map(orderWithDisputesView);
    if (next === undefined) return { body: { orders } };
    return { body: { orders, nextToken: await deps.pageTokens.seal(request, clientId, { after: next }) } };
  }),
];
