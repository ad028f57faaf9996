import { assignCauses } from '../../../shared/app/exceptions/assign-causes.ts';
import {
  listUnexplained,
  readCausePareto,
  type CausesDeps,
} from '../../../shared/app/exceptions/causes-of-misses.ts';
import type { ExcusesDeps } from '../../../shared/app/exceptions/propose-excuses.ts';
import { formatDay } from '../../../shared/domain/calendar/time.ts';
import { formatInstant } from '../../../shared/domain/calendar/zone.ts';
import {
  explainedOrdersView,
  orderWithMissesView,
  paretoView,
} from '../../../shared/http/exceptions-view.ts';
import { on, type BoundRoute, type HttpDeps } from '../../../shared/http/handler.ts';
import { requestIdOf } from '../../../shared/http/idempotency.ts';
import { walkedTo, type PageTokens } from '../../../shared/http/page-token.ts';
import * as routes from '../../../shared/http/routes/causes.ts';

export type CauseRoutesDeps = Pick<HttpDeps, 'ids'> &
  Omit<ExcusesDeps, 'registries'> &
  CausesDeps & {
    readonly registries: ExcusesDeps['registries'] & CausesDeps['registries'];
    readonly pageTokens: PageTokens;
  };

/** Causes of misses: name them, Pareto, what has none yet. */
export const causeRoutes = (deps: CauseRoutesDeps): readonly BoundRoute[] => [
  on(routes.assignCausesRoute, async (request) => {
    const { principal, params, body, now } = request;
    const from = { requestId: requestIdOf(request, deps.ids), now };
    const changed = await assignCauses(deps, principal, params.clientId, body, from);
    return { body: explainedOrdersView(changed, body.kpi, now) };
  }),
  on(routes.readCauseParetoRoute, async ({ principal, params: { clientId }, query, now }) => {
    const { from, to, kpi, siteId } = query;
    const wanted = { days: { from, to }, kpi, siteId, asOf: now };
    const pareto = paretoView(await readCausePareto(deps, principal, clientId, wanted));
    const period = { from: formatDay(from), to: formatDay(to) };
    return { body: { clientId, ...period, asOf: formatInstant(now), ...pareto } };
  }),
  on(routes.listUnexplainedRoute, async (request) => {
    const { principal, params, query, now } = request;
    const { clientId } = params;
    const { date, kpi, siteId, limit } = query;
    const after = await walkedTo(deps.pageTokens, request, clientId);
    const wanted = { days: { from: date, to: date }, kpi, siteId, asOf: now };
    const { items, next } = await listUnexplained(deps, principal, clientId, wanted, limit, after);
    const orders = items.map(orderWithMissesView);
    if (next === undefined) return { body: { orders } };
    return { body: { orders, nextToken: await deps.pageTokens.seal(request, clientId, { after: next }) } };
  }),
];
