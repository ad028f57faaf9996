import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { FactQueue, Lane, QueuedFact } from '../ports/fact-queue.ts';
import { packMessages, type PackedMessage } from './fact-message.ts';

const MAX_BATCH_MESSAGES = 10;
const MAX_BATCH_BYTES = 1024 * 1024;
const BATCHES_AT_ONCE = 4;
const TRIES = 3;
const FIRST_PAUSE_MS = 100;

export interface SqsFactQueueDeps {
  readonly client: Pick<SQSClient, 'send'>;
  readonly urls: Readonly<Partial<Record<Lane, string>>>;
  /** Fresh for each try: SQS swallows a repeated one for five minutes, and with it a retry from quarantine. */
  readonly deduplicationId: () => string;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Why a try failed, for the log. */
  readonly onFailure?: (reason: unknown) => void;
}

/** Batches of at most 10 messages and 1 MiB, which SQS takes as a whole. */
export function batchesOf(messages: readonly PackedMessage[]): readonly (readonly PackedMessage[])[] {
  const batches: PackedMessage[][] = [];
  let batch: PackedMessage[] = [];
  let bytes = 0;
  for (const message of messages) {
    if (
      batch.length === MAX_BATCH_MESSAGES ||
      (batch.length > 0 && bytes + message.bytes > MAX_BATCH_BYTES)
    ) {
      batches.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(message);
    bytes += message.bytes;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

/** Facts on the FIFO queues ledger.fifo and bulk.fifo. */
export function createSqsFactQueue(deps: SqsFactQueueDeps): FactQueue {
  /** One try; answers what SQS did not take. Throws when the call itself failed, its own retries included. */
  const tryBatch = async (
    url: string,
    batch: readonly PackedMessage[],
  ): Promise<readonly PackedMessage[]> => {
    const Entries = batch.map(({ body, groupId }, index) => ({
      Id: String(index),
      MessageBody: body,
      MessageGroupId: groupId,
      MessageDeduplicationId: deps.deduplicationId(),
    }));
    const answer = await deps.client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
    const taken = new Set((answer.Successful ?? []).map(({ Id }) => Id));
    const left = batch.filter((_, index) => !taken.has(String(index)));
    if (left.length > 0) deps.onFailure?.(new Error(`SQS: ${answer.Failed?.[0]?.Code ?? 'no answer'}`));
    return left;
  };

  const sendBatch = async (
    url: string,
    batch: readonly PackedMessage[],
  ): Promise<readonly PackedMessage[]> => {
    let left = await tryBatch(url, batch);
    for (let attempt = 1; attempt < TRIES && left.length > 0; attempt++) {
      await deps.sleep(FIRST_PAUSE_MS * 2 ** attempt * (0.5 + deps.random() / 2));
      left = await tryBatch(url, left);
    }
    return left;
  };

  return {
    send: async (lane, groups) => {
      const url = deps.urls[lane];
      if (url === undefined) throw new Error(`no queue is set for the lane ${lane}`);
      const waiting = [...batchesOf(packMessages(groups))];
      const left: QueuedFact[] = [];
      // A call that failed has used up seconds: the rest is not tried, so that the sender still gets an answer.
      let isDown = false;
      const work = async (): Promise<void> => {
        for (let batch = waiting.shift(); batch; batch = waiting.shift()) {
          const sending = isDown ? Promise.resolve(batch) : sendBatch(url, batch);
          const whole = batch;
          const unsent = await sending.catch((error: unknown) => {
            isDown = true;
            deps.onFailure?.(error);
            return whole;
          });
          left.push(...unsent.flatMap(({ events }) => events));
        }
      };
      await Promise.all(Array.from({ length: BATCHES_AT_ONCE }, work));
      return new Set(left);
    },
  };
}
