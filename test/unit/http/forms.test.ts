import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { HttpResponse } from '../../../shared/http/event.ts';
import { createHttpHandler, on } from '../../../shared/http/handler.ts';
import { openapiDocument } from '../../../shared/http/openapi.ts';
import { defineRoute, formBody, noBody, noParams, noQuery, type Reply } from '../../../shared/http/route.ts';
import { anApi, httpEvent, parseBody } from '../../support/api.ts';

const HTML = 'text/html; charset=utf-8';
const FORM = { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' };

const common = {
  method: 'POST',
  tag: 'Forms',
  summary: 'A form',
  access: 'open',
  params: noParams,
  query: noQuery,
} as const;

const echo = defineRoute({
  ...common,
  path: '/form',
  operationId: 'postForm',
  bodyType: 'form',
  body: formBody,
  answer: { status: 200, description: 'Its fields.', body: formBody },
});

const page = defineRoute({
  ...common,
  path: '/page',
  operationId: 'postPage',
  bodyType: 'unread',
  body: noBody,
  problemPages: true,
  answer: {
    status: 200,
    description: 'Fine.',
    body: z.string(),
    contentType: HTML,
    otherStatuses: { 422: 'Something is wrong.' },
  },
  errors: ['survey-link'],
});

const shown = { headers: { 'content-type': HTML }, body: '<p>Sorry</p>' };

async function post(sent: { text: string; headers?: Record<string, string>; base64?: boolean }) {
  const handler = createHttpHandler([on(echo, ({ body }) => Promise.resolve({ body }))], anApi());
  const event = httpEvent({ route: 'POST /form', text: sent.text, headers: sent.headers ?? FORM });
  const given = { ...(event as object), isBase64Encoded: sent.base64 === true };
  const { statusCode, body } = await handler(given, {} as Context);
  return [statusCode, JSON.parse(body) as unknown] as const;
}

const ask = (reply: () => Promise<Reply<string>>): Promise<HttpResponse> =>
  createHttpHandler([on(page, reply, () => shown)], anApi())(
    httpEvent({ route: 'POST /page', text: 'not read', headers: { 'content-type': 'text/plain' } }),
    {} as Context,
  );

describe('the body of a form', () => {
  it('gives every value of each field in their order', async () => {
    const fields = { a: ['1', '', '2'], 'q.b': ['ü & +'], constructor: ['x'] };
    const text = 'a=1&q.b=%C3%BC+%26+%2B&a=&constructor=x&a=2';
    expect(await post({ text })).toEqual([200, fields]);
  });

  it('may come in base64, as API Gateway sends what is not text', async () => {
    expect(await post({ text: Buffer.from('a=1').toString('base64'), base64: true })).toEqual([
      200,
      { a: ['1'] },
    ]);
  });

  it.each([
    ['JSON', { text: '{"a":1}', headers: { 'content-type': 'application/json' } }, 415],
    ['more than 512 KB', { text: `a=${'x'.repeat(512 * 1024)}` }, 413],
    [
      'bytes that are no UTF-8',
      { text: Buffer.from('a=\u00fc', 'latin1').toString('base64'), base64: true },
      400,
    ],
  ])('is refused for %s', async (_name, sent, status) => {
    expect((await post(sent))[0]).toBe(status);
  });

  it('of another type is refused by what is wanted', async () => {
    const [, body] = await post({ text: '{}', headers: { 'content-type': 'application/json' } });
    expect(body).toMatchObject({
      detail: 'The body must be a form (application/x-www-form-urlencoded), not application/json.',
    });
  });
});

describe('a page', () => {
  it('may be sent with another status that its route names', async () => {
    expect(await ask(() => Promise.resolve({ body: 'again', status: 422 }))).toMatchObject({
      statusCode: 422,
      body: 'again',
    });
    const handler = createHttpHandler([on(echo, () => Promise.resolve({ body: {}, status: 422 }))], anApi());
    const answer = await handler(
      httpEvent({ route: 'POST /form', text: 'a=1', headers: FORM }),
      {} as Context,
    );
    expect([answer.statusCode, parseBody(answer.body).code]).toEqual([500, 'internal']);
  });

  it('stands in place of the problem, with its status and the headers of every answer', async () => {
    const { statusCode, headers, body } = await ask(() => Promise.reject(new Error('secret cause')));
    expect([statusCode, body, headers['content-type']]).toEqual([500, '<p>Sorry</p>', HTML]);
    expect(headers).toMatchObject({ 'x-correlation-id': 'request-1', 'x-content-type-options': 'nosniff' });
  });

  it('for problems is there exactly where the route says so', () => {
    const reply = () => Promise.resolve({ body: '' });
    expect(() => createHttpHandler([on(page, reply)], anApi())).toThrow('POST /page');
    const plain = on(
      echo,
      () => Promise.resolve({ body: {} }),
      () => shown,
    );
    expect(() => createHttpHandler([plain], anApi())).toThrow('POST /form');
  });
});

describe('the description of such routes', () => {
  it('names the form, the other status and pages for problems', () => {
    const document = openapiDocument([echo, page], '1') as {
      paths: Record<
        string,
        { post: { requestBody?: object; responses: Record<string, { content: object }> } }
      >;
    };
    const form = document.paths['/form']?.post;
    expect(Object.keys((form?.requestBody as { content: object }).content)).toEqual([
      'application/x-www-form-urlencoded',
    ]);
    expect(Object.keys(form?.responses['413']?.content ?? {})).toEqual(['application/problem+json']);
    const { requestBody, responses } = document.paths['/page']!.post;
    expect(requestBody).toBeUndefined();
    expect(Object.keys(responses)).toEqual(['200', '400', '404', '422', '500', '503']);
    for (const { content } of Object.values(responses)) expect(Object.keys(content)).toEqual(['text/html']);
  });
});
