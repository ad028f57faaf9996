import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import document from '../../../docs/openapi.json' with { type: 'json' };
import { EVENT_DATA } from '../../../shared/domain/ledger/event-types.ts';
import { openapiDocument } from '../../../shared/http/openapi.ts';
import { REFERENCE_HEADERS, renderReference } from '../../../shared/http/reference-page.ts';
import { ROUTES } from '../../../shared/http/routes/index.ts';
import { routeKeyOf } from '../../../shared/http/route.ts';

interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
}

const readJson = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8'));

const { version } = readJson('package.json') as { version: string };

describe('docs/openapi.json', () => {
  it('has an event for example that is taken', () => {
    const { type, data } = document.components.schemas.CloudEvent.example;
    expect(type).toBe('order.placed');
    expect(EVENT_DATA['order.placed'].safeParse(data).success).toBe(true);
  });

  it('is what the routes say (else: npm run openapi)', () => {
    expect(document).toEqual(JSON.parse(JSON.stringify(openapiDocument(ROUTES, version))));
  });

  it('names each route and each operation once', () => {
    expect(new Set(ROUTES.map(routeKeyOf)).size).toBe(ROUTES.length);
    expect(new Set(ROUTES.map((route) => route.operationId)).size).toBe(ROUTES.length);
  });

  it('names the path parameters of every path, and only schemas that are there', () => {
    const paths: Readonly<Record<string, object>> = document.paths;
    for (const [path, methods] of Object.entries(paths))
      for (const { parameters = [] } of Object.values(methods) as Operation[]) {
        const names = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
        expect([path, names.sort()]).toEqual([
          path,
          [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort(),
        ]);
      }
    const refs = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/([\w-]+)/g)].map((m) => m[1]);
    const missing = refs.filter((name) => !Object.hasOwn(document.components.schemas, name ?? ''));
    expect(missing).toEqual([]);
  });
});

describe('the reference page', () => {
  const page = renderReference(document);

  it('shows every route under a heading of its own, and every schema', () => {
    for (const route of ROUTES) expect(page).toContain(`<h3 id="${route.operationId}">`);
    for (const name of Object.keys(document.components.schemas))
      expect(page).toContain(`id="schema-${name}"`);
  });

  it('shows an example with the request of events, before anything of its parameters', () => {
    const article = page.slice(page.indexOf('<h3 id="postEvents">'));
    expect(article.indexOf('&quot;specversion&quot;: &quot;1.0&quot;')).toBeLessThan(
      article.indexOf('Parameters of postEvents'),
    );
    expect(article.indexOf('&quot;specversion&quot;')).toBeGreaterThan(0);
  });

  it('gives the data of every event type a table, and a line of its own', () => {
    for (const type of Object.keys(EVENT_DATA)) {
      expect(page).toContain(`<p><code>${type}</code>: `);
      const described = Object.values(document.components.schemas).filter(
        (schema) =>
          'description' in schema &&
          schema.description.startsWith('`data` of') &&
          schema.description.includes(`\`${type}\``),
      );
      expect([type, described.length]).toEqual([type, 1]);
    }
    expect(page).toContain('<code>promise.date</code>');
    expect(page).toContain('<code>lines[].sku</code>');
    expect(page).toContain('<code>destination.country</code>');
  });

  it('loads nothing and runs nothing', () => {
    // An empty icon of its own keeps browsers from asking for one.
    expect(page.replace('<link rel="icon" href="data:," />', '')).not.toMatch(
      /<script|<link|<img|<iframe|\bon\w+=|style="|url\(/i,
    );
    expect(REFERENCE_HEADERS['content-security-policy']).toContain("default-src 'none'");
  });

  it('has every anchor it points to, and no id twice', () => {
    const ids = [...page.matchAll(/\bid="([^"]+)"/g)].map((m) => m[1]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
    for (const [, target] of page.matchAll(/aria-labelledby="([^"]+)"/g)) expect(ids).toContain(target);
  });

  it('escapes what the document says', () => {
    const info = { ...document.info, description: '<script>alert(1)</script>' };
    expect(renderReference({ ...document, info })).not.toContain('<script');
  });
});
