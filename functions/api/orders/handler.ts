import { getOrder, type GetOrderDeps } from '../../../shared/app/get-order.ts';
import {
  listOrders,
  searchOrders,
  type ListOrdersDeps,
  type OrderListPage,
} from '../../../shared/app/list-orders.ts';
import { createHttpHandler, on, type HttpDeps } from '../../../shared/http/handler.ts';
import { listedOrderView, orderView } from '../../../shared/http/order-view.ts';
import { walkedTo, type PageTokens } from '../../../shared/http/page-token.ts';
import { asOfFrom } from '../../../shared/http/period.ts';
import * as routes from '../../../shared/http/routes/orders.ts';

export type OrdersDeps = HttpDeps & ListOrdersDeps & GetOrderDeps & { readonly pageTokens: PageTokens };

/** Orders: lists, search, one with everything. */
export const createHandler = (deps: OrdersDeps) =>
  createHttpHandler(
    [
      on(routes.listOrdersRoute, async (request) => {
        const { principal, params, query, now } = request;
        const { clientId } = params;
        const after = await walkedTo(deps.pageTokens, request, clientId);
        const { q, from, to, kpi, outcome, dataQuality, limit } = query;
        const disputed = query.disputed !== undefined;
        let page: OrderListPage;
        if (q === undefined) {
          const days = { from: from ?? 0, to: to ?? 0 };
          // Further pages keep the clock of the first, however long the reader takes.
          const asOf = query.nextToken === undefined ? asOfFrom(query, now) : (query.asOf ?? now);
          const wanted = { days, kpi, outcome, dataQuality, disputed, asOf };
          page = await listOrders(deps, principal, clientId, wanted, limit, after);
        } else page = await searchOrders(deps, principal, clientId, q, limit, after);
        const orders = page.orders.map(listedOrderView);
        if (page.next === undefined) return { body: { orders } };
        const nextToken = await deps.pageTokens.seal(request, clientId, { after: page.next });
        return { body: { orders, nextToken } };
      }),
      on(routes.getOrderRoute, async ({ principal, params, query, now }) => {
        const { clientId, orderNo } = params;
        const ref = { kind: query.kind, orderNo };
        return { body: orderView(await getOrder(deps, principal, clientId, ref, asOfFrom(query, now))) };
      }),
    ],
    deps,
  );
