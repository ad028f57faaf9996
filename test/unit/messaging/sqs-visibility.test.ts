import type { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../../shared/messaging/queue-handler.ts';
import { createRetrySoon, secondsUntilRetry } from '../../../shared/messaging/sqs-visibility.ts';

interface Batch {
  readonly QueueUrl: string;
  readonly Entries: readonly {
    readonly Id: string;
    readonly ReceiptHandle: string;
    readonly VisibilityTimeout: number;
  }[];
}

function aClient(answer: (batch: Batch) => Promise<unknown>) {
  const batches: Batch[] = [];
  const send = ({ input }: { input: Batch }): Promise<unknown> => {
    batches.push(input);
    return answer(input);
  };
  return { client: { send } as unknown as SQSClient, batches };
}

const message = (n: number, receiveCount = 1): Message<unknown> => ({
  messageId: String(n),
  receiptHandle: `handle-${String(n)}`,
  receiveCount,
  body: undefined,
});

describe('the time until a failed message comes again', () => {
  it('doubles with every delivery, up to two minutes', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 100].map(secondsUntilRetry)).toEqual([5, 10, 20, 40, 80, 120, 120, 120]);
  });

  it('is the first one for a message that was never counted', () => {
    expect(secondsUntilRetry(0)).toBe(5);
  });
});

describe('bringing messages back', () => {
  it('sets each message’s own time, ten messages a call', async () => {
    const { client, batches } = aClient(() => Promise.resolve({}));
    await createRetrySoon(client, 'url')(Array.from({ length: 12 }, (_, i) => message(i, 1 + (i % 3))));
    expect(batches.map(({ QueueUrl, Entries }) => [QueueUrl, Entries.length])).toEqual([
      ['url', 10],
      ['url', 2],
    ]);
    expect(batches[1]?.Entries).toEqual([
      { Id: '0', ReceiptHandle: 'handle-10', VisibilityTimeout: 10 },
      { Id: '1', ReceiptHandle: 'handle-11', VisibilityTimeout: 20 },
    ]);
  });

  it('that fails does no harm: they come back when the queue says so', async () => {
    const { client, batches } = aClient(() => Promise.reject(new Error('SQS is down')));
    await createRetrySoon(client, 'url')(Array.from({ length: 12 }, (_, i) => message(i)));
    expect(batches).toHaveLength(2);
  });
});
