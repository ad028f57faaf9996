import { beforeEach, describe, expect, it } from 'vitest';
import type { Candidate, OrderList, Position } from '../../../shared/ports/order-index.ts';
import type { FactData } from '../../../shared/domain/ledger/fact.ts';
import { createOrderIndex } from '../../../shared/store/order-index.ts';
import { day, delivered, fact, orderNo, placed } from '../../support/builders.ts';
import { aLedger, order, TABLES, type TestLedger } from '../../support/ledger.ts';

let ledger: TestLedger;
beforeEach(async () => {
  ledger = await aLedger();
});

const due = (number: string, on: string, data: FactData = {}) =>
  order(number, [placed({ promise: { date: day(on) }, ...data })]);

async function all(candidates: AsyncIterable<Candidate>): Promise<Candidate[]> {
  const found: Candidate[] = [];
  for await (const candidate of candidates) found.push(candidate);
  return found;
}

const numbersOf = (candidates: readonly Candidate[]): string[] => candidates.map((one) => one.orderNo);

const listed = async (list: OrderList, from = '2026-03-01', to = '2026-03-31', after?: Position) =>
  all(ledger.index.listed(ledger.client, list, { from: day(from), to: day(to) }, after));

describe('the lists of orders', () => {
  beforeEach(async () => {
    await ledger.record(
      due('waiting', '2026-03-12'),
      order('done', [placed(), fact('order.dispatched', '2026-03-05 10:00'), delivered('2026-03-09 10:00')]),
      order('late', [placed(), fact('order.dispatched', '2026-03-05 10:00'), delivered('2026-03-11 10:00')]),
    );
  });

  it.each([
    ['byDay', ['done', 'late', 'waiting']],
    ['byOpen', ['waiting']],
    ['byException', ['late']],
  ] as const)('hold %s what they are for', async (list, wanted) => {
    expect(numbersOf(await listed(list)).sort()).toEqual(wanted);
  });

  it('are in the order of the days over all buckets', async () => {
    await ledger.record(
      ...Array.from({ length: 25 }, (_, i) =>
        due(`SO-${String(i)}`, `2026-03-${String(31 - i).padStart(2, '0')}`),
      ),
    );
    const numbers = numbersOf(await listed('byOpen'));
    const days = numbers.map((number) => (number === 'waiting' ? 12 : 31 - Number(number.slice(3))));
    expect(days).toEqual([...days].sort((a, b) => a - b));
  });

  it('go on after the position of any candidate, with what follows it', async () => {
    await ledger.record(...Array.from({ length: 30 }, (_, i) => due(`SO-${String(i)}`, '2026-03-20')));
    const whole = await listed('byDay');
    for (const [at, { position }] of whole.entries()) {
      const rest = await listed('byDay', '2026-03-01', '2026-03-31', position);
      expect(numbersOf(rest)).toEqual(numbersOf(whole.slice(at + 1)));
    }
  });

  it('are read page by page: no candidate is lost at a page’s end', async () => {
    const many = Array.from({ length: 450 }, (_, i) => due(`SO-${String(i)}`, '2026-04-10'));
    await ledger.record(...many);
    const found = numbersOf(await listed('byDay', '2026-04-10', '2026-04-10'));
    expect(new Set(found).size).toBe(450);
    expect(found).toHaveLength(450);
  });

  it('read only what is looked at', async () => {
    await ledger.record(...Array.from({ length: 450 }, (_, i) => due(`SO-${String(i)}`, '2026-04-10')));
    ledger.documents.capacity.reset();
    for await (const candidate of ledger.index.listed(
      ledger.client,
      'byDay',
      { from: day('2026-04-10'), to: day('2026-04-10') },
      undefined,
    )) {
      expect(candidate.orderNo).toBeDefined();
      break;
    }
    const little = ledger.documents.capacity.read;
    ledger.documents.capacity.reset();
    await listed('byDay', '2026-04-10', '2026-04-10');
    expect(little).toBeLessThan(ledger.documents.capacity.read);
  });
});

describe('a search in the keys', () => {
  it('tells the name under which it met an order', async () => {
    await ledger.record(due('SO-1', '2026-03-10', { references: ['SO-X'] }));
    const found = await all(ledger.index.startingWith(ledger.client, 'SO', undefined));
    expect(found.map(({ orderNo: number, reference }) => [number, reference])).toEqual([
      ['SO-1', undefined],
      ['SO-1', 'SO-X'],
    ]);
  });

  it('keeps what looks like a part of a key in a number or a reference apart', async () => {
    await ledger.record(
      due('A#delivery#B', '2026-03-10', { references: ['R#1#delivery#A'] }),
      due('A', '2026-03-10'),
    );
    const numbers = async (start: string) =>
      numbersOf(await all(ledger.index.startingWith(ledger.client, start, undefined)));
    expect(await numbers('A#delivery#B')).toEqual(['A#delivery#B']);
    expect(await numbers('R#1#delivery#A')).toEqual(['A#delivery#B']);
    expect(await numbers('1')).toEqual([]);
  });
});

describe('loading orders', () => {
  it('gives each once, though it is asked for twice, and leaves out what is gone', async () => {
    await ledger.record(due('SO-1', '2026-03-10'), due('SO-2', '2026-03-10'));
    const ref = (number: string) => ({ kind: 'delivery', orderNo: orderNo(number) }) as const;
    const loaded = await ledger.index.load(ledger.client, ['SO-1', 'SO-1', 'SO-2', 'SO-3'].map(ref));
    expect(loaded.map((one) => one.orderNo).sort()).toEqual(['SO-1', 'SO-2']);
    expect(await ledger.index.find(ledger.client, ref('SO-3'))).toBeUndefined();
    expect((await ledger.index.find(ledger.client, ref('SO-2')))?.orderNo).toBe('SO-2');
  });

  it('of one order is consistent, for one looks at it right after a change', async () => {
    await ledger.record(due('SO-1', '2026-03-10'));
    const asked: unknown[] = [];
    const index = createOrderIndex(
      {
        ...ledger.documents,
        get: (table, key, options) => {
          asked.push(options);
          return ledger.documents.get(table, key, options);
        },
      },
      TABLES.ledger,
    );
    await index.find(ledger.client, { kind: 'delivery', orderNo: orderNo('SO-1') });
    expect(asked).toEqual([{ consistent: true }]);
  });
});
