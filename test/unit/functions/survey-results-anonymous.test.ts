import { beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from '../../../shared/domain/survey/answer.ts';
import { clientId } from '../../support/builders.ts';
import { waveId } from '../../support/survey-results.ts';
import { aResultsApi, MANAGER, type ResultsApi } from '../../support/survey-results-api.ts';

const ACME = { clientId: clientId('acme') };
const GLOBEX = { clientId: clientId('globex') };
const INITECH = { clientId: clientId('initech') };
const MAY = waveId('2026-05-01T07:00Z');

let api: ResultsApi;

beforeEach(async () => {
  api = await aResultsApi({ version: { anonymous: true } });
});

/** So many anonymous answers; `score`s in turn. */
async function anonymous(
  count: number,
  about: Partial<Answer>,
  scores: readonly number[] = [9],
): Promise<void> {
  for (let i = 0; i < count; i++)
    await api.answer(
      {
        recommend: scores[i % scores.length]!,
        wishes: `${about.clientId ?? ''} ${about.language ?? 'en'} ${String(i)}`,
      },
      { answeredAt: null, ...about },
    );
}

/** Every number of answers in a body, wherever it stands. */
const text = (body: unknown): string => JSON.stringify(body);

describe('results of an anonymous programme', () => {
  it('count no answers of a wave that is open, and say that they wait', async () => {
    await api.beginWave(MAY, 'open');
    await anonymous(8, ACME);
    await anonymous(9, { ...ACME, waveId: MAY });
    const { body } = await api.results({ groupBy: 'wave' });
    expect(body).toMatchObject({ waves: { all: 2, waiting: 1 }, total: { answers: 8 } });
    expect(body.groups?.map(({ key, answers }) => [key, answers])).toEqual([
      ['2026-04-01T07:00Z', 8],
      [MAY, 0],
    ]);
    expect((await api.texts()).body.texts).toHaveLength(8);
  });

  it('withhold all of fewer than k, and say null, not 0', async () => {
    await anonymous(4, ACME);
    const { body } = await api.results({ groupBy: 'month' });
    const nothing = { answers: 0, withheld: 'all', results: [] };
    expect(body.total).toMatchObject({ ...nothing, funnel: { answered: 4 } });
    expect(body.groups).toMatchObject([{ key: '2026-04', ...nothing }]);
    expect((await api.texts()).body.texts).toEqual([]);
  });

  it('leave out a client of fewer than k everywhere, so that no total tells it', async () => {
    await anonymous(6, ACME, [10]);
    await anonymous(2, GLOBEX, [0]);
    const { body } = await api.results({ groupBy: 'client' });
    expect(body.total).toMatchObject({
      answers: 6,
      withheld: 'some',
      results: [{ n: 6, score: 100 }, {}, {}],
    });
    expect(body.groups).toMatchObject([
      { key: 'acme', answers: 6, withheld: 'none' },
      { key: 'globex', answers: 0, withheld: 'all', results: [] },
    ]);
    const one = await api.results({ clientId: 'globex' });
    expect(one.body.total).toMatchObject({ answers: 0, withheld: 'all', results: [] });
    expect(text((await api.texts()).body)).not.toContain('globex');
  });

  it('count small clients over every client where they are k together, and show none of them', async () => {
    await anonymous(6, ACME);
    await anonymous(3, GLOBEX);
    await anonymous(2, INITECH);
    const { body } = await api.results({ groupBy: 'client' });
    expect(body.total).toMatchObject({ answers: 11, withheld: 'none' });
    expect(body.groups?.map(({ answers, withheld }) => [answers, withheld])).toEqual([
      [6, 'none'],
      [0, 'all'],
      [0, 'all'],
    ]);
    expect((await api.results({}, MANAGER)).body.total.answers).toBe(6);
  });

  it('withhold a rare language and the one that would tell it, in figures and texts', async () => {
    await anonymous(8, { ...ACME, language: 'en' });
    await anonymous(6, { ...ACME, language: 'de' });
    await anonymous(1, { ...ACME, language: 'pt-BR' });
    const { body } = await api.results({ groupBy: 'language' });
    expect(body.total.answers).toBe(15);
    expect(body.groups?.map(({ key, answers, withheld }) => [key, answers, withheld])).toEqual([
      ['de', 0, 'all'],
      ['en', 8, 'none'],
      ['pt-BR', 0, 'all'],
    ]);
    const { body: listed } = await api.texts();
    expect(listed.texts.map(({ language }) => language)).toEqual(Array(8).fill('en'));
  });

  it('withhold an outcome wave by wave, whatever period is asked for', async () => {
    await api.beginWave(MAY);
    await anonymous(6, { ...ACME, outcome: 'late' });
    await anonymous(6, { ...ACME, outcome: 'on-time' });
    await anonymous(2, { ...ACME, outcome: 'late', waveId: MAY });
    await anonymous(6, { ...ACME, outcome: 'on-time', waveId: MAY });
    const outcomes = async (query: Record<string, string>): Promise<unknown> =>
      (await api.results({ groupBy: 'outcome', ...query })).body.groups?.map(({ key, answers, withheld }) => [
        key,
        answers,
        withheld,
      ]);
    expect(await outcomes({})).toEqual([
      ['on-time', 6, 'some'],
      ['late', 6, 'some'],
    ]);
    expect(await outcomes({ from: '2026-05-01' })).toEqual([
      ['on-time', 0, 'all'],
      ['late', 0, 'all'],
    ]);
  });

  it('are not told apart any further within one client, and its texts are not listed', async () => {
    await anonymous(9, ACME);
    for (const groupBy of ['language', 'carrier', 'outcome']) {
      const { status, body } = await api.results({ clientId: 'acme', groupBy });
      expect([status, body.errors?.[0]?.path]).toEqual([400, 'groupBy']);
      expect((await api.link({ clientId: 'acme', groupBy })).status).toBe(400);
    }
    expect((await api.results({ clientId: 'acme', groupBy: 'month' })).body.groups).toHaveLength(1);
    expect((await api.texts({ clientId: 'acme' })).body.errors?.[0]?.path).toBe('clientId');
    expect((await api.texts({ outcome: 'late' })).body.errors?.[0]?.path).toBe('outcome');
  });

  it('list texts without source, in an order that tells neither client nor wave', async () => {
    await api.beginWave(MAY);
    await anonymous(10, ACME);
    await anonymous(10, GLOBEX);
    await anonymous(10, { ...ACME, waveId: MAY });
    const { body } = await api.texts({ limit: '100' });
    expect(body.texts.every(({ source }) => source === null)).toBe(true);
    const written = body.texts.map((one) => one.text);
    expect(written).toHaveLength(30);
    expect(written).not.toEqual([...written].sort());
    // Texts of one client do not lie together: they change places with others more often than once or twice.
    const changes = written.filter((one, i) => i > 0 && one.split(' ')[0] !== written[i - 1]!.split(' ')[0]);
    expect(changes.length).toBeGreaterThan(5);
  });

  it('show everything of a version that is not anonymous beside one that is', async () => {
    await api.programmes.save(
      { ...api.programme, currentVersion: 2, version: 2 },
      { ...api.version, number: 2, anonymous: false },
    );
    await api.beginWave(MAY, 'open', 2);
    await anonymous(2, ACME);
    await api.answer({ recommend: 0, wishes: 'with a name' }, { ...ACME, waveId: MAY, versionNumber: 2 });
    expect((await api.results()).body.total).toMatchObject({ answers: 1, withheld: 'some' });
    expect((await api.texts()).body.texts.map((one) => one.text)).toEqual(['with a name']);
  });

  it('withhold on the page what the API withholds', async () => {
    await anonymous(6, { ...ACME, language: 'en', outcome: 'on-time' }, [10]);
    await anonymous(1, { ...ACME, language: 'zh-CN', outcome: 'late' }, [0]);
    await anonymous(2, { ...GLOBEX, language: 'de' }, [0]);
    for (const groupBy of ['client', 'language', 'wave']) {
      const { body } = await api.link({ groupBy });
      const page = await api.page(body.url);
      expect(page.status).toBe(200);
      expect(page.text).toContain('withheld');
      expect(page.text).not.toContain('globex de');
      expect(page.text).not.toContain('zh-CN 0');
    }
    const own = await api.link({ clientId: 'acme' });
    const page = await api.page(own.body.url);
    expect(page.text).not.toContain('By what became of the delivery');
    expect(page.text).not.toContain('acme en 0');
  });
});
