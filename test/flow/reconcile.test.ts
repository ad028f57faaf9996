import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PurgeQueueCommand } from '@aws-sdk/client-sqs';
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { dynamo, sqs } from '../../infra/local/clients.ts';
import { writeStack } from '../../infra/local/stack.ts';
import { run } from '../../scripts/lib/command.mjs';
import { NODE, ROOT, toolEnv } from '../../scripts/lib/toolchain.mjs';
import { localStack } from '../support/local-stack/stack.ts';
import { makeClient, own, signedIn, type Caller } from './support/api.ts';
import { invoke, logLines } from './support/aws.ts';
import { event, recorded, sendAll } from './support/events.ts';
import { figureOf, readKpis } from './support/kpis.ts';

// First by name, so that the nightly job comes to it at once.
const CLIENT = `0-${own('reconcile')}`;
const PERIOD = { from: '2026-03-01', to: '2026-03-31' };
const BUCKETS = 4;
const ORDERS = 5;
/** Counter of on-time delivery, met. */
const MET = 'bm';

describe('reconciliation', () => {
  let admin: Caller;
  let dir: string;

  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'tallyman-reconcile-'));
    writeStack(dir, localStack());
    admin = await signedIn('admin');
    await makeClient(admin, CLIENT, { buckets: BUCKETS });
    const numbers = Array.from({ length: ORDERS }, (_, i) => `RC-${String(i)}`);
    await sendAll(
      admin,
      numbers.flatMap((orderNo) => [
        event(CLIENT, orderNo, 'order.placed', '2026-03-02T10:00:00Z', { promise: { date: '2026-03-10' } }),
        event(CLIENT, orderNo, 'order.delivered', '2026-03-09T10:00:00Z'),
      ]),
    );
    for (const orderNo of numbers) await recorded(admin, CLIENT, orderNo, 2);
  });

  afterAll(() => rm(dir, { recursive: true }));

  const reconcile = (...options: string[]) =>
    run(NODE, ['scripts/reconcile.ts', '--client', CLIENT, ...options], {
      cwd: ROOT,
      env: { ...toolEnv(), TALLYMAN_LOCAL_DIR: dir },
    });
  const met = async (): Promise<number> =>
    figureOf((await readKpis(admin, CLIENT, PERIOD)).kpis, 'on-time-delivery').gross.met;

  /** Adds to a row of the tallies what no order stands behind. */
  const breakTally = async (): Promise<string> => {
    const { Items = [] } = await dynamo(localStack()).send(
      new QueryCommand({
        TableName: localStack().tables.tallies,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': `C#${CLIENT}` },
      }),
    );
    const row = Items.find((item) => item[MET] !== undefined)!;
    await dynamo(localStack()).send(
      new UpdateCommand({
        TableName: localStack().tables.tallies,
        Key: { pk: String(row['pk']), sk: String(row['sk']) },
        UpdateExpression: 'ADD #counter :two',
        ExpressionAttributeNames: { '#counter': MET },
        ExpressionAttributeValues: { ':two': 2 },
      }),
    );
    return String(row['sk']);
  };

  it('finds no difference after ordinary work', async () => {
    const { code, output } = await reconcile();
    expect(output).toContain(`1 clients, ${String(ORDERS)} orders`);
    expect(output).toContain('0 rows drifted, 0 orders misjudged');
    expect(code).toBe(0);
  });

  it('tells a row that was changed by something else, and leaves it until asked', async () => {
    const row = await breakTally();
    const { code, output } = await reconcile();
    expect(code).toBe(1);
    expect(output).toContain(`tally ${row} lacks ${MET} -2`);
    expect(output).toContain('1 rows drifted');
    expect(output).toContain('npm run reconcile -- --repair');
    expect(await met()).toBe(ORDERS + 2);
  });

  it('finds it at night too', async () => {
    const { queued } = await invoke<{ queued: number }>('tallyman-local-request-reconciliation');
    expect(queued).toBeGreaterThanOrEqual(BUCKETS);
    const lines = await vi.waitFor(
      async () => {
        const found = await logLines('ReconcileBucketLogs', CLIENT);
        const completed = found.filter(({ message }) => message === 'reconcile.completed');
        expect(new Set(completed.map(({ bucket }) => bucket)).size).toBe(BUCKETS);
        return found;
      },
      { timeout: 90_000, interval: 500 },
    );
    // The buckets of all the other clients are no matter of this test.
    await sqs(localStack()).send(new PurgeQueueCommand({ QueueUrl: localStack().queues.reconcile }));
    const drift = lines.filter(({ message }) => message === 'reconcile.drift');
    expect(drift).toMatchObject([{ level: 'ERROR', clientId: CLIENT, drifted: 1, repaired: 0 }]);
  });

  it('puts it right when asked, once', async () => {
    const repair = await reconcile('--repair');
    expect(repair.output).toContain('Repaired.');
    expect(await met()).toBe(ORDERS);
    const again = await reconcile('--repair');
    expect(again.output).toContain('0 rows drifted, 0 orders misjudged');
    expect(again.code).toBe(0);
    expect(await met()).toBe(ORDERS);
  });

  it('names a client that is not there', async () => {
    const { code, output } = await run(NODE, ['scripts/reconcile.ts', '--client', own('nobody')], {
      cwd: ROOT,
      env: { ...toolEnv(), TALLYMAN_LOCAL_DIR: dir },
    });
    expect(code).toBe(1);
    expect(output).toContain(`there is no client ${own('nobody')}`);
  });
});
