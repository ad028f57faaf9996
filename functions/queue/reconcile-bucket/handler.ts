import { reconcileBucket, type ReconcileDeps } from '../../../shared/app/reconcile-bucket.ts';
import { createQueueHandler, type QueueHandlerDeps } from '../../../shared/messaging/queue-handler.ts';
import { reconcileMessageSchema } from '../../../shared/messaging/reconcile-message.ts';
import { METRIC } from '../../../shared/runtime/metric-names.ts';

export type ReconcileHandlerDeps = QueueHandlerDeps & { readonly reconciling: ReconcileDeps };

/** One bucket of the ledger folded again and compared with its tallies; drift raises an alarm. */
export const createHandler = ({ reconciling, ...deps }: ReconcileHandlerDeps) =>
  createQueueHandler(deps, {
    schema: reconcileMessageSchema,
    keyOf: ({ clientId, bucket }) => `${clientId}.${String(bucket)}`,
    run: async (messages) => {
      for (const { clientId, bucket, repair } of messages.map(({ body }) => body)) {
        const result = await reconcileBucket(reconciling, { clientId, bucket }, repair);
        const drifted = result.drift.length + result.misjudged.length;
        deps.counting.count(METRIC.talliesChecked, result.rows);
        deps.counting.count(METRIC.talliesDrifted, drifted);
        deps.counting.bytes(METRIC.ledgerBucketBytes, result.bytes);
        const { orders, rows, moving, repaired } = result;
        deps.log.info('reconcile.completed', { clientId, bucket, orders, rows, moving, drifted, repaired });
        if (drifted > 0) deps.log.error('reconcile.drift', { clientId, bucket, drifted, repaired });
      }
    },
  });
