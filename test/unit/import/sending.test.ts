import { describe, expect, it } from 'vitest';
import {
  folderOf,
  HEADER,
  importFiles,
  simpleMapping,
  startApi,
  type Reply,
  type Request,
  type SentEvent,
} from './workbench.ts';

const rows = (count: number, note = ''): string =>
  Array.from(
    { length: count },
    (_, i) => `client-${String(i % 3)},SO-${String(i)},2018-08-07 15:27:45,${note}\n`,
  ).join('');

async function importRows(
  count: number,
  reply?: (request: Request, count: number) => Reply | undefined,
  options: Parameters<typeof importFiles>[1] = {},
  setup: { mapping?: unknown; token?: () => Promise<string>; note?: string } = {},
) {
  const api = await startApi(reply);
  const dir = await folderOf({ 'orders.csv': `${HEADER}\n${rows(count, setup.note)}` });
  const mapping = setup.mapping ?? simpleMapping();
  const run = importFiles({ mapping, dir, api, ...(setup.token && { token: setup.token }) }, options);
  return { api, run };
}
const eventsOf = (request: Request) => request.body as SentEvent[];
const partly = (request: Request, rejected: readonly unknown[]): Reply => ({
  status: 202,
  body: { accepted: eventsOf(request).length - rejected.length, rejected },
});

describe('sending', () => {
  it('goes in batches of 500 events to the bulk lane', async () => {
    const { api, run } = await importRows(1201);
    await run;
    expect(api.requests.map((request) => eventsOf(request).length).sort()).toEqual([201, 500, 500]);
    expect(new Set(api.requests.map((request) => request.path))).toEqual(new Set(['/v1/events?lane=bulk']));
    expect(api.requests[0]?.headers.authorization).toBe('Bearer token');
    expect(new Set(api.events().map((event) => event.subject)).size).toBe(1201);
  });

  it('keeps every request below 512 KB', async () => {
    const rules = [
      {
        id: 'delivered',
        type: 'order.delay-excused',
        at: 'delivered',
        data: { kpi: 'otif', evidence: { column: 'note' } },
      },
    ];
    const mapping = simpleMapping({ rules });
    const { api, run } = await importRows(480, undefined, {}, { mapping, note: 'ü'.repeat(490) });
    await run;
    const sizes = api.requests.map((request) => Buffer.byteLength(request.text));
    expect(api.events()).toHaveLength(480);
    expect(Math.max(...sizes)).toBeLessThan(512 * 1024);
    expect(api.requests.length).toBe(2);
  });

  it('gives the same events with the same ids when it runs again', async () => {
    const first = await importRows(700);
    await first.run;
    const second = await importRows(700);
    await second.run;
    const sorted = (events: readonly SentEvent[]) => events.map((event) => JSON.stringify(event)).sort();
    expect(sorted(second.api.events())).toEqual(sorted(first.api.events()));
  });

  it('sends events that could not be queued again, and only these', async () => {
    const { api, run } = await importRows(10, (request, count) =>
      count === 1
        ? partly(request, [
            { index: 3, id: 'delivered', code: 'not-queued', detail: 'try again' },
            { index: 7, id: 'delivered', code: 'not-queued', detail: 'try again' },
          ])
        : undefined,
    );
    const { rejected, output } = await run;
    expect(rejected).toBe(0);
    expect(api.requests.map((request) => eventsOf(request).map((event) => event.subject)).at(1)).toEqual([
      'SO-3',
      'SO-7',
    ]);
    expect(output).toContain('accepted  10');
  });

  it('reports events that can never be queued', async () => {
    const { run } = await importRows(2, (request) =>
      partly(
        request,
        eventsOf(request).map((_, index) => ({
          index,
          id: 'delivered',
          code: 'not-queued',
          detail: 'try again',
        })),
      ),
    );
    expect((await run).rejected).toBe(2);
  });

  it.each([[429], [500], [502], [503]])('tries again after %i', async (status) => {
    const { api, run } = await importRows(3, (_, count) =>
      count <= 2 ? { status, headers: { 'retry-after': '1' } } : undefined,
    );
    expect((await run).rejected).toBe(0);
    expect(api.requests).toHaveLength(3);
  });

  it('gives up after eight tries and says that the import can be repeated', async () => {
    const { api, run } = await importRows(3, () => ({
      status: 503,
      body: { code: 'unavailable', detail: 'queue is away' },
    }));
    await expect(run).rejects.toThrow(
      /after 8 tries: it answers 503, queue is away.*what was accepted is not recorded twice/,
    );
    expect(api.requests).toHaveLength(8);
  });

  it('says so when nothing listens', async () => {
    const dir = await folderOf({ 'orders.csv': `${HEADER}\n${rows(1)}` });
    const api = { ...(await startApi()), apiUrl: 'http://127.0.0.1:9' };
    await expect(importFiles({ mapping: simpleMapping(), dir, api })).rejects.toThrow(
      'cannot be used after 8 tries',
    );
  });

  it('renews the token after a 401, once for all requests under way', async () => {
    let tokens = 0;
    const token = () => Promise.resolve(`token-${String(++tokens)}`);
    const expired = (request: Request) =>
      request.headers.authorization === 'Bearer token-1' ? { status: 401 } : undefined;
    const { api, run } = await importRows(1500, expired, {}, { token });
    expect((await run).rejected).toBe(0);
    expect(tokens).toBe(2);
    expect(api.requests.filter((request) => request.headers.authorization === 'Bearer token-2')).toHaveLength(
      3,
    );
  });

  it('stops when the token is refused twice', async () => {
    const { run } = await importRows(3, () => ({ status: 401, body: { message: 'Unauthorized' } }));
    await expect(run).rejects.toThrow('the API refuses the token (401)');
  });
});

describe('rejections of the API', () => {
  it('are told with file, row, client, order, code and detail', async () => {
    const { run } = await importRows(5, (request) =>
      partly(request, [
        { index: 2, id: 'delivered', code: 'unknown-client', detail: 'there is no client client-2' },
      ]),
    );
    const { rejected, output, rejects } = await run;
    expect(rejected).toBe(1);
    expect(output).toContain(
      'orders.csv, row 4 (client-2 SO-2 delivered): unknown-client: there is no client client-2',
    );
    expect(output).toContain('accepted  4\nrejected  1');
    expect(rejects.split('\r\n')[1]).toBe(
      'orders.csv,4,client-2,SO-2,delivered,unknown-client,there is no client client-2',
    );
  });

  it('are read from the 400 that comes when all are rejected', async () => {
    const { run } = await importRows(2, () => ({
      status: 400,
      body: {
        code: 'all-events-rejected',
        accepted: 0,
        rejected: [0, 1].map((index) => ({ index, id: 'delivered', code: 'unknown-client', detail: 'none' })),
      },
    }));
    const { rejected, output } = await run;
    expect(rejected).toBe(2);
    expect(output).toContain('unknown-client 2');
  });

  it('count for the whole batch when the request itself is refused', async () => {
    const { run } = await importRows(4, () => ({
      status: 403,
      body: { code: 'forbidden', detail: 'not with this role' },
    }));
    const { rejected, output } = await run;
    expect(rejected).toBe(4);
    expect(output).toContain('forbidden: not with this role');
  });

  it('are all in the file of rejected rows, also those not shown', async () => {
    const { run } = await importRows(60, () => ({ status: 403, body: { code: 'forbidden', detail: 'no' } }));
    const { output, rejects } = await run;
    expect(rejects.trim().split('\r\n')).toHaveLength(61);
    expect(output).toContain('and 40 more: --rejects <file> writes them all');
  });
});

describe('--create-clients', () => {
  const clientDefaults = { name: 'Shipper {client}', timeZone: 'Asia/Shanghai', contract: { minVolume: 5 } };
  const mapping = simpleMapping({ clientDefaults });

  it('makes each client once, before its events, with the defaults of the mapping', async () => {
    const { api, run } = await importRows(1200, undefined, { createClients: true }, { mapping });
    const { output } = await run;
    const made = api.requests.filter((request) => request.path === '/v1/clients');
    expect(made.map((request) => request.body)).toHaveLength(3);
    expect(made.find((request) => request.text.includes('client-1'))?.body).toEqual({
      clientId: 'client-1',
      name: 'Shipper client-1',
      timeZone: 'Asia/Shanghai',
      contract: { minVolume: 5 },
    });
    expect(new Set(made.map((request) => request.headers['idempotency-key'])).size).toBe(3);
    expect(api.requests.slice(0, 3).every((request) => request.path === '/v1/clients')).toBe(true);
    expect(output).toContain('clients   3 created, 0 there already');
  });

  it('takes clients that exist as they are', async () => {
    const exists = ({ path }: Request) =>
      path === '/v1/clients' ? { status: 409, body: { code: 'client-exists' } } : undefined;
    const { run } = await importRows(6, exists, { createClients: true }, { mapping });
    const { rejected, output } = await run;
    expect(rejected).toBe(0);
    expect(output).toContain('clients   0 created, 3 there already');
  });

  it('rejects the events of a client that cannot be made, and sends the others', async () => {
    const refuse = ({ path, text }: Request) =>
      path === '/v1/clients' && text.includes('client-1')
        ? { status: 400, body: { code: 'invalid-request', detail: 'bad name' } }
        : undefined;
    const { api, run } = await importRows(6, refuse, { createClients: true }, { mapping });
    const { rejected, output } = await run;
    expect(rejected).toBe(2);
    expect(api.events().some((event) => event.clientid === 'client-1')).toBe(false);
    expect(output).toContain('client-not-created: the client could not be made: bad name');
  });

  it('stops when the role may not make clients', async () => {
    const forbid = ({ path }: Request) => (path === '/v1/clients' ? { status: 403 } : undefined);
    const { run } = await importRows(6, forbid, { createClients: true }, { mapping });
    await expect(run).rejects.toThrow('use a token of an admin, or leave out --create-clients');
  });
});

describe('--dry-run', () => {
  it('asks for no address or token, and shows counts and the first events', async () => {
    const dir = await folderOf({ 'orders.csv': `${HEADER}\n${rows(7)}client-1,SO-8,never,\n` });
    const { output, rejected } = await importFiles({ mapping: simpleMapping(), dir });
    expect(rejected).toBe(1);
    expect(output).toContain('Nothing was sent (--dry-run)');
    expect(output).toContain('"subject": "SO-0"');
    expect(output).toContain('orders    7 orders of 3 clients');
    expect(output).toContain('events    7: order.delivered 7');
    expect(output).not.toContain('accepted');
  });
});
