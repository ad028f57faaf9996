import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../shared/domain/calendar/time.ts';
import { mailboxIdOf, tokenDigest } from '../../../shared/store/digests.ts';
import { StoreUnavailable } from '../../../shared/store/documents.ts';
import { anAnswersApi, GOOD, type Page } from '../../support/answers-api.ts';
import { withFaults } from '../../support/memory-documents/index.ts';

const HEADING = /<h1>(.*?)<\/h1>/s;
const headingOf = ({ text }: Page): string =>
  (HEADING.exec(text)?.[1] ?? '').replaceAll(/<[^>]*>/g, '').trim();

/** Everything of a page but the correlation id. */
const sameOf = ({ status, text, headers: { 'x-correlation-id': _id, ...headers } }: Page) => ({
  status,
  text,
  headers,
});

describe('the page of a survey', () => {
  it('shows the questions, and takes nothing away however often it is opened', async () => {
    const api = await anAnswersApi();
    const token = await api.invite('ann');
    const before = api.documents.all('crm');
    const page = await api.show(token);
    expect([page.status, headingOf(page)]).toEqual([200, 'How are we doing?']);
    expect(page.text).toContain('How satisfied are you with the delivery?');
    expect(await api.show(token)).toEqual(page);
    expect(api.documents.all('crm')).toEqual(before);
  });

  it('runs no script, loads nothing, sends its form to itself only and stays out of search engines', async () => {
    const api = await anAnswersApi();
    const { text, headers } = await api.show(await api.invite('ann'));
    expect(text).not.toMatch(/<script|\son\w+=|https?:\/\//i);
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'$/,
    );
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
    });
    expect(text).toContain('<meta name="robots" content="noindex" />');
  });

  it.each([
    ['en', 'en', 'How are we doing?'],
    ['de', 'de', 'Wie zufrieden sind Sie?'],
    ['de-AT', 'de', 'Wie zufrieden sind Sie?'],
    ['fr', 'en', 'How are we doing?'],
  ])('speaks the language of the person: %s', async (language, lang, heading) => {
    const api = await anAnswersApi();
    const page = await api.show(await api.invite('ann', { language }));
    expect([headingOf(page), page.text.includes(`<html lang="${lang}">`)]).toEqual([heading, true]);
  });

  it('changes to the language of a link, and answers in it', async () => {
    const api = await anAnswersApi();
    const token = await api.invite('ann');
    expect(headingOf(await api.show(token, { lang: 'de' }))).toBe('Wie zufrieden sind Sie?');
    const thanks = await api.answer(token, GOOD, { lang: 'de' });
    expect(headingOf(thanks)).toBe('Vielen Dank');
    expect(api.items('answers#')).toMatchObject([{ language: 'de' }]);
  });

  it('marks texts in a language without words of the product with that language', async () => {
    const api = await anAnswersApi({
      languages: ['fr'],
      subject: { fr: 'Êtes-vous satisfait ?' },
      intro: { fr: 'Une question.' },
      thanks: { fr: 'Merci.' },
      questions: [{ id: 'a', method: 'nps', scale: 10, required: true, text: { fr: 'Oui ?' }, options: [] }],
    });
    const { text } = await api.show(await api.invite('ann'));
    expect(text).toContain('<html lang="en">');
    expect(text).toContain('<span lang="fr" dir="ltr">Oui ?</span>');
  });

  it('names the order it is about', async () => {
    const api = await anAnswersApi();
    const { text } = await api.show(await api.invite('ann', { orderNo: 'SO-1' as never }));
    expect(text).toContain('This is about your order SO-1.');
  });
});

describe('an answer', () => {
  it('is stored once, with the invitation answered, its tokens gone and its facts in the ledger', async () => {
    const api = await anAnswersApi();
    const token = await api.invite('ann', { orderNo: 'SO-1' as never }, ['first', 'reminder']);
    const page = await api.answer(token, { ...GOOD, 'q.reason': 'time', 'q.words': ' More\r\nof it ' });
    expect([page.status, headingOf(page)]).toEqual([200, 'Thank you']);
    const answerId = `clients-quarterly.${api.wave.waveId}.${mailboxIdOf('ann@acme.example')}`;
    const stored = await api.store.answers.find(
      api.wave.programmeId,
      '2026-05',
      api.client.clientId,
      answerId,
    );
    expect(stored).toEqual({
      programmeId: 'clients-quarterly',
      waveId: '2026-05-25T07:00Z',
      clientId: 'acme',
      answerId,
      complete: true,
      answeredAt: api.time.now,
      contactId: 'ann',
      orderNo: 'SO-1',
      outcome: 'on-time',
      carrierId: 'dhl',
      language: 'en',
      versionNumber: 1,
      values: { recommend: 9, satisfied: 5, reason: 'time', words: 'More\nof it' },
    });
    expect(api.items('survey-token#')).toEqual([]);
    expect(api.items('wave#')).toMatchObject([{ state: 'answered', version: 2, ttl: 2_000_000_000 }]);
    expect(api.items('outbox')).toEqual([]);
    const order = await api.index.find(api.client, { kind: 'survey-answer', orderNo: answerId as never });
    expect(order?.facts.map(({ id, data }) => [id, data.score, data.carrierId, data.outcome])).toEqual([
      ['recommend', 9, 'dhl', 'on-time'],
      ['satisfied', 5, 'dhl', 'on-time'],
    ]);
    expect(api.items('cases#')).toEqual([]);
  });

  it.each([
    ['SO-1', 'on-time'],
    ['SO-2', 'late'],
    ['SO-unknown', 'other'],
    [null, null],
  ])('to order %s has the outcome %s', async (orderNo, outcome) => {
    const api = await anAnswersApi();
    await api.answer(await api.invite('ann', { orderNo: orderNo as never }), GOOD);
    expect(api.items('answers#')).toMatchObject([{ outcome }]);
  });

  it('is deleted with the others of its wave, however late it came', async () => {
    const api = await anAnswersApi({ retentionDays: 10 });
    await api.answer(await api.invite('ann'), GOOD);
    expect(api.items('answers#')).toMatchObject([{ ttl: (api.wave.closesAt + 10 * DAY_MS) / 1000 }]);
  });

  it('by 50 at once on one link is stored once, and refused kindly 49 times', async () => {
    const api = await anAnswersApi();
    const token = await api.invite('ann');
    const pages = await Promise.all(
      Array.from({ length: 50 }, (_, i) => api.answer(token, { ...GOOD, 'q.words': `answer ${String(i)}` })),
    );
    const statuses = pages.map(({ status }) => status).toSorted();
    expect(statuses).toEqual([200, ...Array.from({ length: 49 }, () => 404)]);
    const closed = pages.filter(({ status }) => status === 404);
    expect(new Set(closed.map(headingOf))).toEqual(new Set(['This survey is not open']));
    expect(closed[0]?.text).toContain('thank you, your answers have arrived');
    expect(api.items('answers#')).toHaveLength(1);
  });

  it('is taken although the invitation was marked as opened at the same moment', async () => {
    const api = await anAnswersApi();
    const token = await api.invite('ann');
    let marked = false;
    const handler = api.handlerOn(api.documents, {
      answers: {
        ...api.store.answers,
        give: async (given) => {
          if (!marked)
            await api.store.invitations.update({ ...given.invitation, state: 'sent', openedAt: 1 });
          marked = true;
          return api.store.answers.give(given);
        },
      },
    });
    expect((await api.answer(token, GOOD, {}, handler)).status).toBe(200);
    expect(api.items('wave#')).toMatchObject([{ state: 'answered', openedAt: 1, version: 3 }]);
  });

  it('stands although its facts could not be recorded; they wait in the outbox', async () => {
    const api = await anAnswersApi();
    const token = await api.invite('ann');
    const ledger = { ...api.worker().ledger, commit: () => Promise.reject(new StoreUnavailable('down')) };
    const handler = api.handlerOn(api.documents, { recording: { ...api.worker(), ledger } });
    expect((await api.answer(token, GOOD, {}, handler)).status).toBe(200);
    expect(api.items('outbox')).toMatchObject([{ clientId: 'acme', at: api.time.now }]);
    expect(api.left).toEqual([
      `answer.acme.clients-quarterly.${api.wave.waveId}.${mailboxIdOf('ann@acme.example')}`,
    ]);
  });
});

describe('a link that is not open', () => {
  it('answers with one and the same page, whether unknown, malformed, used or expired, for one read', async () => {
    const api = await anAnswersApi();
    const used = await api.invite('ann');
    await api.answer(used, GOOD);
    const expired = await api.invite('bob');
    const closesAt = api.wave.closesAt;
    api.time.now = closesAt;
    const store = withFaults(api.documents, {});
    const handler = api.handlerOn(store);
    const reads: number[] = [];
    const answers: Page[] = [];
    for (const token of ['A'.repeat(22), '../%00<script>', used, expired])
      for (const ask of [
        (one: string) => api.show(one, {}, handler),
        (one: string) => api.answer(one, GOOD, {}, handler),
      ]) {
        const before = store.operations;
        answers.push(await ask(token));
        reads.push(store.operations - before);
      }
    expect(new Set(answers.map((page) => JSON.stringify(sameOf(page)))).size).toBe(1);
    expect([answers[0]?.status, new Set(reads)]).toEqual([404, new Set([1])]);
    api.time.now = closesAt - 1;
    expect((await api.show(expired)).status).toBe(200);
  });

  it('is refused once its wave was closed early', async () => {
    const api = await anAnswersApi();
    const token = await api.invite('ann');
    await api.store.waves.close(api.wave);
    expect((await api.show(token)).status).toBe(404);
    expect((await api.answer(token, GOOD)).status).toBe(404);
    expect(api.items('answers#')).toEqual([]);
  });

  it('speaks the language that the browser wants', async () => {
    const api = await anAnswersApi();
    const headers = { 'accept-language': 'fr;q=0.9, pt;q=0.8, de;q=0.1' };
    const { text } = await api.show('nothing', { headers });
    expect(text).toContain('Esta pesquisa não está aberta');
    expect((await api.show('nothing', { headers, lang: 'zh-CN' })).text).toContain('此调查未开放');
  });

  it('is never one of 10,000 forged or altered tokens', async () => {
    const api = await anAnswersApi();
    const genuine = randomBytes(16).toString('base64url');
    await api.invite('ann', {}, [genuine]);
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const altered = Array.from({ length: 2_000 }, (_, i) => {
      const at = i % genuine.length;
      const other = letters[(letters.indexOf(genuine[at] ?? '') + 1 + (i % 63)) % 64] ?? '';
      return genuine.slice(0, at) + other + genuine.slice(at + 1);
    });
    const forged = [
      ...altered,
      ...Array.from({ length: 5_000 }, () => randomBytes(16).toString('base64url')),
      ...Array.from({ length: 2_995 }, (_, i) => genuine.slice(0, i % 22) + 'x'.repeat(i % 40)),
      tokenDigest(genuine),
      ` ${genuine}`,
      `${genuine}=`,
      genuine.toLowerCase(),
      '',
    ].filter((token) => token !== genuine);
    let refused = 0;
    for (const token of forged) if ((await api.answer(token, GOOD)).status === 404) refused++;
    expect(forged.length).toBeGreaterThanOrEqual(9_990);
    expect(refused).toBe(forged.length);
    expect(api.items('answers#')).toEqual([]);
    expect((await api.answer(genuine, GOOD)).status).toBe(200);
  }, 60_000);
});

describe('logs', () => {
  it('have the route and no token, answer or address', async () => {
    const api = await anAnswersApi();
    const token = await api.invite('ann', {}, ['a-token-nobody-logs']);
    const unsubscribe = await api.links.seal('unsubscribe', mailboxIdOf('ann@acme.example'));
    await api.show(token);
    await api.answer(token, { ...GOOD, 'q.words': 'nobody logs this' });
    await api.show(token);
    await api.unsubscribe(unsubscribe, 'List-Unsubscribe=One-Click');
    const logged = JSON.stringify(api.lines);
    expect(logged).toContain('POST /s/{token}');
    expect(logged).not.toMatch(/a-token-nobody-logs|nobody logs this|acme\.example/);
    expect(logged).not.toContain(unsubscribe);
    expect(logged).not.toContain(tokenDigest(token));
  });
});
