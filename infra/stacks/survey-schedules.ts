import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Construct, type IConstruct } from 'constructs';

import { acknowledge } from '../constructs/acknowledge.ts';
import type { House } from '../constructs/house.ts';
import type { TallymanFunction } from '../constructs/tallyman-function.ts';
import { invokingRole } from '../constructs/tallyman-schedule.ts';

/** Where the schedules of survey programmes are, which people make over the API, and what they may start: one function. */
export class SurveySchedules extends Construct {
  readonly groupName: string;
  /** Handed to each schedule. */
  readonly role: Role;

  constructor(scope: Construct, id: string, house: House, target: TallymanFunction) {
    super(scope, id);
    this.groupName = `tallyman-${house.stage.name}-surveys`;
    new CfnScheduleGroup(this, 'Group', { name: this.groupName });
    this.role = invokingRole(this, 'Role', target);
  }

  /** The rights to make, change and delete schedules of the group, and to hand them the role. */
  access(): PolicyStatement[] {
    return [
      new PolicyStatement({
        actions: ['Create', 'Get', 'Update', 'Delete'].map((verb) => `scheduler:${verb}Schedule`),
        resources: [this.#schedules()],
      }),
      new PolicyStatement({
        actions: ['iam:PassRole'],
        resources: [this.role.roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
      }),
    ];
  }

  /** Says of a construct with these rights why they name no single schedule. */
  acknowledgeOn(construct: IConstruct): void {
    acknowledge(
      construct,
      `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:schedule/${this.groupName}/*]`,
      'Programmes, and so their schedules, are made while the product runs. The group holds nothing else.',
    );
  }

  #schedules(): string {
    return Stack.of(this).formatArn({
      service: 'scheduler',
      resource: 'schedule',
      resourceName: `${this.groupName}/*`,
    });
  }
}
