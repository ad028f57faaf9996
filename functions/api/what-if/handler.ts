import * as z from 'zod';
import { toleranceLadder, type LadderDeps } from '../../../shared/app/tolerance-ladder.ts';
import { whatIf, type WhatIfDeps } from '../../../shared/app/what-if.ts';
import { createHttpHandler, on, type HttpDeps } from '../../../shared/http/handler.ts';
import type { PageTokens } from '../../../shared/http/page-token.ts';
import { asOfFrom } from '../../../shared/http/period.ts';
import { ladderView, whatIfView } from '../../../shared/http/what-if-view.ts';
import * as routes from '../../../shared/http/routes/what-if.ts';

export type WhatIfApiDeps = HttpDeps & LadderDeps & WhatIfDeps & { readonly pageTokens: PageTokens };

const positionSchema = z.object({ after: z.string() }).optional();

/** What the body says is asked for: terms, or the version that has them. */
const termsIn = ({ terms, version }: routes.WhatIfQuestion) => terms ?? { version: version ?? 0 };

/** Orders under other terms: the tolerance ladder, and what-if. */
export const createHandler = (deps: WhatIfApiDeps) =>
  createHttpHandler(
    [
      on(routes.toleranceLadderRoute, async ({ principal, params, query, now }) => {
        const days = { from: query.from, to: query.to };
        const asOf = asOfFrom(query, now);
        const asked = { days, kpi: query.kpi, asOf };
        const { client, ladder } = await toleranceLadder(deps, principal, params.clientId, asked);
        return { body: ladderView(client, days, asOf, ladder) };
      }),
      on(routes.whatIfRoute, async (request) => {
        const { principal, params, body, now } = request;
        const days = { from: body.from, to: body.to };
        // The question is in the body: a token is bound to that.
        const asked = { ...request, query: { ...body } };
        const position = positionSchema.parse(await deps.pageTokens.open(asked, params.clientId));
        const { limit } = body;
        const query = { days, terms: termsIn(body), after: position?.after, limit };
        const found = await whatIf(deps, principal, params.clientId, query, now);
        const view = whatIfView(days, now, found);
        if (found.next === undefined) return { body: view };
        const nextToken = await deps.pageTokens.seal(asked, params.clientId, { after: found.next });
        return { body: { ...view, nextToken } };
      }),
    ],
    deps,
  );
