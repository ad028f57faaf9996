import * as z from 'zod';
import { getOrder, type GetOrderDeps } from '../../../shared/app/get-order.ts';
import {
  listOrders,
  searchOrders,
  type ListOrdersDeps,
  type OrderListPage,
} from '../../../shared/app/list-orders.ts';
import { problem } from '../../../shared/domain/errors.ts';
import type { ClientId } from '../../../shared/domain/ids.ts';
import { createHttpHandler, on, type HttpDeps } from '../../../shared/http/handler.ts';
import { listedOrderView, orderView } from '../../../shared/http/order-view.ts';
import type { PageTokens } from '../../../shared/http/page-token.ts';
import type { HttpRequest } from '../../../shared/http/route.ts';
import { asOfFrom } from '../../../shared/http/period.ts';
import * as routes from '../../../shared/http/routes/orders.ts';
import type { Position } from '../../../shared/ports/order-index.ts';

export type OrdersDeps = HttpDeps & ListOrdersDeps & GetOrderDeps & { readonly pageTokens: PageTokens };

const positionSchema = z.object({ after: z.string() });

async function positionIn(
  tokens: PageTokens,
  request: HttpRequest,
  clientId: ClientId,
): Promise<Position | undefined> {
  const sealed = await tokens.open(request, clientId);
  if (!sealed) return undefined;
  // A genuine token of another shape is one from before an upgrade.
  const position = positionSchema.safeParse(sealed);
  if (!position.success) throw problem.invalidPageToken();
  return position.data.after;
}

/** Orders: lists, search, one with everything. */
export const createHandler = (deps: OrdersDeps) =>
  createHttpHandler(
    [
      on(routes.listOrdersRoute, async (request) => {
        const { principal, params, query, now } = request;
        const { clientId } = params;
        const after = await positionIn(deps.pageTokens, request, clientId);
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
