import { beforeEach, describe, expect, it } from 'vitest';
import { listOrders, searchOrders, type OrderListPage } from '../../../shared/app/list-orders.ts';
import { readClientKpis } from '../../../shared/app/read-kpis.ts';
import { DAY_MS } from '../../../shared/domain/calendar/time.ts';
import type { Principal } from '../../../shared/domain/crm/principal.ts';
import type { KpiId } from '../../../shared/domain/kpi/catalogue.ts';
import type { OrderFacts } from '../../../shared/domain/ledger/decide.ts';
import type { FactData, ReportedFact } from '../../../shared/domain/ledger/fact.ts';
import { at, clientId, day, delivered, fact, NOW, placed, voidOf } from '../../support/builders.ts';
import { aLedger, ANYONE, order, ordersOf, type TestLedger } from '../../support/ledger.ts';

const MARCH = ['2026-03-01', '2026-03-31'] as const;

let ledger: TestLedger;
beforeEach(async () => {
  ledger = await aLedger();
});

type Page = (after: string | undefined, limit: number) => Promise<OrderListPage>;

/** Every order of a list, page after page, as they come. */
async function everyPage(page: Page, limit: number): Promise<string[]> {
  const numbers: string[] = [];
  let after: string | undefined;
  do {
    const { orders, next } = await page(after, limit);
    expect(orders.length).toBeLessThanOrEqual(limit);
    numbers.push(...orders.map(({ order: { orderNo } }) => orderNo));
    after = next;
  } while (after !== undefined);
  return numbers;
}

const listed = (query = ordersOf(...MARCH), limit = 100): Promise<string[]> =>
  everyPage((at, n) => listOrders(ledger, ANYONE, ledger.client.clientId, query, n, at), limit);

const found = (start: string, limit = 100): Promise<string[]> =>
  everyPage((at, n) => searchOrders(ledger, ANYONE, ledger.client.clientId, start, n, at), limit);

const due = (number: string, on: string, after: number | undefined, data: FactData = {}): OrderFacts =>
  order(number, [
    placed({ promise: { date: day(on) }, ...data }),
    ...(after === undefined ? [] : [fact('order.delivered', at(`${on} 12:00`) + after * DAY_MS)]),
  ]);

describe('a list of orders', () => {
  it('goes by index day over all buckets, each order once', async () => {
    const numbers = Array.from({ length: 40 }, (_, i) => `SO-${String(i)}`);
    await ledger.record(
      ...numbers.map((number, i) => due(number, `2026-03-${String(10 + (i % 20)).padStart(2, '0')}`, 0)),
    );
    const list = await listed();
    expect([...list].sort()).toEqual([...numbers].sort());
    const days = list.map((number) => Number(number.slice(3)) % 20);
    expect(days).toEqual([...days].sort((a, b) => a - b));
  });

  it.each([1, 2, 7, 39, 40, 41])('is the same in pages of %i', async (limit) => {
    const numbers = Array.from({ length: 40 }, (_, i) => `SO-${String(i)}`);
    await ledger.record(...numbers.map((number, i) => due(number, `2026-03-1${String(i % 3)}`, 0)));
    expect(await listed(ordersOf(...MARCH), limit)).toEqual(await listed());
  });

  it('of a period holds both of its ends and nothing beyond', async () => {
    await ledger.record(
      due('before', '2026-02-28', 0),
      due('first', '2026-03-01', 0),
      due('last', '2026-03-31', 0),
      due('after', '2026-04-01', 0),
    );
    expect(await listed()).toEqual(['first', 'last']);
  });

  it('has no further page once everything was shown', async () => {
    await ledger.record(due('SO-1', '2026-03-10', 0), due('SO-2', '2026-03-10', 0));
    const page = (limit: number) =>
      listOrders(ledger, ANYONE, ledger.client.clientId, ordersOf(...MARCH), limit, undefined);
    expect((await page(2)).next).toBeUndefined();
    expect((await page(1)).next).toBeDefined();
  });

  it('looks at no more than 2,000 orders for one page, and then goes on', async () => {
    await ledger.record(
      ...Array.from({ length: 2100 }, (_, i) => due(`SO-${String(i)}`, '2026-03-10', undefined)),
      due('met', '2026-03-11', 0),
    );
    const query = ordersOf(...MARCH, { kpi: 'on-time-delivery', outcome: 'met' });
    const first = await listOrders(ledger, ANYONE, ledger.client.clientId, query, 10, undefined);
    expect(first).toMatchObject({ orders: [] });
    expect(first.next).toBeDefined();
    expect(await listed(query, 10)).toEqual(['met']);
  });

  it('of a client one may not see is not found', async () => {
    const viewer: Principal = { id: 'viewer', kind: 'person', roles: ['client-viewer'] };
    const asked = listOrders(ledger, viewer, ledger.client.clientId, ordersOf(...MARCH), 10, undefined);
    await expect(asked).rejects.toMatchObject({ code: 'not-found' });
    const searched = searchOrders(ledger, viewer, ledger.client.clientId, 'SO', 10, undefined);
    await expect(searched).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('the orders behind a count', () => {
  beforeEach(async () => {
    await ledger.record(
      due('met', '2026-03-10', 0),
      due('missed', '2026-03-10', 2),
      due('overdue', '2026-03-10', undefined),
      due('open', '2026-07-10', undefined),
      order('excluded', [placed(), fact('order.cancelled', '2026-03-02 15:00', { by: 'client' })]),
      order('unmeasured', [placed({ promise: undefined })]),
    );
  });

  it.each([
    ['met', ['met']],
    ['missed', ['missed']],
    ['overdue', ['overdue']],
    ['open', []],
    ['excluded', ['excluded']],
    ['not-measured', ['unmeasured']],
  ] as const)('with the outcome %s are those and no others', async (outcome, wanted) => {
    expect(await listed(ordersOf(...MARCH, { kpi: 'on-time-delivery', outcome }))).toEqual(wanted);
  });

  it('carry the verdict that put them on the list', async () => {
    const query = ordersOf(...MARCH, { kpi: 'on-time-delivery', outcome: 'overdue' });
    const { orders } = await listOrders(ledger, ANYONE, ledger.client.clientId, query, 10, undefined);
    expect(orders[0]?.verdict).toEqual({
      kpi: 'on-time-delivery',
      outcome: 'overdue',
      excused: false,
      exclusion: undefined,
      day: day('2026-03-10'),
      deadline: at('2026-03-11 00:00') - 1,
      amount: 1,
      disputed: false,
    });
  });

  it('hold what rests on a disputed fact, met or missed, until that is settled', async () => {
    const doubtful = (number: string, after: number | undefined) => {
      const one = due(number, '2026-03-10', after);
      const { source, id } = one.facts.at(-1)!;
      return order(number, [
        ...one.facts,
        fact('fact.disputed', '2026-03-20 09:00', { disputes: { source, id } }),
      ]);
    };
    const settledOne = doubtful('settled', 0);
    const settled = fact('fact.dispute-settled', '2026-03-21 09:00', {
      disputes: settledOne.facts.at(-1)!.data.disputes,
      outcome: 'rejected',
    });
    await ledger.record(
      doubtful('kept', -1),
      doubtful('broken', 2),
      doubtful('awaited', undefined),
      due('certain', '2026-03-10', 2),
      { ...settledOne, facts: [...settledOne.facts, settled] },
    );
    const disputed = { kpi: 'on-time-delivery', disputed: true } as const;
    expect((await listed(ordersOf(...MARCH, disputed))).sort()).toEqual(['awaited', 'broken', 'kept']);
    expect(await listed(ordersOf(...MARCH, { ...disputed, outcome: 'met' }))).toEqual(['kept']);
    expect((await listed(ordersOf(...MARCH, { disputed: true }))).sort()).toEqual([
      'awaited',
      'broken',
      'kept',
    ]);
    expect(await listed(ordersOf('2026-04-01', '2026-04-30', { disputed: true }))).toEqual([]);
  });

  it('hold one line of every order that the figure counts as disputed, though nothing else of it is counted', async () => {
    const disputedFacts = (...facts: readonly ReportedFact[]) => {
      const { source, id } = facts.at(-1)!;
      return [...facts, fact('fact.disputed', '2026-03-20 09:00', { disputes: { source, id } })];
    };
    const level = (units: number) => fact('stock.level-recorded', '2026-03-05 20:00', { units });
    const part = (units: number, hour: number) =>
      fact('order.dispatched', `2026-03-05 ${String(hour)}:00`, { units });
    const parts = [placed({ units: 9 }), part(4, 10), part(3, 11), part(2, 12)];
    const none = { positions: 0, positionsCorrect: 0 };
    await ledger.record(
      { ...order('level', disputedFacts(level(40))), kind: 'stock-level' },
      { ...order('empty', disputedFacts(level(0))), kind: 'stock-level' },
      {
        ...order('count', disputedFacts(fact('stock.counted', '2026-03-05 20:00', none))),
        kind: 'stock-count',
      },
      order('parts', disputedFacts(...parts)),
    );
    const lines = async (kpi: KpiId) =>
      (
        await listOrders(
          ledger,
          ANYONE,
          ledger.client.clientId,
          ordersOf(...MARCH, { kpi, disputed: true }),
          100,
          undefined,
        )
      ).orders.map(({ order: { orderNo }, verdict }) => `${orderNo} ${String(verdict?.amount)}`);
    const { kpis } = await readClientKpis(ledger, ANYONE, ledger.client.clientId, {
      days: { from: day(MARCH[0]), to: day(MARCH[1]) },
      asOf: NOW,
      knownAt: undefined,
      groupBy: undefined,
    });
    const count = (kpi: KpiId) => kpis.find((one) => one.kpi === kpi)?.disputed;
    expect((await lines('storage-damage')).sort()).toEqual(['empty 0', 'level 0', 'parts 9']);
    expect(count('storage-damage')).toBe(3);
    expect(await lines('inventory-accuracy')).toEqual(['count 0']);
    expect(count('inventory-accuracy')).toBe(1);
    expect(await listed(ordersOf(...MARCH, { kpi: 'inventory-accuracy', outcome: 'met' }))).toEqual([]);
  });

  it('move from open to overdue with the clock of the question', async () => {
    const july = ['2026-07-01', '2026-07-31'] as const;
    const by = (outcome: 'open' | 'overdue', asOf: number) =>
      listed(ordersOf(...july, { kpi: 'on-time-delivery', outcome, asOf }));
    const lastMoment = at('2026-07-11 00:00') - 1;
    expect([await by('open', lastMoment), await by('overdue', lastMoment)]).toEqual([['open'], []]);
    expect([await by('open', lastMoment + 1), await by('overdue', lastMoment + 1)]).toEqual([[], ['open']]);
  });

  it('of a KPI without an outcome are all that it looks at', async () => {
    expect((await listed(ordersOf(...MARCH, { kpi: 'on-time-delivery' }))).sort()).toEqual(
      ['excluded', 'met', 'missed', 'overdue', 'unmeasured'].sort(),
    );
  });

  it('are found though they are listed under a day far away', async () => {
    await ledger.record(
      order('far', [placed({ promise: { date: day('2026-12-01') }, dispatchBy: at('2026-03-06 18:00') })]),
    );
    const query = ordersOf('2026-03-06', '2026-03-06', { kpi: 'on-time-dispatch', outcome: 'overdue' });
    expect(await listed(query)).toContain('far');
  });

  it('of complaints hold one declared invalid while it counts, and exclude it after', async () => {
    await ledger.record(
      order(
        'C-1',
        [
          fact('incident.raised', '2026-03-12 10:00'),
          fact('incident.decided', '2026-05-30 10:00', { valid: false, by: 'provider' }),
        ],
        'incident',
      ),
    );
    const by = (outcome: 'missed' | 'excluded', asOf: number) =>
      listed(ordersOf(...MARCH, { kpi: 'complaint-rate', outcome, asOf }));
    const silent = at('2026-06-06 10:00');
    expect([await by('missed', silent), await by('excluded', silent)]).toEqual([['C-1'], []]);
    expect([await by('missed', silent + 1), await by('excluded', silent + 1)]).toEqual([[], ['C-1']]);
  });

  it('with a contradiction are those that carry its code', async () => {
    await ledger.record(
      order('odd', [placed(), delivered('2026-03-04 10:00'), fact('order.dispatched', '2026-03-05 10:00')]),
    );
    expect(await listed(ordersOf(...MARCH, { dataQuality: 'delivered-before-dispatched' }))).toEqual(['odd']);
    expect(await listed(ordersOf(...MARCH, { dataQuality: 'placed-twice' }))).toEqual([]);
  });
});

describe('a search', () => {
  const ODD = ['100%', '100%25', 'a#b', 'a', 'PO 7/4', 'Größe', '漢字-1', '%23', '#', '~x', '😀'];

  it.each(ODD)('finds the order number %s as it is written, and by how it begins', async (number) => {
    await ledger.record(...ODD.map((one) => due(one, '2026-03-10', 0)));
    expect(await found(number)).toContain(number);
    expect(await found([...number][0]!)).toContain(number);
    const others = ODD.filter((one) => !one.startsWith(number));
    expect((await found(number)).filter((one) => others.includes(one))).toEqual([]);
  });

  it.each(ODD)('finds the reference %s, whole and by how it begins', async (reference) => {
    await ledger.record(
      due('SO-1', '2026-03-10', 0, { references: [reference] }),
      due('SO-2', '2026-03-10', 0, { references: ['other'] }),
    );
    expect(await found(reference)).toEqual(['SO-1']);
    expect(await found([...reference][0]!)).toEqual(['SO-1']);
  });

  it('finds a tracking number that came with the dispatch', async () => {
    await ledger.record(
      order('SO-1', [placed(), fact('order.dispatched', '2026-03-05 10:00', { trackingNo: ['00340434'] })]),
    );
    expect(await found('00340434')).toEqual(['SO-1']);
    expect(await found('0034')).toEqual(['SO-1']);
    expect(await found('034')).toEqual([]);
  });

  it('finds incidents by their number as well', async () => {
    await ledger.record(order('SO-1', [fact('incident.raised', '2026-03-12 10:00')], 'incident'));
    await ledger.record(due('SO-1', '2026-03-10', 0));
    expect(await found('SO-1')).toEqual(['SO-1', 'SO-1']);
  });

  it('finds all orders of one reference, in whatever bucket', async () => {
    const numbers = Array.from({ length: 12 }, (_, i) => `SO-${String(i)}`);
    await ledger.record(...numbers.map((number) => due(number, '2026-03-10', 0, { references: ['PO-7'] })));
    expect((await found('PO-7', 5)).sort()).toEqual([...numbers].sort());
  });

  it.each([1, 2, 100])(
    'names an order once in pages of %i, though several of its names begin alike',
    async (limit) => {
      await ledger.record(
        due('SO-1', '2026-03-10', 0, { references: ['SO-1/a', 'SO-1/b'], trackingNo: ['SO-T'] }),
        due('SO-2', '2026-03-10', 0, { references: ['SO-9', 'SO-8'] }),
        due('X-1', '2026-03-10', 0, { references: ['SO-5', 'SO-4', 'SO-3'] }),
      );
      expect((await found('SO', limit)).sort()).toEqual(['SO-1', 'SO-2', 'X-1']);
    },
  );

  it('no longer finds a reference whose fact was voided', async () => {
    const mistaken = fact('order.changed', '2026-03-03 09:00', { references: ['PO-WRONG'] });
    await ledger.record(order('SO-1', [placed({ references: ['PO-7'] }), mistaken]));
    expect(await found('PO-WRONG')).toEqual(['SO-1']);
    await ledger.record(order('SO-1', [voidOf(mistaken)]));
    expect(await found('PO-WRONG')).toEqual([]);
    expect(await found('PO-7')).toEqual(['SO-1']);
  });

  it('still finds a reference that another fact names as well', async () => {
    const twice = fact('order.changed', '2026-03-03 09:00', { references: ['PO-7'] });
    await ledger.record(order('SO-1', [placed({ references: ['PO-7'] }), twice]));
    await ledger.record(order('SO-1', [voidOf(twice)]));
    expect(await found('PO-7')).toEqual(['SO-1']);
  });

  it('of one client finds nothing of another whose id begins alike', async () => {
    await ledger.record(due('SO-1', '2026-03-10', 0, { references: ['PO-7'] }));
    await ledger.addClient({ ...ledger.client, clientId: clientId('acm') });
    const page = await searchOrders(ledger, ANYONE, clientId('acm'), 'e#', 10, undefined);
    expect(page.orders).toEqual([]);
    expect((await searchOrders(ledger, ANYONE, clientId('acm'), 'PO-7', 10, undefined)).orders).toEqual([]);
  });

  it('finds an order that was recorded after its lookup was written, never a lookup without an order', async () => {
    await ledger.documents.batchPut('ledger', [
      { pk: `C#acme#${String(ledger.bucketOf('SO-1'))}`, sk: 'R#PO-7#delivery#SO-1' },
    ]);
    expect(await found('PO-7')).toEqual([]);
    await ledger.record(due('SO-1', '2026-03-10', 0, { references: ['PO-7'] }));
    expect(await found('PO-7')).toEqual(['SO-1']);
  });
});
