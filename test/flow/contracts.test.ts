import { beforeAll, describe, expect, it, vi } from 'vitest';
import { makeClient, own, signedIn, type Caller, type Problem } from './support/api.ts';
import { event, orderPath, recorded, sendAll, type Order } from './support/events.ts';
import { figureOf, outcomesOf, readKpis } from './support/kpis.ts';

const CLIENT = own('terms');
const PERIOD = { from: '2026-03-01', to: '2026-03-31' };
const CONTRACTS = `/v1/clients/${CLIENT}/contracts`;
const SECOND = `${CONTRACTS}/2`;
const AGREED = { retroactive: { agreedBy: 'client', reason: 'agreed in the monthly meeting' } };
/** The pass starts 120 s after an activation: until then workers may judge by terms they have read before. */
const PASS_MS = 4 * 60_000;

interface Terms {
  readonly kpis: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly [name: string]: unknown;
}

interface Version extends Problem {
  readonly status: string;
  readonly inForce: boolean;
  readonly rejudging: boolean;
  readonly terms: Terms;
  readonly summary: string;
  readonly warnings: readonly { readonly code: string }[];
}

interface Versions {
  readonly contracts: readonly {
    readonly version: number;
    readonly status: string;
    readonly effectiveFrom: string;
  }[];
}

interface Diff {
  readonly changes: readonly unknown[];
  readonly text: readonly string[];
}

describe('a contract', () => {
  let admin: Caller;
  let manager: Caller;
  let viewer: Caller;
  let etag: string;

  // A delivery that is late to the minute, not to the day; the new version judges by the minute.
  beforeAll(async () => {
    admin = await signedIn('admin');
    await makeClient(admin, CLIENT);
    [manager, viewer] = [await signedIn('account-manager', CLIENT), await signedIn('client-viewer', CLIENT)];
    const promise = { to: '2026-03-10T12:00:00+01:00' };
    await sendAll(admin, [
      event(CLIENT, 'R-1', 'order.placed', '2026-03-02T10:00:00+01:00', { promise }),
      event(CLIENT, 'R-1', 'order.delivered', '2026-03-10T15:00:00+01:00'),
      event(CLIENT, 'R-0', 'order.placed', '2026-02-27T10:00:00+01:00', { promise }),
      event(CLIENT, 'R-0', 'order.delivered', '2026-03-10T15:00:00+01:00'),
    ]);
    await Promise.all(['R-0', 'R-1'].map((number) => recorded(admin, CLIENT, number, 2)));
  });

  const onTime = async () => {
    const { kpis, rejudging } = await readKpis(admin, CLIENT, PERIOD);
    const figure = figureOf(kpis, 'on-time-delivery');
    const { met, missed } = outcomesOf(figure);
    return { met, missed, rejudging, contractVersion: figure.contractVersion };
  };
  const minutes = async (over: object = {}): Promise<object> => {
    const { terms } = (await manager.get<Version>(`${CONTRACTS}/1`)).body;
    const delivery = { ...terms.kpis['on-time-delivery'], granularity: 'minute', ...over };
    return { ...terms, effectiveFrom: '2026-03-01', kpis: { ...terms.kpis, 'on-time-delivery': delivery } };
  };

  it('judges by the version that came with the client', async () => {
    expect(await onTime()).toEqual({ met: 2, missed: 0, rejudging: false, contractVersion: 1 });
  });

  it('takes no draft with a field that is wrong, and names it', async () => {
    const wrong = await minutes({ granularity: 'hour' });
    const { status, body } = await manager.send<Version>('PUT', SECOND, wrong);
    expect([status, body.code, body.errors?.map(({ path }) => path)]).toEqual([
      400,
      'invalid-request',
      ['kpis.on-time-delivery.granularity'],
    ]);
    expect((await manager.get<Version>(SECOND)).status).toBe(404);
  });

  it('takes a draft, which changes no figure and no client sees', async () => {
    const { status, body, headers } = await manager.send<Version>('PUT', SECOND, await minutes());
    expect([status, body.status, body.warnings.map(({ code }) => code)]).toEqual([
      200,
      'draft',
      ['activation-in-the-past'],
    ]);
    expect(body.summary).toContain('On-time delivery: judged by the minute');
    etag = headers.get('etag')!;
    expect((await viewer.get<Version>(SECOND)).status).toBe(404);
    expect((await onTime()).contractVersion).toBe(1);
  });

  it('says what the draft changes', async () => {
    const { body } = await manager.get<Diff>(`${SECOND}/diff`);
    expect(body.changes).toEqual([
      { path: 'effectiveFrom', from: null, to: '2026-03-01' },
      { path: 'kpis.on-time-delivery.granularity', from: 'day', to: 'minute' },
    ]);
    expect(body.text).toHaveLength(2);
  });

  it('is activated by an administrator, into the past only with the client’s agreement', async () => {
    const refusals = [
      await manager.send<Problem>('POST', `${SECOND}/activate`, AGREED),
      await admin.send<Problem>('POST', `${SECOND}/activate`),
      await admin.send<Problem>('POST', `${SECOND}/activate`, AGREED, { 'if-match': '"another"' }),
    ];
    expect(refusals.map(({ status, body }) => [status, body.code])).toEqual([
      [403, 'forbidden'],
      [409, 'activation-in-the-past'],
      [412, 'stale-version'],
    ]);
    const done = await admin.send<Version>('POST', `${SECOND}/activate`, AGREED, { 'if-match': etag });
    expect([done.status, done.body.status, done.body.inForce, done.body.rejudging]).toEqual([
      200,
      'active',
      true,
      true,
    ]);
    const { contracts } = (await viewer.get<Versions>(CONTRACTS)).body;
    expect(contracts.map(({ version, status }) => [version, status])).toEqual([
      [2, 'active'],
      [1, 'superseded'],
    ]);
    expect((await onTime()).rejudging).toBe(true);
  });

  it('is never changed in place', async () => {
    const again = await manager.send<Problem>('PUT', SECOND, await minutes(), { 'if-match': etag });
    expect([again.status, again.body.code]).toEqual([409, 'contract-active']);
  });

  it('may have a further pass side by side, which waits too', async () => {
    const { status, body } = await admin.send<{ startsAfterSeconds: number }>(
      'POST',
      `/v1/clients/${CLIENT}/rejudge`,
    );
    expect([status, body.startsAfterSeconds]).toEqual([202, 120]);
  });

  it(
    'judges the orders placed from its first day on by the new terms, each once',
    async () => {
      await vi.waitFor(
        async () => {
          expect((await onTime()).rejudging).toBe(false);
        },
        { timeout: PASS_MS, interval: 2000 },
      );
      expect(await onTime()).toEqual({ met: 1, missed: 1, rejudging: false, contractVersion: 2 });
      const judged = await Promise.all(
        ['R-0', 'R-1'].map(async (number) => {
          const { body } = await admin.get<Order>(orderPath(CLIENT, number));
          return [body.contractVersion, body.facts.length];
        }),
      );
      expect(judged).toEqual([
        [1, 2],
        [2, 2],
      ]);
      const { body } = await admin.get<Order>(orderPath(CLIENT, 'R-1'));
      expect(body.version).toBe(2);
    },
    PASS_MS + 10_000,
  );
});
