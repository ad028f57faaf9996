import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../../functions/queue/rejudge-orders/handler.ts';
import { aClient, contractWith, delivered, placed } from '../../support/builders.ts';
import { aLedger, order, type TestLedger } from '../../support/ledger.ts';
import { aWorkersDesk, sqsEvent, TIME_ENOUGH } from '../../support/queue.ts';

const LENIENT = contractWith({ kpis: { 'on-time-delivery': { lateToleranceMinutes: 24 * 60 } } });

let ledger: TestLedger;
let desk: ReturnType<typeof aWorkersDesk>;

beforeEach(async () => {
  ledger = await aLedger({ client: aClient({ buckets: 1 }) });
  desk = aWorkersDesk();
  await ledger.record(order('SO-1', [placed(), delivered('2026-03-11 10:00')]));
  await ledger.changeTerms(LENIENT, 'pass-1');
});

const handle = (...bodies: readonly unknown[]) => {
  const queue = { send: () => Promise.resolve() };
  const rejudging = { ...ledger.worker(), directory: ledger.clients, progress: ledger.progress, queue };
  return createHandler({ ...desk.deps, rejudging })(sqsEvent(bodies), TIME_ENOUGH);
};

const message = { clientId: 'acme', bucket: 0, pass: 'pass-1' };

describe('a message to judge again', () => {
  it('has the bucket judged under the new terms, and takes its mark off', async () => {
    expect(await handle(message)).toEqual({ batchItemFailures: [] });
    expect(ledger.documents.all('ledger')[0]?.['c']).toContain('bm');
    expect((await ledger.clients.find(ledger.client.clientId))?.rejudging).toEqual([]);
    expect(desk.counts).toMatchObject({ OrdersRejudged: 1 });
    expect(desk.lines).toContainEqual([
      'info',
      'rejudge.completed',
      { clientId: 'acme', bucket: 0, judged: 1 },
    ]);
  });

  it('that comes twice does no harm', async () => {
    expect(await handle(message, message)).toEqual({ batchItemFailures: [] });
    expect(ledger.documents.all('ledger')[0]?.['n']).toBe(2);
  });

  it('without a pass cannot be read, and fails alone', async () => {
    const answer = await handle({ clientId: 'acme', bucket: 0 }, message);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }] });
  });

  it('of a client that is gone fails, and comes again', async () => {
    await handle(message);
    await ledger.documents.delete('crm', { pk: 'client#acme', sk: 'profile' });
    const answer = await handle(message);
    expect(answer.batchItemFailures).toHaveLength(1);
    expect(desk.retried).toEqual(['message-0']);
  });
});
