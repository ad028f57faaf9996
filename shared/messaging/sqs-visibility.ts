import { ChangeMessageVisibilityBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Message } from './queue-handler.ts';

const BATCH = 10;
const FIRST_SECONDS = 5;
const MAX_SECONDS = 120;

/** Doubles with every delivery, so that a group is not held up for the queue's whole visibility time. */
export const secondsUntilRetry = (receiveCount: number): number =>
  Math.min(MAX_SECONDS, FIRST_SECONDS * 2 ** Math.max(0, receiveCount - 1));

/** Brings failed messages of one queue back soon. A failure here only means they come back later. */
export function createRetrySoon(
  client: SQSClient,
  queueUrl: string,
): (messages: readonly Message<unknown>[]) => Promise<void> {
  return async (messages) => {
    for (let start = 0; start < messages.length; start += BATCH) {
      const Entries = messages.slice(start, start + BATCH).map((message, index) => ({
        Id: String(index),
        ReceiptHandle: message.receiptHandle,
        VisibilityTimeout: secondsUntilRetry(message.receiveCount),
      }));
      const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries });
      await client.send(command).catch(() => undefined);
    }
  };
}
