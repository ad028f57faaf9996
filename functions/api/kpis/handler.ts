import type * as z from 'zod';
import {
  readClientKpis,
  readKpisOverClients,
  type KpiFigures,
  type ReadKpisDeps,
} from '../../../shared/app/read-kpis.ts';
import { isSettled, type KpiQuery } from '../../../shared/app/sum-kpis.ts';
import { formatDay } from '../../../shared/domain/calendar/time.ts';
import { formatInstant } from '../../../shared/domain/calendar/zone.ts';
import { createHttpHandler, on, type HttpDeps } from '../../../shared/http/handler.ts';
import { asOfFrom } from '../../../shared/http/period.ts';
import * as routes from '../../../shared/http/routes/kpis.ts';

export type KpisDeps = HttpDeps & ReadKpisDeps;

function queryOf(parameters: z.output<typeof routes.kpiQuery>, now: number): KpiQuery {
  const { from, to, knownAt, groupBy } = parameters;
  return { days: { from, to }, asOf: asOfFrom(parameters, now), knownAt, groupBy };
}

const answerOf = ({ days, asOf, knownAt }: KpiQuery, { kpis, groups }: KpiFigures, now: number) => ({
  from: formatDay(days.from),
  to: formatDay(days.to),
  asOf: formatInstant(asOf),
  ...(knownAt !== undefined && { knownAt: formatInstant(knownAt), settled: isSettled(knownAt, now) }),
  kpis: [...kpis],
  ...(groups && { groups: groups.map(({ key, kpis: figures }) => ({ key, kpis: [...figures] })) }),
});

/** KPIs of one client, and over all clients one may see. */
export const createHandler = (deps: KpisDeps) =>
  createHttpHandler(
    [
      on(routes.readClientKpisRoute, async ({ principal, params, query: parameters, now }) => {
        const query = queryOf(parameters, now);
        const { client, timeZone, ...figures } = await readClientKpis(
          deps,
          principal,
          params.clientId,
          query,
        );
        const { clientId, rejudging } = client;
        return {
          body: { clientId, timeZone, rejudging: rejudging.length > 0, ...answerOf(query, figures, now) },
        };
      }),
      on(routes.readKpisRoute, async ({ principal, query: parameters, now }) => {
        const query = queryOf(parameters, now);
        const { clients, rejudging, ...figures } = await readKpisOverClients(deps, principal, query);
        return { body: { clients, rejudging, ...answerOf(query, figures, now) } };
      }),
    ],
    deps,
  );
