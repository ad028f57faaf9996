import { describe, expect, it } from 'vitest';
import { deliverOutbox } from '../../../shared/app/deliver-outbox.ts';
import type { OrderNo } from '../../../shared/domain/ids.ts';
import type { OutboxEntry } from '../../../shared/ports/fact-outbox.ts';
import { StoreUnavailable } from '../../../shared/store/documents.ts';
import { bucketOf } from '../../../shared/store/keys.ts';
import { clientId, NOW } from '../../support/builders.ts';
import { aLedger, order } from '../../support/ledger.ts';
import { answered } from '../../support/survey-answers.ts';

async function aDelivery(over: Partial<OutboxEntry> = {}) {
  const ledger = await aLedger();
  const done: string[] = [];
  const left: unknown[][] = [];
  const entry: OutboxEntry = {
    outboxId: 'entry-1',
    clientId: clientId('acme'),
    at: NOW,
    orders: Array.from({ length: 12 }, (_, i) => order(`A-${String(i)}`, [answered()], 'survey-answer')),
    ...over,
  };
  const deps = {
    recording: ledger.worker(),
    bucketOf,
    outbox: {
      done: (outboxId: string) => {
        done.push(outboxId);
        return Promise.resolve();
      },
    },
    onLeft: (...why: unknown[]) => left.push(why),
  };
  return { ...ledger, entry, deps, done, left };
}

describe('delivering from the outbox', () => {
  it('records orders of every bucket, each in its own, and takes the entry away', async () => {
    const { deps, entry, index, client, done, left } = await aDelivery();
    expect(new Set(entry.orders.map(({ orderNo }) => bucketOf(orderNo, client.buckets))).size).toBe(4);
    await deliverOutbox(deps, entry);
    for (const { orderNo } of entry.orders)
      expect((await index.find(client, { kind: 'survey-answer', orderNo }))?.version).toBe(1);
    expect([done, left]).toEqual([['entry-1'], []]);
  });

  it('a second time changes nothing', async () => {
    const { deps, entry, documents } = await aDelivery();
    await deliverOutbox(deps, entry);
    const before = documents.all('ledger');
    await deliverOutbox(deps, entry);
    expect(documents.all('ledger')).toEqual(before);
  });

  it('leaves the entry and says so when an order could not be written, the store is away or the client gone', async () => {
    const { deps, entry, done, left } = await aDelivery();
    const { ledger } = deps.recording;
    const never = { ...ledger, commit: () => Promise.reject(new StoreUnavailable('down')) };
    await deliverOutbox({ ...deps, recording: { ...deps.recording, ledger: never } }, entry);
    await deliverOutbox(
      { ...deps, outbox: { done: () => Promise.reject(new StoreUnavailable('down')) } },
      entry,
    );
    await deliverOutbox(deps, { ...entry, clientId: clientId('nobody') });
    expect(done).toEqual([]);
    expect(left.map(([outboxId, error]) => [outboxId, (error as Error).message])).toEqual([
      ['entry-1', expect.stringMatching(/^\d+ orders were not written in time$/)],
      ['entry-1', 'down'],
      ['entry-1', 'client nobody is gone'],
    ]);
  });

  it('takes an entry away whose facts went to quarantine: nothing is left to do for it', async () => {
    const future = answered({}, '2026-06-02 12:00');
    const { deps, entry, done, documents } = await aDelivery({
      orders: [{ kind: 'survey-answer', orderNo: 'A-1' as OrderNo, facts: [future] }],
    });
    await deliverOutbox(deps, entry);
    expect(done).toEqual(['entry-1']);
    expect(documents.all('crm').filter(({ pk }) => pk.startsWith('quarantine#'))).toHaveLength(1);
  });
});
