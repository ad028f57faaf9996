import { beforeEach, describe, expect, it } from 'vitest';
import { tallyCounters } from '../../../shared/store/kpi-sources.ts';
import { DAY_MS } from '../../../shared/domain/calendar/time.ts';
import { aClient, at, clientId, day, fact, placed } from '../../support/builders.ts';
import { aLedger, order, type TestLedger } from '../../support/ledger.ts';
import type { FactData } from '../../../shared/domain/ledger/fact.ts';

let ledger: TestLedger;
beforeEach(async () => {
  ledger = await aLedger();
});

const days = (from: string, to: string) => ({ from: day(from), to: day(to) });
const due = (number: string, on: string, isDelivered: boolean, data: FactData = {}) =>
  order(number, [
    placed({ promise: { date: day(on) }, dispatchBy: undefined, ...data }),
    ...(isDelivered ? [fact('order.delivered', at(`${on} 12:00`))] : []),
  ]);

describe('the tallies of a period', () => {
  it('are read with day, bucket, dimensions and counters', async () => {
    await ledger.record(due('SO-1', '2026-03-10', true, { siteId: 'HAM', carrierId: 'dhl' }));
    const rows = await ledger.sources.tallies(ledger.client, days('2026-03-10', '2026-03-10'));
    expect(rows).toEqual([
      {
        day: day('2026-03-10'),
        bucket: ledger.bucketOf('SO-1'),
        dimensions: { siteId: 'HAM', carrierId: 'dhl', serviceLevel: undefined },
        counters: new Map(Object.entries({ bm: 1, dn: 1, fm: 1, gm: 1, km: 1, lm: 1, om: 1, qm: 1 })),
      },
    ]);
  });

  it('hold both ends of it, and nothing of the days beside', async () => {
    const on = ['2026-03-09', '2026-03-10', '2026-03-11', '2026-03-12'];
    await ledger.record(...on.map((one, i) => due(`SO-${String(i)}`, one, true)));
    const rows = await ledger.sources.tallies(ledger.client, days('2026-03-10', '2026-03-11'));
    expect(rows.map((row) => row.day)).toEqual([day('2026-03-10'), day('2026-03-11')]);
  });

  it('are read over all pages of the store', async () => {
    const items = Array.from({ length: 9000 }, (_, i) => ({
      pk: 'C#acme',
      sk: `2026-03-10#0#${'site'.repeat(20)}${String(i)}#-#-`,
      ...Object.fromEntries(['am', 'bm', 'fm', 'gm', 'km', 'lm', 'om'].map((name) => [name, i])),
    }));
    await ledger.documents.batchPut('tallies', items);
    const rows = await ledger.sources.tallies(ledger.client, days('2026-03-10', '2026-03-10'));
    expect(rows).toHaveLength(9000);
  });

  it('of one client are not those of another whose id begins alike', async () => {
    await ledger.record(due('SO-1', '2026-03-10', true));
    const other = aClient({ clientId: clientId('acm') });
    expect(await ledger.sources.tallies(other, days('2026-01-01', '2026-12-31'))).toEqual([]);
  });

  it('fail with the key when a row is none', async () => {
    await ledger.documents.put('tallies', { pk: 'C#acme', sk: '2026-02-30#0#-#-#-', bm: 1 });
    const read = ledger.sources.tallies(ledger.client, days('2026-02-01', '2026-03-31'));
    await expect(read).rejects.toThrow('tally C#acme 2026-02-30#0#-#-#-: 2026-02-30 is no day');
    expect(() => tallyCounters({ pk: 'p', sk: 's', bm: 'one' })).toThrow();
  });
});

describe('the open orders of a period', () => {
  it('come from every bucket, with their verdicts and dimensions', async () => {
    const numbers = Array.from({ length: 20 }, (_, i) => `SO-${String(i)}`);
    await ledger.record(...numbers.map((number) => due(number, '2026-03-10', false, { siteId: 'HAM' })));
    const orders = await ledger.sources.openOrders(ledger.client, days('2026-03-10', '2026-03-10'));
    expect(orders).toHaveLength(20);
    expect(new Set(numbers.map(ledger.bucketOf)).size).toBe(4);
    const deadline = at('2026-03-11 00:00') - 1;
    expect(orders[0]?.dimensions.siteId).toBe('HAM');
    expect(orders[0]?.open).toContainEqual({
      kpi: 'on-time-delivery',
      day: day('2026-03-10'),
      deadline,
      excused: false,
      missed: false,
      pendingUntil: undefined,
      disputed: false,
      amount: 1,
    });
  });

  it('are looked for by index day, both ends included', async () => {
    const on = ['2026-03-09', '2026-03-10', '2026-03-11', '2026-03-12'];
    await ledger.record(...on.map((one, i) => due(`SO-${String(i)}`, one, false)));
    expect(await ledger.sources.openOrders(ledger.client, days('2026-03-10', '2026-03-11'))).toHaveLength(2);
  });

  it('are gone once every verdict is closed', async () => {
    await ledger.record(due('SO-1', '2026-03-10', true));
    expect(await ledger.sources.openOrders(ledger.client, days('2026-01-01', '2026-12-31'))).toEqual([]);
  });
});

describe('every order of a client', () => {
  it('comes once, bucket by bucket, without the lookup items', async () => {
    const numbers = Array.from({ length: 60 }, (_, i) => `SO-${String(i)}`);
    await ledger.record(
      ...numbers.map((number) => due(number, '2026-03-10', true, { references: ['PO-7'] })),
    );
    ledger.time.now += DAY_MS;
    const seen: string[] = [];
    for await (const orders of ledger.sources.orders(ledger.client))
      seen.push(...orders.map(({ orderNo }) => orderNo));
    expect(seen.sort()).toEqual([...numbers].sort());
  });
});
