import type { SQSClient } from '@aws-sdk/client-sqs';
import type { PlanQueue } from '../ports/survey-queues.ts';
import { createStandardQueue } from './sqs-standard-queue.ts';

/** The plan queue. */
export const createSqsPlanQueue = (client: SQSClient, queueUrl: string): PlanQueue => ({
  send: createStandardQueue(client, queueUrl),
});
