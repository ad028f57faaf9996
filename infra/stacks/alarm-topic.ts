import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';

import type { StageConfig } from '../stage-config.ts';

/** Where alarms go; by mail to the operator when the stage names one. */
export const alarmTopic = (scope: Construct, id: string, stage: StageConfig): Topic => {
  const topic = new Topic(scope, id, {
    topicName: `tallyman-${stage.name}-alarms`,
    displayName: `Tallyman ${stage.name}`,
    enforceSSL: true,
  });
  // A policy of its own, as TLS needs it, takes the place of the one by which alarms of the account may publish.
  topic.addToResourcePolicy(
    new PolicyStatement({
      actions: ['sns:Publish'],
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  );
  if (stage.alarmEmail !== undefined) topic.addSubscription(new EmailSubscription(stage.alarmEmail));
  return topic;
};
