import {
  escalateCases,
  type Escalated,
  type EscalateCasesDeps,
} from '../../../shared/app/complaints/escalate-cases.ts';
import type { Log } from '../../../shared/runtime/logger.ts';
import { METRIC } from '../../../shared/runtime/metric-names.ts';
import type { Counting } from '../../../shared/runtime/metrics.ts';

export interface EscalateHandlerDeps {
  readonly log: Log;
  readonly counting: Counting;
  readonly escalating: Omit<EscalateCasesDeps, 'onUntold'>;
}

/** Fired every hour. A repeat finds that owners were told. */
export const createHandler = ({ log, counting, escalating }: EscalateHandlerDeps) => {
  const onUntold: EscalateCasesDeps['onUntold'] = ({ clientId, caseId }, error) => {
    log.warn('case.owner-untold', { clientId, caseId }, error);
  };
  return async (): Promise<Escalated> => {
    const found = await escalateCases({ ...escalating, onUntold });
    counting.count(METRIC.casesOverdue, found.overdue);
    counting.count(METRIC.caseMailsSent, found.told);
    counting.flush();
    log.info('schedule.completed', { ...found });
    return found;
  };
};
