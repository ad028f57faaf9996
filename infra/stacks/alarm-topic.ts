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
  if (stage.alarmEmail !== undefined) topic.addSubscription(new EmailSubscription(stage.alarmEmail));
  return topic;
};
