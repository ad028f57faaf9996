import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { problem } from '../../../shared/domain/errors.ts';
import { createHttpHandler, on } from '../../../shared/http/handler.ts';
import { defineRoute, noParams, noQuery } from '../../../shared/http/route.ts';
import { StoreUnavailable } from '../../../shared/store/documents.ts';
import { ADMIN, anApi, call, httpEvent, machine, parseBody, person } from '../../support/api.ts';

const thing = defineRoute({
  method: 'POST',
  path: '/v1/things',
  operationId: 'postThing',
  tag: 'Things',
  summary: 'A thing',
  access: 'clients:create',
  params: noParams,
  query: noQuery,
  body: z.strictObject({ name: z.string().min(1), size: z.strictObject({ cm: z.int() }).optional() }),
  answer: { status: 201, description: 'It.', body: z.object({ name: z.string(), count: z.int() }) },
  idempotent: true,
});

const ROUTE = 'POST /v1/things';

function things(work: (name: string) => unknown = () => undefined) {
  const api = anApi();
  let count = 0;
  const handler = createHttpHandler(
    [
      on(thing, async ({ body }) => {
        await work(body.name);
        return { body: { name: body.name, count: ++count, secret: 'x' } as { name: string; count: number } };
      }),
    ],
    api,
  );
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    call(handler, { route: ROUTE, as: ADMIN, body, headers });
  return { ...api, handler, post };
}

const problemOf = ({ status, body }: { status: number; body: { code: string } }) => [status, body.code];

describe('an answer', () => {
  it('has only the fields of its schema, security headers and the correlation id', async () => {
    const { post } = things();
    const { status, headers, body } = await post({ name: 'a' }, { 'X-Correlation-Id': 'trace-12345' });
    expect([status, body]).toEqual([201, { name: 'a', count: 1 }]);
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'x-correlation-id': 'trace-12345',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'strict-transport-security': expect.stringContaining('max-age=') as string,
    });
  });

  it('carries the request id of the gateway where the sent correlation id is not a plain one', async () => {
    const { post } = things();
    const { headers } = await post({ name: 'a' }, { 'x-correlation-id': 'bad\r\nid' });
    expect(headers['x-correlation-id']).toBe('request-1');
  });

  it('that its schema does not accept is an internal problem, not a wrong answer', async () => {
    const api = anApi();
    const handler = createHttpHandler(
      [on(thing, () => Promise.resolve({ body: { name: 'a', count: 1.5 } }))],
      api,
    );
    const answer = await call(handler, { route: ROUTE, as: ADMIN, body: { name: 'a' } });
    expect(problemOf(answer)).toEqual([500, 'internal']);
  });
});

describe('a request', () => {
  it.each([
    ['not JSON', { text: '{"name":' }, [400, 'invalid-json']],
    ['of JSON that is cut off in a text', { text: '{"name":"a' }, [400, 'invalid-json']],
    ['of 512 KB and one byte', { text: `"${'x'.repeat(512 * 1024 - 1)}"` }, [413, 'body-too-large']],
    ['of 513 KB', { text: ' '.repeat(513 * 1024) }, [413, 'body-too-large']],
    [
      'of another media type',
      { text: 'name=a', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      [415, 'unsupported-media-type'],
    ],
  ])('%s is refused', async (_name, sent, expected) => {
    const { handler } = things();
    expect(problemOf(await call(handler, { route: ROUTE, as: ADMIN, ...sent }))).toEqual(expected);
  });

  it('of exactly 512 KB is read', async () => {
    const { handler } = things();
    const text = JSON.stringify({ name: 'a' }).padEnd(512 * 1024);
    expect((await call(handler, { route: ROUTE, as: ADMIN, text })).status).toBe(201);
  });

  it('in base64 is read, and refused when its bytes are no UTF-8', async () => {
    const { handler } = things();
    const send = async (bytes: Buffer) => {
      const event = httpEvent({ route: ROUTE, as: ADMIN, headers: { 'content-type': 'application/json' } });
      return handler(
        { ...(event as object), body: bytes.toString('base64'), isBase64Encoded: true },
        {} as Context,
      );
    };
    expect((await send(Buffer.from('{"name":"ü"}'))).statusCode).toBe(201);
    const broken = await send(Buffer.from('{"name":"ü"}', 'latin1'));
    expect([broken.statusCode, parseBody(broken.body).code]).toEqual([400, 'invalid-json']);
  });

  it('with wrong fields is refused with every one of them by path', async () => {
    const { post } = things();
    const { status, headers, body } = await post({ name: '', size: { cm: 'x' }, colour: 'red' });
    expect([status, headers['content-type'], body.code]).toEqual([
      400,
      'application/problem+json',
      'invalid-request',
    ]);
    expect(body.errors.map((error) => error.path).sort()).toEqual(['colour', 'name', 'size.cm']);
    expect(body).toMatchObject({ status: 400, title: 'Bad Request', correlationId: 'request-1' });
  });

  it('without a body, where one is needed, is refused', async () => {
    const { handler } = things();
    expect(problemOf(await call(handler, { route: ROUTE, as: ADMIN }))).toEqual([400, 'invalid-request']);
  });

  it('for a route this function does not have is answered with a problem', async () => {
    const { handler } = things();
    expect(problemOf(await call(handler, { route: 'GET /nowhere', as: ADMIN }))).toEqual([404, 'not-found']);
  });
});

describe('an error', () => {
  it('that nobody expected tells the caller its id only, and is logged', async () => {
    const { post, lines } = things(() => {
      throw new Error('password is hunter2');
    });
    const answer = await post({ name: 'a' });
    expect(problemOf(answer)).toEqual([500, 'internal']);
    expect(JSON.stringify(answer)).not.toContain('hunter2');
    expect(lines).toContainEqual(['error', 'http.failed', { correlationId: 'request-1' }, expect.any(Error)]);
  });

  it('of a thrown value that is no Error is no empty 500 either', async () => {
    const { post } = things(() => {
      throw 'text'; // eslint-disable-line @typescript-eslint/only-throw-error -- the case under test
    });
    expect(problemOf(await post({ name: 'a' }))).toEqual([500, 'internal']);
  });

  it('of a store without answer is 503 with Retry-After', async () => {
    const { post } = things(() => {
      throw new StoreUnavailable('down');
    });
    const answer = await post({ name: 'a' });
    expect([...problemOf(answer), answer.headers['retry-after']]).toEqual([503, 'unavailable', '2']);
  });

  it('of an event that is none still has a body, a code and a correlation id', async () => {
    const { handler } = things();
    for (const event of [undefined, null, 'junk', {}, []]) {
      const { statusCode, headers, body } = await handler(event, {} as Context);
      expect([statusCode, parseBody(body).code]).toEqual([500, 'internal']);
      expect(headers['x-correlation-id']).toMatch(/./);
    }
  });
});

describe('a caller', () => {
  it.each([
    ['without a token', undefined, [401, 'unauthenticated']],
    ['with an id token', { ...ADMIN, token_use: 'id' }, [401, 'unauthenticated']],
    ['without a group', person('p-1'), [403, 'forbidden']],
    ['with a role that may not', person('p-1', 'client-viewer', 'operations'), [403, 'forbidden']],
    ['that is a machine', machine('m-1'), [403, 'forbidden']],
    ['in a group named like the machine role', person('p-1', 'integration'), [403, 'forbidden']],
  ])('%s is refused before the handler runs', async (_name, as, expected) => {
    let ran = false;
    const { handler } = things(() => (ran = true));
    expect(problemOf(await call(handler, { route: ROUTE, as, body: { name: 'a' } }))).toEqual(expected);
    expect(ran).toBe(false);
  });

  it('refused for its role is on the audit log, with ids only', async () => {
    const { handler, audited } = things();
    await call(handler, { route: ROUTE, as: person('p-1', 'operations'), body: { name: 'a' } });
    expect(audited()).toMatchObject([{ principalId: 'p-1', action: 'clients:create', outcome: 'refused' }]);
  });
});

describe('Idempotency-Key', () => {
  it('gives the stored answer to a repeat and runs once', async () => {
    const { post } = things();
    const first = await post({ name: 'a' }, { 'idempotency-key': 'k1' });
    const again = await post({ name: 'a' }, { 'idempotency-key': 'k1' });
    expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect((await post({ name: 'a' })).body.count).toBe(2);
  });

  it('with another body is refused', async () => {
    const { post } = things();
    await post({ name: 'a' }, { 'idempotency-key': 'k1' });
    const other = await post({ name: 'b' }, { 'idempotency-key': 'k1' });
    expect(problemOf(other)).toEqual([409, 'idempotency-key-reused']);
  });

  it('is free again after a refusal and after a day', async () => {
    let fail = true;
    const { post, time } = things(() => {
      if (fail) throw new StoreUnavailable('down');
    });
    expect((await post({ name: 'a' }, { 'idempotency-key': 'k1' })).status).toBe(503);
    fail = false;
    expect((await post({ name: 'a' }, { 'idempotency-key': 'k1' })).status).toBe(201);
    time.now += 24 * 60 * 60 * 1000 + 1;
    expect((await post({ name: 'b' }, { 'idempotency-key': 'k1' })).body).toEqual({ name: 'b', count: 2 });
  });

  it('that cannot be given back does not hide why the request failed', async () => {
    const { post, idempotency } = things(() => {
      throw problem.clientExists('a');
    });
    idempotency.release = () => Promise.reject(new Error('access denied'));
    expect(problemOf(await post({ name: 'a' }, { 'idempotency-key': 'k1' }))).toEqual([409, 'client-exists']);
  });

  it('of a request that still runs is refused, until its claim lapses', async () => {
    let release: (() => void) | undefined;
    const api = things((name) =>
      name === 'slow' ? new Promise<void>((done) => (release = done)) : undefined,
    );
    const slow = api.post({ name: 'slow' }, { 'idempotency-key': 'k1' });
    while (!release) await new Promise((next) => setImmediate(next));
    const during = await api.post({ name: 'slow' }, { 'idempotency-key': 'k1' });
    expect(problemOf(during)).toEqual([409, 'idempotency-in-progress']);
    api.time.now += 60_001;
    expect((await api.post({ name: 'b' }, { 'idempotency-key': 'k1' })).status).toBe(201);
    release();
    expect((await slow).status).toBe(201);
    // The slow one lost its claim; the answer kept is that of the later request.
    expect((await api.post({ name: 'b' }, { 'idempotency-key': 'k1' })).body.name).toBe('b');
  });

  it('belongs to its caller', async () => {
    const { handler } = things();
    const send = (id: string, name: string) =>
      call(handler, {
        route: ROUTE,
        as: person(id, 'admin'),
        body: { name },
        headers: { 'idempotency-key': 'k' },
      });
    expect([(await send('p1', 'a')).body.name, (await send('p2', 'b')).body.name]).toEqual(['a', 'b']);
  });

  it.each(['', 'a b', 'ü', 'x'.repeat(256)])('%j cannot be one', async (key) => {
    const { post } = things();
    const answer = await post({ name: 'a' }, { 'idempotency-key': key });
    expect([answer.status, answer.body.errors[0]?.path]).toEqual([400, 'Idempotency-Key']);
  });
});

it('a handler whose route lacks what it needs cannot be made', () => {
  const { log, clock, ids, authorizer } = anApi();
  const routes = [on(thing, () => Promise.reject(new Error('unused')))];
  expect(() => createHttpHandler(routes, { log, clock, ids })).toThrow('authorizer');
  expect(() => createHttpHandler(routes, { log, clock, ids, authorizer })).toThrow('idempotency');
});
