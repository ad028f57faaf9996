import { Role, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';

import type { TallymanFunction } from '../constructs/tallyman-function.ts';
import type { StageConfig } from '../stage-config.ts';

/** Starts the daily reconciliation. The role is for this one function, not for its versions as the ready-made target's is. */
export class ReconciliationSchedule extends Construct {
  constructor(scope: Construct, id: string, stage: StageConfig, target: TallymanFunction) {
    super(scope, id);
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [target.lambda.functionArn] }),
    );
    const schedule = new CfnSchedule(this, 'Schedule', {
      name: `tallyman-${stage.name}-reconciliation`,
      description: 'Compares every tally with the ledger',
      scheduleExpression: stage.reconciliation.cron,
      scheduleExpressionTimezone: stage.reconciliation.timeZone,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: target.lambda.functionArn,
        roleArn: role.roleArn,
        retryPolicy: { maximumRetryAttempts: 5, maximumEventAgeInSeconds: 3600 },
      },
    });
    // Without it the schedule may be made before its role may invoke anything.
    schedule.node.addDependency(role);
  }
}
