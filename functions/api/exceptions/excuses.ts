import { decideExcuses } from '../../../shared/app/exceptions/decide-excuses.ts';
import { listExcuses, type ListClaimsDeps } from '../../../shared/app/exceptions/list-excuses.ts';
import { proposeExcuses, type ExcusesDeps } from '../../../shared/app/exceptions/propose-excuses.ts';
import { excusedOrdersView, orderWithExcusesView } from '../../../shared/http/exceptions-view.ts';
import { on, type BoundRoute, type HttpDeps } from '../../../shared/http/handler.ts';
import { requestIdOf } from '../../../shared/http/idempotency.ts';
import { walkedTo, type PageTokens } from '../../../shared/http/page-token.ts';
import * as routes from '../../../shared/http/routes/excuses.ts';

export type ExcuseRoutesDeps = Pick<HttpDeps, 'ids'> &
  ExcusesDeps &
  ListClaimsDeps & { readonly pageTokens: PageTokens };

/** Excuses: propose, decide, list. */
export const excuseRoutes = (deps: ExcuseRoutesDeps): readonly BoundRoute[] => [
  on(routes.proposeExcusesRoute, async (request) => {
    const { principal, params, body, now } = request;
    const from = { requestId: requestIdOf(request, deps.ids), now };
    const changed = await proposeExcuses(deps, principal, params.clientId, body, from);
    return { body: excusedOrdersView(changed, body.kpi, now) };
  }),
  on(routes.decideExcusesRoute, async (request) => {
    const { principal, params, body, now } = request;
    const from = { requestId: requestIdOf(request, deps.ids), now };
    const changed = await decideExcuses(deps, principal, params.clientId, body, from);
    return { body: excusedOrdersView(changed, body.kpi, now) };
  }),
  on(routes.listExcusesRoute, async (request) => {
    const { principal, params, query, now } = request;
    const { clientId } = params;
    const { from, to, state, kpi, limit } = query;
    const after = await walkedTo(deps.pageTokens, request, clientId);
    const wanted = { days: { from, to }, state, kpi, asOf: now };
    const { items, next } = await listExcuses(deps, principal, clientId, wanted, limit, after);
    const orders = items.map(orderWithExcusesView);
    if (next === undefined) return { body: { orders } };
    return { body: { orders, nextToken: await deps.pageTokens.seal(request, clientId, { after: next }) } };
  }),
];
