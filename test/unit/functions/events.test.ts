import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../../functions/api/events/handler.ts';
import type { Rejection } from '../../../shared/app/accept-events.ts';
import { grantOf } from '../../../shared/domain/crm/grant.ts';
import type { FactGroup, Lane, QueuedFact } from '../../../shared/ports/fact-queue.ts';
import { bucketOf } from '../../../shared/store/keys.ts';
import { ADMIN, anApi, call, machine, person, type Call } from '../../support/api.ts';
import { aClient, clientId, CONTRACT } from '../../support/builders.ts';

const WMS = machine('wms');

let api: ReturnType<typeof anApi>;
let sent: { lane: Lane; groups: readonly FactGroup[] }[];
let isTaken: (fact: QueuedFact) => boolean;
let counted: Record<string, number>;
let send: (request: Partial<Call>) => Promise<Answer>;

interface Answer {
  readonly status: number;
  readonly body: {
    readonly code?: string;
    readonly accepted?: number;
    readonly rejected?: readonly Rejection[];
    readonly errors?: readonly { path: string; detail: string }[];
  };
}

beforeEach(async () => {
  api = anApi();
  sent = [];
  counted = {};
  isTaken = () => true;
  const handler = createHandler({
    ...api,
    bucketOf,
    counting: {
      count: (name, amount) => {
        counted[name] = (counted[name] ?? 0) + amount;
      },
      bytes: () => undefined,
      flush: () => undefined,
    },
    queue: {
      send: (lane, groups) => {
        sent.push({ lane, groups });
        return Promise.resolve(
          new Set(groups.flatMap(({ events }) => events).filter((one) => !isTaken(one))),
        );
      },
    },
  });
  send = async (request) => {
    const { status, text } = await call(handler, { route: 'POST /v1/events', as: WMS, ...request });
    return { status, body: JSON.parse(text) as Answer['body'] };
  };
  for (const id of ['acme', 'acme2', 'globex']) {
    await api.clients.create(aClient({ clientId: clientId(id), name: id }), CONTRACT, 'admin-1');
  }
  await api.grants.save(grantOf('wms', ['acme', 'ghost'].map(clientId), 1));
});

let serial = 0;
const event = (over: Record<string, unknown> = {}): Record<string, unknown> => ({
  specversion: '1.0',
  id: `e${String(++serial)}`,
  source: 'wms://hamburg',
  type: 'order.delivered',
  time: '2026-05-07T15:27:45+02:00',
  clientid: 'acme',
  subject: 'SO-1001',
  data: { units: 12 },
  ...over,
});

const queued = (): readonly unknown[] =>
  sent.flatMap(({ groups }) => groups.flatMap(({ events }) => events.map(({ fact }) => fact.id)));
const codes = ({ body }: Answer): unknown[] =>
  (body.rejected ?? []).map(({ index, code, field }) => [index, code, field]);

describe('POST /v1/events', () => {
  it('queues one event, in the bucket of its order', async () => {
    const answer = await send({ body: event({ id: 'one' }) });
    expect(answer).toEqual({ status: 202, body: { accepted: 1, rejected: [] } });
    expect(sent).toMatchObject([
      { lane: 'ledger', groups: [{ clientId: 'acme', bucket: bucketOf('SO-1001' as never, 4) }] },
    ]);
    expect(queued()).toEqual(['one']);
  });

  it.each([
    'application/json',
    'application/cloudevents+json',
    'application/cloudevents-batch+json; charset=utf-8',
  ])('takes a batch as %s', async (type) => {
    const answer = await send({
      headers: { 'content-type': type },
      body: [event(), event({ subject: 'SO-2' })],
    });
    expect(answer.body).toEqual({ accepted: 2, rejected: [] });
  });

  it('rejects the events of an inactive client, and says what to do', async () => {
    const { client } = (await api.clients.terms(clientId('acme')))!;
    const inactive = { ...client, status: 'inactive', version: 2 } as const;
    await api.clients.update(inactive);
    const { status, body } = await send({ body: event() });
    expect([status, codes({ status, body })]).toEqual([400, [[0, 'inactive-client', 'clientid']]]);
    expect(body.rejected?.[0]?.detail).toContain('set its status to active');
    expect(sent).toEqual([]);
    await api.clients.update({ ...inactive, status: 'active', version: 3 });
    expect((await send({ body: event() })).body.accepted).toBe(1);
  });

  it.each([
    [
      'miss.excused',
      { kind: 'delivery', decision: 'accepted', decidedBy: 'client', kpi: 'on-time-delivery' },
      'excuses/decisions',
    ],
    ['order.delay-excused', { decision: 'accepted', decidedBy: 'client' }, 'excuses/decisions'],
    ['miss.cause-assigned', { kind: 'delivery', cause: 'weather' }, 'causes'],
    ['fact.disputed', { disputes: { kind: 'delivery', source: 'wms://hamburg', id: 'e1' } }, 'disputes'],
    [
      'fact.dispute-settled',
      { disputes: { kind: 'delivery', source: 'wms://hamburg', id: 'e1' }, outcome: 'rejected' },
      'disputes/settlements',
    ],
  ])('takes %s from a machine; a person is told where to say it', async (type, data, route) => {
    await api.grants.save(grantOf('manager', [clientId('acme')], 1));
    for (const as of [ADMIN, person('manager', 'account-manager')]) {
      const { body } = await send({ as, body: [event({ type, data }), event()] });
      expect([body.accepted, codes({ status: 202, body })]).toEqual([1, [[0, 'not-by-person', 'type']]]);
      expect(body.rejected?.[0]?.detail).toContain(route);
      expect(body.rejected?.[0]?.detail).toContain('POST /v1/clients/acme/');
    }
    expect((await send({ body: event({ type, data }) })).body).toEqual({ accepted: 1, rejected: [] });
  });

  it('keeps the sources of the product for itself, and does not void what they say', async () => {
    const own = { kind: 'delivery', source: 'tallyman://excuses', id: 'x' };
    const { body } = await send({
      body: [
        event({ source: 'tallyman://excuses' }),
        event({ source: 'Tallyman:x' }),
        event({ type: 'fact.voided', data: { voids: own } }),
        event({ type: 'fact.disputed', data: { disputes: own } }),
      ],
    });
    expect([body.accepted, codes({ status: 202, body })]).toEqual([
      1,
      [
        [0, 'reserved-source', 'source'],
        [1, 'reserved-source', 'source'],
        [2, 'reserved-source', 'data.voids.source'],
      ],
    ]);
  });

  it('groups the events of a bucket', async () => {
    const orders = Array.from({ length: 100 }, (_, n) => event({ subject: `SO-${String(n)}` }));
    await send({ body: orders });
    expect(sent[0]?.groups.map(({ bucket }) => bucket).sort()).toEqual([0, 1, 2, 3]);
  });

  it('sends imports through the bulk lane', async () => {
    await send({ query: { lane: 'bulk' }, body: event() });
    expect(sent[0]?.lane).toBe('bulk');
    expect(await send({ query: { lane: 'fast' }, body: event() })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'lane' }] },
    });
  });

  it('takes the good events of a batch and lists the others, in their order', async () => {
    const batch = [
      event({ id: 'good' }),
      event({ id: 'a', data: { units: -1 } }),
      'no event',
      event({ id: 'b', type: 'order.teleported' }),
      event({ id: 'c', clientid: 'globex' }),
      event({ id: 'good too' }),
      event({ id: 'd', time: '2026-05-07T15:27:45' }),
    ];
    const { status, body } = await send({ body: batch });
    expect(status).toBe(202);
    expect(body.accepted).toBe(2);
    expect(body.rejected?.map(({ index, id, code, field }) => [index, id, code, field])).toEqual([
      [1, 'a', 'invalid-field', 'data.units'],
      [2, null, 'invalid-field', ''],
      [3, 'b', 'unknown-type', 'type'],
      [4, 'c', 'forbidden-client', 'clientid'],
      [6, 'd', 'invalid-field', 'time'],
    ]);
    expect(body.rejected?.every(({ detail }) => detail !== '')).toBe(true);
    expect(queued()).toEqual(['good', 'good too']);
    expect(counted).toEqual({ EventsAccepted: 2, EventsRejected: 5, EventsNotQueued: 0 });
  });

  it('answers 400 with the same list when none was taken', async () => {
    const { status, body } = await send({
      body: [event({ id: 'a', clientid: undefined }), event({ subject: '' })],
    });
    expect([status, body.code, body.accepted]).toEqual([400, 'all-events-rejected', 0]);
    expect(body.rejected?.map(({ index, code, field }) => [index, code, field])).toEqual([
      [0, 'invalid-field', 'clientid'],
      [1, 'invalid-field', 'subject'],
    ]);
    expect(sent).toEqual([]);
  });

  it('takes future times: the worker puts them into quarantine', async () => {
    expect((await send({ body: event({ time: '2099-01-01T00:00:00Z' }) })).body.accepted).toBe(1);
  });

  it.each(['a#b', 'a/b', 'a b', '😀', '%23', '漢'.repeat(170)])(
    'takes the order number %s as it is',
    async (subject) => {
      await send({ body: event({ subject }) });
      expect(sent[0]?.groups[0]?.events[0]?.orderNo).toBe(subject);
    },
  );
});

describe('a request that is no batch of events', () => {
  const bytes = (total: number): string => {
    const text = JSON.stringify(event());
    return text + ' '.repeat(total - Buffer.byteLength(text));
  };

  it.each([
    ['no JSON', { text: '{' }, 400, 'invalid-json'],
    ['a text', { text: '"hello"' }, 400, 'invalid-request'],
    ['nothing', {}, 400, 'invalid-request'],
    ['null', { text: 'null' }, 400, 'invalid-request'],
    ['no event', { text: '[]' }, 400, 'invalid-request'],
    ['501 events', { body: Array.from({ length: 501 }, () => event()) }, 400, 'invalid-request'],
    ['513 KB', { text: bytes(513 * 1024) }, 413, 'body-too-large'],
    ['XML', { text: '<a/>', headers: { 'content-type': 'application/xml' } }, 415, 'unsupported-media-type'],
  ])('such as %s is refused as a whole', async (_, request, status, code) => {
    const answer = await send(request);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(sent).toEqual([]);
  });

  it('is told how many events are too many', async () => {
    const { body } = await send({ body: Array.from({ length: 501 }, () => event()) });
    expect(body.errors).toEqual([{ path: '', detail: 'has 501 events; send at most 500 in one request' }]);
  });

  it('may be as large as 512 KB and 500 events', async () => {
    expect((await send({ text: bytes(512 * 1024) })).status).toBe(202);
    const many = Array.from({ length: 500 }, () => event());
    expect((await send({ body: many })).body.accepted).toBe(500);
  });
});

describe('clients', () => {
  it('of others look the same whether they exist or not', async () => {
    const { body } = await send({ body: [event({ clientid: 'globex' }), event({ clientid: 'nobody' })] });
    const [foreign, missing] = body.rejected ?? [];
    expect([foreign?.code, missing?.code]).toEqual(['forbidden-client', 'forbidden-client']);
    expect(foreign?.detail.replace('globex', 'x')).toBe(missing?.detail.replace('nobody', 'x'));
  });

  it('whose id begins with that of an own one are foreign', async () => {
    const answer = await send({ body: [event(), event({ clientid: 'acme2' })] });
    expect(codes(answer)).toEqual([[1, 'forbidden-client', 'clientid']]);
    expect(sent[0]?.groups.map((group) => group.clientId)).toEqual(['acme']);
  });

  it('that do not exist are unknown to those who may write them', async () => {
    expect(codes(await send({ body: event({ clientid: 'ghost' }) }))).toEqual([
      [0, 'unknown-client', 'clientid'],
    ]);
    const all = { as: ADMIN, body: [event({ clientid: 'nobody' }), event({ clientid: 'globex' })] };
    expect(codes(await send(all))).toEqual([[0, 'unknown-client', 'clientid']]);
  });

  it('are written by nobody without a role for it', async () => {
    const answer = await send({ as: person('viewer', 'client-viewer'), body: event() });
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    expect(sent).toEqual([]);
  });
});

describe('an id that comes twice in a request', () => {
  it('with the same content counts as taken, and is queued once', async () => {
    const one = event({ id: 'twin' });
    expect((await send({ body: [one, { ...one }] })).body).toEqual({ accepted: 2, rejected: [] });
    expect(queued()).toEqual(['twin']);
  });

  it('with other content is refused; the first stays', async () => {
    const answer = await send({ body: [event({ id: 'twin' }), event({ id: 'twin', data: { units: 13 } })] });
    expect(codes(answer)).toEqual([[1, 'event-id-reused', 'id']]);
    expect(queued()).toEqual(['twin']);
  });

  it('is no repeat when client, order, kind or source differ', async () => {
    const batch = [
      event({ id: 'x' }),
      event({ id: 'x', subject: 'SO-2' }),
      event({ id: 'x', source: 'tms' }),
      event({ id: 'x', type: 'incident.raised', data: {} }),
    ];
    expect((await send({ body: batch })).body.accepted).toBe(4);
    expect(queued()).toHaveLength(4);
  });
});

describe('events that are too much for the queue', () => {
  it('are refused when one alone is too large', async () => {
    const lines = Array.from({ length: 500 }, () => ({ units: 1, sku: '漢'.repeat(100) }));
    const answer = await send({ body: [event({ data: { lines } }), event()] });
    expect(codes(answer)).toEqual([[0, 'too-large', 'data']]);
    expect(answer.body.accepted).toBe(1);
  });

  it('are listed as not queued, their repeats too, and may be sent again', async () => {
    isTaken = ({ fact }) => fact.id !== 'lost';
    const lost = event({ id: 'lost' });
    const answer = await send({ body: [event(), lost, lost] });
    expect(answer.status).toBe(202);
    expect(codes(answer)).toEqual([
      [1, 'not-queued', ''],
      [2, 'not-queued', ''],
    ]);
    expect(counted).toEqual({ EventsAccepted: 1, EventsRejected: 2, EventsNotQueued: 2 });
  });
});
