import { beforeEach, describe, expect, it } from 'vitest';
import { formatDay } from '../../../shared/domain/calendar/time.ts';
import { createPeriodOrders } from '../../../shared/store/period-orders.ts';
import type { Documents, Query } from '../../../shared/store/documents.ts';
import { aClient, clientId, day, placed } from '../../support/builders.ts';
import { aLedger, order, type TestLedger } from '../../support/ledger.ts';

let ledger: TestLedger;
let queried: Query[];
beforeEach(async () => {
  ledger = await aLedger();
  queried = [];
});

const due = (number: string, on: number) =>
  order(number, [placed({ promise: { date: on }, references: [`PO-${number}`] })]);
const days = (from: string, to: string) => ({ from: day(from), to: day(to) });
/** So many orders, one due each day. */
const daily = (from: string, count: number, name = 'SO') =>
  Array.from({ length: count }, (_, i) => due(`${name}-${String(i)}`, day(from) + i));

function watched(): Documents {
  const { documents } = ledger;
  const query = (asked: Query) => {
    queried.push(asked);
    return documents.query(asked);
  };
  return { ...documents, batchGet: documents.batchGet.bind(documents), query };
}

async function visited(period: ReturnType<typeof days>, most = 1000): Promise<readonly string[]> {
  const found: string[] = [];
  await createPeriodOrders(watched(), 'ledger').visit(ledger.client, period, most, (orders) => {
    found.push(...orders.map(({ evaluation }) => formatDay(evaluation.indexDay)));
  });
  return found.sort();
}

describe('the orders of a period', () => {
  it('are those listed on its days, both ends included, over all buckets', async () => {
    await ledger.record(...daily('2026-03-01', 10));
    expect(await visited(days('2026-03-03', '2026-03-05'))).toEqual([
      '2026-03-03',
      '2026-03-04',
      '2026-03-05',
    ]);
  });

  it('are none of another client', async () => {
    const globex = aClient({ clientId: clientId('globex') });
    await ledger.addClient(globex);
    await ledger.record(...daily('2026-03-01', 10));
    const found: unknown[] = [];
    const orders = createPeriodOrders(ledger.documents, 'ledger');
    await orders.visit(globex, days('2026-01-01', '2026-12-31'), 10, (some) => found.push(...some));
    expect(found).toEqual([]);
  });

  it('are read whole buckets at a time where they are many of all, the same ones', async () => {
    await ledger.record(...daily('2026-01-01', 300));
    const found = await visited(days('2026-02-01', '2026-10-01'));
    expect([found.length, found[0], found.at(-1)]).toEqual([243, '2026-02-01', '2026-10-01']);
    expect(queried.some(({ index }) => index === undefined)).toBe(true);
  });

  it('are read one by one where they are few of all', async () => {
    await ledger.record(...daily('2020-01-01', 1500));
    const found = await visited(days('2020-02-01', '2020-10-01'));
    expect(found).toHaveLength(244);
    expect(queried.every(({ index }) => index === 'byDay')).toBe(true);
  });

  it('cost fewer units read by the bucket than one by one', async () => {
    await ledger.record(...daily('2026-01-01', 300));
    const { capacity } = ledger.documents;
    capacity.reset();
    await visited(days('2026-01-01', '2026-10-27'));
    const whole = capacity.read;
    capacity.reset();
    await ledger.documents.batchGet(
      'ledger',
      ledger.documents
        .all('ledger')
        .filter(({ sk }) => sk.startsWith('O#'))
        .map(({ pk, sk }) => ({ pk, sk })),
    );
    expect(whole).toBeLessThan(0.5 * capacity.read);
  });

  it('that are too many are refused before one is read', async () => {
    await ledger.record(...daily('2026-03-01', 10));
    const refused = visited(days('2026-03-01', '2026-03-31'), 9);
    await expect(refused).rejects.toMatchObject({ code: 'too-many-orders' });
    expect(await visited(days('2026-03-01', '2026-03-31'), 10)).toHaveLength(10);
  });
});
