import type { DeleteScheduleCommand } from '@aws-sdk/client-scheduler';
import {
  ConflictException,
  CreateScheduleCommand,
  ResourceNotFoundException,
  ThrottlingException,
  UpdateScheduleCommand,
  ValidationException,
} from '@aws-sdk/client-scheduler';
import { describe, expect, it } from 'vitest';
import type { Programme } from '../../../shared/domain/survey/programme.ts';
import { createWaveSchedules } from '../../../shared/messaging/wave-schedules.ts';
import { isUnavailable } from '../../../shared/ports/unavailable.ts';
import { NOW } from '../../support/builders.ts';
import { aProgramme } from '../../support/programmes.ts';

type Command = CreateScheduleCommand | UpdateScheduleCommand | DeleteScheduleCommand;

const nameOf = (command: Command): string =>
  command instanceof CreateScheduleCommand
    ? 'create'
    : command instanceof UpdateScheduleCommand
      ? 'update'
      : 'delete';

/** A scheduler that answers call after call as told, and well once nothing is told any more. */
function aScheduler(...failures: (Error | undefined)[]) {
  const commands: Command[] = [];
  const send = (command: Command): Promise<unknown> => {
    const failure = failures[commands.length];
    commands.push(command);
    return failure ? Promise.reject(failure) : Promise.resolve({});
  };
  const schedules = createWaveSchedules(
    { send },
    { groupName: 'surveys', roleArn: 'arn:role', functionArn: 'arn:function' },
    { now: () => NOW },
  );
  return { schedules, commands, sent: () => commands.map(nameOf) };
}

const fault = { $metadata: {}, message: 'x' };
const conflict = new ConflictException({ ...fault, Message: 'x' });
const missing = new ResourceNotFoundException({ ...fault, Message: 'x' });
const throttled = new ThrottlingException({ ...fault, Message: 'x' });
const invalid = new ValidationException({ ...fault, Message: 'x' });

const once = (date: string): Programme =>
  aProgramme({ schedule: { ...aProgramme().schedule, every: 'once', date, day: null } });

describe('the schedule of a programme', () => {
  it('starts the function with the id, in the zone of the programme', async () => {
    const { schedules, commands } = aScheduler();
    await schedules.apply(aProgramme());
    expect(commands.map(({ input }) => input)).toEqual([
      {
        Name: 'clients-quarterly',
        GroupName: 'surveys',
        ScheduleExpression: 'cron(0 9 1 1,4,7,10 ? *)',
        ScheduleExpressionTimezone: 'Europe/Berlin',
        FlexibleTimeWindow: { Mode: 'OFF' },
        State: 'ENABLED',
        ActionAfterCompletion: 'NONE',
        Target: {
          Arn: 'arn:function',
          RoleArn: 'arn:role',
          Input: '{"programmeId":"clients-quarterly"}',
          RetryPolicy: { MaximumEventAgeInSeconds: 21_600, MaximumRetryAttempts: 50 },
        },
      },
    ]);
  });

  it('is written over where there is one', async () => {
    const { schedules, commands, sent } = aScheduler(conflict);
    await schedules.apply(aProgramme());
    expect(sent()).toEqual(['create', 'update']);
    expect(commands[1]?.input).toEqual(commands[0]?.input);
  });

  it('stands still while the programme is paused', async () => {
    const { schedules, commands } = aScheduler();
    await schedules.apply(aProgramme({ state: 'paused' }));
    expect(commands.map(({ input }) => input)).toMatchObject([{ State: 'DISABLED' }]);
  });

  it('goes when the programme ends, and may be gone already', async () => {
    const { schedules, commands, sent } = aScheduler(undefined, missing);
    await schedules.apply(aProgramme({ state: 'ended' }));
    await schedules.apply(aProgramme({ state: 'ended' }));
    expect(sent()).toEqual(['delete', 'delete']);
    expect(commands[0]?.input).toEqual({ Name: 'clients-quarterly', GroupName: 'surveys' });
  });

  it('of one moment is written while that lies ahead, and left alone after it', async () => {
    const { schedules, commands } = aScheduler();
    await schedules.apply(once('2026-05-31'));
    expect(commands).toEqual([]);
    await schedules.apply(once('2026-06-02'));
    expect(commands[0]?.input).toMatchObject({ ScheduleExpression: 'at(2026-06-02T09:00:00)' });
    await schedules.apply({ ...once('2026-05-31'), state: 'ended' });
    expect(commands).toHaveLength(2);
  });
});

describe('a schedule that was not taken', () => {
  it.each([
    ['a full rate', [throttled]],
    ['no answer', [new Error('socket hang up')]],
    ['another change at the same time', [conflict, conflict]],
    ['one removed in between', [conflict, missing]],
  ])('is worth another try after %s', async (_, failures) => {
    const { schedules } = aScheduler(...failures);
    const error: unknown = await schedules.apply(aProgramme()).catch((thrown: unknown) => thrown);
    expect(isUnavailable(error)).toBe(true);
  });

  it('is a fault of the program where the scheduler calls it invalid', async () => {
    const { schedules } = aScheduler(invalid);
    await expect(schedules.apply(aProgramme())).rejects.toBe(invalid);
  });
});
