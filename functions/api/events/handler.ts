import { acceptEvents, type AcceptEventsDeps, type Acceptance } from '../../../shared/app/accept-events.ts';
import { problem } from '../../../shared/domain/errors.ts';
import { createHttpHandler, on, type HttpDeps } from '../../../shared/http/handler.ts';
import { postEventsRoute } from '../../../shared/http/routes/events.ts';
import { METRIC } from '../../../shared/runtime/metric-names.ts';
import type { Counting } from '../../../shared/runtime/metrics.ts';

export type EventsDeps = HttpDeps & AcceptEventsDeps & { readonly counting: Counting };

function measure({ counting }: EventsDeps, { accepted, rejected }: Acceptance): void {
  counting.count(METRIC.eventsAccepted, accepted);
  counting.count(METRIC.eventsRejected, rejected.length);
  counting.count(METRIC.eventsNotQueued, rejected.filter(({ code }) => code === 'not-queued').length);
  counting.flush();
}

/** Events in: each is queued or rejected by itself. */
export const createHandler = (deps: EventsDeps) =>
  createHttpHandler(
    [
      on(postEventsRoute, async ({ principal, query, body }) => {
        const events: readonly unknown[] = Array.isArray(body) ? body : [body];
        const result = await acceptEvents(deps, principal, events, query.lane);
        measure(deps, result);
        if (result.accepted === 0) throw problem.allEventsRejected({ ...result });
        return { body: result };
      }),
    ],
    deps,
  );
