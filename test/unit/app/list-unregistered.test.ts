import { expect, it } from 'vitest';
import { listUnregistered } from '../../../shared/app/list-unregistered.ts';
import type { Candidate, OrderIndex } from '../../../shared/ports/order-index.ts';
import { aClient, clientId, day, orderNo } from '../../support/builders.ts';
import { aLedger, ANYONE } from '../../support/ledger.ts';

const DAYS = { from: day('2026-03-01'), to: day('2026-03-31') };

/** Lists `orders` candidates of every client, and counts how many orders are loaded. */
async function looking(orders: number) {
  const world = await aLedger();
  await world.addClient(aClient({ clientId: clientId('globex') }));
  let loaded = 0;
  const index: OrderIndex = {
    ...world.index,
    async *listed(): AsyncGenerator<Candidate> {
      for (let i = 0; i < orders; i++) {
        yield await Promise.resolve({
          kind: 'delivery',
          orderNo: orderNo(`SO-${String(i)}`),
          position: '',
          reference: undefined,
        });
      }
    },
    load: (_, refs) => {
      loaded += refs.length;
      return Promise.resolve([]);
    },
  };
  const found = await listUnregistered({ ...world, index }, ANYONE, 'carrier', DAYS, undefined);
  return { loaded, ...found };
}

it('looks at 10,000 orders of all clients together, and says whether there were more', async () => {
  expect(await looking(5000)).toMatchObject({ loaded: 10_000, ordersLookedAt: 10_000, complete: true });
  expect(await looking(5001)).toMatchObject({ loaded: 10_000, ordersLookedAt: 10_000, complete: false });
});
