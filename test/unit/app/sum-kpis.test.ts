import { beforeEach, describe, expect, it } from 'vitest';
import { readClientKpis, readKpisOverClients } from '../../../shared/app/read-kpis.ts';
import { isSettled } from '../../../shared/app/sum-kpis.ts';
import { MINUTE_MS } from '../../../shared/domain/calendar/time.ts';
import type { OrderFacts } from '../../../shared/domain/ledger/decide.ts';
import { contractWith, fact, NOW } from '../../support/builders.ts';
import { aLedger, ANYONE, figure, kpisOf, order, type TestLedger } from '../../support/ledger.ts';

const MARCH = ['2026-03-01', '2026-03-31'] as const;

describe('what was known at a time', () => {
  it('is settled when every writer that stamped a fact before it must have committed', () => {
    expect(isSettled(NOW - 6 * MINUTE_MS, NOW)).toBe(true);
    expect(isSettled(NOW - 6 * MINUTE_MS + 1, NOW)).toBe(false);
    expect(isSettled(NOW, NOW)).toBe(false);
  });
});

describe('storage damage by unit-days', () => {
  let ledger: TestLedger;
  const read = (query = kpisOf(...MARCH)) => readClientKpis(ledger, ANYONE, ledger.client.clientId, query);
  const BY_UNIT_DAYS = contractWith({ kpis: { 'storage-damage': { base: 'unit-days' } } });
  const level = (on: string, units: number): OrderFacts =>
    order(
      `level ${on}`,
      [fact('stock.level-recorded', `${on} 23:00`, { siteId: 'HAM', units })],
      'stock-level',
    );
  const damage = (on: string, units: number): OrderFacts =>
    order(`damage ${on}`, [fact('stock.damaged', `${on} 10:00`, { siteId: 'HAM', units })], 'stock-level');
  const ofHamburg = async (query = kpisOf(...MARCH)) => figure((await read(query)).kpis, 'storage-damage');

  beforeEach(async () => {
    ledger = await aLedger({ contract: BY_UNIT_DAYS });
    // 100 units from February on, 40 from the 11th: 10 × 100 + 21 × 40.
    await ledger.record(level('2026-02-20', 100), level('2026-03-11', 40), damage('2026-03-05', 3));
  });

  it('carries the last level forward, from before the period too, and counts the days without a reading', async () => {
    expect(await ofHamburg()).toMatchObject({
      gross: { numerator: 3, denominator: 1840 },
      daysWithoutReading: 30,
    });
  });

  it('adds up over adjoining periods', async () => {
    const first = await ofHamburg(kpisOf('2026-03-01', '2026-03-14'));
    const second = await ofHamburg(kpisOf('2026-03-15', '2026-03-31'));
    expect(first.gross.denominator + second.gross.denominator).toBe(1840);
  });

  it('ends with the day of asOf: no stock is known of days to come', async () => {
    const { gross } = await ofHamburg(kpisOf('2026-06-01', '2026-06-30'));
    // Noon of 1 June; the last level is 82 days old.
    expect(gross.denominator).toBe(40);
  });

  it('reads the same from the ledger as it was known', async () => {
    const { groups } = await read(kpisOf(...MARCH, { groupBy: 'site' }));
    const folded = await read(kpisOf(...MARCH, { groupBy: 'site', knownAt: NOW }));
    expect(folded.groups).toEqual(groups);
    expect(groups?.map(({ key }) => key)).toEqual(['HAM']);
  });

  it('is left out over many clients, where the base is throughput', async () => {
    for (const over of [{}, { knownAt: NOW }]) {
      const { kpis } = await readKpisOverClients(ledger, ANYONE, kpisOf(...MARCH, over));
      expect(figure(kpis, 'storage-damage').gross).toMatchObject({
        numerator: 0,
        denominator: 0,
        value: null,
      });
    }
  });

  it('is left out over many clients without a reading in the period, too', async () => {
    await ledger.record(damage('2026-06-01', 3));
    const { kpis } = await readKpisOverClients(ledger, ANYONE, kpisOf('2026-06-01', '2026-06-01'));
    expect(figure(kpis, 'storage-damage').gross).toMatchObject({ numerator: 0, denominator: 0 });
  });
});

describe('storage damage by throughput', () => {
  it('counts over many clients, with or without stock readings', async () => {
    const ledger = await aLedger();
    await ledger.record(
      order(
        'R-1',
        [fact('receipt.confirmed', '2026-03-04 10:00', { siteId: 'HAM', units: 1000 })],
        'receipt',
      ),
      order(
        'L-1',
        [fact('stock.level-recorded', '2026-03-04 23:00', { siteId: 'HAM', units: 70 })],
        'stock-level',
      ),
      order('D-1', [fact('stock.damaged', '2026-03-05 10:00', { siteId: 'HAM', units: 3 })], 'stock-level'),
    );
    const { kpis } = await readKpisOverClients(ledger, ANYONE, kpisOf(...MARCH));
    expect(figure(kpis, 'storage-damage').gross).toMatchObject({ numerator: 3, denominator: 1000 });
  });
});
