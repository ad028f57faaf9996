import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readMails, type SentMail } from '../../infra/local/mails.ts';
import { ROOT } from '../../scripts/lib/toolchain.mjs';
import { callerWith, makeClient, own, signedIn, type Caller } from '../flow/support/api.ts';
import { DAY_MS, MINUTE_MS } from '../../shared/domain/calendar/time.ts';
import { figureOf, readKpis } from '../flow/support/kpis.ts';
import { launchChromium } from '../support/chromium.ts';
import { localStack } from '../support/local-stack/stack.ts';

const SHOTS = path.join(ROOT, '.local', 'screenshots');
/** A first start may have to install Chromium. */
const START_MS = 6 * 60_000;

const CLIENT = own('asked');
const PROGRAMME = own('twice');
const mailOf = (name: string): string => `${name}@${CLIENT}.example`;

const PEOPLE = [
  { contactId: 'anna', language: 'de', consent: { mail: 'given' } },
  { contactId: 'li', language: 'zh-CN', consent: { mail: 'given' } },
  { contactId: 'joao', language: 'pt-PT', consent: { mail: 'given' } },
  { contactId: 'quiet', language: 'en', consent: { mail: 'refused' } },
] as const;

const text = (en: string, de: string, zh: string, pt: string) => ({ en, de, 'zh-CN': zh, 'pt-BR': pt });

/** The next full minute that is ten seconds away at least: the scheduler goes by minutes. */
const nextMinute = (): number => Math.ceil((Date.now() + 10_000) / MINUTE_MS) * MINUTE_MS;

const isoMinute = (at: number): readonly [date: string, time: string] => {
  const [date = '', time = ''] = new Date(at).toISOString().split('T');
  return [date, time.slice(0, 5)];
};

function programmeAt(at: number): object {
  const [date, time] = isoMinute(at);
  return {
    programmeId: PROGRAMME,
    name: 'Once',
    kind: 'relationship',
    clients: [CLIENT],
    schedule: { every: 'once', date, time, timeZone: 'Etc/UTC' },
    caseOwner: 'service@tallyman.example',
    subject: text('How are we doing?', 'Wie zufrieden sind Sie?', '我们做得怎么样？', 'Como estamos indo?'),
    intro: text('Two questions.', 'Zwei Fragen.', '两个问题。', 'Duas perguntas.'),
    thanks: text('Thank you.', 'Vielen Dank.', '谢谢。', 'Obrigado.'),
    questions: [
      { id: 'recommend', method: 'nps', text: text('Recommend us?', 'Empfehlen?', '推荐？', 'Recomendar?') },
      {
        id: 'satisfied',
        method: 'csat',
        scale: 5,
        text: text('Satisfied?', 'Zufrieden?', '满意？', 'Satisfeito?'),
      },
      { id: 'why', method: 'text', required: false, text: text('Why?', 'Warum?', '为什么？', 'Por quê?') },
    ],
  };
}

const today = (): string => new Date().toISOString().slice(0, 10);
const yesterday = (): string => new Date(Date.now() - DAY_MS).toISOString().slice(0, 10);

interface Results {
  readonly total: {
    readonly answers: number;
    readonly results: readonly { readonly question: string; readonly score?: number; readonly n: number }[];
    readonly funnel: { readonly sent: number; readonly answered: number; readonly heldBack: number };
  };
}

describe('a survey that the scheduler begins', () => {
  let browser: Browser;
  let admin: Caller;
  let mails: readonly SentMail[] = [];

  const mailTo = (name: string): SentMail => mails.find(({ to }) => to.includes(mailOf(name)))!;
  /** The link of a mail, on the address by which the browser reaches the API. */
  const linkOf = (name: string): string => /http\S+\/s\/[\w-]+/.exec(mailTo(name).text)![0];

  beforeAll(
    async () => {
      mkdirSync(SHOTS, { recursive: true });
      browser = await launchChromium();
      admin = await signedIn('admin');
      await makeClient(admin, CLIENT);
      const contacts = PEOPLE.map((one) => ({
        ...one,
        name: one.contactId,
        mail: mailOf(one.contactId),
        role: 'operations',
      }));
      const imported = await admin.send('POST', `/v1/clients/${CLIENT}/contacts/import`, { contacts });
      expect(imported.status).toBe(200);
      const created = await admin.send('POST', '/v1/surveys', programmeAt(nextMinute()));
      expect([created.status, created.body]).toEqual([201, expect.anything()]);
      mails = await vi.waitFor(
        async () => {
          const sent = await readMails(localStack().mailUrl);
          const ours = sent.filter(({ to }) => to.some((address) => address.endsWith(`@${CLIENT}.example`)));
          expect(ours).toHaveLength(3);
          return ours;
        },
        { timeout: 4 * MINUTE_MS, interval: 1000 },
      );
    },
    START_MS + 5 * MINUTE_MS,
  );

  afterAll(() => browser.close());

  async function open(name: string, scheme: 'light' | 'dark' = 'light'): Promise<Page> {
    // No script, and a phone: what most who answer have.
    const context = await browser.newContext({
      javaScriptEnabled: false,
      viewport: { width: 375, height: 760 },
      colorScheme: scheme,
    });
    const page = await context.newPage();
    await page.goto(linkOf(name));
    return page;
  }

  const shoot = (page: Page, name: string) =>
    page.screenshot({ path: path.join(SHOTS, `survey-${name}.png`), fullPage: true });

  it('writes to those who agreed, in their language, and to nobody else', () => {
    expect(mailTo('anna').subject).toBe('Wie zufrieden sind Sie?');
    expect(mailTo('li').subject).toBe('我们做得怎么样？');
    expect(mailTo('joao').subject).toBe('Como estamos indo?');
    expect(mails.some(({ to }) => to.includes(mailOf('quiet')))).toBe(false);
  });

  it('is answered by the link in the browser, and the link is used up', async () => {
    const page = await open('anna');
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    await shoot(page, 'question');
    await page.locator('input[name="q.recommend"][value="9"]').check({ force: true });
    await page.locator('input[name="q.satisfied"][value="5"]').check({ force: true });
    await page.locator('textarea[name="q.why"]').fill('<script>alert(1)</script>');
    await page.locator('form button[type="submit"], form input[type="submit"]').last().click();
    expect(await page.locator('body').textContent()).toContain('Vielen Dank.');
    await shoot(page, 'thanks');
    await page.goto(linkOf('anna'));
    expect(await page.locator('form input[type="radio"]').count()).toBe(0);
    await page.context().close();
  });

  it('shows again what is missing, and keeps what was given', async () => {
    const page = await open('joao', 'dark');
    await page.locator('input[name="q.satisfied"][value="4"]').check({ force: true });
    await page.locator('form button[type="submit"], form input[type="submit"]').last().click();
    await shoot(page, 'missing');
    expect(await page.locator('input[name="q.satisfied"][value="4"]').isChecked()).toBe(true);
    await page.locator('input[name="q.recommend"][value="8"]').check({ force: true });
    await page.locator('form button[type="submit"], form input[type="submit"]').last().click();
    expect(await page.locator('body').textContent()).toContain('Obrigado.');
    await page.context().close();
  });

  it('makes a case of a detractor, with an owner and a deadline', async () => {
    const page = await open('li');
    await page.locator('input[name="q.recommend"][value="3"]').check({ force: true });
    await page.locator('input[name="q.satisfied"][value="2"]').check({ force: true });
    await page.locator('form button[type="submit"], form input[type="submit"]').last().click();
    await page.context().close();
    const { body } = await admin.get<{ cases: { kind: string; answerBy: string | null }[] }>(
      `/v1/clients/${CLIENT}/cases`,
    );
    expect(body.cases).toMatchObject([{ kind: 'feedback', inside: { owner: 'service@tallyman.example' } }]);
    expect(Date.parse(body.cases[0]!.answerBy!)).toBeGreaterThan(Date.now());
  });

  it('comes to results beside the funnel, over the API and on a page', async () => {
    const query = new URLSearchParams({ from: yesterday(), to: today() });
    const path = `/v1/surveys/${PROGRAMME}/results`;
    const { status, body } = await admin.get<Results>(`${path}?${query.toString()}`);
    expect(status).toBe(200);
    expect(body.total).toMatchObject({ answers: 3, funnel: { sent: 3, answered: 3, heldBack: 0 } });
    // One promoter, one passive, one detractor.
    expect(body.total.results.find(({ question }) => question === 'recommend')).toMatchObject({
      n: 3,
      score: 0,
    });
    const link = await admin.send<{ url: string }>('POST', `${path}/links`, {
      from: yesterday(),
      to: today(),
      groupBy: 'outcome',
    });
    expect(link.status).toBe(201);
    const page = await browser.newPage({ viewport: { width: 1000, height: 900 } });
    const answer = await page.goto(link.body.url);
    expect(answer?.status()).toBe(200);
    expect(await page.locator('body').textContent()).toContain('<script>alert(1)</script>');
    await shoot(page, 'results');
    await page.close();
  });

  it('counts in the satisfaction KPI of the client at once', async () => {
    const { kpis } = await readKpis(admin, CLIENT, { from: yesterday(), to: today() });
    expect(figureOf(kpis, 'satisfaction').gross).toMatchObject({ met: 2, denominator: 3 });
    expect(figureOf(kpis, 'satisfaction-top-1').gross).toMatchObject({ met: 1, denominator: 3 });
  });

  it('tells a stranger nothing, by whatever link', async () => {
    const stranger = callerWith('');
    for (const token of ['x', 'A'.repeat(22), `${linkOf('anna').split('/s/')[1]!}x`])
      expect((await stranger.get(`/s/${token}`)).status).toBe(404);
  });
});
