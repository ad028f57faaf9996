import { planInvitations, type PlanInvitationsDeps } from '../../../shared/app/surveys/plan-invitations.ts';
import { planMessageSchema } from '../../../shared/messaging/plan-message.ts';
import { createQueueHandler, type QueueHandlerDeps } from '../../../shared/messaging/queue-handler.ts';
import { METRIC } from '../../../shared/runtime/metric-names.ts';

export type PlanHandlerDeps = QueueHandlerDeps & { readonly planning: PlanInvitationsDeps };

/** One client's invitations of a wave are planned, and their sending asked for. */
export const createHandler = ({ planning, ...deps }: PlanHandlerDeps) =>
  createQueueHandler(deps, {
    schema: planMessageSchema,
    keyOf: ({ programmeId, waveId, clientId }) => `${programmeId} ${waveId} ${clientId}`,
    run: async (messages) => {
      for (const { body } of messages) {
        const result = await planInvitations(planning, body);
        const { planned, skipped } = result.outcome === 'planned' ? result : { planned: 0, skipped: 0 };
        deps.counting.count(METRIC.invitationsPlanned, planned);
        deps.log.info('survey.planned', { ...body, outcome: result.outcome, planned, skipped });
      }
    },
  });
