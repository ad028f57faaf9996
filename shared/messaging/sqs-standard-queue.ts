import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { Unavailable } from '../ports/unavailable.ts';

const BATCH = 10;
const ATTEMPTS = 3;

export class QueueUnavailable extends Unavailable {
  override readonly name = 'QueueUnavailable';
}

/**
 * Sends messages as JSON to a standard queue, ten at a time. What SQS does not take is sent again, then
 * `QueueUnavailable` is thrown; at once when the call itself failed, for the client has tried again by then.
 */
export function createStandardQueue(
  client: SQSClient,
  queueUrl: string,
): (bodies: readonly object[], delaySeconds?: number) => Promise<void> {
  const sendBatch = async (bodies: readonly object[], delaySeconds: number): Promise<readonly object[]> => {
    const Entries = bodies.map((body, index) => ({
      Id: String(index),
      MessageBody: JSON.stringify(body),
      DelaySeconds: delaySeconds,
    }));
    const command = new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries });
    const { Successful } = await client.send(command).catch((cause: unknown) => {
      throw new QueueUnavailable('the queue gave no answer', { cause });
    });
    const taken = new Set((Successful ?? []).map(({ Id }) => Id));
    return bodies.filter((_, index) => !taken.has(String(index)));
  };

  return async (bodies, delaySeconds = 0) => {
    for (let start = 0; start < bodies.length; start += BATCH) {
      let left = bodies.slice(start, start + BATCH);
      for (let attempt = 0; attempt < ATTEMPTS && left.length > 0; attempt++) {
        left = [...(await sendBatch(left, delaySeconds))];
      }
      if (left.length > 0) throw new QueueUnavailable('the queue did not take every message');
    }
  };
}
