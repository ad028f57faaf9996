import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { RejudgeQueue, RejudgeRequest } from '../ports/rejudge-queue.ts';
import { Unavailable } from '../ports/unavailable.ts';

const BATCH = 10;
const ATTEMPTS = 3;

export class QueueUnavailable extends Unavailable {
  override readonly name = 'QueueUnavailable';
}

/** The rejudge queue. What SQS does not take is sent again, then `QueueUnavailable` is thrown. */
export function createSqsRejudgeQueue(client: SQSClient, queueUrl: string): RejudgeQueue {
  const sendBatch = async (
    requests: readonly RejudgeRequest[],
    delaySeconds: number,
  ): Promise<readonly RejudgeRequest[]> => {
    const Entries = requests.map((request, index) => ({
      Id: String(index),
      MessageBody: JSON.stringify(request),
      DelaySeconds: delaySeconds,
    }));
    const { Successful } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    const taken = new Set((Successful ?? []).map(({ Id }) => Id));
    return requests.filter((_, index) => !taken.has(String(index)));
  };

  return {
    send: async (requests, delaySeconds) => {
      for (let start = 0; start < requests.length; start += BATCH) {
        let left = requests.slice(start, start + BATCH);
        for (let attempt = 0; attempt < ATTEMPTS && left.length > 0; attempt++)
          left = [...(await sendBatch(left, delaySeconds))];
        if (left.length > 0) throw new QueueUnavailable('rejudge queue: not every message was taken');
      }
    },
  };
}
