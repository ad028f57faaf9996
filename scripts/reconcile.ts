// `npm run reconcile`: folds the ledger again and compares every tally with it, now instead of at night.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamo } from '../infra/local/clients.ts';
import { runningStack } from '../infra/local/stack.ts';
import { reconcileBucket, type ReconcileDeps } from '../shared/app/reconcile-bucket.ts';
import { everyBucket, type Client } from '../shared/domain/crm/client.ts';
import { clientIdSchema, type ClientId } from '../shared/domain/ids.ts';
import { composeReconciling } from '../shared/runtime/compose-reconciling.ts';
import type { RecordingTables } from '../shared/runtime/compose-recording.ts';
import { createClientRepository } from '../shared/store/client-repository.ts';
import type { Documents } from '../shared/store/documents.ts';
import { createDynamoDocuments } from '../shared/store/dynamo-documents.ts';
import { createProgress, exitWith, SetupError } from './lib/console.mjs';

const STAGES = ['local', 'dev', 'prod'] as const;

const HELP = `npm run reconcile -- [options]: compares every tally with the ledger it was made of

  --client <id>  this client only (default: all)
  --repair       put right what differs
  --stage        ${STAGES.join(' | ')} (default local; the others need AWS credentials and AWS_REGION)

Prints each difference and exits with 1 when there is any. Writers need not stop: what is being written is
looked at twice. A repeat of --repair finds nothing left to do.`;

interface Options {
  readonly client: ClientId | undefined;
  readonly repair: boolean;
  readonly stage: (typeof STAGES)[number];
}

/** @returns undefined when only the help was asked for */
function options(): Options | undefined {
  const { values } = parseArgs({
    options: {
      client: { type: 'string' },
      repair: { type: 'boolean', default: false },
      stage: { type: 'string', default: 'local' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const stage = STAGES.find((name) => name === values.stage);
  if (stage === undefined) throw new SetupError(`--stage must be one of ${STAGES.join(', ')}`);
  const client = clientIdSchema.optional().safeParse(values.client);
  if (!client.success) throw new SetupError('--client must be a client id: 1 to 64 of a-z, 0-9 and -');
  return { client: client.data, repair: values.repair, stage };
}

interface Installation {
  readonly documents: Documents;
  readonly tables: RecordingTables;
}

const documentsOf = (client: DynamoDBDocumentClient): Documents =>
  createDynamoDocuments({
    client,
    random: Math.random,
    sleep: async (milliseconds) => {
      await sleep(milliseconds);
    },
  });

async function installation(stage: Options['stage']): Promise<Installation> {
  if (stage === 'local') {
    const stack = await runningStack();
    const { ledger, tallies, crm } = stack.tables;
    const tables = { LEDGER_TABLE: ledger, TALLIES_TABLE: tallies, CRM_TABLE: crm };
    return { documents: documentsOf(dynamo(stack)), tables };
  }
  const found = await new CloudFormationClient({}).send(
    new DescribeStacksCommand({ StackName: `tallyman-${stage}` }),
  );
  const outputs = new Map(
    found.Stacks?.[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
  );
  const table = (name: string): string => {
    const value = outputs.get(name);
    if (value === undefined) throw new SetupError(`stage ${stage} has no output ${name}; deploy it first`);
    return value;
  };
  const tables = {
    LEDGER_TABLE: table('LedgerTable'),
    TALLIES_TABLE: table('TalliesTable'),
    CRM_TABLE: table('CrmTable'),
  };
  return { documents: documentsOf(DynamoDBDocumentClient.from(new DynamoDBClient({}))), tables };
}

async function clientsOf(
  { documents, tables }: Installation,
  only: ClientId | undefined,
): Promise<readonly Client[]> {
  const directory = createClientRepository(documents, tables.CRM_TABLE);
  if (only !== undefined) {
    const client = await directory.find(only);
    if (!client) throw new SetupError(`there is no client ${only}`);
    return [client];
  }
  const clients: Client[] = [];
  let after: ClientId | undefined;
  do {
    const page = await directory.list(after, 100);
    clients.push(...page.clients);
    after = page.next;
  } while (after !== undefined);
  return clients;
}

interface Totals {
  orders: number;
  rows: number;
  drifted: number;
  misjudged: number;
  moving: number;
  readonly lines: string[];
}

async function reconcileClient(
  deps: ReconcileDeps,
  client: Client,
  repair: boolean,
  totals: Totals,
): Promise<void> {
  for (const bucket of everyBucket(client.buckets)) {
    const result = await reconcileBucket(deps, { clientId: client.clientId, bucket }, repair);
    totals.orders += result.orders;
    totals.rows += result.rows;
    totals.drifted += result.drift.length;
    totals.misjudged += result.misjudged.length;
    totals.moving += result.moving;
    for (const { row, missing } of result.drift) {
      const amounts = [...missing].map(
        ([counter, amount]) => `${counter} ${amount > 0 ? '+' : ''}${String(amount)}`,
      );
      totals.lines.push(`${client.clientId}  tally ${row} lacks ${amounts.join(', ')}`);
    }
    for (const { kind, orderNo } of result.misjudged) {
      totals.lines.push(`${client.clientId}  ${kind} ${orderNo} would be judged otherwise now`);
    }
  }
}

const uncounted = { count: () => undefined, bytes: () => undefined, flush: () => undefined };

async function reconcile({ client, repair, stage }: Options): Promise<void> {
  const where = await installation(stage);
  const deps = composeReconciling(where.documents, where.tables, uncounted);
  const clients = await clientsOf(where, client);
  const totals: Totals = { orders: 0, rows: 0, drifted: 0, misjudged: 0, moving: 0, lines: [] };
  await createProgress().step('Comparing tallies with the ledger', async (note) => {
    for (const [i, one] of clients.entries()) {
      note(`client ${String(i + 1)} of ${String(clients.length)}`);
      await reconcileClient(deps, one, repair, totals);
    }
  });
  for (const line of totals.lines) process.stdout.write(`${line}\n`);
  const { orders, rows, drifted, misjudged, moving } = totals;
  process.stdout.write(
    `${String(clients.length)} clients, ${String(orders)} orders, ${String(rows)} tally rows: ` +
      `${String(drifted)} rows drifted, ${String(misjudged)} orders misjudged, ${String(moving)} rows still being written\n`,
  );
  if (drifted + misjudged === 0) return;
  process.stdout.write(repair ? 'Repaired.\n' : 'Put it right with: npm run reconcile -- --repair\n');
  process.exitCode = 1;
}

try {
  const wanted = options();
  if (wanted === undefined) process.stdout.write(`${HELP}\n`);
  else await reconcile(wanted);
} catch (error) {
  exitWith(error);
}
