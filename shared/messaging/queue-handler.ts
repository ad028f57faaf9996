import * as z from 'zod';
import type { Counting } from '../runtime/metrics.ts';
import type { Log } from '../runtime/logger.ts';

const sqsEventSchema = z.object({
  Records: z.array(
    z.object({
      messageId: z.string(),
      receiptHandle: z.string(),
      body: z.string(),
      attributes: z.object({ ApproximateReceiveCount: z.coerce.number() }),
    }),
  ),
});

export interface Message<Body> {
  readonly messageId: string;
  readonly receiptHandle: string;
  /** Deliveries so far, this one included. */
  readonly receiveCount: number;
  readonly body: Body;
}

/** What a Lambda call knows of its own time. */
export interface TimeLeft {
  getRemainingTimeInMillis(): number;
}

export interface QueueHandlerDeps {
  readonly log: Log;
  readonly counting: Counting;
  /** Makes failed messages visible again sooner than their queue would. Where absent, the queue's own time holds. */
  readonly retrySoon?: (messages: readonly Message<unknown>[]) => Promise<void>;
}

export interface QueueJob<Body> {
  readonly schema: z.ZodType<Body>;
  /** Messages of one key are worked on together, different keys side by side. */
  readonly keyOf: (body: Body) => string;
  /** Throws when any of the messages has to come again; else all of them are done. */
  readonly run: (messages: readonly Message<Body>[]) => Promise<void>;
}

export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** A message that is begun later than this would be cut off half-way, and come again anyway. */
const MIN_TIME_MS = 10_000;
const SIDE_BY_SIDE = 4;

/**
 * A handler for a batch of SQS messages: answers those that failed, and only those, so that SQS brings them again.
 * A body that cannot be read fails too and ends in the dead-letter queue: nothing is dropped.
 */
export function createQueueHandler<Body>(
  deps: QueueHandlerDeps,
  job: QueueJob<Body>,
): (event: unknown, context: TimeLeft) => Promise<BatchAnswer> {
  return async (event, context) => {
    const failed: Message<unknown>[] = [];
    const groups = new Map<string, Message<Body>[]>();
    const { Records } = sqsEventSchema.parse(event);
    for (const { messageId, receiptHandle, body, attributes } of Records) {
      const message = { messageId, receiptHandle, receiveCount: attributes.ApproximateReceiveCount };
      const parsed = job.schema.safeParse(jsonOf(body));
      if (parsed.success) {
        const key = job.keyOf(parsed.data);
        groups.set(key, [...(groups.get(key) ?? []), { ...message, body: parsed.data }]);
      } else {
        deps.log.error('queue.message-failed', { messageId, reason: 'unreadable' });
        failed.push({ ...message, body: undefined });
      }
    }
    const waiting = groups.values();
    const work = async (): Promise<void> => {
      for (const messages of waiting) {
        if (context.getRemainingTimeInMillis() < MIN_TIME_MS || !(await succeeds(messages))) {
          failed.push(...messages);
        }
      }
    };
    const succeeds = async (messages: readonly Message<Body>[]): Promise<boolean> => {
      try {
        await job.run(messages);
        return true;
      } catch (error) {
        for (const { messageId, receiveCount } of messages) {
          deps.log.error('queue.message-failed', { messageId, receiveCount }, error);
        }
        return false;
      }
    };
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
    if (failed.length > 0) await deps.retrySoon?.(failed);
    deps.log.info('queue.completed', { messages: Records.length, failed: failed.length });
    deps.counting.flush();
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

function jsonOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
