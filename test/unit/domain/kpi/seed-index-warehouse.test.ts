import { describe, expect, test } from 'vitest';
import type { FactData, OrderKind, ReportedFact } from '../../../../shared/domain/ledger/fact.ts';
import { delivered, dispatched, fact, placed } from '../../../support/builders.ts';
import { AT_STRIKE, excused, figureOn, isNull, read, STRIKE } from '../../../support/worked-figures.ts';

/**
 * The KPIs of the seed index, worked through: every example has met, missed, excused, excluded, open and not measured
 * orders where the KPI knows them, so that numerator and denominator, gross and net all differ.
 */

const ON_TIME = '2026-03-09 15:00';

describe('warehouse', () => {
  test('inventory-accuracy 库存准确率: positions, units, value gross and net', () => {
    const contract = { ...STRIKE, currency: 'EUR' };
    const euro = (amount: number) => ({ amount, currency: 'EUR' });
    const count = (data: FactData = {}) =>
      fact('stock.counted', '2026-03-10 20:00', {
        positions: 100,
        positionsCorrect: 100,
        bookUnits: 1000,
        absVarianceUnits: 0,
        bookValue: euro(50_000),
        absVarianceValue: euro(0),
        netVarianceValue: euro(0),
        ...data,
      });
    // 12 units too few here, 8 too many there: they do not make up for each other, but in the net value.
    const off = {
      positionsCorrect: 98,
      absVarianceUnits: 20,
      absVarianceValue: euro(1000),
      netVarianceValue: euro(-200),
    };
    const kpis = [
      'inventory-accuracy',
      'inventory-accuracy-units',
      'inventory-accuracy-value',
      'inventory-accuracy-value-net',
    ] as const;
    const orders = [
      [count()],
      [count(off)],
      [count(off), ...kpis.map(excused)],
      [count({ ...off, siteId: 'SANTOS' })],
      [fact('stock.counted', '2026-03-10 20:00')],
    ];
    const rest = { open: 0, notMeasured: 1, excluded: { 'by-contract': 1 } };
    expect(kpis.map((kpi) => read(figureOn(kpi, orders, 'stock-count', contract)))).toEqual([
      { gross: '296 / 300 = 98.66 %', net: '296 / 298 = 99.32 %', ...rest },
      { gross: '2960 / 3000 = 98.66 %', net: '2960 / 2980 = 99.32 %', ...rest },
      { gross: '148000 / 150000 = 98.66 %', net: '148000 / 149000 = 99.32 %', ...rest },
      { gross: '149600 / 150000 = 99.73 %', net: '150000 / 150200 = 99.86 %', ...rest },
    ]);
    for (const kpi of kpis) isNull(kpi, [], 'stock-count');
  });

  test('inbound-accuracy 入库准确率: receipts and lines; the announcement is the supplier’s figure', () => {
    const lines = [
      { lineNo: '1', units: 10 },
      { lineNo: '2', units: 20 },
    ];
    const wrong = [
      { lineNo: '1', units: 9 },
      { lineNo: '2', units: 20 },
    ];
    const receipt = (booked: FactData, received: FactData = { lines }, announced: FactData = { lines }) => [
      fact('receipt.announced', '2026-03-08 09:00', announced),
      fact('receipt.arrived', '2026-03-09 09:00', received),
      fact('receipt.confirmed', '2026-03-10 09:00', booked),
    ];
    const checked = (data: FactData) => fact('receipt.checked', '2026-03-12 09:00', data);
    const orders = [
      receipt({ lines }),
      receipt({ lines }, { lines }, { lines: wrong }),
      receipt({ lines: wrong }),
      [
        ...receipt({ lines }),
        checked({ linesCorrect: 1 }),
        excused('inbound-accuracy'),
        excused('inbound-accuracy-lines'),
      ],
      [...receipt({ lines }), checked({ linesCorrect: 1, fault: 'supplier' })],
      receipt({ lines: wrong }, { lines }, { lines }).map((one) => ({
        ...one,
        data: { ...one.data, ...AT_STRIKE },
      })),
      [fact('receipt.confirmed', '2026-03-10 09:00')],
      [fact('receipt.arrived', '2026-03-10 09:00')],
    ];
    const kpis = ['inbound-accuracy', 'inbound-accuracy-lines', 'asn-accuracy'] as const;
    const out = { 'by-contract': 1 };
    expect(kpis.map((kpi) => read(figureOn(kpi, orders, 'receipt')))).toEqual([
      { gross: '4 / 6 = 66.66 %', net: '4 / 5 = 80.00 %', open: 0, notMeasured: 0, excluded: out },
      { gross: '8 / 10 = 80.00 %', net: '8 / 9 = 88.88 %', open: 0, notMeasured: 1, excluded: out },
      { gross: '4 / 5 = 80.00 %', net: '4 / 5 = 80.00 %', open: 0, notMeasured: 1, excluded: out },
    ]);
    for (const kpi of kpis) isNull(kpi, [[fact('receipt.arrived', '2026-03-10 09:00')]], 'receipt');
  });

  test('outbound-accuracy 出库准确率: orders and lines, on the day of dispatch', () => {
    const lines = [
      { lineNo: '1', units: 10 },
      { lineNo: '2', units: 20 },
      { lineNo: '3', units: 5 },
    ];
    const order = placed({ lines });
    const out = dispatched('2026-03-05 10:00');
    const error = (data: FactData = {}) =>
      fact('order.discrepancy-reported', '2026-03-14 09:00', { discrepancy: 'wrong-item', ...data });
    const excuse = [excused('outbound-accuracy'), excused('outbound-accuracy-lines')];
    const orders = [
      [order, out, delivered(ON_TIME)],
      [
        order,
        out,
        delivered(ON_TIME),
        error({
          lines: [
            { lineNo: '1', units: 2 },
            { lineNo: '3', units: 1 },
          ],
        }),
      ],
      [order, out, delivered(ON_TIME), error(), ...excuse],
      [order, out, delivered(ON_TIME), error({ fault: 'carrier' })],
      [order, out, delivered('2026-02-01 10:00'), error()],
      [placed({ lines, ...AT_STRIKE }), out, error()],
      [placed(), out],
      [order, delivered(ON_TIME)],
    ];
    const excluded = { 'by-contract': 1 };
    expect(read(figureOn('outbound-accuracy', orders))).toEqual({
      gross: '4 / 6 = 66.66 %',
      net: '4 / 5 = 80.00 %',
      open: 0,
      notMeasured: 0,
      excluded,
    });
    expect(read(figureOn('outbound-accuracy-lines', orders))).toEqual({
      gross: '12 / 15 = 80.00 %',
      net: '12 / 14 = 85.71 %',
      open: 0,
      notMeasured: 1,
      excluded,
    });
    isNull('outbound-accuracy', [[order]]);
    isNull('outbound-accuracy-lines', [[placed(), out]]);
  });

  test('storage-damage 仓储破损率: damaged units on units in and out', () => {
    const level = fact('stock.level-recorded', '2026-03-05 20:00', { units: 9000 });
    const damage = (units: number, data: FactData = {}) =>
      fact('stock.damaged', '2026-03-06 09:00', { units, ...data });
    const reported = (data: FactData = {}) =>
      fact('order.damage-reported', '2026-03-06 09:00', {
        stage: 'storage',
        confirmed: true,
        units: 2,
        ...data,
      });
    const named = damage(2);
    const orders: [OrderKind, readonly ReportedFact[]][] = [
      ['receipt', [fact('receipt.confirmed', '2026-03-04 09:00', { units: 600 })]],
      ['delivery', [placed({ units: 400 }), dispatched('2026-03-05 10:00')]],
      ['delivery', [placed({ units: 100 }), dispatched('2026-03-05 10:00'), reported()]],
      // The same units told twice: the order's report names the stock fact, which counts.
      [
        'delivery',
        [
          placed({ units: 100 }),
          dispatched('2026-03-05 10:00'),
          reported({ relatesTo: `stock-level ${named.source} ${named.id}` }),
        ],
      ],
      ['stock-level', [level, named]],
      ['stock-level', [damage(5), excused('storage-damage')]],
      ['stock-level', [damage(7, AT_STRIKE)]],
      ['delivery', [placed(), dispatched('2026-03-05 10:00')]],
    ];
    const facts = orders.map(([, list]) => list);
    const kinds = orders.map(([kind]) => kind);
    expect(read(figureOn('storage-damage', facts, kinds))).toEqual({
      gross: '9 / 1200 = 0.75 %',
      net: '4 / 1200 = 0.34 %',
      open: 0,
      notMeasured: 1,
      excluded: { 'by-contract': 1 },
    });
    isNull('storage-damage', [[level]], 'stock-level');
  });

  test('receiving-on-time 收货及时率: put away within 48 hours of arrival', () => {
    const receipt = (...facts: readonly ReportedFact[]) => [
      fact('receipt.arrived', '2026-03-10 09:00', { units: 10 }),
      ...facts,
    ];
    const stored = (when: string, data: FactData = {}) => fact('receipt.put-away', when, data);
    const orders = [
      receipt(stored('2026-03-12 09:00')),
      receipt(stored('2026-03-12 09:01')),
      receipt(stored('2026-03-13 09:00'), excused('receiving-on-time')),
      // Half of it is not all of it.
      receipt(stored('2026-03-11 09:00', { units: 5 })),
      [fact('receipt.arrived', '2026-03-16 09:00')],
      [fact('receipt.arrived', '2026-03-10 09:00', AT_STRIKE)],
      [stored('2026-03-10 12:00')],
      [fact('receipt.announced', '2026-03-10 12:00')],
    ];
    expect(read(figureOn('receiving-on-time', orders, 'receipt'))).toEqual({
      gross: '1 / 4 = 25.00 %',
      net: '1 / 3 = 33.33 %',
      open: 1,
      notMeasured: 1,
      excluded: { 'by-contract': 1 },
    });
    isNull('receiving-on-time', [[fact('receipt.announced', '2026-03-10 12:00')]], 'receipt');
  });
});
