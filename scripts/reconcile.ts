// `npm run reconcile`: folds the ledger again and compares every tally with it, now instead of at night.
import { reconcileBucket, type ReconcileDeps } from '../shared/app/reconcile-bucket.ts';
import { everyBucket, type Client } from '../shared/domain/crm/client.ts';
import { clientIdSchema, type ClientId } from '../shared/domain/ids.ts';
import { composeReconciling } from '../shared/runtime/compose-reconciling.ts';
import { bearClosedStdout, createProgress, exitWith, SetupError } from './lib/console.mjs';
import { readFlags } from './lib/flags.ts';
import { clientsOf, openInstallation, STAGES, type Stage } from './lib/installation.ts';

const HELP = `npm run reconcile -- [options]: compares every tally with the ledger it was made of

  --client <id>  this client only (default: all)
  --repair       put right what differs
  --stage        ${STAGES.join(' | ')} (default local; the others need AWS credentials and AWS_REGION)

Prints each difference and exits with 1 when there is any. Writers need not stop: what is being written is
looked at twice. A repeat of --repair finds nothing left to do.`;

interface Options {
  readonly client: ClientId | undefined;
  readonly repair: boolean;
  readonly stage: Stage;
}

/** @returns undefined when only the help was asked for */
function options(): Options | undefined {
  const values = readFlags('npm run reconcile', {
    client: { type: 'string' },
    repair: { type: 'boolean', default: false },
    stage: { type: 'string', default: 'local' },
  });
  if (values.help) return undefined;
  const stage = STAGES.find((name) => name === values.stage);
  if (stage === undefined) throw new SetupError(`--stage must be one of ${STAGES.join(', ')}`);
  const client = clientIdSchema.optional().safeParse(values.client);
  if (!client.success) throw new SetupError('--client must be a client id: 1 to 64 of a-z, 0-9 and -');
  return { client: client.data, repair: values.repair, stage };
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
  const where = await openInstallation(stage);
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

bearClosedStdout();
try {
  const wanted = options();
  if (wanted === undefined) process.stdout.write(`${HELP}\n`);
  else await reconcile(wanted);
} catch (error) {
  exitWith(error);
}
