import { describe, expect, it } from 'vitest';
import { anAnswersApi, GOOD, type Fields, type Page } from '../../support/answers-api.ts';

const summaryOf = ({ text }: Page): string =>
  /<div class="card wrong summary".*?<\/div>/s.exec(text)?.[0] ?? '';

const stored = (items: readonly Record<string, unknown>[]) =>
  items.map(({ complete, values }) => ({ complete, values }));

describe('a form', () => {
  const cases: readonly (readonly [string, Fields, string])[] = [
    ['a score above the scale', { 'q.recommend': '11' }, 'Please choose a point of the scale.'],
    ['a score below it', { 'q.satisfied': '0' }, 'Please choose a point of the scale.'],
    ['a score that is no whole number', { 'q.recommend': '9.5' }, 'Please choose a point of the scale.'],
    ['a score in words', { 'q.recommend': 'nine' }, 'Please choose a point of the scale.'],
    ['an option that is not there', { 'q.reason': 'price' }, 'Please choose one of the options.'],
    ['two answers to one question', { 'q.recommend': ['3', '9'] }, 'Please choose one answer only.'],
    ['10 KB of text', { 'q.words': 'x'.repeat(10_240) }, 'Please shorten it to 2,000 characters.'],
    ['2,001 characters', { 'q.words': '界'.repeat(2_001) }, 'Please shorten it to 2,000 characters.'],
  ];
  it.each(cases)('with %s is shown again, saying what to do', async (_name, fields, words) => {
    const api = await anAnswersApi();
    const token = await api.invite('ann');
    const page = await api.answer(token, { ...GOOD, ...fields });
    expect(page.status).toBe(422);
    expect(summaryOf(page)).toContain(words);
    expect(page.text).toContain('<title>Error: ');
    expect(api.items('survey-token#')).toHaveLength(1);
    expect((await api.answer(token, GOOD)).status).toBe(200);
  });

  it('with 2,000 characters, line ends and signs of any script is taken', async () => {
    const api = await anAnswersApi();
    const words = `${'🚚'.repeat(1_998)}\né`;
    const page = await api.answer(await api.invite('ann'), { ...GOOD, 'q.words': words });
    expect(page.status).toBe(200);
    expect(api.items('answers#')).toMatchObject([{ values: { words } }]);
  });

  it('loses control characters and spaces at its ends', async () => {
    const api = await anAnswersApi();
    await api.answer(await api.invite('ann'), { ...GOOD, 'q.words': ' a\u0000b\u001f\u0007\tc\r\nd\u0085 ' });
    expect(api.items('answers#')).toMatchObject([{ values: { words: 'ab\tc\nd' } }]);
  });

  it('leaves out what is blank, and what is not asked', async () => {
    const api = await anAnswersApi();
    await api.answer(await api.invite('ann'), { ...GOOD, 'q.words': ' \n ', 'q.other': '1', note: 'x' });
    expect(stored(api.items('answers#'))).toEqual([
      { complete: true, values: { recommend: 9, satisfied: 5 } },
    ]);
  });

  it('without any answer is not taken, also where nothing is required', async () => {
    const api = await anAnswersApi({
      questions: [
        { id: 'words', method: 'text', scale: null, required: false, text: { en: 'And?' }, options: [] },
      ],
    });
    const page = await api.answer(await api.invite('ann'), { 'q.words': '' });
    expect([page.status, summaryOf(page).includes('Please answer this question.')]).toEqual([422, true]);
    expect(api.items('answers#')).toEqual([]);
  });

  it('of another type or too large gets a page, too', async () => {
    const api = await anAnswersApi();
    const token = await api.invite('ann');
    const json = await api.answer(token, GOOD, { headers: { 'content-type': 'application/json' } });
    expect([json.status, json.headers['content-type']]).toEqual([415, 'text/html; charset=utf-8']);
    expect(json.text).toContain('That could not be read');
    const large = await api.answer(token, { 'q.words': 'x'.repeat(513 * 1024) });
    expect([large.status, large.text.includes('That could not be read')]).toEqual([413, true]);
  });

  it('that meets a failure of ours gets a page that says so', async () => {
    const api = await anAnswersApi();
    const token = await api.invite('ann');
    const handler = api.handlerOn(api.documents, {
      tokens: { find: () => Promise.reject(new Error('a bug')) },
    });
    const page = await api.answer(token, GOOD, { lang: 'de' }, handler);
    expect([page.status, page.text.includes('Das hat nicht geklappt')]).toEqual([500, true]);
    expect(page.text).not.toContain('a bug');
  });
});

describe('a partial answer', () => {
  it('is kept, counted nowhere, shown again and completed', async () => {
    const api = await anAnswersApi();
    const token = await api.invite('ann');
    const page = await api.answer(token, { 'q.satisfied': '2', 'q.words': 'Late again' });
    expect(page.status).toBe(422);
    expect(summaryOf(page)).toContain('<a href="#q1">How likely are you to recommend us?</a>');
    expect(summaryOf(page)).toContain('What you have answered so far is kept.');
    expect(stored(api.items('answers#'))).toEqual([
      { complete: false, values: { satisfied: 2, words: 'Late again' } },
    ]);
    expect([api.items('cases#'), api.items('outbox'), api.items('wave#')[0]?.['state']]).toEqual([
      [],
      [],
      'sent',
    ]);
    const again = await api.show(token);
    expect(again.text).toMatch(/name="q\.satisfied"\s+value="2"\s+checked/);
    expect(again.text).toContain('\nLate again</textarea>');
    await api.answer(token, { 'q.recommend': '1', 'q.satisfied': '2' });
    expect(stored(api.items('answers#'))).toEqual([
      { complete: true, values: { recommend: 1, satisfied: 2 } },
    ]);
  });

  it('never takes the place of a complete one that came meanwhile', async () => {
    const api = await anAnswersApi();
    const token = await api.invite('ann');
    const handler = api.handlerOn(api.documents, {
      answers: {
        ...api.store.answers,
        keepPartial: async (answer, ttl) => {
          await api.answer(token, GOOD);
          await api.store.answers.keepPartial(answer, ttl);
        },
      },
    });
    await api.answer(token, { 'q.recommend': '1' }, {}, handler);
    expect(stored(api.items('answers#'))).toEqual([
      { complete: true, values: { recommend: 9, satisfied: 5 } },
    ]);
  });
});

describe('free text', () => {
  it('with a script comes back escaped, in its field and where it stands in attributes', async () => {
    const api = await anAnswersApi({ anonymous: true });
    const script = `</textarea><script>alert(1)</script>"><img src=x onerror='alert(2)'>`;
    const page = await api.answer(await api.invite('ann'), {
      'q.words': script,
      'q.recommend': script,
      'contact-me': script,
      'reply-to': script,
    });
    expect(page.status).toBe(422);
    expect(page.text).not.toMatch(/<script|<img|onerror='/);
    expect(page.text).toContain('&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&gt;&lt;img');
  });

  it('of the programme and an order number are escaped, too', async () => {
    const api = await anAnswersApi({ subject: { en: '<b>Hi</b>' }, languages: ['en'] });
    const { text } = await api.show(await api.invite('ann', { orderNo: '<i>7</i>' as never }));
    expect(text).not.toMatch(/<b>|<i>/);
    expect(text).toContain('&lt;b&gt;Hi&lt;/b&gt;');
  });

  it('that begins with a line end is shown as it was sent', async () => {
    const api = await anAnswersApi();
    const { text } = await api.answer(await api.invite('ann'), { 'q.words': '\nsecond line' });
    // A parser takes away the first of the two.
    expect(text).toContain('>\n\nsecond line</textarea>');
  });
});

describe('a low score', () => {
  it.each([
    [{ 'q.recommend': '6', 'q.satisfied': '5' }, 'medium', 'How likely are you to recommend us? 6 / 10'],
    [{ 'q.recommend': '3', 'q.satisfied': '5' }, 'high', 'How likely are you to recommend us? 3 / 10'],
    [{ 'q.recommend': '9', 'q.satisfied': '2' }, 'medium', 'How satisfied are you with the delivery? 2 / 5'],
    [
      { 'q.recommend': '0', 'q.satisfied': '2' },
      'high',
      'How likely are you to recommend us? 0 / 10\nHow satisfied are you with the delivery? 2 / 5',
    ],
  ])('%j opens one case of severity %s with owner and due dates', async (fields, severity, note) => {
    const api = await anAnswersApi();
    const token = await api.invite('ann', { orderNo: 'SO-2' as never });
    const page = await api.answer(token, { ...fields, 'q.words': 'The driver was rude' });
    expect(page.text).toContain('One of us will look into it.');
    const [found, ...more] = await api.store.cases.openOf(api.client.clientId);
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      kind: 'feedback',
      category: 'survey',
      channel: 'survey',
      severity,
      owner: 'care@provider.example',
      contactId: 'ann',
      orders: ['SO-2'],
      replyTo: null,
      state: 'raised',
      raisedAt: api.time.now,
      version: 1,
    });
    expect(found?.answerBy).toBeGreaterThan(api.time.now);
    expect(found?.history).toEqual([{ at: api.time.now, by: 'system', what: 'raised', note }]);
    // The person's words stay with the answer, where they can be forgotten; the score is for the provider's eyes.
    expect(JSON.stringify(found)).not.toContain('rude');
    expect(found?.description).not.toMatch(/\/ (5|10)/);
  });

  it('is the only one: good scores and a low CES open none', async () => {
    const api = await anAnswersApi({
      questions: [
        { id: 'easy', method: 'ces', scale: 7, required: true, text: { en: 'Easy?' }, options: [] },
      ],
      languages: ['en'],
    });
    await api.answer(await api.invite('ann'), { 'q.easy': '1' });
    expect(api.items('answers#')).toHaveLength(1);
    expect(api.items('cases#')).toEqual([]);
  });
});
