import * as z from 'zod';
import { describe, expect, it } from 'vitest';

import { synthesise, target } from './synthesis.ts';

const synthesis = synthesise('local');

const statementsOn = (topic: string) =>
  synthesis
    .ofType('AWS::SNS::TopicPolicy')
    .filter(([, { Topics }]) => z.array(z.unknown()).parse(Topics).map(target).includes(topic))
    .flatMap(
      ([, policy]) =>
        z
          .object({
            Statement: z.array(
              z.object({ Effect: z.string(), Principal: z.unknown(), Condition: z.unknown() }),
            ),
          })
          .parse(policy.PolicyDocument).Statement,
    );

const topicNamed = (name: string): string =>
  synthesis.ofType('AWS::SNS::Topic').find(([, { TopicName }]) => TopicName === name)?.[0] ?? '';

describe('what becomes of mails', () => {
  const topic = topicNamed('tallyman-local-mail-events');

  it('comes to the topic: bounces, complaints and opened mails', () => {
    const [[, destination] = []] = synthesis.ofType('AWS::SES::ConfigurationSetEventDestination');
    const { EventDestination } = z
      .object({
        EventDestination: z.object({
          Enabled: z.boolean(),
          MatchingEventTypes: z.array(z.string()),
          SnsDestination: z.object({ TopicARN: z.unknown() }),
        }),
      })
      .parse(destination);
    expect(EventDestination.Enabled).toBe(true);
    expect(EventDestination.MatchingEventTypes).toEqual(['bounce', 'complaint', 'open']);
    expect(target(EventDestination.SnsDestination.TopicARN)).toBe(topic);
  });

  it('goes on to the queue as it is, and where that fails to the dead letters of the queue', () => {
    const [[, subscription] = []] = synthesis
      .ofType('AWS::SNS::Subscription')
      .filter(([, { TopicArn }]) => target(TopicArn) === topic);
    const { Endpoint, RawMessageDelivery, RedrivePolicy } = z
      .object({
        Endpoint: z.unknown(),
        RawMessageDelivery: z.boolean(),
        RedrivePolicy: z.object({ deadLetterTargetArn: z.unknown() }),
      })
      .parse(subscription);
    const queue = (id: string | undefined) => synthesis.resources[id ?? '']?.Properties.QueueName;
    expect(RawMessageDelivery).toBe(true);
    expect(queue(target(Endpoint))).toBe('tallyman-local-mail-events');
    expect(queue(target(RedrivePolicy.deadLetterTargetArn))).toBe('tallyman-local-mail-events-dead');
  });

  it('is said by the mail provider only, and over TLS', () => {
    expect(statementsOn(topic).map(({ Effect, Principal }) => [Effect, Principal])).toEqual([
      ['Deny', '*'],
      ['Allow', { Service: 'ses.amazonaws.com' }],
    ]);
  });
});

describe('alarms', () => {
  it('may be published on their topic, which has a policy of its own', () => {
    const allowed = statementsOn(topicNamed('tallyman-local-alarms')).filter(
      ({ Effect }) => Effect === 'Allow',
    );
    expect(allowed.map(({ Principal }) => Principal)).toEqual([{ Service: 'cloudwatch.amazonaws.com' }]);
  });
});
