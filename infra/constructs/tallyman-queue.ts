import { Duration } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

import type { House } from './house.ts';
import { houseAlarm } from './house-alarm.ts';

export interface TallymanQueueProps {
  /** Short name: `ledger`, `bulk` …; the queue is `tallyman-<stage>-<name>`, its dead letters `…-<name>-dead`. */
  readonly name: string;
  /** One writer per message group; a deduplication id with every message. */
  readonly fifo: boolean;
  /** Timeout of the function that reads the queue. A message stays invisible six times as long. */
  readonly consumerTimeout: Duration;
  /** Deliveries before a message is set aside. */
  readonly maxReceiveCount: number;
  /** What a message that waits, or was set aside, means to users. One sentence. */
  readonly delayImpact: string;
  /** Age of the oldest message at which the operator is told. */
  readonly ageLimit: Duration;
}

const DEAD_LETTER_RETENTION = Duration.days(14);
// Shorter than the dead letters': SQS counts a standard message's age from when it was first sent.
const RETENTION = Duration.days(7);

// High-throughput FIFO: limits and deduplication count per group, here client and bucket.
const FIFO = {
  fifo: true,
  contentBasedDeduplication: false,
  deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
  fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
} as const;

/** A queue with its dead-letter queue, both encrypted and reached over TLS only, and an alarm on each. */
export class TallymanQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, house: House, props: TallymanQueueProps) {
    super(scope, id);
    const queueName = (name: string): string =>
      `tallyman-${house.stage.name}-${name}${props.fifo ? '.fifo' : ''}`;
    const common = {
      ...(props.fifo ? FIFO : {}),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    };
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...common,
      queueName: queueName(`${props.name}-dead`),
      retentionPeriod: DEAD_LETTER_RETENTION,
    });
    this.queue = new Queue(this, 'Queue', {
      ...common,
      queueName: queueName(props.name),
      retentionPeriod: RETENTION,
      visibilityTimeout: Duration.seconds(6 * props.consumerTimeout.toSeconds()),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: props.maxReceiveCount },
    });
    this.alarms = [this.#ageAlarm(house, props), this.#deadLetterAlarm(house, props)];
  }

  #ageAlarm(house: House, props: TallymanQueueProps): Alarm {
    return houseAlarm(this, 'AgeAlarm', house, {
      name: `${props.name}-queue-age`,
      meaning: `Messages on the ${props.name} queue have waited more than ${String(props.ageLimit.toMinutes())} minutes. ${props.delayImpact}`,
      runbookAnchor: `${props.name}-queue-age`,
      metric: this.queue.metricApproximateAgeOfOldestMessage({
        period: Duration.minutes(1),
        statistic: 'max',
      }),
      rings: { above: props.ageLimit.toSeconds() },
      periods: 3,
    });
  }

  #deadLetterAlarm(house: House, props: TallymanQueueProps): Alarm {
    return houseAlarm(this, 'DeadLetterAlarm', house, {
      name: `${props.name}-dead-letters`,
      meaning: `Messages of the ${props.name} queue failed ${String(props.maxReceiveCount)} times and were set aside. ${props.delayImpact}`,
      runbookAnchor: `${props.name}-dead-letters`,
      metric: this.deadLetters.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
        statistic: 'max',
      }),
      rings: { above: 0 },
    });
  }
}
