import { beforeEach, describe, expect, it } from 'vitest';
import { readClientKpis } from '../../../shared/app/read-kpis.ts';
import { rejudgeOrders, type RejudgeOrdersDeps } from '../../../shared/app/rejudge-orders.ts';
import { MINUTE_MS } from '../../../shared/domain/calendar/time.ts';
import type { OrderLedger } from '../../../shared/ports/order-ledger.ts';
import type { RejudgeRequest } from '../../../shared/ports/rejudge-queue.ts';
import type { Documents } from '../../../shared/store/documents.ts';
import { createClientRepository } from '../../../shared/store/client-repository.ts';
import { createRejudgeProgress } from '../../../shared/store/rejudge-progress-repository.ts';
import { aClient, contractWith, delivered, NOW, placed } from '../../support/builders.ts';
import { aLedger, ANYONE, figure, kpisOf, order, type TestLedger } from '../../support/ledger.ts';
import { withFaults } from '../../support/memory-documents/index.ts';

/** Under these terms a delivery of the next day is still in time. */
const LENIENT = contractWith({ kpis: { 'on-time-delivery': { lateToleranceMinutes: 24 * 60 } } });
const ONE_BUCKET = aClient({ buckets: 1 });

let ledger: TestLedger;
let queued: RejudgeRequest[];

beforeEach(async () => {
  ledger = await aLedger({ client: ONE_BUCKET });
  queued = [];
});

const deps = (documents: Documents = ledger.documents): RejudgeOrdersDeps => ({
  ...ledger.worker(documents),
  directory: createClientRepository(documents, 'crm'),
  progress: createRejudgeProgress(documents, 'crm'),
  queue: {
    send: (requests) => {
      queued.push(...requests);
      return Promise.resolve();
    },
  },
});

const request = (over: Partial<RejudgeRequest> = {}): RejudgeRequest => ({
  clientId: ledger.client.clientId,
  bucket: 0,
  pass: 'pass-1',
  ...over,
});

const late = (n: number) =>
  order(`SO-${String(n).padStart(4, '0')}`, [placed(), delivered('2026-03-11 10:00')]);
const recordLate = (count: number) => ledger.record(...Array.from({ length: count }, (_, i) => late(i)));

const onTime = async () => {
  const { kpis } = await readClientKpis(
    ledger,
    ANYONE,
    ledger.client.clientId,
    kpisOf('2026-03-01', '2026-03-31'),
  );
  return figure(kpis, 'on-time-delivery').gross;
};
const rejudging = async () => (await ledger.clients.find(ledger.client.clientId))!.rejudging;

describe('orders judged again', () => {
  it('count under the terms in force, with the facts they had', async () => {
    await recordLate(3);
    expect(await onTime()).toMatchObject({ met: 0, missed: 3 });
    const before = await deps().ledger.page(ledger.partition(0), undefined, 10);
    await ledger.changeTerms(LENIENT, 'pass-1');
    expect(await rejudgeOrders(deps(), request())).toBe(3);
    expect(await onTime()).toMatchObject({ met: 3, missed: 0 });
    const after = await deps().ledger.page(ledger.partition(0), undefined, 10);
    expect(after.orders.map(({ facts }) => facts)).toEqual(before.orders.map(({ facts }) => facts));
    expect(after.orders.map(({ version }) => version)).toEqual([2, 2, 2]);
  });

  it('take the mark off their bucket at its end', async () => {
    await recordLate(1);
    await ledger.changeTerms(LENIENT, 'pass-1');
    expect(await rejudging()).toEqual([0]);
    await rejudgeOrders(deps(), request());
    expect(await rejudging()).toEqual([]);
    expect(queued).toEqual([]);
  });

  it('are left to a newer pass, which judges them from the first on, and keep its mark', async () => {
    await recordLate(1);
    await ledger.changeTerms(LENIENT, 'pass-2');
    expect(await rejudgeOrders(deps(), request({ pass: 'pass-1' }))).toBe(0);
    expect(await rejudging()).toEqual([0]);
    expect(await ledger.progress.read(ledger.client.clientId)).toEqual([]);
  });

  it('of an empty bucket are none, and it loses its mark', async () => {
    await ledger.changeTerms(LENIENT, 'pass-1');
    expect(await rejudgeOrders(deps(), request())).toBe(0);
    expect(await rejudging()).toEqual([]);
  });

  it('change nothing when judged once more', async () => {
    await recordLate(3);
    await ledger.changeTerms(LENIENT, 'pass-1');
    await rejudgeOrders(deps(), request());
    const before = [ledger.documents.all('ledger'), ledger.documents.all('tallies')];
    await ledger.clients.startRejudging(ledger.client.clientId, [0], 'pass-2');
    ledger.documents.capacity.reset();
    expect(await rejudgeOrders(deps(), request({ pass: 'pass-2' }))).toBe(3);
    expect([ledger.documents.all('ledger'), ledger.documents.all('tallies')]).toEqual(before);
    expect(ledger.documents.capacity.byTable['ledger']?.write).toBe(0);
  });

  it('are not even read when the message comes once more after the end of its pass', async () => {
    await recordLate(3);
    await ledger.changeTerms(LENIENT, 'pass-1');
    await rejudgeOrders(deps(), request());
    ledger.documents.capacity.reset();
    expect(await rejudgeOrders(deps(), request())).toBe(0);
    expect(ledger.documents.capacity.byTable['ledger']).toBeUndefined();
  });

  it('go on in a further message after a thousand, with the same pass, and keep the mark until then', async () => {
    await recordLate(1150);
    await ledger.changeTerms(LENIENT, 'pass-1');
    expect(await rejudgeOrders(deps(), request())).toBe(1000);
    expect(queued).toEqual([
      {
        clientId: 'acme',
        bucket: 0,
        pass: 'pass-1',
        after: 'O#delivery#SO-0999',
        before: { judged: 1000, startedAt: NOW },
      },
    ]);
    expect(await rejudging()).toEqual([0]);
    expect(await onTime()).toMatchObject({ met: 1000, missed: 150 });

    expect(await rejudgeOrders(deps(), queued[0]!)).toBe(150);
    expect(await onTime()).toMatchObject({ met: 1150, missed: 0 });
    expect(await rejudging()).toEqual([]);
    expect(queued).toHaveLength(1);
  });

  it('keep their mark when some of them could not be written in time', async () => {
    await recordLate(2);
    await ledger.changeTerms(LENIENT, 'pass-1');
    const lost: OrderLedger['commit'] = (_partition, changes) => Promise.resolve(changes.map(() => 'again'));
    const busy = { ...deps(), ledger: { ...deps().ledger, commit: lost } };
    await expect(rejudgeOrders(busy, request())).rejects.toThrow('could not be judged again in time');
    expect(await rejudging()).toEqual([0]);
    expect(await onTime()).toMatchObject({ met: 0, missed: 2 });
  });

  it('come out right after a process died at any operation and the message came again', async () => {
    for (let operation = 1; ; operation++) {
      ledger = await aLedger({ client: ONE_BUCKET });
      await recordLate(30);
      await ledger.changeTerms(LENIENT, 'pass-1');
      const killed = withFaults(ledger.documents, { faults: new Map([[operation, 'kill-after']]) });
      const outcome = await rejudgeOrders(deps(killed), request()).catch(() => 'killed');
      await rejudgeOrders(deps(), request());
      expect(await onTime()).toMatchObject({ met: 30, missed: 0 });
      expect(await rejudging()).toEqual([]);
      if (outcome !== 'killed') {
        expect(operation).toBeGreaterThan(5);
        return;
      }
    }
  });

  it('take in facts that were recorded meanwhile', async () => {
    await recordLate(1);
    await ledger.record(order('SO-0001', [placed()]));
    await ledger.changeTerms(LENIENT, 'pass-1');
    ledger.time.now += MINUTE_MS;
    await ledger.record(order('SO-0001', [delivered('2026-03-11 12:00')]));
    await rejudgeOrders(deps(), request());
    expect(await onTime()).toMatchObject({ met: 2, missed: 0, overdue: 0 });
  });
});
