import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListMessageMoveTasksCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
  type Message,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { ulid } from 'ulid';
import * as z from 'zod';
import { SetupError } from './console.mjs';

/** A queue and where its dead letters are. */
export interface DeadLetters {
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly url: string;
  readonly arn: string;
  readonly count: number;
}

const attributesSchema = z.object({
  QueueArn: z.string(),
  RedrivePolicy: z
    .string()
    .transform((text) => z.object({ deadLetterTargetArn: z.string() }).parse(JSON.parse(text))),
});

/**
 * The dead letters of a queue.
 * @throws SetupError when there is no such queue
 */
export async function findDeadLetters(client: SQSClient, queueName: string): Promise<DeadLetters> {
  const queueUrl = await urlOf(client, queueName);
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn', 'RedrivePolicy'] }),
  );
  const { QueueArn: queueArn, RedrivePolicy: policy } = attributesSchema.parse(Attributes);
  const arn = policy.deadLetterTargetArn;
  const url = await urlOf(client, arn.slice(arn.lastIndexOf(':') + 1));
  return { queueUrl, queueArn, url, arn, count: await countOf(client, url) };
}

async function urlOf(client: SQSClient, name: string): Promise<string> {
  const { QueueUrl } = await client
    .send(new GetQueueUrlCommand({ QueueName: name }))
    .catch((error: unknown) => {
      throw error instanceof QueueDoesNotExist ? noQueue(name) : error;
    });
  if (QueueUrl === undefined) throw noQueue(name);
  return QueueUrl;
}

const noQueue = (name: string): SetupError =>
  new SetupError(`there is no queue ${name}; is the stage deployed in this account and region (AWS_REGION)?`);

async function countOf(client: SQSClient, url: string): Promise<number> {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['ApproximateNumberOfMessages'] }),
  );
  return Number(Attributes?.['ApproximateNumberOfMessages'] ?? 0);
}

const LOOK_MS = 2000;

/**
 * SQS moves the messages itself; this only watches. The queue is named, for what a topic could not hand over came
 * from none. @returns how many were moved
 */
export async function moveByTask(
  client: SQSClient,
  { arn, queueArn, count }: DeadLetters,
  note: (text: string) => void,
): Promise<number> {
  await client.send(new StartMessageMoveTaskCommand({ SourceArn: arn, DestinationArn: queueArn }));
  for (;;) {
    const { moved, status, reason } = await latestTask(client, arn);
    note(`${String(moved)} of about ${String(count)}`);
    if (status === 'FAILED')
      throw new SetupError(`SQS stopped after ${String(moved)} messages (${reason}); run the command again`);
    if (status !== 'RUNNING') return moved;
    await sleep(LOOK_MS);
  }
}

async function latestTask(
  client: SQSClient,
  arn: string,
): Promise<{ moved: number; status: string; reason: string }> {
  const { Results } = await client.send(new ListMessageMoveTasksCommand({ SourceArn: arn, MaxResults: 1 }));
  const task = Results?.[0];
  return {
    moved: task?.ApproximateNumberOfMessagesMoved ?? 0,
    status: task?.Status ?? 'RUNNING',
    reason: task?.FailureReason ?? 'no reason given',
  };
}

const HIDDEN_SECONDS = 60;

/**
 * Receive, send, delete: for the local emulator, which has no move task. A message may be moved twice when this is
 * broken off between sending and deleting, and never lost.
 */
export async function moveOneByOne(
  client: SQSClient,
  dead: DeadLetters,
  note: (text: string) => void,
): Promise<number> {
  for (let moved = 0; ;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: dead.url,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: HIDDEN_SECONDS,
        WaitTimeSeconds: 1,
        MessageSystemAttributeNames: ['MessageGroupId'],
        MessageAttributeNames: ['All'],
      }),
    );
    if (Messages.length === 0) return moved;
    for (const message of Messages) {
      await moveMessage(client, dead, message);
      moved += 1;
      note(`${String(moved)} of about ${String(dead.count)}`);
    }
  }
}

async function moveMessage(client: SQSClient, dead: DeadLetters, message: Message): Promise<void> {
  const group = message.Attributes?.MessageGroupId;
  await client.send(
    new SendMessageCommand({
      QueueUrl: dead.queueUrl,
      MessageBody: message.Body,
      ...(message.MessageAttributes === undefined ? {} : { MessageAttributes: message.MessageAttributes }),
      // The old deduplication id would make SQS swallow a message sent in the last five minutes.
      ...(group === undefined ? {} : { MessageGroupId: group, MessageDeduplicationId: ulid() }),
    }),
  );
  await client.send(new DeleteMessageCommand({ QueueUrl: dead.url, ReceiptHandle: message.ReceiptHandle }));
}
