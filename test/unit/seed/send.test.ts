import { describe, expect, it } from 'vitest';
import type { ApiRequest, Target } from '../../../infra/local/seed/api.ts';
import type { CloudEvent } from '../../../infra/local/seed/cloud-event.ts';
import { expectedOf, type ExpectedClient } from '../../../infra/local/seed/expected.ts';
import { generateCompany } from '../../../infra/local/seed/generate.ts';
import { sendTerms } from '../../../infra/local/seed/send-terms.ts';
import { batchesOf, sendEvents, sendMasterData } from '../../../infra/local/seed/send.ts';
import { waitUntilRecorded } from '../../../infra/local/seed/wait.ts';
import { BODY_LIMIT_BYTES } from '../../../shared/http/input.ts';
import { figuresOf } from '../../../shared/domain/kpi/figures.ts';

const NOW = Date.parse('2026-11-22T05:00:00Z');
const company = generateCompany(1, NOW);
const expected = expectedOf(company, NOW, NOW);

type Answer = { status: number; body: unknown };
interface Call extends Omit<ApiRequest, 'body'> {
  /** The events of a POST /v1/events. */
  readonly body: readonly CloudEvent[];
}

/** An installation that answers as told and remembers what it was asked. */
function installation(answer: (call: Call, n: number) => Answer): { target: Target; calls: Call[] } {
  const calls: Call[] = [];
  const target: Target = {
    apiUrl: 'http://installation.example',
    adminToken: 'admin',
    managerToken: 'manager',
    eventsToken: 'machine',
    pause: () => Promise.resolve(),
    fetch: (url, init) => {
      const call = {
        method: init?.method as Call['method'],
        path: (url as string).slice('http://installation.example'.length),
        token: new Headers(init?.headers).get('authorization')!.slice('Bearer '.length),
        body: typeof init?.body === 'string' ? (JSON.parse(init.body) as CloudEvent[]) : [],
      };
      calls.push(call);
      const { status, body } = answer(call, calls.length);
      return Promise.resolve(Response.json(body, { status }));
    },
  };
  return { target, calls };
}

const accepted = (call: Call): Answer => ({
  status: 202,
  body: { accepted: call.body.length, rejected: [] },
});
const sendAll = (target: Target, events: readonly CloudEvent[] = company.events): Promise<void> =>
  sendEvents(target, events, () => undefined);
const key = ({ clientid, subject, source, id }: CloudEvent): string =>
  [clientid, subject, source, id].join(' ');
const sentEvents = (calls: readonly Call[]): CloudEvent[] => calls.flatMap(({ body }) => body);

describe('sending the demonstration company', () => {
  it('makes registries before clients, as an administrator', async () => {
    const { target, calls } = installation(({ method }) => ({
      status: method === 'PUT' ? 200 : 201,
      body: {},
    }));
    await sendMasterData(target, company);
    expect(calls.map(({ method }) => method).join(' ')).toMatch(/^(PUT )+POST( POST)+$/);
    expect(new Set(calls.map(({ token }) => token))).toEqual(new Set(['admin']));
    expect(calls).toHaveLength(company.registries.length + company.clients.length);
  });

  it('leaves clients that are there already', async () => {
    const { target } = installation(({ method }) => ({ status: method === 'PUT' ? 200 : 409, body: {} }));
    await expect(sendMasterData(target, company)).resolves.toBeUndefined();
  });

  it('has new terms written by an account manager and activated by an administrator, where the client agreed', async () => {
    const { target, calls } = installation(() => ({ status: 200, body: {} }));
    await sendTerms(target, company);
    const steps = (clientId: string) =>
      calls
        .filter(({ path }) => path.startsWith(`/v1/clients/${clientId}/`))
        .map(({ method, path, token }) => `${token} ${method} ${path.split('/').slice(4).join('/')}`);
    expect(steps('coffee-demo')).toEqual(['manager PUT contracts/2', 'admin POST contracts/2/activate']);
    expect(steps('homeware-demo')).toEqual(['manager PUT contracts/2']);
  });

  it('says which client was refused, and why', async () => {
    const { target } = installation(({ method }) =>
      method === 'PUT'
        ? { status: 200, body: {} }
        : { status: 400, body: { code: 'invalid-request', detail: 'name: x' } },
    );
    await expect(sendMasterData(target, company)).rejects.toThrow(
      'POST /v1/clients was refused: 400 invalid-request: name: x',
    );
  });

  it('sends every event once on the bulk lane, at most 500 and 512 KB a request', async () => {
    const { target, calls } = installation(accepted);
    await sendAll(target);
    expect(sentEvents(calls).map(key).sort()).toEqual(company.events.map(key).sort());
    for (const { path, token, body } of calls) {
      expect([path, token]).toEqual(['/v1/events?lane=bulk', 'machine']);
      expect(body.length).toBeLessThanOrEqual(500);
      expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThanOrEqual(BODY_LIMIT_BYTES);
    }
  });

  it('cuts batches by size too', () => {
    const [event] = company.events;
    const long = { ...event!, data: { reason: 'é'.repeat(5000) } };
    const batches = batchesOf(Array.from({ length: 120 }, () => long));
    expect(batches.length).toBeGreaterThan(2);
    for (const batch of batches) {
      const text = `[${batch.map(({ json }) => json).join(',')}]`;
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(BODY_LIMIT_BYTES);
    }
  });

  it('begins a new batch for another content of the same id', () => {
    const event = company.events[0]!;
    const other = { ...event, data: { units: 99 } };
    expect(batchesOf([event, event, other, other]).map((batch) => batch.length)).toEqual([2, 2]);
  });

  it('never sends two contents of one id in one request, which would be refused', async () => {
    const { target, calls } = installation(accepted);
    await sendAll(target);
    for (const { body } of calls) {
      const contents = new Map<string, string>();
      for (const event of body) {
        const text = JSON.stringify(event);
        expect(contents.get(key(event)) ?? text).toBe(text);
        contents.set(key(event), text);
      }
    }
  });

  it('sends again only what could not be queued', async () => {
    const { target, calls } = installation((call, n) =>
      n === 1
        ? {
            status: 202,
            body: { accepted: 8, rejected: [2, 5].map((index) => ({ index, id: 'x', code: 'not-queued' })) },
          }
        : accepted(call),
    );
    const events = company.events.slice(0, 10);
    await sendAll(target, events);
    expect(sentEvents(calls.slice(1)).map(key)).toEqual([events[2]!, events[5]!].map(key));
  });

  it('tries again while the installation is busy, and then gives up with the remedy', async () => {
    const busy = installation((call, n) => (n < 4 ? { status: 503, body: {} } : accepted(call)));
    await sendAll(busy.target, company.events.slice(0, 3));
    expect(busy.calls).toHaveLength(4);
    const dead = installation(() => ({ status: 503, body: { code: 'unavailable' } }));
    await expect(sendAll(dead.target)).rejects.toThrow(/failed 5 times \(503 unavailable\).*npm start/);
  });

  it('names the event that was refused', async () => {
    const { target } = installation(() => ({
      status: 400,
      body: {
        code: 'all-events-rejected',
        rejected: [{ index: 0, code: 'invalid-field', detail: 'data.units: is wrong' }],
      },
    }));
    const [event] = company.events;
    await expect(sendAll(target, [event!])).rejects.toThrow(
      `the event ${event!.id} of ${event!.clientid} ${event!.subject} was refused: invalid-field data.units: is wrong`,
    );
  });
});

describe('waiting until all is recorded', () => {
  const clientIn = (path: string): ExpectedClient =>
    expected.find(({ clientId }) => path.includes(`/${clientId}/kpis?`))!;
  const figures = (path: string) => {
    const { counts, contract } = clientIn(path);
    return figuresOf(counts, contract);
  };

  it('ends when every client shows what its events come to', async () => {
    const reports: string[] = [];
    const { target, calls } = installation(({ path }, n) => ({
      status: 200,
      body: { kpis: n <= expected.length ? [] : figures(path) },
    }));
    await waitUntilRecorded(target, expected, NOW, (done, all) =>
      reports.push(`${String(done)}/${String(all)}`),
    );
    const all = new Set(
      company.events.filter(({ type }) => type.startsWith('order.')).map((e) => `${e.clientid} ${e.subject}`),
    ).size;
    expect(reports).toEqual([`0/${String(all)}`, `${String(all)}/${String(all)}`]);
    expect(calls).toHaveLength(2 * expected.length);
    expect(calls[0]!.path).toContain('asOf=2026-11-22T05%3A00%3A00.000Z');
  });

  it('gives up after its limit and says what is missing', async () => {
    const { target } = installation(({ path }) => ({
      status: 200,
      body: {
        kpis: figures(path).map((figure) =>
          figure.kpi === 'otif' ? { ...figure, gross: { ...figure.gross, met: 1 } } : figure,
        ),
      },
    }));
    const wait = waitUntilRecorded(target, expected, NOW, () => undefined, 5000);
    await expect(wait).rejects.toThrow(/homeware-demo is not all recorded \(otif: met 1 of \d+\).*--empty/);
  });
});
