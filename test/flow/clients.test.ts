import { beforeAll, describe, expect, it, vi } from 'vitest';
import { makeClient, own, signedIn, type Caller, type Problem } from './support/api.ts';
import { event, orderPath, recorded, sendAll, type Order } from './support/events.ts';
import { figureOf, outcomesOf, readKpis } from './support/kpis.ts';

const TERMS = own('terms');
const PERIOD = { from: '2026-03-01', to: '2026-03-31' };
/** The pass starts 120 s after a change: until then workers may judge by terms they have read before. */
const PASS_MS = 4 * 60_000;

interface ClientBody extends Problem {
  readonly clientId: string;
  readonly name: string;
  readonly version: number;
  readonly rejudging: boolean;
  readonly contract: { readonly kpis: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
}

describe('clients', () => {
  let admin: Caller;

  // First of all, for what comes of it takes two minutes: a delivery that is late to the minute, not to the day.
  beforeAll(async () => {
    admin = await signedIn('admin');
    await makeClient(admin, TERMS);
    const promise = { to: '2026-03-10T12:00:00+01:00' };
    await sendAll(admin, [
      event(TERMS, 'R-1', 'order.placed', '2026-03-02T10:00:00+01:00', { promise }),
      event(TERMS, 'R-1', 'order.delivered', '2026-03-10T15:00:00+01:00'),
    ]);
    await recorded(admin, TERMS, 'R-1', 2);
    expect(await onTime()).toEqual({ met: 1, missed: 0, rejudging: false });
    const { status, body } = await patch({
      contract: { kpis: { 'on-time-delivery': { granularity: 'minute' } } },
    });
    expect({ status, rejudging: body.rejudging }).toEqual({ status: 200, rejudging: true });
    // A further pass on request, side by side with the first: it waits too, and finds nothing left to change.
    const further = await admin.send<{ startsAfterSeconds: number }>('POST', `${path}/rejudge`);
    expect({ status: further.status, waits: further.body.startsAfterSeconds }).toEqual({
      status: 202,
      waits: 120,
    });
  });

  const onTime = async () => {
    const { kpis, rejudging } = await readKpis(admin, TERMS, PERIOD);
    const { met, missed } = outcomesOf(figureOf(kpis, 'on-time-delivery'));
    return { met, missed, rejudging };
  };
  const path = `/v1/clients/${TERMS}`;
  const patch = async (changes: object) => {
    const { headers } = await admin.get(path);
    return admin.send<ClientBody>('PATCH', path, changes, { 'if-match': headers.get('etag')! });
  };

  describe('edited', () => {
    const clientId = own('edited');
    const at = `/v1/clients/${clientId}`;

    beforeAll(async () => {
      await makeClient(admin, clientId);
    });

    it('want the version that was read', async () => {
      const { status, body } = await admin.send<Problem>('PATCH', at, { name: 'New name' });
      expect({ status, code: body.code }).toEqual({ status: 428, code: 'if-match-required' });
    });

    it('take an edit once, and refuse it from the version before', async () => {
      const read = await admin.get<ClientBody>(at);
      const etag = read.headers.get('etag')!;
      const first = await admin.send<ClientBody>('PATCH', at, { name: 'First' }, { 'if-match': etag });
      expect(first.status).toBe(200);
      expect(first.headers.get('etag')).not.toBe(etag);
      const second = await admin.send<Problem>('PATCH', at, { name: 'Second' }, { 'if-match': etag });
      expect({ status: second.status, code: second.body.code }).toEqual({
        status: 412,
        code: 'stale-version',
      });
      expect((await admin.get<ClientBody>(at)).body.name).toBe('First');
    });

    it('let one of two edits made at once win', async () => {
      const { headers } = await admin.get<ClientBody>(at);
      const ifMatch = { 'if-match': headers.get('etag')! };
      const edits = ['Left', 'Right'].map((name) => admin.send<ClientBody>('PATCH', at, { name }, ifMatch));
      const statuses = (await Promise.all(edits)).map(({ status }) => status).sort();
      expect(statuses).toEqual([200, 412]);
    });

    it('keep their terms from an account manager', async () => {
      const manager = await signedIn('account-manager', clientId);
      const { headers } = await manager.get<ClientBody>(at);
      const ifMatch = { 'if-match': headers.get('etag')! };
      const terms = await manager.send<Problem>('PATCH', at, { contract: { minVolume: 5 } }, ifMatch);
      expect({ status: terms.status, code: terms.body.code }).toEqual({ status: 403, code: 'forbidden' });
      expect((await manager.send('PATCH', at, { name: 'By the manager' }, ifMatch)).status).toBe(200);
    });
  });

  describe('created with an Idempotency-Key', () => {
    const clientId = own('once');
    const body = { clientId, name: 'Once', timeZone: 'Asia/Shanghai' };
    const key = { 'idempotency-key': own('key') };

    it('are created once, with the same answer to a repeat', async () => {
      const first = await admin.send<ClientBody>('POST', '/v1/clients', body, key);
      const repeat = await admin.send<ClientBody>('POST', '/v1/clients', body, key);
      expect([first.status, repeat.status]).toEqual([201, 201]);
      expect(repeat.body).toEqual(first.body);
      expect(repeat.headers.get('idempotency-replayed')).toBe('true');
      expect(first.headers.get('location')).toBe(`/v1/clients/${clientId}`);
    });

    it('refuse the key with another body', async () => {
      const other = await admin.send<Problem>('POST', '/v1/clients', { ...body, name: 'Twice' }, key);
      expect({ status: other.status, code: other.body.code }).toEqual({
        status: 409,
        code: 'idempotency-key-reused',
      });
    });

    it('exist already for a request with another key', async () => {
      const again = await admin.send<Problem>('POST', '/v1/clients', body);
      expect({ status: again.status, code: again.body.code }).toEqual({
        status: 409,
        code: 'client-exists',
      });
    });
  });

  describe('whose terms were changed', () => {
    it('say that orders still wait to be judged under them', async () => {
      expect((await onTime()).rejudging).toBe(true);
    });

    it(
      'show the figures under the new terms after the passes, and judged each order once',
      async () => {
        await vi.waitFor(
          async () => {
            expect((await onTime()).rejudging).toBe(false);
          },
          { timeout: PASS_MS, interval: 2000 },
        );
        expect(await onTime()).toEqual({ met: 0, missed: 1, rejudging: false });
        const { body } = await admin.get<Order>(orderPath(TERMS, 'R-1'));
        expect(body.version).toBe(2);
        expect(body.facts).toHaveLength(2);
      },
      PASS_MS + 10_000,
    );
  });
});
