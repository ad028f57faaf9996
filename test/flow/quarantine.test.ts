import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { makeClient, own, signedIn, type Caller, type Problem } from './support/api.ts';
import { event, HOUR_MS, orderPath, recorded, sendAll, type Event } from './support/events.ts';

const CLIENT = own('quarantine');
const PATIENCE = { timeout: 60_000, interval: 250 };
const TOLERANCE_MS = 15 * 60_000;
/** Long enough for the event to arrive while it still lies too far ahead. */
const AHEAD_MS = 25_000;

interface Entry {
  readonly id: string;
  readonly orderNo: string;
  readonly code: string;
  readonly detail: string;
  readonly attempts: number;
  readonly event: { readonly id: string; readonly data: Readonly<Record<string, unknown>> };
}

describe('what cannot be recorded', () => {
  let admin: Caller;

  beforeAll(async () => {
    admin = await signedIn('admin');
    await makeClient(admin, CLIENT);
  });

  const entriesOf = async (orderNo: string): Promise<Entry[]> => {
    const { body } = await admin.get<{ entries: Entry[] }>(`/v1/quarantine?clientId=${CLIENT}&limit=100`);
    return body.entries.filter((entry) => entry.orderNo === orderNo);
  };
  const quarantined = (orderNo: string, count = 1): Promise<Entry[]> =>
    vi.waitFor(async () => {
      const entries = await entriesOf(orderNo);
      expect(entries).toHaveLength(count);
      return entries;
    }, PATIENCE);
  const retry = async (id: string) =>
    (await admin.send<{ state: string }>('POST', `/v1/quarantine/${id}/retry`)).body.state;

  it('a time to come stands in quarantine, and no order is made of it', async () => {
    await sendAll(admin, [event(CLIENT, 'FUTURE', 'order.delivered', Date.now() + HOUR_MS)]);
    const [entry] = await quarantined('FUTURE');
    expect(entry).toMatchObject({ code: 'occurs-in-future', attempts: 1 });
    expect(entry!.detail).toContain('15 minutes');
    expect((await admin.get(orderPath(CLIENT, 'FUTURE'))).status).toBe(404);
  });

  it('refused again, it comes back under its id with one attempt more', async () => {
    const again = event(CLIENT, 'AGAIN', 'order.delivered', Date.now() + HOUR_MS);
    await sendAll(admin, [again]);
    const [{ id }] = (await quarantined('AGAIN')) as [Entry];
    expect(await retry(id)).toBe('retrying');
    await vi.waitFor(async () => {
      expect(await entriesOf('AGAIN')).toMatchObject([{ id, code: 'occurs-in-future', attempts: 2 }]);
    }, PATIENCE);
  });

  it('is recorded by a retry once the time has come', async () => {
    const occursAt = Date.now() + TOLERANCE_MS + AHEAD_MS;
    await sendAll(admin, [event(CLIENT, 'SOON', 'order.delivered', occursAt, { units: 4 })]);
    const [{ id, event: kept }] = (await quarantined('SOON')) as [Entry];
    expect(kept.data).toEqual({ units: 4 });
    await sleep(Math.max(0, occursAt - TOLERANCE_MS - Date.now()) + 1000);
    expect(await retry(id)).toBe('retrying');
    const order = await recorded(admin, CLIENT, 'SOON', 1);
    expect(order.facts[0]).toMatchObject({ type: 'order.delivered', data: { units: 4 } });
    expect(await entriesOf('SOON')).toEqual([]);
  });

  it('an id used again with other content keeps its first content', async () => {
    const first = event(CLIENT, 'REUSED', 'order.delivered', '2026-03-05T10:00:00Z', { units: 12 });
    await sendAll(admin, [first]);
    await recorded(admin, CLIENT, 'REUSED', 1);
    await sendAll(admin, [{ ...first, data: { units: 13 } }]);
    const [entry] = await quarantined('REUSED');
    expect(entry).toMatchObject({ code: 'event-id-reused', event: { id: first['id'], data: { units: 13 } } });
    const { version, facts } = await recorded(admin, CLIENT, 'REUSED', 1);
    expect({ version, units: facts[0]?.data['units'] }).toEqual({ version: 1, units: 12 });
  });

  it('an order number used again after the order was closed long ago', async () => {
    const of = (id: string, type: string, at: string): Event => event(CLIENT, id, type, at);
    await sendAll(admin, [
      of('CLOSED', 'order.placed', '2025-01-02T10:00:00Z'),
      of('CLOSED', 'order.delivered', '2025-01-05T10:00:00Z'),
    ]);
    await recorded(admin, CLIENT, 'CLOSED', 2);
    await sendAll(admin, [of('CLOSED', 'order.placed', '2025-06-02T10:00:00Z')]);
    expect((await quarantined('CLOSED'))[0]).toMatchObject({ code: 'order-number-reused' });
    await recorded(admin, CLIENT, 'CLOSED', 2);
  });

  it('facts beyond 500 of one order, whose first 500 are recorded', async () => {
    const attempt = (i: number): Event =>
      event(CLIENT, 'MANY', 'order.delivery-attempted', Date.parse('2026-03-05T10:00:00Z') + i * 1000);
    await sendAll(
      admin,
      Array.from({ length: 500 }, (_, i) => attempt(i)),
    );
    await recorded(admin, CLIENT, 'MANY', 500);
    await sendAll(admin, [attempt(500), attempt(501), event(CLIENT, 'MANY-OTHER', 'order.lost', Date.now())]);
    const entries = await quarantined('MANY', 2);
    expect(entries.map(({ code }) => code)).toEqual(['too-many-facts', 'too-many-facts']);
    await recorded(admin, CLIENT, 'MANY', 500);
    await recorded(admin, CLIENT, 'MANY-OTHER', 1);
  });

  it('leaves the list for good when it is discarded', async () => {
    await sendAll(admin, [event(CLIENT, 'DISCARDED', 'order.delivered', Date.now() + HOUR_MS)]);
    const [{ id }] = (await quarantined('DISCARDED')) as [Entry];
    const { status, body } = await admin.send('DELETE', `/v1/quarantine/${id}`);
    expect({ status, body }).toEqual({ status: 200, body: { id, state: 'discarded' } });
    expect(await entriesOf('DISCARDED')).toEqual([]);
    const again = await admin.send<Problem>('POST', `/v1/quarantine/${id}/retry`);
    expect({ status: again.status, code: again.body.code }).toEqual({ status: 404, code: 'not-found' });
  });

  it('is paged, and filtered by why', async () => {
    const { body } = await admin.get<{ entries: Entry[]; nextToken?: string }>(
      `/v1/quarantine?clientId=${CLIENT}&code=too-many-facts&limit=1`,
    );
    expect(body.entries).toHaveLength(1);
    const next = await admin.get<{ entries: Entry[] }>(
      `/v1/quarantine?clientId=${CLIENT}&code=too-many-facts&limit=1&nextToken=${encodeURIComponent(body.nextToken!)}`,
    );
    expect(next.body.entries).toHaveLength(1);
    expect(next.body.entries[0]!.id).not.toBe(body.entries[0]!.id);
  });
});
