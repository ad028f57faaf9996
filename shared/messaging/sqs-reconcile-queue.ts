import type { SQSClient } from '@aws-sdk/client-sqs';
import type { ReconcileQueue } from '../ports/reconcile-queue.ts';
import { createStandardQueue } from './sqs-standard-queue.ts';

/** The reconcile queue. */
export const createSqsReconcileQueue = (client: SQSClient, queueUrl: string): ReconcileQueue => ({
  send: createStandardQueue(client, queueUrl),
});
