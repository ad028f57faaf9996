import { beforeAll, describe, expect, it } from 'vitest';
import {
  callerWith,
  makeClient,
  own,
  personFor,
  signedIn,
  type Caller,
  type Problem,
} from './support/api.ts';
import {
  DAY_MS,
  event,
  HOUR_MS,
  orderPath,
  recorded,
  sendAll,
  type Event,
  type Order,
} from './support/events.ts';
import { figureOf, listAll, readKpis } from './support/kpis.ts';

const CLIENT = own('excuses');
const FOREIGN = own('excuses-foreign');
const KPI = 'on-time-delivery';
const MANAGER = own('excuses-manager');
const FLOOR = own('excuses-floor');

const now = Date.now();
const isoDay = (at: number): string => new Date(at).toISOString().slice(0, 10);
/** Promised so many days ago, delivered two days after it or the day before. */
function ordered(orderNo: string, daysAgo: number, outcome: 'late' | 'kept'): readonly Event[] {
  const due = now - daysAgo * DAY_MS;
  return [
    event(CLIENT, orderNo, 'order.placed', due - 8 * DAY_MS, { promise: { date: isoDay(due) } }),
    event(CLIENT, orderNo, 'order.delivered', due + (outcome === 'late' ? 2 : -1) * DAY_MS),
  ];
}

interface Changed {
  readonly orderNo: string;
  readonly done: boolean;
  readonly code?: string;
  readonly counted?: { readonly gross: string; readonly net: string };
}
interface Answered extends Problem {
  readonly orders: readonly Changed[];
}

describe('what people say about misses', () => {
  let admin: Caller;
  let manager: Caller;
  let approver: Caller;
  let viewer: Caller;
  let floor: Caller;

  beforeAll(async () => {
    admin = await signedIn('admin');
    await Promise.all([makeClient(admin, CLIENT), makeClient(admin, FOREIGN)]);
    [manager, approver, viewer, floor] = await Promise.all([
      personFor('account-manager', MANAGER, [CLIENT]),
      signedIn('client-approver', CLIENT),
      signedIn('client-viewer', CLIENT),
      personFor('operations', FLOOR, [CLIENT]),
    ]);
    const orders = [
      ...['E-1', 'E-2', 'E/3'].flatMap((orderNo) => ordered(orderNo, 5, 'late')),
      ...ordered('KEPT', 5, 'kept'),
      ...ordered('OLD', 60, 'late'),
    ];
    await sendAll(admin, orders);
    for (const orderNo of ['E-1', 'E-2', 'E/3', 'KEPT', 'OLD']) await recorded(admin, CLIENT, orderNo, 2);
  });

  const period = { from: isoDay(now - 20 * DAY_MS), to: isoDay(now) };
  const post = (caller: Caller, path: string, body: object, headers = {}) =>
    caller.send<Answered>('POST', `/v1/clients/${CLIENT}/${path}`, body, headers);
  const orders = (...numbers: string[]) => numbers.map((orderNo) => ({ orderNo }));
  const propose = (caller: Caller, numbers: string[], headers = {}) =>
    post(caller, 'excuses', { orders: orders(...numbers), kpi: KPI, reasonCode: 'AO' }, headers);
  const decide = (caller: Caller, decision: string, numbers: string[]) =>
    post(caller, 'excuses/decisions', { orders: orders(...numbers), kpi: KPI, decision });
  const codes = ({ body }: { readonly body: Answered }) => body.orders.map(({ code }) => code ?? 'done');
  const figure = async () => figureOf((await readKpis(viewer, CLIENT, period)).kpis, KPI);
  const sides = async () => {
    const { gross, net } = await figure();
    return {
      gross: `${String(gross.numerator)}/${String(gross.denominator)}`,
      net: `${String(net.numerator)}/${String(net.denominator)}`,
    };
  };
  const opened = async (caller: Caller, orderNo: string): Promise<Order> =>
    (await caller.get<Order>(orderPath(CLIENT, orderNo))).body;

  it('an excuse is proposed and accepted: net moves, gross stays', async () => {
    expect(await sides()).toEqual({ gross: '1/4', net: '1/4' });
    const key = { 'idempotency-key': own('propose') };
    const proposed = await propose(manager, ['E-1', 'E/3', 'KEPT', 'OLD'], key);
    expect(proposed.status).toBe(200);
    expect(codes(proposed)).toEqual(['done', 'done', 'not-missed', 'excuse-too-late']);
    const again = await propose(manager, ['E-1', 'E/3', 'KEPT', 'OLD'], key);
    expect([again.headers.get('idempotency-replayed'), again.body]).toEqual(['true', proposed.body]);
    const waiting = await approver.get<{ orders: { orderNo: string }[] }>(
      `/v1/clients/${CLIENT}/excuses?state=proposed&from=${period.from}&to=${period.to}`,
    );
    expect(waiting.body.orders.map(({ orderNo }) => orderNo).sort()).toEqual(['E-1', 'E/3']);
    const accepted = await decide(approver, 'accepted', ['E-1', 'E/3']);
    expect(accepted.body.orders.map(({ counted }) => [counted?.gross, counted?.net])).toEqual([
      ['missed', 'excused'],
      ['missed', 'excused'],
    ]);
    expect(await sides()).toEqual({ gross: '1/4', net: '1/2' });
    expect(codes(await decide(manager, 'withdrawn', ['E/3']))).toEqual(['done']);
    expect(await sides()).toEqual({ gross: '1/4', net: '1/3' });
  });

  it.each([
    ['twice', () => propose(manager, ['E-1']), 'excuse-exists'],
    ['for a met order', () => propose(approver, ['KEPT']), 'not-missed'],
    ['after its time', () => propose(manager, ['OLD']), 'excuse-too-late'],
    ['for no order', () => propose(manager, ['NONE']), 'no-such-order'],
    ['decided without a proposal', () => decide(approver, 'accepted', ['E-2']), 'no-excuse'],
  ] as const)('an excuse %s is refused with a code, and nothing is written', async (_, ask, code) => {
    const before = await Promise.all(['E-1', 'E-2', 'KEPT', 'OLD'].map((orderNo) => opened(admin, orderNo)));
    const answer = await ask();
    expect([answer.status, answer.body.code, codes(answer)]).toEqual([409, 'all-orders-refused', [code]]);
    const after = await Promise.all(['E-1', 'E-2', 'KEPT', 'OLD'].map((orderNo) => opened(admin, orderNo)));
    expect(after.map(({ version }) => version)).toEqual(before.map(({ version }) => version));
  });

  it('an excuse is not decided by the side that proposed it', async () => {
    expect(codes(await propose(approver, ['E-2']))).toEqual(['done']);
    expect(codes(await decide(approver, 'accepted', ['E-2']))).toEqual(['excuse-wrong-side']);
    expect(codes(await decide(manager, 'withdrawn', ['E-2']))).toEqual(['excuse-wrong-side']);
    expect(codes(await decide(manager, 'rejected', ['E-2']))).toEqual(['done']);
  });

  it('a dispute behind a met verdict stands beside the figure until it is settled', async () => {
    const { facts } = await opened(approver, 'KEPT');
    const { source, id } = facts.find(({ type }) => type === 'order.delivered')!;
    const dispute = { orderNo: 'KEPT', fact: { source, id } };
    expect((await post(viewer, 'disputes', { ...dispute, reason: 'x' })).status).toBe(403);
    expect(
      (await post(approver, 'disputes', { ...dispute, reason: 'our gate log says the 20th' })).status,
    ).toBe(201);
    expect(await figure()).toMatchObject({ gross: { met: 1 }, disputed: 1 });
    const behind = await listAll(viewer, CLIENT, { ...period, kpi: KPI, disputed: 'true' });
    expect(behind.map(({ orderNo }) => orderNo)).toEqual(['KEPT']);
    const settlement = { ...dispute, outcome: 'upheld', void: true };
    expect((await post(approver, 'disputes/settlements', settlement)).status).toBe(403);
    expect((await post(manager, 'disputes/settlements', settlement)).status).toBe(200);
    expect(await figure()).toMatchObject({ gross: { met: 0, overdue: 1 }, disputed: 0 });
  });

  it('causes are named in bulk, summed up, and hidden from the client', async () => {
    const day = isoDay(now - 5 * DAY_MS);
    const missing = async () =>
      (
        await floor.get<{ orders: { orderNo: string }[] }>(
          `/v1/clients/${CLIENT}/causes/missing?date=${day}&kpi=${KPI}`,
        )
      ).body.orders.map(({ orderNo }) => orderNo);
    expect((await missing()).sort()).toEqual(['E-1', 'E-2', 'E/3', 'KEPT']);
    const assigned = {
      orders: orders('E-1', 'E-2'),
      kpi: KPI,
      cause: 'carrier-delay',
      note: 'truck broke down',
    };
    expect(codes(await post(floor, 'causes', assigned))).toEqual(['done', 'done']);
    expect(
      codes(await post(floor, 'causes', { ...assigned, orders: orders('E/3'), cause: 'weather' })),
    ).toEqual(['done']);
    expect(await missing()).toEqual(['KEPT']);
    const pareto = await manager.get<object>(
      `/v1/clients/${CLIENT}/causes/pareto?kpi=${KPI}&from=${period.from}&to=${period.to}`,
    );
    expect(pareto.body).toMatchObject({
      assigned: 3,
      unassigned: 1,
      causes: [
        { cause: 'carrier-delay', orders: 2, cumulative: { numerator: 2, denominator: 3 } },
        { cause: 'weather', orders: 1, cumulative: { numerator: 3, denominator: 3 } },
      ],
    });
    for (const client of [approver, viewer]) {
      const text = JSON.stringify(await opened(client, 'E-1'));
      expect(text).not.toContain('carrier-delay');
      expect(text).not.toContain('cause-assigned');
      expect((await post(client, 'causes', assigned)).status).toBe(403);
      expect((await client.get(`/v1/clients/${CLIENT}/causes/missing?date=${day}`)).status).toBe(403);
    }
    expect(JSON.stringify(await opened(floor, 'E-1'))).toContain('carrier-delay');
  });

  it('another tenant’s client and a missing one give the same 404', async () => {
    for (const clientId of [FOREIGN, own('missing')]) {
      const body = { orders: orders('E-1'), kpi: KPI, reasonCode: 'AO' };
      for (const caller of [approver, manager]) {
        const answer = await caller.send<Problem>('POST', `/v1/clients/${clientId}/excuses`, body);
        expect([answer.status, answer.body.code]).toEqual([404, 'not-found']);
      }
    }
    expect((await callerWith('').get(`/v1/clients/${CLIENT}/excuses`)).status).toBe(401);
  });

  it('what an interactive call writes is told to have happened when it was said', async () => {
    const { facts } = await opened(admin, 'E-1');
    const said = facts.filter(({ type }) => type === 'miss.excused');
    expect(said.map(({ data }) => [data['decision'], data['proposedBy'] ?? data['decidedBy']])).toEqual([
      ['proposed', 'provider'],
      ['accepted', 'client'],
    ]);
    for (const { occurredAt } of said)
      expect(Math.abs(Date.parse(occurredAt) - Date.now())).toBeLessThan(HOUR_MS);
  });
});
