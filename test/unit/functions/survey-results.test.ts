import { beforeEach, describe, expect, it } from 'vitest';
import { grantOf } from '../../../shared/domain/crm/grant.ts';
import { machine, person } from '../../support/api.ts';
import { clientId, day, delivered, placed } from '../../support/builders.ts';
import { order } from '../../support/ledger.ts';
import { waveId } from '../../support/survey-results.ts';
import { aResultsApi, MANAGER, STRANGER, type ResultsApi } from '../../support/survey-results-api.ts';

const ACME = { clientId: clientId('acme') };
const GLOBEX = { clientId: clientId('globex') };
const MAY = waveId('2026-05-01T07:00Z');

let api: ResultsApi;

beforeEach(async () => {
  api = await aResultsApi();
});

/** Three of Acme: two promoters whose delivery was on time, a detractor whose was late; one detractor of Globex. */
async function fourAnswers(): Promise<void> {
  await api.answer({ recommend: 10, satisfied: 5 }, { ...ACME, outcome: 'on-time', carrierId: 'dhl' });
  await api.answer({ recommend: 9, satisfied: 4 }, { ...ACME, outcome: 'on-time', carrierId: 'ups' });
  await api.answer({ recommend: 3, satisfied: 2, wishes: 'Be on time' }, { ...ACME, outcome: 'late' });
  await api.answer(
    { recommend: 0, satisfied: 1, wishes: 'Weniger Bruch' },
    { ...GLOBEX, outcome: 'damaged', language: 'de' },
  );
}

describe('GET /v1/surveys/{programmeId}/results', () => {
  it('answers programme, period, waves, questions, scores with intervals, funnel and deliveries', async () => {
    await fourAnswers();
    await api.invite({ ...ACME, waveId: api.wave, language: 'en' }, 'held-back');
    const { status, body } = await api.results();
    expect(status).toBe(200);
    expect(body).toMatchObject({
      programmeId: 'clients-quarterly',
      from: '2026-04-01',
      to: '2026-06-30',
      timeZone: 'Europe/Berlin',
      clients: 'every',
      waves: { all: 1, waiting: 0 },
      questions: [{ id: 'recommend' }, { id: 'satisfied' }, { id: 'wishes' }],
      total: {
        answers: 4,
        withheld: 'none',
        results: [
          { question: 'recommend', method: 'nps', n: 4, promoters: 2, detractors: 2, score: 0, shown: '0.0' },
          { question: 'satisfied', method: 'csat', n: 4, top2: { count: 2 }, top1: { count: 1 } },
          { question: 'wishes', method: 'text', n: 2 },
        ],
        funnel: {
          planned: 5,
          sent: 4,
          heldBack: 1,
          opened: 4,
          answered: 4,
          responseRate: { answered: 4, of: 4, shown: '100.00 %' },
        },
      },
    });
    expect(body).not.toHaveProperty('groups');
  });

  it('shows null, not 0, where nobody answered', async () => {
    const { body } = await api.results();
    expect(body.total).toMatchObject({
      answers: 0,
      withheld: 'none',
      results: [{ n: 0, score: null, interval: null }, { n: 0, top2: { value: null } }, { n: 0 }],
      funnel: { planned: 0, responseRate: { shown: null } },
    });
  });

  it('reads satisfaction beside what was delivered to the same clients on the same days', async () => {
    await fourAnswers();
    await api.record(
      order('SO-1', [placed({ promise: { date: day('2026-04-10') } }), delivered('2026-04-10 09:00')]),
      order('SO-2', [placed({ promise: { date: day('2026-05-10') } }), delivered('2026-05-11 09:00')]),
      order('SO-3', [placed({ promise: { date: day('2026-02-10') } }), delivered('2026-02-11 09:00')]),
    );
    const { body } = await api.results({ groupBy: 'month' });
    expect(body.total.delivered).toMatchObject([
      {
        kpi: 'on-time-delivery',
        numerator: 1,
        denominator: 2,
        shown: '50.00 %',
        interval: { method: 'wilson' },
      },
      { kpi: 'damage-frequency', numerator: 0, denominator: 2, shown: '0.00 %' },
    ]);
    expect(body.groups).toMatchObject([
      { key: '2026-04', delivered: [{ numerator: 1, denominator: 1 }, {}] },
    ]);
    const globex = await api.results({ clientId: 'globex' });
    expect(globex.body.total.delivered?.[0]).toMatchObject({ denominator: 0, shown: null });
  });

  it.each([
    ['client', ['acme', 'globex'], [33.3333, -100]],
    ['wave', ['2026-04-01T07:00Z'], [0]],
    ['month', ['2026-04'], [0]],
    ['language', ['de', 'en'], [-100, 33.3333]],
    ['carrier', ['dhl', 'unknown', 'ups'], [100, -100, 100]],
    ['outcome', ['on-time', 'late', 'damaged'], [100, -100, -100]],
  ])('groups by %s', async (groupBy, keys, scores) => {
    await fourAnswers();
    const { body } = await api.results({ groupBy });
    expect(body.groups?.map(({ key }) => key)).toEqual(keys);
    expect(body.groups?.map(({ results }) => results[0]?.score)).toEqual(scores);
  });

  it('has the funnel of a group where invitations know it, also of one that nobody answered in', async () => {
    await fourAnswers();
    await api.invite({ clientId: clientId('initech'), waveId: api.wave, language: 'en' }, 'bounced');
    const { body } = await api.results({ groupBy: 'client' });
    expect(body.groups?.at(-1)).toMatchObject({
      key: 'initech',
      answers: 0,
      results: [{ n: 0, score: null }, {}, {}],
      funnel: { sent: 1, bounced: 1, responseRate: { of: 0, shown: null } },
    });
    const outcomes = await api.results({ groupBy: 'outcome' });
    expect(outcomes.body.groups?.map(({ funnel }) => funnel)).toEqual([null, null, null]);
  });

  it('counts waves by their day in the zone of the programme, and no partial answers', async () => {
    // 2026-03-31T22:30Z is the first of April in Berlin.
    const night = waveId('2026-03-31T22:30Z');
    await api.beginWave(night);
    await api.answer({ recommend: 10 }, { ...ACME, waveId: night });
    await api.answer({ recommend: 10 }, { ...ACME, complete: false });
    expect((await api.results()).body).toMatchObject({ waves: { all: 2 }, total: { answers: 1 } });
    const march = { from: '2026-03-01', to: '2026-03-31' };
    expect((await api.results(march)).body).toMatchObject({ waves: { all: 0 }, total: { answers: 0 } });
  });

  it('counts open waves too, whose answers have names', async () => {
    await api.beginWave(MAY, 'open');
    await api.answer({ recommend: 10 }, { ...ACME, waveId: MAY });
    expect((await api.results()).body).toMatchObject({
      waves: { all: 2, waiting: 0 },
      total: { answers: 1 },
    });
  });

  it('keeps scores of another scale apart when a version of the questions changed it', async () => {
    const questions = api.version.questions.map((question) =>
      question.id === 'satisfied' ? { ...question, scale: 7 } : question,
    );
    await api.programmes.save(
      { ...api.programme, currentVersion: 2, version: 2 },
      { ...api.version, number: 2, questions },
    );
    await api.beginWave(MAY, 'closed', 2);
    await api.answer({ satisfied: 4 }, ACME);
    await api.answer({ satisfied: 4 }, { ...ACME, waveId: MAY, versionNumber: 2 });
    const { body } = await api.results();
    const satisfied = body.total.results.filter(({ question }) => question === 'satisfied');
    expect(satisfied).toMatchObject([
      { scale: 7, n: 1, top2: { count: 0 } },
      { scale: 5, n: 1, top2: { count: 1 } },
    ]);
  });

  it('shows a manager the answers, invitations and deliveries of own clients only', async () => {
    await fourAnswers();
    const { status, body } = await api.results({ groupBy: 'client' }, MANAGER);
    expect(status).toBe(200);
    expect(body).toMatchObject({ clients: 1, total: { answers: 3, funnel: { planned: 3 } } });
    expect(body.groups?.map(({ key }) => key)).toEqual(['acme']);
  });

  it('reads many clients at once, and passes over those that are not the manager’s', async () => {
    await fourAnswers();
    const many = Array.from({ length: 12 }, (_, i) => clientId(`client-${String(i)}`));
    await api.grants.save(grantOf('many', [...many, GLOBEX.clientId], 1));
    const { body } = await api.results({}, person('many', 'account-manager'));
    expect(body).toMatchObject({ clients: 13, total: { answers: 1, funnel: { planned: 1 } } });
  });

  it('answers alike for a programme of others, one that is not there, and a foreign client', async () => {
    const foreign = await api.results({}, STRANGER);
    const missing = await api.send({
      route: 'GET /v1/surveys/{programmeId}/results',
      params: { programmeId: 'none' },
      query: { from: '2026-04-01', to: '2026-06-30' },
    });
    const client = await api.results({ clientId: 'globex' }, MANAGER);
    for (const answer of [foreign, missing, client])
      expect([answer.status, answer.body.code]).toEqual([404, 'not-found']);
    expect(foreign.body).toEqual(missing.body);
  });

  it('is for managers: clients, operations and machines are refused', async () => {
    for (const as of [person('p', 'client-viewer'), person('p', 'operations'), machine('wms')])
      expect((await api.results({}, as)).status).toBe(403);
  });

  it.each([
    [{ to: '2026-03-01' }, 'to', 'lies before from'],
    [{ from: '2024-06-29' }, 'to', 'makes a period of more than 24 months; ask for shorter ones'],
    [{ groupBy: 'person' }, 'groupBy', ''],
    [{ clientId: 'A B' }, 'clientId', ''],
  ])('refuses %j and names the field', async (query, path, detail) => {
    const { status, body } = await api.results(query);
    expect([status, body.errors?.[0]?.path]).toEqual([400, path]);
    expect(body.errors?.[0]?.detail).toContain(detail);
  });

  it('looks at 800 waves at most', async () => {
    const hours = Array.from({ length: 801 }, (_, i) => new Date(Date.UTC(2026, 3, 1) + i * 3_600_000));
    for (const hour of hours) await api.beginWave(waveId(`${hour.toISOString().slice(0, 16)}Z`));
    const { status, body } = await api.results();
    expect([status, body.errors?.[0]]).toEqual([
      400,
      { path: 'from', detail: 'has more than 800 waves in this period; ask for a shorter one' },
    ]);
    expect((await api.results({ to: '2026-04-30' })).status).toBe(200);
  });
});

describe('GET /v1/surveys/{programmeId}/texts', () => {
  it('lists what was written with language and source, newest first', async () => {
    await fourAnswers();
    const { status, body } = await api.texts();
    expect(status).toBe(200);
    const [first] = body.texts;
    expect(body.texts.map(({ text }) => text).sort()).toEqual(['Be on time', 'Weniger Bruch']);
    expect(first?.source).toMatchObject({ waveId: '2026-04-01T07:00Z', answeredAt: '2026-06-01T10:00:00Z' });
    for (const [answeredAt, wishes] of [1, 3, 2].map(
      (minute) => [minute * 60_000, `text ${String(minute)}`] as const,
    ))
      await api.answer({ wishes }, { ...ACME, answeredAt });
    const newest = (await api.texts({ clientId: 'acme' })).body.texts.map(({ text }) => text);
    expect(newest).toEqual(['Be on time', 'text 3', 'text 2', 'text 1']);
  });

  it.each([
    [{ language: 'de' }, ['Weniger Bruch']],
    [{ outcome: 'late' }, ['Be on time']],
    [{ question: 'wishes', clientId: 'globex' }, ['Weniger Bruch']],
    [{ question: 'others' }, []],
  ])('are filtered by %j', async (query, expected) => {
    await fourAnswers();
    expect((await api.texts(query)).body.texts.map(({ text }) => text)).toEqual(expected);
  });

  it('go on page by page until each was there once', async () => {
    for (let i = 0; i < 25; i++)
      await api.answer({ wishes: `text ${String(i)}` }, { ...ACME, answeredAt: i % 7 });
    const seen: string[] = [];
    let nextToken: string | undefined;
    do {
      const { body } = await api.texts({ limit: '4', ...(nextToken !== undefined && { nextToken }) });
      expect(body.texts.length).toBeLessThanOrEqual(4);
      seen.push(...body.texts.map(({ text }) => text));
      ({ nextToken } = body);
    } while (nextToken !== undefined);
    expect(seen).toHaveLength(25);
    expect(new Set(seen).size).toBe(25);
  });

  it('do not go on with the token of another list', async () => {
    await api.answer({ wishes: 'one' }, ACME);
    await api.answer({ wishes: 'two' }, ACME);
    const { body } = await api.texts({ limit: '1' });
    const other = await api.texts({ limit: '1', language: 'en', nextToken: body.nextToken! });
    expect([other.status, other.body.code]).toEqual([400, 'invalid-page-token']);
    const foreign = await api.texts({ limit: '1', nextToken: body.nextToken! }, MANAGER);
    expect(foreign.status).toBe(400);
  });

  it('shows a manager those of own clients only', async () => {
    await fourAnswers();
    expect((await api.texts({}, MANAGER)).body.texts.map(({ text }) => text)).toEqual(['Be on time']);
    expect((await api.texts({ clientId: 'globex' }, MANAGER)).status).toBe(404);
  });
});
