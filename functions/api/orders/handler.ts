import * as z from 'zod';
import { getOrder, type GetOrderDeps } from '../../../shared/app/get-order.ts';
import {
  listOrders,
  searchOrders,
  type ListOrdersDeps,
  type OrderListPage,
} from '../../../shared/app/list-orders.ts';
import { createHttpHandler, on, type HttpDeps } from '../../../shared/http/handler.ts';
import { listedOrderView, orderView } from '../../../shared/http/order-view.ts';
import type { PageTokens } from '../../../shared/http/page-token.ts';
import * as routes from '../../../shared/http/routes/orders.ts';

export type OrdersDeps = HttpDeps & ListOrdersDeps & GetOrderDeps & { readonly pageTokens: PageTokens };

const positionsSchema = z.record(z.string(), z.string()).default({});

/** Orders: lists, search, one with everything. */
export const createHandler = (deps: OrdersDeps) =>
  createHttpHandler(
    [
      on(routes.listOrdersRoute, async (request) => {
        const { principal, params, query, now } = request;
        const { clientId } = params;
        const positions = positionsSchema.parse(await deps.pageTokens.open(request, clientId));
        const { q, from, to, kpi, outcome, dataQuality, limit } = query;
        let page: OrderListPage;
        if (q === undefined) {
          const days = { from: from ?? 0, to: to ?? 0 };
          const wanted = { days, kpi, outcome, dataQuality, asOf: query.asOf ?? now };
          page = await listOrders(deps, principal, clientId, wanted, limit, positions);
        } else page = await searchOrders(deps, principal, clientId, q, limit, positions);
        const orders = page.orders.map(listedOrderView);
        if (!page.positions) return { body: { orders } };
        return { body: { orders, nextToken: await deps.pageTokens.seal(request, clientId, page.positions) } };
      }),
      on(routes.getOrderRoute, async ({ principal, params, query, now }) => {
        const { clientId, orderNo } = params;
        const ref = { kind: query.kind, orderNo };
        return { body: orderView(await getOrder(deps, principal, clientId, ref, query.asOf ?? now)) };
      }),
    ],
    deps,
  );
