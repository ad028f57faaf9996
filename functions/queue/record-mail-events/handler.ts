import { recordMailEvent, type RecordMailEventDeps } from '../../../shared/app/surveys/record-mail-event.ts';
import { mailEventSchema } from '../../../shared/messaging/mail-event-message.ts';
import { createQueueHandler, type QueueHandlerDeps } from '../../../shared/messaging/queue-handler.ts';
import { METRIC } from '../../../shared/runtime/metric-names.ts';

export type MailEventsHandlerDeps = QueueHandlerDeps & { readonly recording: RecordMailEventDeps };

/** Bounces, complaints and openings that the mail provider tells of. */
export const createHandler = ({ recording, ...deps }: MailEventsHandlerDeps) =>
  createQueueHandler(deps, {
    schema: mailEventSchema,
    keyOf: ({ tags }) => tags['mailbox'] ?? '',
    run: async (messages) => {
      for (const { body } of messages) {
        await recordMailEvent(recording, body);
        if (body.what === 'bounced') deps.counting.count(METRIC.mailsBounced, 1);
        if (body.what === 'complained') deps.counting.count(METRIC.mailsComplained, 1);
      }
    },
  });
