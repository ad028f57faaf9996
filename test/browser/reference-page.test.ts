import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/toolchain.mjs';
import { launchChromium } from '../support/chromium.ts';
import { localStack } from '../support/local-stack/stack.ts';

const SHOTS = path.join(ROOT, '.local', 'screenshots');
/** A first start may have to install Chromium. */
const START_MS = 6 * 60_000;

/** Both sizes and both colour schemes; axe takes seconds a view. */
const VIEWS = [
  { name: 'desktop', width: 1280, height: 900, scheme: 'light' },
  { name: 'phone', width: 375, height: 720, scheme: 'dark' },
] as const;

describe('the reference page', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchChromium();
    mkdirSync(SHOTS, { recursive: true });
  }, START_MS);

  afterAll(() => browser.close());

  /** Opens the page; what the browser complains about comes back with it. */
  async function open(view: (typeof VIEWS)[number]): Promise<{ page: Page; complaints: string[] }> {
    const context = await browser.newContext({
      viewport: { width: view.width, height: view.height },
      colorScheme: view.scheme,
      // Only for axe, which brings a script; the page itself is looked at below under its own policy.
      bypassCSP: true,
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
    const answer = await page.goto(localStack().webUrl, { waitUntil: 'load' });
    expect(answer?.status()).toBe(200);
    return { page, complaints };
  }

  it('shows without complaint under its own policy, styled, and requests nothing else', async () => {
    const page = await browser.newPage();
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    await page.goto(localStack().webUrl, { waitUntil: 'load' });
    const padding = await page.evaluate("getComputedStyle(document.querySelector('pre')).paddingLeft");
    expect(padding).toBe('16px');
    expect(complaints).toEqual([]);
    expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([localStack().webUrl]);
    await page.close();
  });

  it.each(VIEWS)('is accessible and fits on a $name, $scheme', async (view) => {
    const { page, complaints } = await open(view);
    const file = path.join(SHOTS, `reference-${view.name}-${view.scheme}.png`);
    await page.screenshot({ path: file });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
    const overflow = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(overflow).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('leads by keyboard past the navigation to its content', async () => {
    const page = await browser.newPage();
    await page.goto(localStack().webUrl);
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').textContent()).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(new URL(page.url()).hash).toBe('#main');
    await page.close();
  });

  it('has a target on it for each of its links, and reaches the document it is made of', async () => {
    const page = await browser.newPage();
    await page.goto(localStack().webUrl);
    const broken = await page.evaluate(
      `[...document.querySelectorAll('a[href^="#"]')].map((a) => a.getAttribute('href')).filter((href) => !document.getElementById(href.slice(1)))`,
    );
    expect(broken).toEqual([]);
    await page.getByRole('link', { name: 'OpenAPI 3.1 document', exact: true }).click();
    await page.waitForURL('**/v1/openapi.json');
    expect(await page.locator('body').textContent()).toContain('"openapi":"3.1');
    await page.close();
  });

  it('names every route', async () => {
    const page = await browser.newPage();
    await page.goto(localStack().webUrl);
    const routes = await page.locator('article .route').allTextContents();
    for (const route of [
      'POST /v1/events',
      'GET /v1/clients/{clientId}/kpis',
      'GET /v1/kpis',
      'GET /v1/quarantine',
    ])
      expect(routes).toContain(route);
    await page.close();
  });
});
