import { beforeEach, describe, expect, it } from 'vitest';
import { programmeIdSchema } from '../../../shared/domain/survey/programme.ts';
import { person, type Answer } from '../../support/api.ts';
import { aSurveysApi, MANAGER, surveyOf } from '../../support/surveys-api.ts';

let api: Awaited<ReturnType<typeof aSurveysApi>>;

beforeEach(async () => {
  api = await aSurveysApi();
});

const codeOf = ({ status, body }: Answer): unknown[] => [status, body.code];
const pathsOf = ({ body }: Answer): string[] => body.errors.map(({ path }) => path);
const written = () => api.audited().filter(({ outcome }) => outcome === 'done');
const VIEWER = person('viewer', 'client-viewer');

describe('POST /v1/surveys', () => {
  it('makes a programme, active at once, with version 1 of its questions and its schedule', async () => {
    const { status, headers, body } = await api.create();
    expect([status, headers['location'], headers['etag']]).toEqual([201, '/v1/surveys/p', '"1"']);
    expect(body).toMatchObject({
      programmeId: 'p',
      kind: 'relationship',
      state: 'active',
      clients: ['acme'],
      schedule: { every: 'quarter', time: '09:00', day: 1, weekday: null, date: null },
      nextWaveAt: '2026-07-01T07:00:00Z',
      currentVersion: 1,
      survey: { number: 1, languages: ['en', 'de'], coolDownDays: 180, createdBy: 'admin-1' },
    });
    expect((await api.get()).body).toEqual(body);
    expect(api.schedules.get('p')).toMatchObject({ state: 'active', version: 1 });
  });

  it('names everything that is wrong, and writes nothing', async () => {
    const answer = await api.create({ intro: { en: 'x' }, reminderAfterDays: 40, audience: 'consignee' });
    expect(codeOf(answer)).toEqual([400, 'invalid-request']);
    expect(pathsOf(answer)).toEqual(['intro.de', 'audience', 'reminderAfterDays']);
    expect(await api.programmes.list(undefined, 10)).toEqual({ programmes: [] });
    expect(api.schedules.size).toBe(0);
  });

  it('takes the clients of an account manager, and of nobody else', async () => {
    expect((await api.create({}, { as: MANAGER })).status).toBe(201);
    for (const clients of [['acme', 'globex'], ['nowhere']]) {
      const answer = await api.create({ programmeId: 'q', clients }, { as: MANAGER });
      expect([...codeOf(answer), ...pathsOf(answer)]).toEqual([400, 'invalid-request', 'clients']);
    }
    expect(codeOf(await api.create({ programmeId: 'q', clients: ['nowhere'] }))).toEqual([
      400,
      'invalid-request',
    ]);
  });

  it('takes every client from administrators alone, and audits the refusal', async () => {
    const refused = await api.create({ clients: 'every' }, { as: MANAGER });
    expect(codeOf(refused)).toEqual([403, 'forbidden']);
    expect(api.audited()).toMatchObject([{ principalId: 'manager', outcome: 'refused', target: 'p' }]);
    expect((await api.create({ clients: 'every' })).status).toBe(201);
    expect(codeOf(await api.create({}, { as: VIEWER }))).toEqual([403, 'forbidden']);
  });

  it('refuses an id that is taken', async () => {
    await api.create();
    expect(codeOf(await api.create({ name: 'Other' }))).toEqual([409, 'programme-exists']);
    expect(codeOf(await api.create({}, { as: MANAGER }))).toEqual([409, 'programme-exists']);
    expect((await api.get()).body.name).toBe('Clients, quarterly');
  });

  it('tells nobody who may not write programmes which ids are taken', async () => {
    await api.create();
    expect(codeOf(await api.create({}, { as: VIEWER }))).toEqual([403, 'forbidden']);
    expect(codeOf(await api.create({ clients: 'every' }, { as: MANAGER }))).toEqual([403, 'forbidden']);
  });

  it('answers 503 while the scheduler is down, and the repeat mends it', async () => {
    const request = { headers: { 'idempotency-key': 'k-1' } };
    api.scheduler.isDown = true;
    expect(codeOf(await api.create({}, request))).toEqual([503, 'unavailable']);
    expect(api.schedules.size).toBe(0);
    api.scheduler.isDown = false;
    const mended = await api.create({}, request);
    expect([mended.status, mended.headers['etag']]).toEqual([201, '"1"']);
    expect(api.schedules.get('p')).toMatchObject({ version: 1 });
    expect(written()).toHaveLength(1);
  });

  it('is on the audit log without any text', async () => {
    await api.create();
    expect(written()).toMatchObject([{ principalId: 'admin-1', action: 'surveys:write', target: 'p' }]);
    expect(JSON.stringify(api.audited())).not.toContain('quarterly');
  });
});

describe('PUT /v1/surveys/{programmeId}', () => {
  beforeEach(async () => {
    await api.create();
  });

  it('writes another version of the questions where they differ', async () => {
    api.time.now += 60_000;
    const subject = { en: 'New', de: 'Neu' };
    const { status, headers, body } = await api.put('"1"', { subject }, { as: MANAGER });
    expect([status, headers['etag']]).toEqual([200, '"2"']);
    expect(body).toMatchObject({ currentVersion: 2, survey: { number: 2, subject, createdBy: 'manager' } });
    const first = surveyOf(await api.get({ query: { version: '1' } }));
    expect([first.survey.number, first.survey.subject['en']]).toEqual([1, 'How are we doing?']);
    expect(codeOf(await api.get({ query: { version: '3' } }))).toEqual([404, 'not-found']);
  });

  it('writes none where only name, clients and schedule differ', async () => {
    const schedule = { every: 'week', weekday: 5, time: '14:30', timeZone: 'Asia/Shanghai' };
    const { body } = await api.put('"1"', { name: 'New', clients: 'every', schedule });
    expect(body).toMatchObject({ name: 'New', clients: 'every', currentVersion: 1, version: 2, schedule });
    expect(await api.programmes.version(programmeIdSchema.parse('p'), 2)).toBeUndefined();
    expect(api.schedules.get('p')).toMatchObject({ schedule });
  });

  it('that changes nothing writes nothing', async () => {
    expect((await api.put('"1"')).headers['etag']).toBe('"1"');
    expect(written()).toHaveLength(1);
  });

  it('wants If-Match, and the edit of now', async () => {
    expect(codeOf(await api.put(undefined))).toEqual([428, 'if-match-required']);
    await api.put('"1"', { name: 'A' });
    await api.put('"2"', { name: 'B' });
    expect(codeOf(await api.put('"1"', { name: 'C' }))).toEqual([412, 'stale-version']);
    expect(codeOf(await api.put('"2"', { name: 'C' }))).toEqual([412, 'stale-version']);
  });

  it('lets one of several edits made at the same time through, and the schedule is that one’s', async () => {
    const names = ['a', 'b', 'c'];
    const answers = await Promise.all(names.map((name) => api.put('"1"', { name })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
    expect(api.schedules.get('p')?.name).toBe((await api.get()).body.name);
  });

  it('answers 503 while the scheduler is down, and the same request mends it', async () => {
    const schedule = { every: 'day', timeZone: 'UTC' };
    api.scheduler.isDown = true;
    expect(codeOf(await api.put('"1"', { schedule }))).toEqual([503, 'unavailable']);
    api.scheduler.isDown = false;
    expect(api.schedules.get('p')).toMatchObject({ schedule: { every: 'quarter' } });
    const mended = await api.put('"1"', { schedule });
    expect([mended.status, mended.headers['etag']]).toEqual([200, '"2"']);
    expect(api.schedules.get('p')).toMatchObject({ version: 2, schedule });
  });

  it('names what is wrong', async () => {
    expect(pathsOf(await api.put('"1"', { questions: [] }))).toEqual(['questions']);
    expect(pathsOf(await api.put('"1"', { kind: 'transactional' }))).toEqual(['kind']);
    expect(pathsOf(await api.put('"1"', { delayHours: 3 }))).toEqual(['delayHours']);
    expect(pathsOf(await api.put('"1"', { clients: ['globex'] }, { as: MANAGER }))).toEqual(['clients']);
  });

  it('keeps texts of a programme of one moment mendable after that moment', async () => {
    const schedule = { every: 'once', date: '2026-06-02', timeZone: 'UTC' };
    await api.put('"1"', { schedule });
    api.time.now = Date.parse('2026-06-05T00:00Z');
    expect((await api.put('"2"', { schedule, openDays: 20 })).status).toBe(200);
    expect(pathsOf(await api.put('"3"', { schedule: { ...schedule, time: '10:00' } }))).toEqual([
      'schedule.date',
    ]);
  });
});

describe('pause, resume, end', () => {
  beforeEach(async () => {
    await api.create();
  });

  it('stop the schedule, start it again from now, and take it away', async () => {
    const paused = surveyOf(await api.post('pause'));
    expect([paused.state, paused.nextWaveAt, paused.version]).toEqual(['paused', null, 2]);
    expect(api.schedules.get('p')?.state).toBe('paused');
    api.time.now += 3_600_000;
    const resumed = surveyOf(await api.post('resume'));
    expect([resumed.state, resumed.activeSince]).toEqual(['active', '2026-06-01T11:00:00Z']);
    expect(api.schedules.get('p')?.state).toBe('active');
    expect(surveyOf(await api.post('end')).state).toBe('ended');
    expect(api.schedules.get('p')?.state).toBe('ended');
  });

  it('change nothing when repeated, and mend the schedule', async () => {
    api.scheduler.isDown = true;
    expect(codeOf(await api.post('pause'))).toEqual([503, 'unavailable']);
    api.scheduler.isDown = false;
    expect(surveyOf(await api.post('pause')).version).toBe(2);
    expect(api.schedules.get('p')?.state).toBe('paused');
    const { activeSince } = surveyOf(await api.post('resume'));
    api.time.now += 60_000;
    expect(surveyOf(await api.post('resume'))).toMatchObject({ activeSince, version: 3 });
  });

  it('are over with the end', async () => {
    await api.post('end');
    for (const verb of ['pause', 'resume', 'waves'] as const)
      expect(codeOf(await api.post(verb))).toEqual([409, 'programme-ended']);
    expect(codeOf(await api.put('"2"', { name: 'x' }))).toEqual([409, 'programme-ended']);
    expect((await api.post('end')).status).toBe(200);
    expect((await api.get()).status).toBe(200);
  });

  it('at the same time all come to one of them', async () => {
    const answers = await Promise.all([api.post('pause'), api.post('pause'), api.post('pause')]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(surveyOf(await api.get()).version).toBe(2);
  });
});

describe('what an account manager sees', () => {
  const list = (request: Record<string, unknown> = {}) => api.send({ route: 'GET /v1/surveys', ...request });
  const idsOf = (answer: Answer) => surveyOf(answer).surveys.map(({ programmeId }) => programmeId);

  beforeEach(async () => {
    await api.create({ programmeId: 'both', clients: ['acme', 'globex'] });
    await api.create({ programmeId: 'every', clients: 'every' });
    await api.create({ programmeId: 'mine', clients: ['acme'] });
    await api.create({ programmeId: 'theirs', clients: ['globex'] });
  });

  it('is what asks people of their clients, without naming others', async () => {
    const seen = surveyOf(await list({ as: MANAGER })).surveys;
    expect(seen.map(({ programmeId, clients }) => [programmeId, clients])).toEqual([
      ['both', ['acme']],
      ['every', 'every'],
      ['mine', ['acme']],
    ]);
    const params = { programmeId: 'both' };
    expect(surveyOf(await api.get({ params, as: MANAGER })).clients).toEqual(['acme']);
    expect(surveyOf(await api.get({ params })).clients).toEqual(['acme', 'globex']);
  });

  it('is nothing without a grant', async () => {
    const nobody = person('nobody', 'account-manager');
    expect(idsOf(await list({ as: nobody }))).toEqual([]);
    expect((await api.get({ params: { programmeId: 'every' }, as: nobody })).status).toBe(404);
  });

  it('comes page by page, those of others passed over', async () => {
    const pages: string[][] = [];
    let nextToken: string | undefined;
    do {
      const answer = await list({ as: MANAGER, query: { limit: '2', ...(nextToken && { nextToken }) } });
      pages.push(idsOf(answer));
      nextToken = answer.body.nextToken;
    } while (nextToken !== undefined);
    expect(pages).toEqual([['both', 'every'], ['mine']]);
    expect(idsOf(await list())).toEqual(['both', 'every', 'mine', 'theirs']);
  });

  it('can be changed by them where it asks no others', async () => {
    const change = (programmeId: string) =>
      api.put('"1"', { name: 'x', clients: ['acme'] }, { params: { programmeId }, as: MANAGER });
    expect((await change('mine')).status).toBe(200);
    expect(codeOf(await change('both'))).toEqual([403, 'forbidden']);
    expect(codeOf(await change('every'))).toEqual([403, 'forbidden']);
    for (const verb of ['pause', 'resume', 'end', 'waves'] as const)
      expect(codeOf(await api.post(verb, { params: { programmeId: 'both' }, as: MANAGER }))).toEqual([
        403,
        'forbidden',
      ]);
  });

  it('is the same answer for one of others and one that is not there', async () => {
    const answers = [];
    for (const programmeId of ['theirs', 'nowhere']) {
      const request = { params: { programmeId }, as: MANAGER };
      answers.push([
        await api.get(request),
        await api.put('"1"', {}, request),
        await api.post('end', request),
      ]);
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.map(codeOf)).toEqual(Array(3).fill([404, 'not-found']));
  });
});
