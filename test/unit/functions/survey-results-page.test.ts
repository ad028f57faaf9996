import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../../shared/domain/calendar/time.ts';
import { grantOf } from '../../../shared/domain/crm/grant.ts';
import { createSignedLinks } from '../../../shared/http/signed-links.ts';
import { person } from '../../support/api.ts';
import { clientId, delivered, day, NOW, placed } from '../../support/builders.ts';
import { order } from '../../support/ledger.ts';
import { aResultsApi, MANAGER, STRANGER, type ResultsApi } from '../../support/survey-results-api.ts';

const ACME = { clientId: clientId('acme') };
const GLOBEX = { clientId: clientId('globex') };
const SCRIPT = '<script>alert("1")</script> & more';

let api: ResultsApi;

beforeEach(async () => {
  api = await aResultsApi();
  await api.answer({ recommend: 10, satisfied: 5 }, { ...ACME, outcome: 'on-time' });
  await api.answer({ recommend: 3, satisfied: 2, wishes: SCRIPT }, { ...ACME, outcome: 'late' });
  await api.answer(
    { recommend: 9, satisfied: 4, wishes: 'Weiter so' },
    { ...GLOBEX, outcome: 'damaged', language: 'de' },
  );
  await api.invite({ ...ACME, waveId: api.wave, language: 'en' }, 'held-back');
  await api.record(
    order('SO-1', [placed({ promise: { date: day('2026-04-10') } }), delivered('2026-04-10 09:00')]),
    order('SO-2', [placed({ promise: { date: day('2026-05-10') } }), delivered('2026-05-11 09:00')]),
  );
});

const linked = async (body: Record<string, string> = {}, as?: Record<string, string>) =>
  api.page((await api.link(body, as)).body.url);

/** The page without its tags, spaces run together: what somebody reads. */
const readText = (page: string): string =>
  page
    .replace(/<style>.*<\/style>/s, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

describe('POST /v1/surveys/{programmeId}/results/links', () => {
  it('makes a link for 24 hours, says so on the audit log, and stores nothing else', async () => {
    const before = api.documents.all('crm').length;
    const { status, body } = await api.link({ groupBy: 'client' });
    expect(status).toBe(201);
    expect(body.url).toMatch(/^https:\/\/api\.example\/r\/[\w-]+\.[\w-]+$/);
    expect(body.expiresAt).toBe('2026-06-02T10:00:00Z');
    expect(api.audited().at(-1)).toMatchObject({
      action: 'survey-results:link',
      outcome: 'done',
      principalId: 'admin-1',
      target: 'clients-quarterly',
    });
    expect(api.documents.all('crm')).toHaveLength(before + 1);
  });

  it('is refused for what its maker may not see', async () => {
    expect((await api.link({}, STRANGER)).status).toBe(404);
    expect((await api.link({ clientId: 'globex' }, MANAGER)).status).toBe(404);
    expect((await api.link({}, person('p', 'client-viewer'))).status).toBe(403);
    expect(api.audited().every(({ outcome }) => outcome === 'refused')).toBe(true);
  });

  it('wants one client of somebody who sees more than a link can name', async () => {
    const many = Array.from({ length: 51 }, (_, i) => clientId(`client-${String(i)}`));
    await api.grants.save(grantOf('many', [...many, ACME.clientId], 1));
    const manager = person('many', 'account-manager');
    expect((await api.link({}, manager)).body.errors?.[0]?.path).toBe('clientId');
    expect((await api.link({ clientId: 'acme' }, manager)).status).toBe(201);
  });
});

describe('GET /r/{token}', () => {
  it('shows funnel, deliveries, scores with intervals, outcomes side by side, trend and texts, as text', async () => {
    const page = await linked();
    expect(page.status).toBe(200);
    const read = readText(page.text);
    for (const text of [
      'Clients, quarterly',
      '2026-04-01 to 2026-06-30 , all clients',
      'Planned 4 Sent 3',
      '3 answered of 3 sent and not bounced',
      '1 held back for open complaints',
      'On-time delivery 50.00 % 95 % interval 9.5 % to 90.5 %',
      '1 of 2 orders, excuses not taken out',
      'What about recommend? 33.3 Net promoter score 95 % interval −51.3 to 84.7',
      'Promoters (9–10) 2 Passives (7–8) 0 Detractors (0–6) 1',
      'Mean 3.66 (11 ÷ 3)',
      '66.66 % Satisfied or highly satisfied (top 2 of 5)',
      '33.33 % Highly satisfied (top 1 of 5)',
      '3 answers · 1 held back for open complaints',
      'On time Late Damaged or lost Answers 1 1 1',
      'Trend by month',
      'Weiter so de · The globex company · 2026-04-01 · Damaged or lost',
    ])
      expect(read).toContain(text);
  });

  it('escapes what people wrote, and marks its language', async () => {
    const { text } = await linked();
    expect(text).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; more');
    expect(text).not.toContain('<script');
    expect(text).toContain('<blockquote lang="de" dir="ltr">Weiter so</blockquote>');
  });

  it('has no scripts, and lets nothing load but its own style', async () => {
    const { text, headers } = await linked();
    const style = /<style>(.*)<\/style>/s.exec(text)![1]!;
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers['content-security-policy']).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
    });
    expect(text).not.toMatch(/ style=| on[a-z]+=/);
  });

  it('groups as its maker asked, clients by their names', async () => {
    const read = readText((await linked({ groupBy: 'client' })).text);
    expect(read).toMatch(/By client.*Acme 2 .*The globex company 1 /);
  });

  it('never shows more than its maker might see, also when clients were added since', async () => {
    const { body } = await api.link({}, MANAGER);
    await api.grants.save(grantOf('manager', [clientId('acme'), clientId('globex')], 2));
    const page = await api.page(body.url);
    expect(readText(page.text)).toContain('Planned 3 Sent 2');
    expect(page.text).not.toContain('Weiter so');
    expect(readText(page.text)).toContain('1 client');
  });

  it('shows the one client that was asked for by name', async () => {
    const read = readText((await linked({ clientId: 'globex' })).text);
    expect(read).toContain(', The globex company');
    expect(read).toContain('Planned 1 Sent 1');
  });

  it('says that there are no answers, never 0', async () => {
    const { text } = await linked({ from: '2026-05-01', to: '2026-05-31' });
    expect(readText(text)).toContain('0 waves');
    expect(readText(text)).not.toContain('NaN');
    const empty = readText((await linked({ clientId: 'initech' })).text);
    expect(empty).toContain('no answers Net promoter score');
    expect(empty).toContain('no deliveries');
  });

  it('gives one and the same 404 page for a link that was altered, has expired, or is none', async () => {
    const { url } = (await api.link()).body;
    const token = url.slice(url.lastIndexOf('/') + 1);
    const [payload = '', signature = ''] = token.split('.');
    const other = Buffer.from(payload, 'base64url').toString().replace('"every"', '["globex"]');
    const links = createSignedLinks(() => Promise.resolve('a key for tests'));
    const altered = [
      `${Buffer.from(other).toString('base64url')}.${signature}`,
      `${payload}.${signature.slice(0, -2)}AA`,
      `${token}.x`,
      payload,
      '%00',
      await links.seal('unsubscribe', Buffer.from(payload, 'base64url').toString()),
      await links.seal('survey-results', '{"programmeId":"of-an-older-kind"}'),
    ];
    const pages = await Promise.all(altered.map((one) => api.page(`/r/${one}`)));
    api.time.now = NOW + 24 * HOUR_MS;
    const expired = await api.page(url);
    for (const { status, headers, text } of [...pages, expired]) {
      expect([status, headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
      expect(text).toBe(expired.text);
    }
    expect(readText(expired.text)).toContain('This link is not open, or not any more.');
    api.time.now = NOW + 24 * HOUR_MS - 1;
    expect((await api.page(url)).status).toBe(200);
  });
});
