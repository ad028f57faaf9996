import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';

import type { Schedule } from '../stage-config.ts';
import type { House } from './house.ts';
import type { TallymanFunction } from './tallyman-function.ts';

export interface TallymanScheduleProps {
  /** Short name; the schedule is `tallyman-<stage>-<name>`. */
  readonly name: string;
  readonly description: string;
  readonly when: Schedule;
  readonly target: TallymanFunction;
}

/** Starts a function again and again. */
export class TallymanSchedule extends Construct {
  constructor(scope: Construct, id: string, house: House, props: TallymanScheduleProps) {
    super(scope, id);
    const role = invokingRole(this, 'Role', props.target);
    const schedule = new CfnSchedule(this, 'Schedule', {
      name: `tallyman-${house.stage.name}-${props.name}`,
      description: props.description,
      scheduleExpression: props.when.cron,
      scheduleExpressionTimezone: props.when.timeZone,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: props.target.lambda.functionArn,
        roleArn: role.roleArn,
        retryPolicy: { maximumRetryAttempts: 5, maximumEventAgeInSeconds: 3600 },
      },
    });
    // Without it the schedule may be made before its role may invoke anything.
    schedule.node.addDependency(role);
  }
}

/** What EventBridge Scheduler becomes to start this one function, and not its versions as the ready-made target may. */
export const invokingRole = (scope: Construct, id: string, target: TallymanFunction): Role => {
  const role = new Role(scope, id, { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
  role.addToPolicy(
    new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [target.lambda.functionArn] }),
  );
  return role;
};
