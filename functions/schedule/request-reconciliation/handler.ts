import { requestReconciliation } from '../../../shared/app/request-reconciliation.ts';
import type { ClientDirectory } from '../../../shared/ports/clients.ts';
import type { ReconcileQueue } from '../../../shared/ports/reconcile-queue.ts';
import type { Log } from '../../../shared/runtime/logger.ts';

export interface RequestReconciliationDeps {
  readonly log: Log;
  readonly clients: ClientDirectory;
  readonly queue: ReconcileQueue;
}

/** Fired by the daily schedule. A repeat queues the buckets once more, which only compares them twice. */
export const createHandler = (deps: RequestReconciliationDeps) => async (): Promise<{ queued: number }> => {
  const queued = await requestReconciliation(deps);
  deps.log.info('schedule.completed', { queued });
  return { queued };
};
