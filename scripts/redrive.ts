// `npm run redrive`: moves the messages that were set aside back to their queue, once their cause is mended.
import { SQSClient } from '@aws-sdk/client-sqs';
import { sqs } from '../infra/local/clients.ts';
import { runningStack } from '../infra/local/stack.ts';
import { createProgress, exitWith, SetupError } from './lib/console.mjs';
import { findDeadLetters, moveByTask, moveOneByOne } from './lib/dead-letters.ts';
import { readFlags } from './lib/flags.ts';

const QUEUES = {
  ledger: '.fifo',
  bulk: '.fifo',
  rejudge: '',
  reconcile: '',
  'plan-invitations': '',
  'send-invitations': '',
  'mail-events': '',
  'case-mail': '',
} as const;
const STAGES = ['local', 'dev', 'prod'] as const;
type QueueName = keyof typeof QUEUES;

const HELP = `npm run redrive -- --queue <name> [--stage <name>]: moves dead letters back to their queue

  --queue   ${Object.keys(QUEUES).join(' | ')}
  --stage   ${STAGES.join(' | ')} (default local; the others need AWS credentials and AWS_REGION)

Moving twice is harmless: a repeated message changes nothing. See docs/runbook.md for what to look at first.`;

interface Options {
  readonly queue: QueueName;
  readonly stage: (typeof STAGES)[number];
}

const isQueue = (text: string | undefined): text is QueueName => text !== undefined && text in QUEUES;

/** @returns undefined when only the help was asked for */
function options(): Options | undefined {
  const values = readFlags('npm run redrive', {
    queue: { type: 'string' },
    stage: { type: 'string', default: 'local' },
  });
  if (values.help) return undefined;
  const { queue } = values;
  if (!isQueue(queue)) throw new SetupError(`--queue must be one of ${Object.keys(QUEUES).join(', ')}`);
  const stage = STAGES.find((name) => name === values.stage);
  if (stage === undefined) throw new SetupError(`--stage must be one of ${STAGES.join(', ')}`);
  return { queue, stage };
}

async function redrive(wanted: Options): Promise<void> {
  const client = wanted.stage === 'local' ? sqs(await runningStack()) : new SQSClient({});
  const dead = await findDeadLetters(
    client,
    `tallyman-${wanted.stage}-${wanted.queue}${QUEUES[wanted.queue]}`,
  );
  if (dead.count === 0) {
    process.stdout.write(`The ${wanted.queue} queue has no dead letters.\n`);
    return;
  }
  const move = wanted.stage === 'local' ? moveOneByOne : moveByTask;
  const moved = await createProgress().step(`Moving dead letters of the ${wanted.queue} queue`, (note) =>
    move(client, dead, note),
  );
  process.stdout.write(`Moved ${String(moved)} messages back to the ${wanted.queue} queue.\n`);
}

try {
  const wanted = options();
  if (wanted === undefined) process.stdout.write(`${HELP}\n`);
  else await redrive(wanted);
} catch (error) {
  exitWith(error);
}
