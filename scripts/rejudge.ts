// `npm run rejudge`: has every order judged again, after a new version of the judges or a change of registries.
import { startPass } from '../shared/app/request-rejudge.ts';
import { everyBucket } from '../shared/domain/crm/client.ts';
import { clientIdSchema, type ClientId } from '../shared/domain/ids.ts';
import { createSqsRejudgeQueue } from '../shared/messaging/sqs-rejudge-queue.ts';
import { systemIds } from '../shared/runtime/ids.ts';
import { createClientRepository } from '../shared/store/client-repository.ts';
import { createProgress, exitWith, SetupError } from './lib/console.mjs';
import { readFlags } from './lib/flags.ts';
import { clientsOf, openInstallation, STAGES, type Stage } from './lib/installation.ts';

const HELP = `npm run rejudge -- [options]: has every order judged again

  --client <id>  this client only (default: all)
  --stage        ${STAGES.join(' | ')} (default local; the others need AWS credentials and AWS_REGION)

Marks every bucket and queues a pass over it, which starts after two minutes. Figures say "rejudging" until it is
done. A repeat changes nothing.`;

interface Options {
  readonly client: ClientId | undefined;
  readonly stage: Stage;
}

/** @returns undefined when only the help was asked for */
function options(): Options | undefined {
  const values = readFlags('npm run rejudge', {
    client: { type: 'string' },
    stage: { type: 'string', default: 'local' },
  });
  if (values.help) return undefined;
  const stage = STAGES.find((name) => name === values.stage);
  if (stage === undefined) throw new SetupError(`--stage must be one of ${STAGES.join(', ')}`);
  const client = clientIdSchema.optional().safeParse(values.client);
  if (!client.success) throw new SetupError('--client must be a client id: 1 to 64 of a-z, 0-9 and -');
  return { client: client.data, stage };
}

async function rejudge({ client, stage }: Options): Promise<void> {
  const where = await openInstallation(stage);
  const parts = {
    clients: createClientRepository(where.documents, where.tables.CRM_TABLE),
    queue: createSqsRejudgeQueue(where.sqs, where.rejudgeQueueUrl),
    ids: systemIds,
  };
  const clients = await clientsOf(where, client);
  await createProgress().step('Queueing a pass over every bucket', async (note) => {
    for (const [i, { clientId, buckets }] of clients.entries()) {
      note(`client ${String(i + 1)} of ${String(clients.length)}`);
      await startPass(parts, clientId, everyBucket(buckets));
    }
  });
  process.stdout.write(`${String(clients.length)} clients are being judged again.\n`);
}

try {
  const wanted = options();
  if (wanted === undefined) process.stdout.write(`${HELP}\n`);
  else await rejudge(wanted);
} catch (error) {
  exitWith(error);
}
