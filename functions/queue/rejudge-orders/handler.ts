import { rejudgeOrders, type RejudgeOrdersDeps } from '../../../shared/app/rejudge-orders.ts';
import { createQueueHandler, type QueueHandlerDeps } from '../../../shared/messaging/queue-handler.ts';
import { rejudgeMessageSchema } from '../../../shared/messaging/rejudge-message.ts';
import { METRIC } from '../../../shared/runtime/metric-names.ts';

export type RejudgeHandlerDeps = QueueHandlerDeps & { readonly rejudging: RejudgeOrdersDeps };

/** Orders of a bucket judged again, after a change of terms or registries. */
export const createHandler = ({ rejudging, ...deps }: RejudgeHandlerDeps) =>
  createQueueHandler(deps, {
    schema: rejudgeMessageSchema,
    keyOf: ({ clientId, bucket }) => `${clientId}.${String(bucket)}`,
    run: async (messages) => {
      for (const { body } of messages) {
        const judged = await rejudgeOrders(rejudging, body);
        deps.counting.count(METRIC.ordersRejudged, judged);
        deps.log.info('rejudge.completed', { clientId: body.clientId, bucket: body.bucket, judged });
      }
    },
  });
