import { randomUUID } from 'node:crypto';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { sqs } from '../../../infra/local/clients.ts';
import { findDeadLetters, moveOneByOne } from '../../../scripts/lib/dead-letters.ts';
import { localStack } from '../../support/local-stack/stack.ts';

const FIFO = { FifoQueue: 'true', ContentBasedDeduplication: 'false' };

async function makeQueues(): Promise<{ name: string; url: string; deadUrl: string }> {
  const client = sqs(localStack());
  const base = `redrive-${randomUUID()}`;
  const dead = await client.send(
    new CreateQueueCommand({ QueueName: `${base}-dead.fifo`, Attributes: FIFO }),
  );
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: dead.QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const policy = { deadLetterTargetArn: Attributes!['QueueArn'], maxReceiveCount: 2 };
  const name = `${base}.fifo`;
  const queue = await client.send(
    new CreateQueueCommand({
      QueueName: name,
      Attributes: { ...FIFO, RedrivePolicy: JSON.stringify(policy) },
    }),
  );
  return { name, url: queue.QueueUrl!, deadUrl: dead.QueueUrl! };
}

describe('moving dead letters back', () => {
  it('moves every message once, with its body and its group', async () => {
    const client = sqs(localStack());
    const { name, url, deadUrl } = await makeQueues();
    const bodies = Array.from({ length: 12 }, (_, i) => `message ${String(i)}`);
    for (const [i, body] of bodies.entries())
      await client.send(
        new SendMessageCommand({
          QueueUrl: deadUrl,
          MessageBody: body,
          MessageGroupId: `acme.${String(i % 4)}`,
          MessageDeduplicationId: randomUUID(),
        }),
      );
    const dead = await findDeadLetters(client, name);
    expect(dead.count).toBe(12);

    expect(await moveOneByOne(client, dead, () => undefined)).toBe(12);

    const moved: [string, string][] = [];
    for (let received = 10; received > 0;) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: url,
          MaxNumberOfMessages: 10,
          MessageSystemAttributeNames: ['MessageGroupId'],
        }),
      );
      received = Messages.length;
      for (const { Body, Attributes, ReceiptHandle } of Messages) {
        moved.push([Body!, Attributes!['MessageGroupId']!]);
        await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
      }
    }
    expect(moved.toSorted()).toEqual(bodies.map((body, i) => [body, `acme.${String(i % 4)}`]).toSorted());
    expect((await findDeadLetters(client, name)).count).toBe(0);
  });

  it('names the queue that is not there', async () => {
    await expect(findDeadLetters(sqs(localStack()), 'no-such-queue')).rejects.toThrow(
      'there is no queue no-such-queue',
    );
  });
});
