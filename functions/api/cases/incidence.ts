import {
  readIncidence,
  type Incidence,
  type ReadIncidenceDeps,
} from '../../../shared/app/complaints/read-incidence.ts';
import { formatDay } from '../../../shared/domain/calendar/time.ts';
import { cutRatio, shownRatio } from '../../../shared/domain/kpi/ratio.ts';
import { on, type BoundRoute } from '../../../shared/http/handler.ts';
import { readIncidenceRoute } from '../../../shared/http/routes/incidence.ts';

function viewOf({ complaining, served, complaints, remarks }: Incidence) {
  return {
    clients: complaining,
    served,
    value: cutRatio(complaining, served, { direction: 'lower' }),
    shown: shownRatio(complaining, served, 'lower', ['percent']),
    complaints,
    remarks,
  };
}

/** How many clients complain. */
export const incidenceRoute = (deps: ReadIncidenceDeps): BoundRoute =>
  on(readIncidenceRoute, async ({ principal, query, now }) => {
    const { from, to, clientId, groupBy } = query;
    const wanted = { days: { from, to }, byMonth: groupBy === 'month', clientId, now };
    const { total, months } = await readIncidence(deps, principal, wanted);
    return {
      body: {
        from: formatDay(from),
        to: formatDay(to),
        kpi: 'customer-complaint-incidence' as const,
        ...viewOf(total),
        ...(months && {
          months: [...months]
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, one]) => ({ key, ...viewOf(one) })),
        }),
      },
    };
  });
