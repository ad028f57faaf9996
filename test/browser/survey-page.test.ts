import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/toolchain.mjs';
import type { ProgrammeVersion } from '../../shared/domain/survey/programme.ts';
import { mailboxIdOf } from '../../shared/store/digests.ts';
import { anAnswersApi, QUESTIONS } from '../support/answers-api.ts';
import { launchChromium } from '../support/chromium.ts';
import { servePages } from '../support/page-server.ts';

const SHOTS = path.join(ROOT, '.local', 'screenshots');
/** A first start may have to install Chromium. */
const START_MS = 6 * 60_000;

/** The narrowest phone that is still about, and a desk; both colour schemes. */
const VIEWS = [
  { name: 'phone', width: 320, height: 640, scheme: 'light' },
  { name: 'phone', width: 375, height: 720, scheme: 'dark' },
  { name: 'desktop', width: 1280, height: 900, scheme: 'light' },
  { name: 'desktop', width: 1280, height: 900, scheme: 'dark' },
] as const;

type View = (typeof VIEWS)[number];

const NO_SCRIPTS: BrowserContextOptions = { javaScriptEnabled: false };

/** One point of the scale of a question. */
const point = (page: Page, question: RegExp, score: number): Locator =>
  page.getByRole('radiogroup', { name: question }).getByText(String(score), { exact: true });

/** The real pages, handler and forms, on the in-process store: what is tested is what a browser makes of them. */
async function aSurvey(over: Partial<ProgrammeVersion> = {}) {
  const api = await anAnswersApi({
    intro: {
      en: 'Four short questions about your last delivery. It takes a minute.',
      de: 'Vier kurze Fragen zu Ihrer letzten Lieferung. Es dauert eine Minute.',
    },
    ...over,
  });
  const server = await servePages(api.handler);
  const token = await api.invite('ann', { orderNo: 'SO-2' as never });
  const mailbox = mailboxIdOf('ann@acme.example');
  const unsubscribe = await api.links.seal('unsubscribe', mailbox);
  return {
    ...api,
    mailbox,
    close: server.close,
    survey: `${server.url}/s/${token}`,
    closed: `${server.url}/s/used-before`,
    unsubscribeLink: `${server.url}/u/${unsubscribe}`,
  };
}

type Survey = Awaited<ReturnType<typeof aSurvey>>;

describe('the answer page', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchChromium();
    mkdirSync(SHOTS, { recursive: true });
  }, START_MS);

  afterAll(() => browser.close());

  /** Runs in a page of its own; what the browser complains about comes back. */
  async function visit(
    survey: Survey,
    options: BrowserContextOptions,
    run: (page: Page) => Promise<void>,
  ): Promise<readonly string[]> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const complaints: string[] = [];
    // A status of 4xx is told on the console, and is what these pages answer.
    page.on('console', (message) => {
      if (!message.text().startsWith('Failed to load resource')) complaints.push(message.text());
    });
    page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
    try {
      await run(page);
    } finally {
      await context.close();
      survey.close();
    }
    return complaints;
  }

  const viewed = ({ width, height, scheme }: View): BrowserContextOptions => ({
    viewport: { width, height },
    colorScheme: scheme,
    // Only for axe, which brings a script; the pages are looked at under their own policy below.
    bypassCSP: true,
  });

  async function check(page: Page, name: string, { name: size, width, scheme }: View): Promise<void> {
    const file = `survey-${name}-${size}-${String(width)}-${scheme}.png`;
    await page.screenshot({ path: path.join(SHOTS, file), fullPage: true });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate(overflow)).toBe(0);
  }

  describe.each(VIEWS)('on a $name of $width px, $scheme', (view) => {
    it('is accessible and fits, empty, with faults and with thanks', async () => {
      const survey = await aSurvey();
      const complaints = await visit(survey, viewed(view), async (page) => {
        await page.goto(survey.survey);
        await check(page, 'empty', view);
        await point(page, /How satisfied/, 2).click();
        await page.getByRole('button').click();
        await check(page, 'faults', view);
        await point(page, /recommend/, 3).click();
        await page.getByRole('button').click();
        await check(page, 'thanks', view);
      });
      expect(complaints).toEqual([]);
    });

    it('is accessible and fits where the survey is anonymous and where nothing is open', async () => {
      const survey = await aSurvey({ anonymous: true });
      await visit(survey, viewed(view), async (page) => {
        await page.goto(`${survey.survey}?lang=de`);
        await page.getByRole('checkbox').check();
        await page.getByRole('button').click();
        await check(page, 'anonymous', view);
        await page.goto(survey.closed);
        await check(page, 'closed', view);
        await page.goto(survey.unsubscribeLink);
        await check(page, 'unsubscribe', view);
      });
    });

    it('has fields that a finger meets', async () => {
      const survey = await aSurvey();
      await visit(survey, viewed(view), async (page) => {
        await page.goto(survey.survey);
        const targets = await page.locator('label:has(input), button, nav a').all();
        for (const target of targets) {
          const box = await target.boundingBox();
          expect(Math.min(box?.height ?? 0, (box?.width ?? 0) * 1.1)).toBeGreaterThanOrEqual(44);
        }
      });
    });
  });

  it('keeps to its own policy: styled, without scripts, and nothing is loaded', async () => {
    const survey = await aSurvey();
    const requests: string[] = [];
    const complaints = await visit(survey, {}, async (page) => {
      page.on('request', (request) => requests.push(request.url()));
      await page.goto(survey.survey);
      const radius = "getComputedStyle(document.querySelector('.card')).borderTopLeftRadius";
      expect(await page.evaluate(radius)).toBe('12px');
    });
    expect(complaints).toEqual([]);
    expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([survey.survey]);
  });

  it('takes an answer without scripts; a detractor becomes a case, and the link is used up', async () => {
    const survey = await aSurvey();
    await visit(survey, NO_SCRIPTS, async (page) => {
      await page.goto(survey.survey);
      await point(page, /recommend/, 3).click();
      await point(page, /satisfied/, 4).click();
      await page.getByLabel('That it came on time').check();
      await page.getByLabel(/better/).fill('Call before you come.\nPlease.');
      await page.getByRole('button', { name: 'Send answers' }).click();
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Thank you');
      await page.goto(survey.survey);
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('This survey is not open');
    });
    expect(survey.items('answers#')).toMatchObject([
      {
        complete: true,
        outcome: 'late',
        values: { recommend: 3, satisfied: 4, reason: 'time', words: 'Call before you come.\nPlease.' },
      },
    ]);
    expect(survey.items('cases#')).toMatchObject([{ contactId: 'ann', severity: 'high' }]);
  });

  it('is filled in by keyboard alone, and leads from what is wrong to the place', async () => {
    const survey = await aSurvey({ languages: ['en'] });
    const complaints = await visit(survey, {}, async (page) => {
      const focused = (): Promise<string | null> => page.locator(':focus').getAttribute('id');
      await page.goto(survey.survey);
      // Past the first question to the second: the radios of a group are one stop.
      await page.keyboard.press('Tab');
      expect(await focused()).toBe('q1');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Space');
      await page.keyboard.press('ArrowRight');
      expect(await focused()).toBe('q2-1');
      const outline = await page.evaluate(
        "(({ outlineStyle, outlineWidth }) => [outlineStyle, outlineWidth])(getComputedStyle(document.querySelector('label:has(:focus-visible)')))",
      );
      expect(outline).toEqual(['solid', '3px']);
      await page.keyboard.press('Enter');
      await page.waitForSelector('.summary');
      expect(await page.locator('.summary:focus').count()).toBe(1);
      expect(await page.title()).toBe('Error: How are we doing?');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      expect(await focused()).toBe('q1');
      await page.keyboard.press('Space');
      for (let i = 0; i < 9; i++) await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      await page.waitForSelector('h1:has-text("Thank you")');
    });
    expect(complaints).toEqual([]);
    expect(survey.items('answers#')).toMatchObject([{ values: { recommend: 9, satisfied: 2 } }]);
  });

  it('is told to a screen reader: groups by their questions, scales with their ends, faults with their fields', async () => {
    const survey = await aSurvey();
    await visit(survey, {}, async (page) => {
      await page.goto(survey.survey);
      await page.getByRole('button').click();
      const tree = await page.locator('main').ariaSnapshot();
      expect(tree).toContain('group "Please look at these questions again"');
      expect(tree).toContain('radiogroup "1. How likely are you to recommend us? (required)"');
      expect(tree).toContain('radio "10"');
      expect(tree).toContain('textbox "4. What should we do better?"');
      const described = (id: string) =>
        page.evaluate(
          `document.getElementById('${id}').closest('[aria-describedby]').getAttribute('aria-describedby').split(' ').map((one) => document.getElementById(one).textContent.trim())`,
        );
      expect(await described('q1')).toEqual([
        'Error: Please answer this question.',
        '0 = not at all likely 10 = extremely likely',
      ]);
      expect(await described('q4')).toEqual(['Up to 2,000 characters.']);
    });
  });

  it('changes its language by a link, and takes the answer in it', async () => {
    const survey = await aSurvey();
    await visit(survey, NO_SCRIPTS, async (page) => {
      await page.goto(survey.survey);
      await page.getByRole('link', { name: 'Deutsch' }).click();
      expect(await page.locator('html').getAttribute('lang')).toBe('de');
      await point(page, /empfehlen/, 9).click();
      await point(page, /zufrieden/, 5).click();
      await page.getByRole('button', { name: 'Antworten senden' }).click();
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Vielen Dank');
    });
    expect(survey.items('answers#')).toMatchObject([{ language: 'de' }]);
  });

  it('shows a script in free text as text', async () => {
    const survey = await aSurvey();
    const script = '</textarea><script>document.title = "taken over"</script><b>bold';
    const complaints = await visit(survey, {}, async (page) => {
      await page.goto(survey.survey);
      await page.getByLabel(/better/).fill(script);
      await page.getByRole('button').click();
      expect(await page.getByLabel(/better/).inputValue()).toBe(script);
      expect(await page.title()).toBe('Error: How are we doing?');
      expect(await page.locator('b, script').count()).toBe(0);
    });
    expect(complaints).toEqual([]);
  });

  it('unsubscribes by its button, without scripts', async () => {
    const survey = await aSurvey({ questions: QUESTIONS.slice(0, 1) });
    await visit(survey, NO_SCRIPTS, async (page) => {
      await page.goto(survey.unsubscribeLink);
      expect(await survey.store.mailboxes.find(survey.mailbox)).toBeUndefined();
      await page.getByRole('button', { name: 'Unsubscribe' }).click();
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('You are unsubscribed');
    });
    expect(await survey.store.mailboxes.find(survey.mailbox)).toMatchObject({ blocked: 'opted-out' });
  });
});
