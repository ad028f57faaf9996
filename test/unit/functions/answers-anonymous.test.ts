import { describe, expect, it } from 'vitest';
import { mailboxIdOf, tokenDigest } from '../../../shared/store/digests.ts';
import { anAnswersApi, GOOD, type AnswersApi, type Fields } from '../../support/answers-api.ts';

const PEOPLE = ['ann', 'bob', 'cem', 'dan', 'eva', 'fay'];
/** Says in its answer who gave it, so that a search for the text finds the answer. */
const wordsOf = (name: string): string => `said by number ${String(PEOPLE.indexOf(name))}`;

async function answeredBy(api: AnswersApi, fields: Fields = GOOD): Promise<void> {
  for (const [i, name] of PEOPLE.entries()) {
    api.time.now += i * 60_000;
    const token = await api.invite(name, { orderNo: 'SO-1' as never });
    await api.answer(token, { ...fields, 'q.words': wordsOf(name) });
  }
}

describe('an anonymous answer', () => {
  it('has no field in common with the person: no contact, order, carrier, time or id', async () => {
    const api = await anAnswersApi({ anonymous: true });
    await answeredBy(api);
    const answers = api.items('answers#');
    expect(answers).toHaveLength(PEOPLE.length);
    for (const answer of answers)
      expect(answer).toMatchObject({
        contactId: null,
        orderNo: null,
        carrierId: null,
        answeredAt: null,
        outcome: 'on-time',
      });
    // Whatever names a person or their invitation, in whatever field, stands in no answer.
    const names = PEOPLE.flatMap((name) => [
      `"${name}"`,
      mailboxIdOf(`${name}@acme.example`),
      tokenDigest(`token-of-${name}`),
      'SO-1',
    ]);
    for (const answer of answers)
      for (const name of names) expect(JSON.stringify(answer)).not.toContain(name);
    // And whatever names an answer stands in nothing else.
    const others = JSON.stringify(api.documents.all('crm').filter(({ pk }) => !pk.startsWith('answers#')));
    for (const { answerId } of answers) expect(others).not.toContain(answerId);
    expect(others).not.toContain('said by');
    expect(JSON.stringify(api.documents.all('ledger'))).not.toContain('survey-answer');
    expect(JSON.stringify(api.lines)).not.toContain('secret-');
  });

  it('shares values with no invitation but those that all of them share', async () => {
    const api = await anAnswersApi({ anonymous: true });
    await answeredBy(api);
    const leaves = (value: unknown): string[] =>
      typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [String(value)];
    const invitations = api.items('wave#').map(leaves);
    for (const answer of api.items('answers#')) {
      const own = new Set(leaves(answer));
      const shared = invitations.map((values) =>
        values
          .filter((value) => own.has(value))
          .toSorted()
          .join(),
      );
      expect(new Set(shared).size).toBe(1);
    }
  });

  it('leaves of its invitation that it was answered, and not when', async () => {
    const api = await anAnswersApi({ anonymous: true });
    const token = await api.invite('ann');
    const [before] = api.items('wave#');
    api.time.now += 12_345;
    await api.answer(token, GOOD);
    expect(api.items('wave#')).toEqual([{ ...before, state: 'answered', version: 2 }]);
  });

  it('goes by the same time to live as all others of its wave', async () => {
    const api = await anAnswersApi({ anonymous: true });
    await answeredBy(api);
    expect(new Set(api.items('answers#').map(({ ttl }) => ttl)).size).toBe(1);
  });

  it('that is incomplete is shown again and not kept', async () => {
    const api = await anAnswersApi({ anonymous: true });
    const token = await api.invite('ann');
    const page = await api.answer(token, { 'q.satisfied': '2', 'q.words': 'so far' });
    expect([page.status, page.text.includes('so far</textarea>')]).toEqual([422, true]);
    expect(page.text).not.toContain('is kept. You can also come back');
    expect(api.items('answers#')).toEqual([]);
  });

  it('is looked for under no name when its page is opened', async () => {
    const api = await anAnswersApi({ anonymous: true });
    const token = await api.invite('ann');
    const looked: string[] = [];
    const find = (...[, , , answerId]: readonly string[]) => {
      looked.push(answerId ?? '');
      return Promise.resolve(undefined);
    };
    const handler = api.handlerOn(api.documents, { answers: { ...api.store.answers, find } });
    expect((await api.show(token, {}, handler)).status).toBe(200);
    expect(looked).toEqual([]);
  });

  it('with low scores opens no case', async () => {
    const api = await anAnswersApi({ anonymous: true });
    const page = await api.answer(await api.invite('ann'), { 'q.recommend': '0', 'q.satisfied': '1' });
    expect([page.status, api.items('cases#')]).toEqual([200, []]);
  });
});

describe('a wish for contact', () => {
  const WISH: Fields = { 'q.recommend': '0', 'q.satisfied': '1', 'q.words': 'very bad', 'contact-me': 'yes' };

  it.each(['me@home.example', '+49 40 123456'])(
    'opens a case with %s and nothing of the answer',
    async (replyTo) => {
      const api = await anAnswersApi({ anonymous: true });
      const page = await api.answer(await api.invite('ann'), { ...WISH, 'reply-to': replyTo });
      expect(page.text).toContain('We will contact you, as you asked.');
      const [found] = await api.store.cases.openOf(api.client.clientId);
      expect(found).toMatchObject({
        kind: 'feedback',
        replyTo,
        contactId: null,
        orders: [],
        severity: 'medium',
      });
      const [answer] = api.items('answers#');
      const text = JSON.stringify(found);
      for (const piece of ['very bad', ' / 10', answer?.['answerId'] as string, '"ann"', api.wave.waveId])
        expect(text).not.toContain(piece);
      expect(JSON.stringify(answer)).not.toContain(replyTo);
    },
  );

  it('has the same severity and words whatever the scores', async () => {
    const api = await anAnswersApi({ anonymous: true });
    await api.answer(await api.invite('ann'), { ...WISH, 'reply-to': 'a@home.example' });
    await api.answer(await api.invite('bob'), { ...WISH, ...GOOD, 'reply-to': 'a@home.example' });
    const [one, other] = await api.store.cases.openOf(api.client.clientId);
    expect({ ...one, caseId: '' }).toEqual({ ...other, caseId: '' });
  });

  it.each([
    [{ 'contact-me': 'yes', 'reply-to': '' }, 'Please give a mail address or a phone number'],
    [{ 'contact-me': 'yes', 'reply-to': 'call me' }, 'Please write a mail address like'],
    [{ 'reply-to': 'me@home.example' }, 'Please tick the box if we shall contact you'],
  ])('%j is asked about once more', async (fields, words) => {
    const api = await anAnswersApi({ anonymous: true });
    const page = await api.answer(await api.invite('ann'), { ...GOOD, ...fields });
    expect([page.status, page.text.includes(words)]).toEqual([422, true]);
    expect([api.items('answers#'), api.items('cases#')]).toEqual([[], []]);
  });

  it('is not offered where the person is known, and not taken', async () => {
    const api = await anAnswersApi();
    const token = await api.invite('ann');
    expect((await api.show(token)).text).not.toContain('contact-me');
    await api.answer(token, { ...GOOD, 'contact-me': 'yes', 'reply-to': 'me@home.example' });
    expect(api.items('cases#')).toEqual([]);
  });
});
