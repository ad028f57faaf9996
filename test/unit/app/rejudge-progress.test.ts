import { beforeEach, describe, expect, it } from 'vitest';
import { rejudgeOrders } from '../../../shared/app/rejudge-orders.ts';
import { readRejudging } from '../../../shared/app/rejudge-progress.ts';
import { startPass } from '../../../shared/app/request-rejudge.ts';
import { MINUTE_MS } from '../../../shared/domain/calendar/time.ts';
import type { RejudgeRequest } from '../../../shared/ports/rejudge-queue.ts';
import { aClient, clientId, NOW, placed } from '../../support/builders.ts';
import { aLedger, ANYONE, order, type TestLedger } from '../../support/ledger.ts';

const TWO_BUCKETS = aClient({ buckets: 2 });

let ledger: TestLedger;

beforeEach(async () => {
  ledger = await aLedger({ client: TWO_BUCKETS });
});

const run = (request: RejudgeRequest) =>
  rejudgeOrders(
    { ...ledger.worker(), directory: ledger.clients, progress: ledger.progress, queue: ledger.queue },
    request,
  );
const start = () => startPass(ledger, TWO_BUCKETS.clientId, [0, 1]);
const read = async () => {
  const { client: _client, ...pass } = await readRejudging(ledger, ANYONE, TWO_BUCKETS.clientId);
  return pass;
};

const NO_TIMES = { startedAt: undefined, updatedAt: undefined, finishedAt: undefined };
/** Records so many orders in a bucket. */
async function fill(bucket: number, count: number): Promise<void> {
  const numbers = Array.from({ length: 10 * count }, (_, i) => `SO-${String(i)}`);
  const here = numbers.filter((number) => ledger.bucketOf(number) === bucket).slice(0, count);
  await ledger.record(...here.map((number) => order(number, [placed()])));
}

describe('how far orders are judged again', () => {
  it('is done where none ever were', async () => {
    expect(await read()).toEqual({
      state: 'done',
      judged: 0,
      ...NO_TIMES,
      buckets: [0, 1].map((bucket) => ({ bucket, state: 'done', judged: 0, ...NO_TIMES })),
    });
  });

  it('waits until the first message of the pass is worked on', async () => {
    await start();
    expect(await read()).toMatchObject({
      state: 'waiting',
      judged: 0,
      ...NO_TIMES,
      buckets: [{ state: 'waiting' }, { state: 'waiting' }],
    });
  });

  it('is running while any bucket is left, and counts the orders of those that are through', async () => {
    await fill(0, 3);
    await start();
    await run(ledger.queued[0]!.request);
    expect(await read()).toMatchObject({
      state: 'running',
      judged: 3,
      startedAt: NOW,
      finishedAt: undefined,
      buckets: [
        { state: 'done', judged: 3, finishedAt: NOW },
        { state: 'waiting', judged: 0 },
      ],
    });
  });

  it('is running within a bucket, with the orders of all messages so far', async () => {
    await fill(1, 1100);
    await start();
    await run(ledger.queued[1]!.request);
    expect(await read()).toMatchObject({
      state: 'running',
      judged: 1000,
      buckets: [{ state: 'waiting' }, { state: 'running', judged: 1000, finishedAt: undefined }],
    });
    ledger.time.now += MINUTE_MS;
    await run(ledger.queued[2]!.request);
    expect((await read()).buckets[1]).toEqual({
      bucket: 1,
      state: 'done',
      judged: 1100,
      startedAt: NOW,
      updatedAt: NOW + MINUTE_MS,
      finishedAt: NOW + MINUTE_MS,
    });
  });

  it('counts an order once when a message comes twice', async () => {
    await fill(1, 1100);
    await start();
    await run(ledger.queued[1]!.request);
    await run(ledger.queued[1]!.request);
    expect((await read()).judged).toBe(1000);
    await run(ledger.queued[2]!.request);
    await run(ledger.queued[3]!.request);
    expect((await read()).buckets[1]).toMatchObject({ state: 'done', judged: 1100 });
  });

  it('is done, with its times, once every bucket is through', async () => {
    await fill(0, 2);
    await fill(1, 1);
    await start();
    await run(ledger.queued[0]!.request);
    ledger.time.now += MINUTE_MS;
    await run(ledger.queued[1]!.request);
    expect(await read()).toMatchObject({
      state: 'done',
      judged: 3,
      startedAt: NOW,
      finishedAt: NOW + MINUTE_MS,
    });
  });

  it('waits again, at 0, once the next pass is asked for', async () => {
    await fill(0, 2);
    await start();
    for (const { request } of ledger.queued.slice()) await run(request);
    await start();
    expect(await read()).toMatchObject({ state: 'waiting', judged: 0, ...NO_TIMES });
  });

  it('counts the last pass only, where that was over some buckets', async () => {
    await fill(0, 2);
    await fill(1, 1);
    await start();
    for (const { request } of ledger.queued.slice()) await run(request);
    await startPass(ledger, TWO_BUCKETS.clientId, [1]);
    await run(ledger.queued[2]!.request);
    expect(await read()).toMatchObject({ state: 'done', judged: 1 });
  });

  it('is told to nobody who may not see the client', async () => {
    await expect(readRejudging(ledger, ANYONE, clientId('nobody'))).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
