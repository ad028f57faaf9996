import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ResourceNotFoundException,
  SchedulerServiceException,
  UpdateScheduleCommand,
  type CreateScheduleCommandInput,
  type SchedulerClient,
} from '@aws-sdk/client-scheduler';
import type { Programme } from '../domain/survey/programme.ts';
import { nextSlot, scheduleExpression } from '../domain/survey/slot.ts';
import type { Clock } from '../ports/clock.ts';
import type { WaveSchedules } from '../ports/programmes.ts';
import { Unavailable } from '../ports/unavailable.ts';

export interface WaveSchedulesTarget {
  /** Holds nothing but these schedules. */
  readonly groupName: string;
  /** What the scheduler invokes the function as. */
  readonly roleArn: string;
  readonly functionArn: string;
}

export class SchedulerUnavailable extends Unavailable {
  override readonly name = 'SchedulerUnavailable';
}

// The function takes a slot for up to a day; the scheduler gives up long before, and what it could not start counts as failed.
const RETRY_POLICY = { MaximumEventAgeInSeconds: 6 * 3600, MaximumRetryAttempts: 50 };

function inputOf(programme: Programme, target: WaveSchedulesTarget): CreateScheduleCommandInput {
  const { expression, timeZone } = scheduleExpression(programme.schedule);
  return {
    Name: programme.programmeId,
    GroupName: target.groupName,
    ScheduleExpression: expression,
    ScheduleExpressionTimezone: timeZone,
    FlexibleTimeWindow: { Mode: 'OFF' },
    State: programme.state === 'active' ? 'ENABLED' : 'DISABLED',
    ActionAfterCompletion: 'NONE',
    Target: {
      Arn: target.functionArn,
      RoleArn: target.roleArn,
      Input: JSON.stringify({ programmeId: programme.programmeId }),
      RetryPolicy: RETRY_POLICY,
    },
  };
}

/** A clash with another change, a full rate, a fault of the service or no answer at all pass by themselves; the rest is ours. */
function failureOf(error: unknown): unknown {
  const isOurs =
    error instanceof SchedulerServiceException &&
    error.$fault === 'client' &&
    error.name !== 'ConflictException' &&
    error.name !== 'ThrottlingException';
  return isOurs
    ? error
    : new SchedulerUnavailable('the scheduler did not take the schedule', { cause: error });
}

/** Schedules of EventBridge Scheduler, named by their programmes. Every call may be repeated. */
export function createWaveSchedules(
  client: Pick<SchedulerClient, 'send'>,
  target: WaveSchedulesTarget,
  clock: Clock,
): WaveSchedules {
  const remove = async (programme: Programme): Promise<void> => {
    const command = new DeleteScheduleCommand({
      Name: programme.programmeId,
      GroupName: target.groupName,
    });
    await client.send(command).catch((error: unknown) => {
      if (!(error instanceof ResourceNotFoundException)) throw error;
    });
  };
  const write = async (programme: Programme): Promise<void> => {
    const input = inputOf(programme, target);
    await client.send(new CreateScheduleCommand(input)).catch(async (error: unknown) => {
      if (!(error instanceof ConflictException)) throw error;
      await client.send(new UpdateScheduleCommand(input)).catch((gone: unknown) => {
        // Ended or written by somebody else in between: whoever repeats it meets what stands then.
        throw gone instanceof ResourceNotFoundException ? error : gone;
      });
    });
  };
  return {
    apply: async (programme) => {
      // Its only moment has come: it fires or has fired, and a moment that has passed is refused.
      const isOver = nextSlot(programme.schedule, clock.now()) === undefined;
      try {
        if (programme.state === 'ended') await remove(programme);
        else if (!isOver) await write(programme);
      } catch (error) {
        throw failureOf(error);
      }
    },
  };
}
