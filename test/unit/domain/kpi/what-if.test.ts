import { describe, expect, it } from 'vitest';
import type { Contract } from '../../../../shared/domain/contract/contract.ts';
import { figuresOf } from '../../../../shared/domain/kpi/figures.ts';
import { ChangedPage } from '../../../../shared/domain/kpi/what-if-changes.ts';
import { figureDifference, isLongerThanYear, WhatIfSum } from '../../../../shared/domain/kpi/what-if.ts';
import type { OrderKind, ReportedFact } from '../../../../shared/domain/ledger/fact.ts';
import {
  contractWith,
  CONTRACT,
  day,
  delivered,
  fact,
  NOW,
  orderNo,
  placed,
  REGISTRIES,
  ZONE,
} from '../../../support/builders.ts';
import { figure } from '../../../support/ledger.ts';

const MARCH = { from: day('2026-03-01'), to: day('2026-03-31'), asOf: NOW };
const draftWith = (options: Parameters<typeof contractWith>[0]): Contract => ({
  ...contractWith(options),
  version: 2,
  effectiveFrom: '2027-01-01',
});
const A_DAY_MORE = draftWith({ kpis: { 'on-time-delivery': { lateToleranceMinutes: 1440 } } });

type Sent = readonly [number: string, facts: readonly ReportedFact[], kind?: OrderKind];

function ask(draft: Contract, orders: readonly Sent[], limit = 100, after?: string) {
  const changed = new ChangedPage(after, limit);
  const history = { timeZone: ZONE, contracts: [CONTRACT] };
  const sum = new WhatIfSum({ history, draft, registries: REGISTRIES }, MARCH, changed);
  const reach = orders.map(([number, facts, kind = 'delivery']) =>
    sum.add({ kind, orderNo: orderNo(number), facts }, day('2026-03-10')),
  );
  const of = (side: 'before' | 'after') =>
    figure(figuresOf(sum[side].total, side === 'before' ? CONTRACT : draft), 'on-time-delivery');
  return { sum, changed, reach, before: of('before'), after: of('after'), ...changed.page() };
}

const late = (number: string): Sent => [number, [placed(), delivered('2026-03-11 10:00')]];
const inTime = (number: string): Sent => [number, [placed(), delivered('2026-03-10 10:00')]];

describe('the same orders under a draft', () => {
  it('are counted on both sides, also those placed before the draft would hold', () => {
    const { before, after, sum } = ask(A_DAY_MORE, [late('SO-1'), inTime('SO-2')]);
    expect([before.gross, after.gross]).toMatchObject([
      { met: 1, missed: 1 },
      { met: 2, missed: 0 },
    ]);
    expect([before.contractVersion, after.contractVersion, sum.orders]).toEqual([1, 2, 2]);
  });

  it('name each KPI that comes out otherwise, with rule and deadline of both sides', () => {
    const { orders } = ask(A_DAY_MORE, [inTime('SO-2'), late('SO-1')]);
    expect(orders.map(({ orderNo: number }) => number)).toEqual(['SO-1']);
    const [first] = orders[0]!.changes;
    expect(first).toMatchObject({
      kpi: 'on-time-delivery',
      before: { outcome: 'missed', rule: 'late', day: day('2026-03-10'), counts: true },
      after: { outcome: 'met', rule: 'kept', day: day('2026-03-10'), counts: true },
    });
    expect(first!.after!.deadline! - first!.before!.deadline!).toBe(86_400_000);
  });

  it('do not change where only a deadline is another', () => {
    expect(ask(A_DAY_MORE, [inTime('SO-1')]).changed.count).toBe(0);
  });

  it('enter and leave the period with their day', () => {
    const original = draftWith({ kpis: { 'on-time-delivery': { promise: 'original' } } });
    const moved = (to: string) =>
      fact('order.promise-revised', '2026-03-03 09:00', { promise: { date: day(to) }, by: 'client' });
    const leaving: Sent = [
      'SO-1',
      [placed({ promise: { date: day('2026-04-02') } }), moved('2026-03-31'), delivered('2026-03-31 10:00')],
    ];
    const entering: Sent = ['SO-2', [placed(), moved('2026-04-02'), delivered('2026-04-02 10:00')]];
    const { before, after, orders } = ask(original, [leaving, entering]);
    expect([before.gross, after.gross]).toMatchObject([
      { met: 1, missed: 0 },
      { met: 0, missed: 1 },
    ]);
    const changes = orders.map((order) => order.changes.find(({ kpi }) => kpi === 'on-time-delivery')!);
    expect(changes).toMatchObject([
      { before: { day: day('2026-03-31'), counts: true }, after: { day: day('2026-04-02'), counts: false } },
      { before: { day: day('2026-04-02'), counts: false }, after: { day: day('2026-03-10'), counts: true } },
    ]);
  });

  it('outside the period on both sides are no change of it', () => {
    const april: Sent = [
      'SO-1',
      [
        placed({ promise: { date: day('2026-04-10') }, dispatchBy: undefined }, '2026-04-02 09:00'),
        delivered('2026-04-11 10:00'),
      ],
    ];
    const { changed, before, sum } = ask(A_DAY_MORE, [april]);
    expect([changed.count, before.gross.denominator, sum.orders]).toEqual([0, 0, 1]);
  });

  it('tell how far from its listed day the draft puts a verdict', () => {
    const slow = draftWith({
      kpis: { 'pod-on-time': { limits: { image: { hours: 2400 }, original: { hours: 24 } } } },
    });
    const withPod: Sent = ['SO-1', [placed({ podRequired: true }), delivered('2026-03-10 10:00')]];
    expect(ask(slow, [withPod, inTime('SO-2')]).reach).toEqual([100, 4]);
  });

  it('are counted by month as well', () => {
    const { sum } = ask(A_DAY_MORE, [late('SO-1')]);
    expect([...sum.after.months.keys()]).toEqual(['2026-03']);
    expect(sum.after.months.get('2026-03')!.get('on-time-delivery')!.met).toBe(1);
  });

  it('of stock give unit-days on each side, carried forward from before the period', () => {
    const level: Sent = [
      'L-1',
      [fact('stock.level-recorded', '2026-02-20 23:00', { siteId: 'HAM', units: 10 })],
      'stock-level',
    ];
    const without: Contract = {
      ...A_DAY_MORE,
      exclusions: [{ name: 'not ours', kpis: ['storage-damage'], when: { siteId: ['HAM'] } }],
    };
    const { sum } = ask(without, [level]);
    for (const side of [sum.before, sum.after]) side.addStock(day('2026-03-05'));
    const unitDays = [sum.before, sum.after].map(({ total }) => total.get('storage-damage')!.unitDays);
    expect(unitDays).toEqual([50, 0]);
  });
});

describe('the list of changed orders', () => {
  const NUMBERS = Array.from({ length: 250 }, (_, i) => `SO-${String(i).padStart(3, '0')}`);
  const shuffled = NUMBERS.map((number, i) => NUMBERS[(i * 101) % 250] ?? number);

  it('comes in pages by name, which together hold each order once', () => {
    const found: string[] = [];
    let after: string | undefined;
    do {
      const { orders, next, changed } = ask(A_DAY_MORE, shuffled.map(late), 7, after);
      expect(changed.count).toBe(250);
      found.push(...orders.map(({ orderNo: number }) => number));
      after = next;
    } while (after !== undefined);
    expect(found).toEqual(NUMBERS);
  });

  it('has no further page where its last one is full', () => {
    expect(ask(A_DAY_MORE, [late('SO-1'), late('SO-2')], 2).next).toBeUndefined();
  });
});

describe('the difference of two figures', () => {
  it('is exact in the six decimals of their values', () => {
    const { before, after } = ask(A_DAY_MORE, [late('SO-1'), inTime('SO-2'), inTime('SO-3')]);
    expect([before.gross.value, after.gross.value]).toEqual([0.666666, 1]);
    expect(figureDifference(before, after)).toEqual({
      gross: { numerator: 1, denominator: 0, value: 0.333334 },
      net: { numerator: 1, denominator: 0, value: 0.333334 },
    });
  });

  it('is null where a side has no value', () => {
    const leaveOut = draftWith({ kpis: { 'on-time-delivery': { undelivered: 'leave-out' } } });
    const { before, after } = ask(leaveOut, [['SO-1', [placed()]]]);
    expect(figureDifference(before, after).gross).toEqual({ numerator: 0, denominator: -1, value: null });
  });
});

describe('a period of more than a year', () => {
  it.each([
    ['2026-01-01', '2026-12-31', false],
    ['2026-01-01', '2027-01-01', true],
    ['2024-01-01', '2024-12-31', false],
    ['2024-02-29', '2025-02-28', false],
    ['2024-02-29', '2025-03-01', true],
    ['2025-03-01', '2026-02-28', false],
    ['2025-03-01', '2026-03-01', true],
  ])('%s to %s: %s', (from, to, isLonger) => {
    expect(isLongerThanYear({ from: day(from), to: day(to) })).toBe(isLonger);
  });
});
