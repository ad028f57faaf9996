import { describe, expect, test } from 'vitest';
import type { KpiId } from '../../../../shared/domain/kpi/catalogue.ts';
import type { FactData, OrderKind, ReportedFact } from '../../../../shared/domain/ledger/fact.ts';
import { at, day, delivered, dispatched, fact, placed } from '../../../support/builders.ts';
import {
  AT_STRIKE,
  excused,
  figureOn,
  isNull,
  read,
  STRIKE,
  type Orders,
} from '../../../support/worked-figures.ts';

/**
 * The KPIs of the seed index, worked through: every example has met, missed, excused, excluded, open and not measured
 * orders where the KPI knows them, so that numerator and denominator, gross and net all differ.
 */

// The usual order: placed 2 March, to be dispatched by the 6th 18:00, promised for the 10th (see builders).
const ON_TIME = '2026-03-09 15:00';
const LATE = '2026-03-12 10:00';
const cancelled = fact('order.cancelled', '2026-03-04 10:00', { by: 'client' });

/** Orders of one shape: what is met, missed, missed and excused, overdue, still ahead, out, and not measured. */
function promised(kpi: KpiId, over: FactData = {}): Orders {
  const order = (data: FactData = {}): ReportedFact => placed({ ...over, ...data });
  const ahead = { promise: { date: day('2026-03-20') }, dispatchBy: at('2026-03-20 18:00') };
  const done = [dispatched('2026-03-05 10:00'), delivered(ON_TIME)];
  const late = [dispatched('2026-03-08 10:00'), delivered(LATE)];
  return [
    [order(), ...done],
    [order(), ...done],
    [order(), ...done],
    [order(), ...late],
    [order(), ...late, excused(kpi)],
    [order()],
    [order(ahead)],
    [order(), cancelled],
    [order(AT_STRIKE), ...late],
    [order({ promise: undefined, dispatchBy: undefined })],
  ];
}

describe('transport', () => {
  test('on-time-dispatch 发货及时率', () => {
    expect(read(figureOn('on-time-dispatch', promised('on-time-dispatch')))).toEqual({
      gross: '3 / 6 = 50.00 %',
      net: '3 / 5 = 60.00 %',
      open: 1,
      notMeasured: 1,
      excluded: { 'cancelled-by-client': 1, 'by-contract': 1 },
    });
    isNull('on-time-dispatch', [[placed({ dispatchBy: undefined })]]);
  });

  test('on-time-delivery 到货及时率', () => {
    expect(read(figureOn('on-time-delivery', promised('on-time-delivery')))).toEqual({
      gross: '3 / 6 = 50.00 %',
      net: '3 / 5 = 60.00 %',
      open: 1,
      notMeasured: 1,
      excluded: { 'cancelled-by-client': 1, 'by-contract': 1 },
    });
    isNull('on-time-delivery', [[placed(), cancelled]]);
  });

  test('in-full 足量率, by lines', () => {
    const lines = [
      { lineNo: '1', units: 5 },
      { lineNo: '2', units: 5 },
    ];
    const short = [
      placed({ lines }),
      delivered(ON_TIME, { lines: [{ lineNo: '1', units: 10 }], complete: true }),
    ];
    expect(
      read(figureOn('in-full', [...promised('in-full', { lines }), short, [...short, excused('in-full')]])),
    ).toEqual({
      gross: '3 / 8 = 37.50 %',
      net: '3 / 6 = 50.00 %',
      open: 1,
      notMeasured: 1,
      excluded: { 'cancelled-by-client': 1, 'by-contract': 1 },
    });
    isNull('in-full');
  });

  test('perfect-order 完美订单: every component of the same order, never a product', () => {
    const order = placed({ podRequired: true });
    const done = [order, dispatched('2026-03-05 10:00'), delivered(ON_TIME)];
    const pod = fact('order.pod-received', '2026-03-10 09:00');
    const lateOrder = [order, delivered(LATE)];
    const latePod = fact('order.pod-received', '2026-03-15 09:00');
    const damage = fact('order.damage-reported', '2026-03-11 09:00', { confirmed: true });
    const orders = [
      [...done, pod],
      [...done, pod],
      [...done, fact('order.pod-received', '2026-03-11 09:00')],
      [...done, pod, damage],
      [
        ...lateOrder,
        fact('order.pod-received', '2026-03-12 12:00'),
        excused('on-time-delivery'),
        excused('in-full'),
      ],
      // Only one of two failing components is excused.
      [...lateOrder, latePod, excused('on-time-delivery'), excused('in-full')],
      // Delivered in time, its proof is still due.
      [placed({ podRequired: true, promise: { date: day('2026-03-17') } }), delivered('2026-03-16 10:00')],
      [order, cancelled],
    ];
    expect(read(figureOn('perfect-order', orders))).toEqual({
      gross: '2 / 6 = 33.33 %',
      net: '2 / 5 = 40.00 %',
      open: 1,
      notMeasured: 0,
      excluded: { 'cancelled-by-client': 1 },
    });
    // By components: 4 of 6 on time, 4 of 6 in full, 5 of 6 undamaged, 4 of 6 with papers. Their product is 24.69 %.
    const kpis = ['on-time-delivery', 'in-full', 'damage-frequency', 'pod-on-time'] as const;
    expect(kpis.map((kpi) => figureOn(kpi, orders.slice(0, 6)).gross.met)).toEqual([4, 4, 5, 4]);
    isNull('perfect-order', [[placed({ promise: undefined })]]);
  });

  test('pod-on-time 返单及时率', () => {
    const order = (when: string, ...facts: readonly ReportedFact[]) => [
      placed({ podRequired: true }),
      delivered(when),
      ...facts,
    ];
    const pod = (when: string) => fact('order.pod-received', when);
    const orders = [
      order(ON_TIME, pod('2026-03-10 15:00')),
      order(ON_TIME, pod('2026-03-10 15:01')),
      order(ON_TIME, pod('2026-03-11 15:00'), excused('pod-on-time')),
      order(ON_TIME),
      order('2026-03-16 10:00'),
      [placed({ podRequired: true, ...AT_STRIKE }), delivered(ON_TIME)],
      [placed(), delivered(ON_TIME)],
    ];
    expect(read(figureOn('pod-on-time', orders))).toEqual({
      gross: '1 / 4 = 25.00 %',
      net: '1 / 3 = 33.33 %',
      open: 1,
      notMeasured: 0,
      excluded: { 'by-contract': 1 },
    });
    isNull('pod-on-time', [[placed(), delivered(ON_TIME)]]);
  });

  test('damage-frequency 货物破损频率, with the units and the value beside it', () => {
    const contract = { ...STRIKE, currency: 'EUR' };
    const order = placed({ units: 200, value: { amount: 1_000_00, currency: 'EUR' } });
    const damage = (data: FactData = {}) =>
      fact('order.damage-reported', '2026-03-11 09:00', { confirmed: true, units: 3, ...data });
    const excuse = (['damage-frequency', 'damage-units', 'damage-value'] as const).map(excused);
    const orders = [
      [order, delivered(ON_TIME)],
      [order, delivered(ON_TIME)],
      [order, delivered(ON_TIME), damage({ value: { amount: 20_00, currency: 'EUR' } })],
      [order, delivered(ON_TIME), damage(), ...excuse],
      [order, fact('order.lost', '2026-03-08 09:00')],
      [placed(AT_STRIKE), delivered(ON_TIME), damage()],
      [placed(), delivered(ON_TIME)],
      // Neither delivered nor lost: of no concern to the KPI yet.
      [order],
    ];
    const figures = (['damage-frequency', 'damage-units', 'damage-value'] as const).map((kpi) =>
      read(figureOn(kpi, orders, 'delivery', contract)),
    );
    expect(figures).toEqual([
      {
        gross: '3 / 6 = 50.00 %',
        net: '2 / 5 = 40.00 %',
        open: 0,
        notMeasured: 0,
        excluded: { 'by-contract': 1 },
      },
      {
        gross: '206 / 1000 = 206000 ppm',
        net: '203 / 997 = 203611 ppm',
        open: 0,
        notMeasured: 1,
        excluded: { 'by-contract': 1 },
      },
      {
        // 20.00 as reported, 3 of 200 units of 1,000.00, and all of it.
        gross: '103500 / 500000 = 207.00 ‰',
        net: '102000 / 498500 = 204.62 ‰',
        open: 0,
        notMeasured: 1,
        excluded: { 'by-contract': 1 },
      },
    ]);
    isNull('damage-frequency', [[order]]);
    isNull('damage-units', [[placed(), delivered(ON_TIME)]]);
    isNull('damage-value', [[order, delivered(ON_TIME)]]);
  });

  test('complaint-rate 客户投诉率: incidents on delivered orders', () => {
    const raised = fact('incident.raised', '2026-03-10 09:00');
    const decided = (by: 'client' | 'provider', when: string) =>
      fact('incident.decided', when, { valid: false, by });
    const orders = [
      ...Array.from({ length: 8 }, () => [placed(), delivered(ON_TIME)]),
      [placed()],
      [raised],
      [raised, excused('complaint-rate')],
      [raised, decided('client', '2026-03-11 09:00')],
      // Declared invalid by the provider: out after the client's silence of 7 days, in until then.
      [raised, decided('provider', '2026-03-08 09:00')],
      [raised, decided('provider', '2026-03-12 09:00')],
      [fact('incident.decided', '2026-03-12 09:00', { valid: true })],
    ];
    const kinds = orders.map((_, i): OrderKind => (i < 9 ? 'delivery' : 'incident'));
    expect(read(figureOn('complaint-rate', orders, kinds))).toEqual({
      gross: '3 / 8 = 37.50 % (3750.00 per 10,000 orders)',
      net: '2 / 8 = 25.00 % (2500.00 per 10,000 orders)',
      open: 0,
      notMeasured: 0,
      excluded: { invalid: 2 },
    });
    isNull('complaint-rate', [[placed()]]);
  });

  test('order-completion 订单完成率: by the end of the month and 5 days', () => {
    const contract = { ...STRIKE, kpis: { ...STRIKE.kpis } };
    const february = { promise: { date: day('2026-02-26') } };
    const orders = [
      [placed(february), delivered('2026-03-05 23:59')],
      [placed(february), delivered('2026-03-06 00:00')],
      [placed(february), delivered('2026-03-06 00:00'), excused('order-completion')],
      [placed(february)],
      [placed()],
      [placed({ ...february, ...AT_STRIKE })],
      [placed(february), fact('order.cancelled', '2026-02-20 10:00', { by: 'client' })],
      [placed({ promise: undefined })],
    ];
    expect(read(figureOn('order-completion', orders, 'delivery', contract))).toEqual({
      gross: '1 / 4 = 25.00 %',
      net: '1 / 3 = 33.33 %',
      open: 1,
      notMeasured: 1,
      excluded: { 'by-contract': 1, 'cancelled-by-client': 1 },
    });
    isNull('order-completion', [[placed()]]);
  });

  test('urgent-order-completion 急单完成率: orders placed as urgent alone', () => {
    const orders = [...promised('urgent-order-completion', { urgent: true }), [placed(), delivered(LATE)]];
    expect(read(figureOn('urgent-order-completion', orders))).toEqual({
      gross: '3 / 6 = 50.00 %',
      net: '3 / 5 = 60.00 %',
      open: 1,
      notMeasured: 1,
      excluded: { 'cancelled-by-client': 1, 'by-contract': 1 },
    });
    isNull('urgent-order-completion', promised('urgent-order-completion'));
  });
});
