import { recordFacts, type RecordFactsDeps } from '../../../shared/app/record-facts.ts';
import { factMessageSchema } from '../../../shared/messaging/fact-message.ts';
import { createQueueHandler, type QueueHandlerDeps } from '../../../shared/messaging/queue-handler.ts';
import type { QuarantineStore } from '../../../shared/ports/quarantine.ts';
import { METRIC } from '../../../shared/runtime/metric-names.ts';

export type RecordFactsHandlerDeps = QueueHandlerDeps & {
  readonly recording: RecordFactsDeps;
  readonly quarantine: Pick<QuarantineStore, 'settle'>;
};

/** Facts of a bucket, from ledger.fifo or bulk.fifo, into the ledger. Messages of one bucket are written together. */
export const createHandler = ({ recording, quarantine, ...deps }: RecordFactsHandlerDeps) =>
  createQueueHandler(deps, {
    schema: factMessageSchema,
    keyOf: ({ clientId, bucket }) => `${clientId}.${String(bucket)}`,
    run: async (messages) => {
      const first = messages[0];
      if (!first) return;
      const { clientId, bucket } = first.body;
      const orders = messages.flatMap(({ body }) =>
        body.events.map(({ kind, orderNo, fact }) => ({ kind, orderNo, facts: [fact] })),
      );
      const result = await recordFacts(recording, { clientId, bucket }, orders);
      deps.counting.count(METRIC.eventsRecorded, result.recorded);
      deps.counting.count(METRIC.eventsRepeated, result.repeated);
      deps.counting.count(METRIC.eventsQuarantined, result.quarantined);
      if (result.quarantined > 0)
        deps.log.warn('ledger.quarantined', { clientId, bucket, count: result.quarantined });
      if (result.unfinished.length > 0) {
        throw new Error(
          `${String(result.unfinished.length)} orders of ${clientId} could not be written in time`,
        );
      }
      for (const { kind, orderNo, fact, refusals } of messages.flatMap(({ body }) => body.events)) {
        if (refusals !== undefined) await quarantine.settle({ clientId, kind, orderNo, fact, refusals });
      }
    },
  });
