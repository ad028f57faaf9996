import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/toolchain.mjs';
import { callerWith } from './support/api.ts';

const anyone = callerWith('');

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

describe('what anyone may read', () => {
  it('is that the service answers, its version and stage', async () => {
    const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
      version: string;
    };
    const { status, headers, body } = await anyone.get('/v1/health');
    expect({ status, body }).toEqual({ status: 200, body: { status: 'ok', version, stage: 'local' } });
    expect(headers.get('x-correlation-id')).toBeTruthy();
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('is the OpenAPI document of the repository, with every route', async () => {
    const { status, body } = await anyone.get<Document>('/v1/openapi.json');
    expect(status).toBe(200);
    expect(body.openapi).toMatch(/^3\.1\./);
    const stored = JSON.parse(readFileSync(path.join(ROOT, 'docs', 'openapi.json'), 'utf8')) as Document;
    expect(Object.keys(body.paths)).toEqual(Object.keys(stored.paths));
    expect(body).toEqual(stored);
  });

  it('names no route that is not deployed', async () => {
    const { body } = await anyone.get<Document>('/v1/openapi.json');
    for (const [route, methods] of Object.entries(body.paths))
      for (const method of Object.keys(methods)) {
        const address = route.replaceAll(/\{[^}]+\}/g, 'x');
        const { status, headers } = await anyone.send(method.toUpperCase(), address);
        // Known to the gateway: answered, refused for want of a token, or told by a page that the link opens nothing.
        const isPage = status === 404 && headers.get('content-type')?.startsWith('text/html') === true;
        const isThere = isPage || [200, 401].includes(status);
        expect(`${method} ${route}: ${isThere ? 'there' : String(status)}`).toBe(`${method} ${route}: there`);
      }
  });

  it('is the same as a page that loads nothing else', async () => {
    const { status, headers, body } = await anyone.get<string>('/');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(body).toContain('POST /v1/events');
    expect(body).not.toMatch(/<script|<img|<link (?!rel="icon" href="data:)/);
  });
});
