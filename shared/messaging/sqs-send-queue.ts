import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SendQueue } from '../ports/survey-queues.ts';
import { createStandardQueue } from './sqs-standard-queue.ts';

/** The send queue. */
export const createSqsSendQueue = (client: SQSClient, queueUrl: string): SendQueue => ({
  send: createStandardQueue(client, queueUrl),
});
