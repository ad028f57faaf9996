import { beforeAll, describe, expect, it } from 'vitest';
import { makeClient, own, personFor, signedIn, type Caller, type Problem } from './support/api.ts';
import {
  event,
  orderPath,
  recorded,
  sendAll,
  type Acceptance,
  type Event,
  type Order,
} from './support/events.ts';

const CLIENT = own('bad-input');
const TWIN = `${CLIENT}2`;
const AT = '2026-03-05T10:00:00+01:00';

const delivery = (orderNo: string, over: object = {}): Event => ({
  ...event(CLIENT, orderNo, 'order.delivered', AT),
  ...over,
});
const placed = (data: object): Event => event(CLIENT, 'B-1', 'order.placed', AT, data);
const without = (name: string): Event =>
  Object.fromEntries(Object.entries(delivery('B-1')).filter(([key]) => key !== name));

const REUSED = delivery('B-2');
const LONG_LINES = Array.from({ length: 500 }, (_, i) => ({
  lineNo: `${String(i)} ${'l'.repeat(90)}`,
  sku: 's'.repeat(100),
  lot: 'l'.repeat(90),
  units: 1,
}));

/** Each bad event with its stated answer. */
const BAD: readonly (readonly [name: string, event: unknown, code: string, field: string])[] = [
  ['no object', 'order.delivered', 'invalid-field', ''],
  ['no CloudEvent', { orderNo: 'B-1', delivered: true }, 'invalid-field', 'specversion'],
  ['an unknown type', delivery('B-1', { type: 'order.teleported' }), 'unknown-type', 'type'],
  ['no client', without('clientid'), 'invalid-field', 'clientid'],
  ['a client nobody made', delivery('B-1', { clientid: own('nobody') }), 'unknown-client', 'clientid'],
  ['no order number', without('subject'), 'invalid-field', 'subject'],
  ['300 characters of order number', delivery('x'.repeat(300)), 'invalid-field', 'subject'],
  ['600 bytes of order number', delivery('箱'.repeat(200)), 'invalid-field', 'subject'],
  ['an order number that no address can name', delivery('..'), 'invalid-field', 'subject'],
  ['no time', without('time'), 'invalid-field', 'time'],
  ['a time without offset', delivery('B-1', { time: '2026-03-05T10:00:00' }), 'invalid-field', 'time'],
  [
    'a local time without zone',
    { ...without('time'), data: { localTime: '2026-03-05T10:00:00' } },
    'invalid-field',
    'data.timeZone',
  ],
  [
    'a zone that is none',
    { ...without('time'), data: { localTime: '2026-03-05T10:00:00', timeZone: 'Mars/Base' } },
    'invalid-field',
    'data.timeZone',
  ],
  ['a day that does not exist', delivery('B-1', { time: '2026-02-30T10:00:00Z' }), 'invalid-field', 'time'],
  [
    'a promised date that does not exist',
    placed({ promise: { date: '2026-02-30' } }),
    'invalid-field',
    'data.promise.date',
  ],
  [
    'money with decimals',
    placed({ value: { amount: 12.5, currency: 'EUR' } }),
    'invalid-field',
    'data.value.amount',
  ],
  ['negative units', delivery('B-1', { data: { units: -1 } }), 'invalid-field', 'data.units'],
  ['an unknown field', delivery('B-1', { data: { unit: 1 } }), 'invalid-field', 'data.unit'],
  ['an event beyond 128 KB', placed({ lines: LONG_LINES }), 'too-large', 'data'],
  [
    'an id used before with other content',
    { ...REUSED, time: '2026-03-06T10:00:00Z' },
    'event-id-reused',
    'id',
  ],
];

describe('bad input', () => {
  let admin: Caller;

  beforeAll(async () => {
    admin = await signedIn('admin');
    await Promise.all([makeClient(admin, CLIENT), makeClient(admin, TWIN)]);
  });

  describe('of a whole request', () => {
    const post = async (body: unknown, headers: Record<string, string> = {}) => {
      const answer = await admin.send<Problem>('POST', '/v1/events', body, headers);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(answer.body.correlationId).toBeTruthy();
      return { status: answer.status, code: answer.body.code, detail: answer.body.detail };
    };

    it('is refused when it is not JSON', async () => {
      expect(await post('{"specversion":')).toMatchObject({ status: 400, code: 'invalid-json' });
    });

    it.each([
      ['a text', '"hello"'],
      ['no event at all', []],
    ])('is refused when it is %s', async (_, body) => {
      expect(await post(body)).toMatchObject({ status: 400, code: 'invalid-request' });
    });

    it('is refused with 501 events', async () => {
      const { status, code, detail } = await post(Array.from({ length: 501 }, () => delivery('B-1')));
      expect({ status, code }).toEqual({ status: 400, code: 'invalid-request' });
      expect(detail).toContain('501 events; send at most 500');
    });

    it('is refused with 513 KB', async () => {
      const body = JSON.stringify(delivery('B-1', { padding: 'x'.repeat(513 * 1024) }));
      expect(await post(body)).toMatchObject({ status: 413, code: 'body-too-large' });
    });

    it('is refused in another media type', async () => {
      expect(await post('a,b', { 'content-type': 'text/csv' })).toMatchObject({
        status: 415,
        code: 'unsupported-media-type',
      });
    });

    it('is refused with the list of rejections when no event of it is good', async () => {
      const { status, body } = await admin.send<Problem & Acceptance>('POST', '/v1/events', [{}, 7]);
      expect(status).toBe(400);
      expect(body.code).toBe('all-events-rejected');
      expect(body.rejected.map(({ index, code }) => ({ index, code }))).toEqual([
        { index: 0, code: 'invalid-field' },
        { index: 1, code: 'invalid-field' },
      ]);
    });
  });

  describe('among good events', () => {
    let answer: Acceptance;
    const good = [delivery('G-1'), REUSED, delivery('G-2')];
    const first = good.length - 1;

    beforeAll(async () => {
      const events = [...good.slice(0, -1), ...BAD.map(([, bad]) => bad), ...good.slice(-1)];
      const { status, body } = await admin.send<Acceptance>('POST', '/v1/events', events);
      expect(status).toBe(202);
      answer = body;
    });

    it.each(BAD.map(([name, , code, field], i) => [name, i + first, code, field] as const))(
      'is rejected by itself: %s',
      (_, index, code, field) => {
        const rejection = answer.rejected.find((one) => one.index === index);
        expect(rejection).toMatchObject({ index, code, field });
        expect(rejection?.detail).toMatch(/\w{3}/);
      },
    );

    it('leaves the good ones accepted and recorded', async () => {
      expect(answer.rejected).toHaveLength(BAD.length);
      expect(answer.accepted).toBe(good.length);
      for (const { subject } of good) await recorded(admin, CLIENT, String(subject), 1);
    });
  });

  it('rejects only the events of clients that the caller may not write', async () => {
    const manager = await personFor('account-manager', own('bad-input-manager'), [CLIENT]);
    const events = [delivery('M-1'), { ...delivery('M-1'), clientid: TWIN }, delivery('M-2')];
    const { status, body } = await manager.send<Acceptance>('POST', '/v1/events', events);
    expect(status).toBe(202);
    expect(body).toMatchObject({ accepted: 2, rejected: [{ index: 1, code: 'forbidden-client' }] });
    await recorded(admin, CLIENT, 'M-1', 1);
    await recorded(admin, CLIENT, 'M-2', 1);
    expect((await admin.get(orderPath(TWIN, 'M-1'))).status).toBe(404);
  });

  it.each([
    'SO#1',
    'a/b/c',
    '/lead',
    'with two  spaces',
    '📦-7',
    'ÄÖÜ%2Fß',
    '...',
    'a/../b',
    'C#x#0',
    '箱'.repeat(170),
  ])('takes the order number %j, which is then found', async (orderNo) => {
    await sendAll(admin, [delivery(orderNo)]);
    const order = await recorded(admin, CLIENT, orderNo, 1);
    expect(order.orderNo).toBe(orderNo);
    const { body } = await admin.get<{ orders: { orderNo: string }[] }>(
      `/v1/clients/${CLIENT}/orders?q=${encodeURIComponent(orderNo)}`,
    );
    expect(body.orders.map((one) => one.orderNo)).toContain(orderNo);
  });

  it.each([
    ['skipped', '2026-03-29T02:30:00', '2026-03-29T03:30:00+02:00'],
    ['repeated', '2025-10-26T02:30:00', '2025-10-26T02:30:00+02:00'],
  ])('reads a local time %s by the change of clocks, and keeps the rule', async (name, local, instant) => {
    const { time: _, ...timeless } = delivery(`DST-${name}`);
    await sendAll(admin, [{ ...timeless, data: { localTime: local, timeZone: 'Europe/Berlin' } }]);
    const { facts }: Order = await recorded(admin, CLIENT, `DST-${name}`, 1);
    expect(facts[0]).toMatchObject({
      occurredAt: instant,
      data: { timeRule: 'compatible Europe/Berlin' },
    });
  });
});
