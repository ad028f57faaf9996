import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../../functions/api/quarantine/handler.ts';
import { grantOf } from '../../../shared/domain/crm/grant.ts';
import type { RefusedFact } from '../../../shared/domain/ledger/event-quarantined.ts';
import { quarantineIdOf } from '../../../shared/domain/ledger/event-quarantined.ts';
import type { FactGroup } from '../../../shared/ports/fact-queue.ts';
import { bucketOf } from '../../../shared/store/keys.ts';
import { createQuarantineRepository } from '../../../shared/store/quarantine-repository.ts';
import { ADMIN, anApi, call, person, type Call } from '../../support/api.ts';
import { aClient, clientId, CONTRACT, fact, NOW, orderNo } from '../../support/builders.ts';

interface Entry {
  readonly id: string;
  readonly clientId: string;
  readonly code: string;
  readonly attempts: number;
  readonly quarantinedAt: string;
  readonly event: { readonly id: string; readonly data: unknown };
}
interface Answer {
  readonly status: number;
  readonly body: { readonly code?: string; readonly entries: readonly Entry[]; readonly nextToken?: string };
}

const OPS = person('ops', 'operations');

let api: ReturnType<typeof anApi>;
let quarantine: ReturnType<typeof createQuarantineRepository>;
let sent: FactGroup[];
let isQueueUp: boolean;
/** What a worker does while the message is on its way. */
let meanwhile: () => Promise<void>;
let send: (request: Call) => Promise<Answer>;

beforeEach(async () => {
  api = anApi();
  quarantine = createQuarantineRepository(api.documents, 'crm');
  sent = [];
  isQueueUp = true;
  meanwhile = () => Promise.resolve();
  const handler = createHandler({
    ...api,
    quarantine,
    bucketOf,
    queue: {
      send: async (_lane, groups) => {
        if (!isQueueUp) return new Set(groups.flatMap(({ events }) => events));
        sent.push(...groups);
        await meanwhile();
        return new Set();
      },
    },
  });
  send = async (request) => {
    const { status, text } = await call(handler, { as: OPS, ...request });
    return { status, body: JSON.parse(text) as Answer['body'] };
  };
  for (const id of ['acme', 'acme2', 'globex']) {
    await api.clients.create(aClient({ clientId: clientId(id), name: id }), CONTRACT, 'admin-1');
  }
  await api.grants.save(grantOf('ops', ['acme', 'globex'].map(clientId), 1));
});

const refused = (client = 'acme', over: Partial<RefusedFact> = {}): RefusedFact => ({
  clientId: clientId(client),
  kind: 'delivery',
  orderNo: orderNo('SO-1'),
  fact: fact('order.delivered', '2026-06-01 14:00', { units: 3, promise: { to: NOW } }),
  code: 'occurs-in-future',
  detail: 'time is more than 15 minutes ahead; send it once it has happened',
  at: NOW,
  ...over,
});

const list = (query: Record<string, string> = {}, as = OPS): Promise<Answer> =>
  send({ route: 'GET /v1/quarantine', query, as });
const retry = (id: string, as = OPS): Promise<Answer> =>
  send({ route: 'POST /v1/quarantine/{id}/retry', params: { id }, as });
const discard = (id: string, as = OPS): Promise<Answer> =>
  send({ route: 'DELETE /v1/quarantine/{id}', params: { id }, as });
const only = async (): Promise<Entry> => {
  const { entries } = (await list()).body;
  expect(entries).toHaveLength(1);
  return entries[0]!;
};
const clientsOf = ({ body }: Answer): string[] => body.entries.map((entry) => entry.clientId);

describe('a refused fact', () => {
  it('is listed with the reason and the event as it was sent', async () => {
    const put = refused();
    await quarantine.put(put);
    expect(await only()).toEqual({
      id: expect.any(String) as string,
      clientId: 'acme',
      kind: 'delivery',
      orderNo: 'SO-1',
      code: 'occurs-in-future',
      detail: 'time is more than 15 minutes ahead; send it once it has happened',
      quarantinedAt: '2026-06-01T10:00:00Z',
      attempts: 1,
      event: {
        type: 'order.delivered',
        source: 'wms://hamburg',
        id: put.fact.id,
        occurredAt: '2026-06-01T13:00:00+01:00',
        data: { units: 3, promise: { to: '2026-06-01T11:00:00+01:00' } },
      },
    });
  });

  it('that is put again stays one entry with its first time', async () => {
    const put = refused();
    await quarantine.put(put);
    await quarantine.put({ ...put, at: NOW + 60_000 });
    expect(await only()).toMatchObject({ quarantinedAt: '2026-06-01T10:00:00Z', attempts: 1 });
  });

  it('with other content under the same id is another entry', async () => {
    const put = refused();
    await quarantine.put(put);
    await quarantine.put({ ...put, fact: { ...put.fact, data: { units: 4 } } });
    expect((await list()).body.entries).toHaveLength(2);
  });

  it('is kept for 90 days', async () => {
    await quarantine.put(refused());
    const [item] = api.documents.all('crm').filter(({ pk }) => pk === 'quarantine#acme');
    expect(item?.['ttl']).toBe(NOW / 1000 + 90 * 86_400);
  });
});

describe('the list', () => {
  it('shows what one may see, and all to administrators', async () => {
    for (const client of ['acme', 'acme2', 'globex']) await quarantine.put(refused(client));
    expect(clientsOf(await list())).toEqual(['acme', 'globex']);
    expect(clientsOf(await list({}, ADMIN))).toEqual(['acme', 'acme2', 'globex']);
    expect(clientsOf(await list({ clientId: 'globex' }))).toEqual(['globex']);
    expect((await list({ clientId: 'acme2' })).body.code).toBe('not-found');
    expect((await list({ clientId: 'nobody' })).body.code).toBe('not-found');
    expect((await list({}, person('v', 'client-viewer'))).status).toBe(403);
  });

  it('may be narrowed to one reason', async () => {
    await quarantine.put(refused());
    await quarantine.put(refused('globex', { code: 'too-many-facts' }));
    expect(clientsOf(await list({ code: 'too-many-facts' }))).toEqual(['globex']);
    expect((await list({ code: 'nonsense' })).status).toBe(400);
  });

  it.each([1, 2, 3, 7, 100])('gives every entry once in pages of %i', async (limit) => {
    for (let n = 0; n < 7; n++) {
      await quarantine.put(refused('acme', { fact: fact('order.lost', NOW + n) }));
      await quarantine.put(refused('globex', { fact: fact('order.lost', NOW + n) }));
      await quarantine.put(refused('acme2'));
    }
    for (const as of [OPS, ADMIN]) {
      const seen: string[] = [];
      let nextToken: string | undefined;
      do {
        const page = await list({ limit: String(limit), ...(nextToken !== undefined && { nextToken }) }, as);
        expect(page.body.entries.length).toBeLessThanOrEqual(limit);
        seen.push(...page.body.entries.map(({ id }) => id));
        nextToken = page.body.nextToken;
      } while (nextToken !== undefined);
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen).toHaveLength(as === ADMIN ? 21 : 14);
    }
  });

  it('goes on after many entries that a filter leaves out', async () => {
    for (let n = 0; n < 130; n++)
      await quarantine.put(refused('acme', { fact: fact('order.lost', NOW + n) }));
    await quarantine.put(refused('acme', { fact: fact('order.lost', NOW - 1), code: 'too-many-facts' }));
    expect((await list({ code: 'too-many-facts' })).body.entries).toHaveLength(1);
  });

  it('starts with the latest event of a client', async () => {
    for (const n of [2, 9, 5])
      await quarantine.put(refused('acme', { fact: fact('order.lost', NOW + n, {}, { id: String(n) }) }));
    expect((await list()).body.entries.map((entry) => entry.event.id)).toEqual(['9', '5', '2']);
  });
});

describe('a retry', () => {
  it('sends the fact to its bucket, takes the entry off the list, and is on the audit log', async () => {
    const put = refused();
    await quarantine.put(put);
    const { id } = await only();
    expect(await retry(id)).toEqual({ status: 202, body: { id, state: 'retrying' } });
    const { kind, orderNo: order } = put;
    expect(sent).toEqual([
      {
        clientId: 'acme',
        bucket: bucketOf(order, 4),
        events: [{ kind, orderNo: order, fact: put.fact, refusals: 1 }],
      },
    ]);
    expect((await list()).body.entries).toEqual([]);
    expect(api.audited()).toMatchObject([
      { principalId: 'ops', action: 'quarantine:retry', outcome: 'done', clientId: 'acme', target: id },
    ]);
  });

  it('that is repeated succeeds and sends nothing twice', async () => {
    await quarantine.put(refused());
    const { id } = await only();
    await retry(id);
    expect((await retry(id)).status).toBe(202);
    expect(sent).toHaveLength(1);
  });

  it('that was lost on its way is listed and may be sent again after an hour', async () => {
    await quarantine.put(refused());
    const { id } = await only();
    await retry(id);
    api.time.now += 60 * 60_000 - 1;
    expect((await list()).body.entries).toEqual([]);
    api.time.now += 1;
    expect(await only()).toMatchObject({ id, attempts: 2 });
    await retry(id);
    expect(sent).toHaveLength(2);
    expect((await list()).body.entries).toEqual([]);
  });

  it('that is recorded takes the entry away, even before it is marked', async () => {
    const put = refused();
    await quarantine.put(put);
    const { id } = await only();
    meanwhile = () => quarantine.settle({ ...put, refusals: 1 });
    await retry(id);
    api.time.now += 2 * 60 * 60_000;
    expect((await list()).body.entries).toEqual([]);
    expect((await retry(id)).status).toBe(404);
  });

  it('that is refused again is not taken away by what was recorded before', async () => {
    const put = refused();
    await quarantine.put(put);
    const { id } = await only();
    await retry(id);
    await quarantine.put(put);
    await quarantine.settle({ ...put, refusals: 1 });
    expect((await only()).id).toBe(id);
  });

  it('that is refused again brings the entry back with one attempt more and its first time', async () => {
    const put = refused();
    await quarantine.put(put);
    const { id } = await only();
    await retry(id);
    await quarantine.put({ ...put, at: NOW + 60_000 });
    expect(await only()).toMatchObject({ id, attempts: 2, quarantinedAt: '2026-06-01T10:00:00Z' });
  });

  it('that is refused again before it is marked hides nothing', async () => {
    const put = refused();
    await quarantine.put(put);
    const { id } = await only();
    meanwhile = () => quarantine.put({ ...put, at: NOW + 1 });
    await retry(id);
    expect((await only()).id).toBe(id);
  });

  it('leaves the entry where it is when the queue is down', async () => {
    await quarantine.put(refused());
    const { id } = await only();
    isQueueUp = false;
    expect((await retry(id)).status).toBe(503);
    expect((await only()).attempts).toBe(1);
  });

  it('of a foreign, a missing and a made-up entry gets the same answer', async () => {
    await quarantine.put(refused('acme2'));
    const foreign = (await list({}, ADMIN)).body.entries[0]!.id;
    const missing = quarantineIdOf(clientId('acme'), 'abc');
    const answers = await Promise.all([foreign, missing, 'x', 'YWNtZQ', '../..'].map((id) => retry(id)));
    for (const { status, body } of answers) expect([status, body.code]).toEqual([404, 'not-found']);
    expect(sent).toEqual([]);
    expect((await retry(foreign, ADMIN)).status).toBe(202);
  });
});

describe('discarding', () => {
  it('removes the entry and leaves a line on the audit log', async () => {
    await quarantine.put(refused());
    const { id } = await only();
    expect(await discard(id)).toEqual({ status: 200, body: { id, state: 'discarded' } });
    expect((await list()).body.entries).toEqual([]);
    expect((await discard(id)).status).toBe(404);
    expect(api.audited()).toMatchObject([{ principalId: 'ops', action: 'quarantine:discard', target: id }]);
  });

  it('is not for the entries of others', async () => {
    await quarantine.put(refused('acme2'));
    const { id } = (await list({}, ADMIN)).body.entries[0]!;
    expect((await discard(id)).status).toBe(404);
    expect((await list({}, ADMIN)).body.entries).toHaveLength(1);
  });
});
