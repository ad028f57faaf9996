import { beforeAll, describe, expect, it, vi } from 'vitest';
import { makeClient, own, signedIn, type Caller, type Problem } from './support/api.ts';
import { event, orderPath, recorded, sendAll, type Order } from './support/events.ts';
import { figureOf, outcomesOf, readKpis } from './support/kpis.ts';

const CLIENT = own('mapped');
const CARRIER = own('express');
const WRITTEN = `${CARRIER} Überland GmbH`;
const PERIOD = { from: '2026-03-01', to: '2026-03-31' };
/** The pass starts 120 s after a change: until then workers may judge by registries they have read before. */
const PASS_MS = 4 * 60_000;

interface Unregistered {
  readonly values: readonly { readonly value: string; readonly orders: number }[];
  readonly complete: boolean;
}

interface Moved {
  readonly clientsRejudged: number;
}

describe('a carrier that is not registered', () => {
  let admin: Caller;

  beforeAll(async () => {
    admin = await signedIn('admin');
    await makeClient(admin, CLIENT);
    const promise = { date: '2026-03-10' };
    const numbers = ['U-1', 'U-2'];
    await sendAll(
      admin,
      numbers.flatMap((number) => [
        event(CLIENT, number, 'order.placed', '2026-03-02T10:00:00+01:00', { promise, carrierId: WRITTEN }),
        event(CLIENT, number, 'order.delivered', '2026-03-09T15:00:00+01:00'),
      ]),
    );
    for (const number of numbers) await recorded(admin, CLIENT, number, 2);
  });

  const byCarrier = async () => {
    const { groups = [], rejudging } = await readKpis(admin, CLIENT, { ...PERIOD, groupBy: 'carrier' });
    const met = new Map(
      groups.map(({ key, kpis }) => [key, outcomesOf(figureOf(kpis, 'on-time-delivery')).met]),
    );
    return { rejudging, met: Object.fromEntries([...met].filter(([, count]) => count !== 0)) };
  };
  const unregistered = async (clientId = CLIENT) => {
    const query = new URLSearchParams({ ...PERIOD, clientId });
    const path = `/v1/registries/carrier/unregistered?${query.toString()}`;
    return (await admin.get<Unregistered>(path)).body;
  };

  it('counts as unknown, on a list of its own, and is told with its orders', async () => {
    expect(await byCarrier()).toEqual({ rejudging: false, met: { unknown: 2 } });
    const query = new URLSearchParams({ ...PERIOD, dataQuality: 'unregistered-value' });
    const listed = await admin.get<{ orders: readonly Order[] }>(
      `/v1/clients/${CLIENT}/orders?${query.toString()}`,
    );
    expect(listed.body.orders.map(({ orderNo }) => orderNo).sort()).toEqual(['U-1', 'U-2']);
    expect(await unregistered()).toMatchObject({
      values: [{ value: WRITTEN, orders: 2, clients: [CLIENT] }],
      complete: true,
    });
  });

  it(
    'is mapped to an entry afterwards: its orders are judged again and count there',
    async () => {
      // Only the client of this test is judged again: others look at their figures meanwhile.
      const clientIds = [CLIENT];
      const entry = { entries: [{ id: CARRIER, name: 'Express' }], clientIds };
      const imported = await admin.send('POST', '/v1/registries/carrier/import', entry);
      expect(imported.body).toEqual({
        results: [{ index: 0, id: CARRIER, outcome: 'created' }],
        clientsRejudged: 1,
      });
      const alias = { value: WRITTEN, id: CARRIER, clientIds };
      const mapped = await admin.send<Moved>('PUT', '/v1/registries/carrier/aliases', alias);
      expect({ status: mapped.status, ...mapped.body }).toEqual({
        status: 202,
        clientsRejudged: 1,
        startsAfterSeconds: 120,
      });
      expect(await unregistered()).toMatchObject({ values: [] });
      await vi.waitFor(
        async () => {
          expect(await byCarrier()).toEqual({ rejudging: false, met: { [CARRIER]: 2 } });
        },
        { timeout: PASS_MS, interval: 2000 },
      );
      const { body } = await admin.get<Order>(orderPath(CLIENT, 'U-1'));
      expect(body.dataQuality).toEqual([]);
    },
    PASS_MS + 10_000,
  );

  it('is merged into another one, never in a circle', async () => {
    const other = own('other');
    const path = (rest: string) => `/v1/registries/carrier/${rest}`;
    const none = { clientIds: [] };
    await admin.send('PUT', path(other), { name: 'Other', ...none });
    const merged = await admin.send<Moved>('POST', path(`${CARRIER}/merge`), { into: other, ...none });
    expect({ status: merged.status, ...merged.body }).toMatchObject({ status: 202, clientsRejudged: 0 });
    const circle = await admin.send<Problem>('POST', path(`${other}/merge`), { into: CARRIER, ...none });
    expect({ status: circle.status, path: circle.body.errors?.[0]?.path }).toEqual({
      status: 400,
      path: 'into',
    });
  });

  it('is listed for staff alone; reasons of excuses are for the client as well', async () => {
    const viewer = await signedIn('client-viewer', CLIENT);
    const statuses = await Promise.all(
      ['carrier', 'cause', 'reason'].map(
        async (registry) => (await viewer.get(`/v1/registries/${registry}`)).status,
      ),
    );
    expect(statuses).toEqual([403, 403, 200]);
  });
});
