import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import { createWaveSchedules } from '../messaging/wave-schedules.ts';
import type { ProgrammeStore, WaveSchedules } from '../ports/programmes.ts';
import type { InvitationStore, WaveStore } from '../ports/waves.ts';
import type { Documents } from '../store/documents.ts';
import { createInvitationRepository } from '../store/invitation-repository.ts';
import { createProgrammeRepository } from '../store/programme-repository.ts';
import { createWaveRepository } from '../store/wave-repository.ts';
import { systemClock } from './clock.ts';

export interface ProgrammesEnv {
  readonly CRM_TABLE: string;
  readonly SCHEDULE_GROUP: string;
  readonly SCHEDULE_ROLE_ARN: string;
  readonly WAVES_FUNCTION_ARN: string;
}

/** Programmes with their schedules and waves, on the real table. */
export const composeProgrammes = (
  documents: Documents,
  scheduler: Pick<SchedulerClient, 'send'>,
  env: ProgrammesEnv,
): {
  readonly programmes: ProgrammeStore;
  readonly waves: WaveStore;
  readonly invitations: InvitationStore;
  readonly schedules: WaveSchedules;
} => ({
  programmes: createProgrammeRepository(documents, env.CRM_TABLE),
  waves: createWaveRepository(documents, env.CRM_TABLE),
  invitations: createInvitationRepository(documents, env.CRM_TABLE),
  schedules: createWaveSchedules(
    scheduler,
    {
      groupName: env.SCHEDULE_GROUP,
      roleArn: env.SCHEDULE_ROLE_ARN,
      functionArn: env.WAVES_FUNCTION_ARN,
    },
    systemClock,
  ),
});
