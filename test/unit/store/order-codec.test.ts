import { describe, expect, test } from 'vitest';
import type { KpiId } from '../../../shared/domain/kpi/catalogue.ts';
import type { OpenVerdict } from '../../../shared/domain/kpi/contribution.ts';
import { evaluate } from '../../../shared/domain/kpi/evaluate.ts';
import type { ReportedFact } from '../../../shared/domain/ledger/fact.ts';
import type { OrderRecord } from '../../../shared/domain/ledger/order-record.ts';
import {
  packContributions,
  packOpen,
  packOrder,
  readOpen,
  readOrder,
} from '../../../shared/store/order-codec.ts';
import {
  CLIENT,
  ORDER,
  REGISTRIES,
  day,
  delivered,
  dispatched,
  fact,
  orderNo,
  placed,
  recorded,
  HISTORY,
} from '../../support/builders.ts';

const order = (facts: readonly ReportedFact[], over: Partial<OrderRecord> = {}): OrderRecord => ({
  kind: 'delivery',
  orderNo: ORDER,
  version: 3,
  facts: facts.map((one) => recorded(one)),
  evaluation: evaluate('delivery', facts, HISTORY, REGISTRIES),
  ...over,
});
const openOn = (kpi: KpiId, over: Partial<OpenVerdict> = {}): OpenVerdict => ({
  kpi,
  day: 20_000,
  deadline: 1_799_999_999_999,
  excused: false,
  missed: false,
  pendingUntil: undefined,
  disputed: false,
  amount: 1,
  ...over,
});
const done = [
  placed({ lines: [{ lineNo: '1', units: 1 }] }),
  dispatched('2026-03-05 10:00'),
  delivered('2026-03-09 10:00'),
];
const pack = (facts: readonly ReportedFact[]) => packOrder(CLIENT, 2, order(facts));

describe('an order as an item', () => {
  test('reads back as it was', () => {
    expect(readOrder(pack(done))).toEqual(order(done));
  });

  test('lies under its client, bucket, kind and number', () => {
    expect(pack(done)).toMatchObject({ pk: 'C#acme#2', sk: 'O#delivery#SO-1001' });
  });

  test('keeps an order number with every odd character', () => {
    const odd = orderNo('SO#1/2 %23 订单 🚚');
    expect(readOrder(packOrder(CLIENT, 0, order(done, { orderNo: odd }))).orderNo).toBe(odd);
  });

  test('is listed by the day it is due', () => {
    expect(pack(done)).toMatchObject({ d: '2026-03-10' });
  });

  test('is listed by the day it was placed when nothing was promised', () => {
    expect(pack([placed({ promise: undefined })])).toMatchObject({ d: '2026-03-02' });
  });

  test('is listed as open only while a verdict is', () => {
    expect(pack([placed()])).toMatchObject({ o: '2026-03-10' });
    expect([pack(done).o, pack(done).ov]).toEqual([undefined, undefined]);
  });

  test('is listed as exceptional with a miss, an exclusion or a data-quality code', () => {
    const late = [placed(), delivered('2026-03-12 10:00')];
    const excluded = [placed(), fact('order.cancelled', '2026-03-03 10:00', { by: 'client' })];
    const twice = [placed(), placed()];
    expect([late, excluded, twice].map((facts) => pack(facts).x)).toEqual([
      '2026-03-10',
      '2026-03-10',
      '2026-03-10',
    ]);
    expect(pack(done).x).toBeUndefined();
  });

  test('names the key of an item it cannot read', () => {
    expect(() => readOrder({ pk: 'C#acme#2', sk: 'O#delivery#SO-1001' })).toThrow('O#delivery#SO-1001');
  });
});

describe('packed contributions', () => {
  test('name a day once and an amount only where it is not one', () => {
    const on = day('2026-03-10');
    const packed = packContributions([
      { day: on, counter: 'am', amount: 1 },
      { day: on, counter: 'bm', amount: 2 },
      { day: on + 1, counter: 'gm', amount: 1 },
    ]);
    expect(packed).toBe(`${on.toString(36)}:am.bm*2;${(on + 1).toString(36)}:gm`);
  });
});

describe('packed open verdicts', () => {
  test('tell excused ones from others', () => {
    const open = [openOn('on-time-delivery', { excused: true }), openOn('in-full')];
    expect(packOpen(open)).toMatch(/^Bf:/);
    expect(readOpen(packOpen(open))).toEqual(open);
  });

  test('tell disputed ones, and misses with an amount whose excuse silence may accept', () => {
    const open = [
      openOn('on-time-delivery', { disputed: true, excused: true }),
      openOn('in-full', { disputed: true }),
      openOn('otif'),
      openOn('damage-units', {
        deadline: undefined,
        missed: true,
        pendingUntil: 1_800_000_000_000,
        amount: 12,
      }),
      openOn('damage-frequency', { deadline: undefined, missed: true, pendingUntil: 1_800_000_000_000 }),
    ];
    expect(packOpen(open)).toMatch(/^B!f!o:ffk:\w+;d\?12g\?:ffk::\.\w+$/);
    expect(readOpen(packOpen(open))).toEqual(open);
  });

  test('that were stored before disputes and amounts still read', () => {
    expect(readOpen('Bf:ffk:tro8w0')).toEqual([
      openOn('on-time-delivery', { excused: true }),
      openOn('in-full'),
    ]);
  });

  test('a code nobody knows is an error', () => {
    expect(() => readOpen('?:fe0:')).toThrow('unknown KPI code ?');
    expect(() => readOpen('z:fe0:')).toThrow('unknown KPI code z');
  });
});
