import type { SQSClient } from '@aws-sdk/client-sqs';
import type { RejudgeQueue } from '../ports/rejudge-queue.ts';
import { createStandardQueue } from './sqs-standard-queue.ts';

/** The rejudge queue. */
export const createSqsRejudgeQueue = (client: SQSClient, queueUrl: string): RejudgeQueue => ({
  send: createStandardQueue(client, queueUrl),
});
