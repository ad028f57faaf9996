import * as z from 'zod';
import { describe, expect, it } from 'vitest';

import { synthesise, target } from './synthesis.ts';

const synthesis = synthesise('local');

const queueSchema = z.object({
  QueueName: z.string(),
  VisibilityTimeout: z.number().optional(),
  SqsManagedSseEnabled: z.literal(true),
  FifoQueue: z.boolean().optional(),
  ContentBasedDeduplication: z.boolean().optional(),
  MessageRetentionPeriod: z.number(),
  RedrivePolicy: z.object({ deadLetterTargetArn: z.unknown(), maxReceiveCount: z.number() }).optional(),
});
const queues = synthesis
  .ofType('AWS::SQS::Queue')
  .map(([id, properties]) => ({ id, ...queueSchema.parse(properties) }));
const working = queues.filter(({ QueueName }) => !/-dead(\.fifo)?$/.test(QueueName));

const alarmsOn = (queueId: string, metric: string): number =>
  synthesis.ofType('AWS::CloudWatch::Alarm').filter(([, alarm]) => {
    const dimensions = z.array(z.object({ Value: z.unknown() })).parse(alarm.Dimensions ?? []);
    return (
      alarm.MetricName === metric &&
      dimensions.some(({ Value }) => target(Value) === queueId) &&
      z.array(z.unknown()).parse(alarm.AlarmActions).length === 1
    );
  }).length;

describe('queues', () => {
  it('are the eight of the design, each with dead letters', () => {
    expect(working.map(({ QueueName }) => QueueName).sort()).toEqual([
      'tallyman-local-bulk.fifo',
      'tallyman-local-case-mail',
      'tallyman-local-ledger.fifo',
      'tallyman-local-mail-events',
      'tallyman-local-plan-invitations',
      'tallyman-local-reconcile',
      'tallyman-local-rejudge',
      'tallyman-local-send-invitations',
    ]);
    expect(queues).toHaveLength(16);
  });

  it.each(working)('$QueueName sets failing messages aside where they are kept longer', (queue) => {
    const deadLetters = queues.find(({ id }) => id === target(queue.RedrivePolicy?.deadLetterTargetArn));
    expect(deadLetters?.FifoQueue).toBe(queue.FifoQueue);
    expect(deadLetters?.MessageRetentionPeriod).toBeGreaterThan(queue.MessageRetentionPeriod);
    expect(queue.RedrivePolicy?.maxReceiveCount).toBeGreaterThanOrEqual(3);
  });

  it.each(working)('$QueueName tells the operator of old and of set aside messages', (queue) => {
    const deadLetters = target(queue.RedrivePolicy?.deadLetterTargetArn);
    expect(alarmsOn(queue.id, 'ApproximateAgeOfOldestMessage')).toBe(1);
    expect(alarmsOn(deadLetters ?? '', 'ApproximateNumberOfMessagesVisible')).toBe(1);
  });

  it.each(working)('$QueueName hides a message at least six times as long as its worker may run', (queue) => {
    const [mapping] = synthesis
      .ofType('AWS::Lambda::EventSourceMapping')
      .filter(([, { EventSourceArn }]) => target(EventSourceArn) === queue.id);
    expect(mapping?.[1].FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
    const worker = synthesis.resources[target(mapping?.[1].FunctionName) ?? ''];
    const timeout = z.number().parse(worker?.Properties.Timeout);
    expect(queue.VisibilityTimeout).toBeGreaterThanOrEqual(6 * timeout);
  });

  it('that are FIFO want a deduplication id with every message', () => {
    const fifo = queues.filter(({ FifoQueue }) => FifoQueue === true);
    expect(fifo).toHaveLength(4);
    expect(fifo.every(({ ContentBasedDeduplication }) => ContentBasedDeduplication === false)).toBe(true);
  });

  it('refuse requests without TLS', () => {
    const guarded = synthesis
      .ofType('AWS::SQS::QueuePolicy')
      .filter(([, policy]) => JSON.stringify(policy).includes('"aws:SecureTransport":"false"'))
      .flatMap(([, policy]) => z.array(z.unknown()).parse(policy.Queues).map(target));
    expect(guarded.sort()).toEqual(queues.map(({ id }) => id).sort());
  });
});
