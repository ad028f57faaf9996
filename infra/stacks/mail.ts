import {
  ConfigurationSet,
  EmailSendingEvent,
  EventDestination,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

import type { House } from '../constructs/house.ts';
import type { TallymanQueue } from '../constructs/tallyman-queue.ts';
import type { State } from './state-stack.ts';

// What says that a mailbox must not, or need not, be written to again, and whether a mail was looked at.
const EVENTS = [EmailSendingEvent.BOUNCE, EmailSendingEvent.COMPLAINT, EmailSendingEvent.OPEN];

/** How mails leave, and how what becomes of them comes back: SES to a topic to the mail-events queue. */
export class MailSending extends Construct {
  readonly configurationSetName: string;
  readonly eventsTopic: Topic;
  /** The right to send, from the stage's domain and with its configuration set only. */
  readonly access: PolicyStatement;

  constructor(scope: Construct, id: string, house: House, state: State, events: TallymanQueue) {
    super(scope, id);
    this.configurationSetName = `tallyman-${house.stage.name}`;
    this.eventsTopic = new Topic(this, 'Events', {
      topicName: `tallyman-${house.stage.name}-mail-events`,
      enforceSSL: true,
    });
    const configurationSet = new ConfigurationSet(this, 'ConfigurationSet', {
      configurationSetName: this.configurationSetName,
      reputationMetrics: true,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    });
    configurationSet.addEventDestination('ToTopic', {
      configurationSetEventDestinationName: 'mail-events',
      destination: EventDestination.snsTopic(this.eventsTopic),
      events: EVENTS,
    });
    // What the topic cannot hand over joins what the worker cannot read: one alarm, one redrive.
    this.eventsTopic.addSubscription(
      new SqsSubscription(events.queue, { rawMessageDelivery: true, deadLetterQueue: events.deadLetters }),
    );
    this.access = new PolicyStatement({
      actions: ['ses:SendEmail'],
      resources: [state.mailDomain.emailIdentityArn, this.#configurationSetArn()],
    });
  }

  #configurationSetArn(): string {
    return Stack.of(this).formatArn({
      service: 'ses',
      resource: 'configuration-set',
      resourceName: this.configurationSetName,
    });
  }
}
