import { sendInvitations, type SendInvitationsDeps } from '../../../shared/app/surveys/send-invitations.ts';
import { createQueueHandler, type QueueHandlerDeps } from '../../../shared/messaging/queue-handler.ts';
import { sendMessageSchema } from '../../../shared/messaging/send-message.ts';
import { METRIC } from '../../../shared/runtime/metric-names.ts';

export type SendHandlerDeps = QueueHandlerDeps & { readonly sending: SendInvitationsDeps };

/** Invitations of one client, or their reminders, go out. A message is a key of its own: one that fails fails no other. */
export const createHandler = ({ sending, ...deps }: SendHandlerDeps) =>
  createQueueHandler(deps, {
    schema: sendMessageSchema,
    keyOf: ({ programmeId, waveId, clientId, what, mailboxIds }) =>
      [programmeId, waveId, clientId, what, ...mailboxIds].join(' '),
    run: async (messages) => {
      for (const { body } of messages) {
        const { programmeId, waveId, clientId, what } = body;
        const { sent, marked, tomorrow } = await sendInvitations(sending, body);
        deps.counting.count(METRIC.surveyMailsSent, sent);
        deps.log.info('survey.sent', { programmeId, waveId, clientId, what, sent, tomorrow, ...marked });
      }
    },
  });
