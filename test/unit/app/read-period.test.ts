import { describe, expect, it } from 'vitest';
import { readPeriod } from '../../../shared/app/read-period.ts';
import type { OrderRecord } from '../../../shared/domain/ledger/order-record.ts';
import type { Days } from '../../../shared/ports/kpi-sources.ts';
import type { PeriodOrders } from '../../../shared/ports/period-orders.ts';
import { aClient } from '../../support/builders.ts';

const CLIENT = aClient({ spreadDays: 32 });
const MARCH = { from: 1000, to: 1030 };

/** Orders listed on these days; notes what was asked for. */
function ordersOn(...listed: readonly number[]) {
  const asked: Days[] = [];
  const left: number[] = [];
  const orders: PeriodOrders = {
    visit: (_client, days, most, visit) => {
      asked.push(days);
      left.push(most);
      const found = listed.filter((day) => day >= days.from && day <= days.to);
      visit(found.map((indexDay) => ({ evaluation: { indexDay } }) as OrderRecord));
      return Promise.resolve();
    },
  };
  return { orders, asked, left };
}

describe('the orders that count in a period', () => {
  it('are searched as far beside it as the spread of the client says', async () => {
    const { orders, asked } = ordersOn(1010);
    await readPeriod(orders, CLIENT, MARCH, 0, () => 5);
    expect(asked).toEqual([{ from: 968, to: 1062 }]);
  });

  it('are searched at least as far as is wanted', async () => {
    const { orders, asked } = ordersOn();
    await readPeriod(orders, CLIENT, MARCH, 92, () => 0);
    expect(asked).toEqual([{ from: 908, to: 1122 }]);
  });

  it('are searched further where an order reaches further, each once, until none does', async () => {
    const { orders, asked, left } = ordersOn(900, 940, 1010, 1100);
    const seen: number[] = [];
    await readPeriod(orders, CLIENT, MARCH, 0, ({ evaluation: { indexDay } }) => {
      seen.push(indexDay);
      // The order of day 940 is only met with a margin of 64, and asks for 128.
      return indexDay === 1010 ? 40 : indexDay === 940 ? 100 : 0;
    });
    expect(seen.sort((a, b) => a - b)).toEqual([900, 940, 1010, 1100]);
    expect(asked).toEqual([
      { from: 968, to: 1062 },
      { from: 936, to: 967 },
      { from: 1063, to: 1094 },
      { from: 872, to: 935 },
      { from: 1095, to: 1158 },
    ]);
    // The cap is for all of them together.
    expect(left[0]! - left.at(-1)!).toBe(3);
  });

  it('are searched within the days there are, whatever the distance', async () => {
    const { orders, asked } = ordersOn(1010);
    await readPeriod(orders, CLIENT, MARCH, 0, () => 5_000_000);
    expect(Math.min(...asked.map(({ from }) => from))).toBe(-719_162);
    expect(Math.max(...asked.map(({ to }) => to))).toBe(2_932_896);
  });
});
