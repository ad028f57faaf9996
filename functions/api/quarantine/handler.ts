import * as z from 'zod';
import { listQuarantine, type ListQuarantineDeps } from '../../../shared/app/list-quarantine.ts';
import {
  discardQuarantined,
  retryQuarantined,
  type RetryQuarantinedDeps,
} from '../../../shared/app/retry-quarantined.ts';
import { clientIdSchema } from '../../../shared/domain/ids.ts';
import { createHttpHandler, on, type HttpDeps } from '../../../shared/http/handler.ts';
import type { PageTokens } from '../../../shared/http/page-token.ts';
import * as routes from '../../../shared/http/routes/quarantine.ts';

export type QuarantineDeps = HttpDeps &
  ListQuarantineDeps &
  RetryQuarantinedDeps & {
    readonly quarantine: ListQuarantineDeps['quarantine'] & RetryQuarantinedDeps['quarantine'];
    readonly pageTokens: PageTokens;
  };

const positionSchema = z.object({ clientId: clientIdSchema, key: z.string().optional() }).optional();

/** Quarantine: list, send again, discard. */
export const createHandler = (deps: QuarantineDeps) =>
  createHttpHandler(
    [
      on(routes.listQuarantineRoute, async (request) => {
        const { principal, query, now } = request;
        const from = positionSchema.parse(await deps.pageTokens.open(request, principal.id));
        const { clientId, code, limit } = query;
        const page = await listQuarantine(deps, principal, { clientId, code }, limit, from, now);
        const entries = page.entries.map(routes.quarantineView);
        if (!page.next) return { body: { entries } };
        const { key } = page.next;
        const position = { clientId: page.next.clientId, ...(key !== undefined && { key }) };
        return { body: { entries, nextToken: await deps.pageTokens.seal(request, principal.id, position) } };
      }),
      on(routes.retryQuarantinedRoute, async ({ principal, params: { id }, now }) => {
        await retryQuarantined(deps, principal, id, now);
        return { body: { id, state: 'retrying' as const } };
      }),
      on(routes.discardQuarantinedRoute, async ({ principal, params: { id }, now }) => {
        await discardQuarantined(deps, principal, id, now);
        return { body: { id, state: 'discarded' as const } };
      }),
    ],
    deps,
  );
