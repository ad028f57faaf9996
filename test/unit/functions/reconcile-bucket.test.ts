import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../../functions/queue/reconcile-bucket/handler.ts';
import { aClient, delivered, placed } from '../../support/builders.ts';
import { aLedger, order, type TestLedger } from '../../support/ledger.ts';
import { aWorkersDesk, sqsEvent, TIME_ENOUGH } from '../../support/queue.ts';

let ledger: TestLedger;
let desk: ReturnType<typeof aWorkersDesk>;

beforeEach(async () => {
  ledger = await aLedger({ client: aClient({ buckets: 1 }) });
  desk = aWorkersDesk();
  await ledger.record(order('SO-1', [placed(), delivered('2026-03-09 10:00')]));
});

const handle = (...bodies: readonly unknown[]) =>
  createHandler({ ...desk.deps, reconciling: ledger.worker() })(sqsEvent(bodies), TIME_ENOUGH);

const distort = async (): Promise<void> => {
  const { pk, sk } = ledger.documents.all('tallies')[0]!;
  await ledger.documents.update({ table: 'tallies', key: { pk, sk }, add: { bm: 5 } });
};

const message = { clientId: 'acme', bucket: 0, repair: false };

describe('a message to reconcile', () => {
  it('counts what was compared, and the bytes of the bucket, and finds nothing', async () => {
    expect(await handle(message)).toEqual({ batchItemFailures: [] });
    expect(desk.counts).toMatchObject({
      TalliesChecked: ledger.documents.all('tallies').length,
      TalliesDrifted: 0,
    });
    expect(desk.counts['LedgerBucketBytes']).toBeGreaterThan(100);
    expect(desk.lines.some(([level]) => level === 'error')).toBe(false);
  });

  it('that finds drift counts it for the alarm, and leaves it as it is', async () => {
    await distort();
    expect(await handle(message)).toEqual({ batchItemFailures: [] });
    expect(desk.counts['TalliesDrifted']).toBe(1);
    expect(desk.lines).toContainEqual([
      'error',
      'reconcile.drift',
      { clientId: 'acme', bucket: 0, drifted: 1, repaired: 0 },
    ]);
    await handle(message);
    expect(desk.counts['TalliesDrifted']).toBe(2);
  });

  it('with repair puts it right', async () => {
    await distort();
    await handle({ ...message, repair: true });
    expect(desk.counts['TalliesDrifted']).toBe(1);
    await handle(message);
    expect(desk.counts['TalliesDrifted']).toBe(1);
  });

  it('of a client that is gone fails', async () => {
    expect((await handle({ ...message, clientId: 'gone' })).batchItemFailures).toHaveLength(1);
  });
});
