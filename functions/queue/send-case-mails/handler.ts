import { sendCaseMail, type SendCaseMailDeps } from '../../../shared/app/complaints/send-case-mail.ts';
import { caseMailMessageSchema } from '../../../shared/messaging/case-mail-message.ts';
import { createQueueHandler, type QueueHandlerDeps } from '../../../shared/messaging/queue-handler.ts';
import { METRIC } from '../../../shared/runtime/metric-names.ts';

export type SendCaseMailsDeps = QueueHandlerDeps & { readonly sending: SendCaseMailDeps };

/** Mails to the people behind cases go out. Mails of one case go one after the other. */
export const createHandler = ({ sending, ...deps }: SendCaseMailsDeps) =>
  createQueueHandler(deps, {
    schema: caseMailMessageSchema,
    keyOf: ({ clientId, caseId }) => `${clientId} ${caseId}`,
    run: async (messages) => {
      for (const { body } of messages) {
        if (!(await sendCaseMail(sending, body))) continue;
        deps.counting.count(METRIC.caseMailsSent, 1);
        deps.log.info('case.mail-sent', { ...body });
      }
    },
  });
