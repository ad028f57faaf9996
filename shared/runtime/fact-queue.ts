import { setTimeout as sleep } from 'node:timers/promises';
import { createSqsFactQueue } from '../messaging/sqs-fact-queue.ts';
import type { FactQueue, Lane } from '../ports/fact-queue.ts';
import { sqs } from './clients.ts';
import { systemIds } from './ids.ts';
import type { Log } from './logger.ts';

/** The queues of facts, by lane. */
export const openFactQueue = (log: Log, urls: Readonly<Partial<Record<Lane, string>>>): FactQueue =>
  createSqsFactQueue({
    client: sqs(),
    urls,
    deduplicationId: () => systemIds.ulid(),
    sleep: async (milliseconds) => {
      await sleep(milliseconds);
    },
    random: Math.random,
    onFailure: (error) => {
      log.warn('queue.send-failed', {}, error);
    },
  });
