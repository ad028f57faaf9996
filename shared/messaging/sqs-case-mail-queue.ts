import type { SQSClient } from '@aws-sdk/client-sqs';
import type { CaseMailQueue } from '../ports/cases.ts';
import { createStandardQueue } from './sqs-standard-queue.ts';

/** The queue of mails about cases. */
export const createSqsCaseMailQueue = (client: SQSClient, queueUrl: string): CaseMailQueue => ({
  send: createStandardQueue(client, queueUrl),
});
