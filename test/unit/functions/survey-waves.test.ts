import { beforeEach, describe, expect, it } from 'vitest';
import {
  mailboxIdSchema,
  type Invitation,
  type InvitationState,
} from '../../../shared/domain/survey/invitation.ts';
import { programmeIdSchema } from '../../../shared/domain/survey/programme.ts';
import { waveIdSchema } from '../../../shared/domain/survey/wave.ts';
import type { Answer } from '../../support/api.ts';
import { clientId } from '../../support/builders.ts';
import { aSurveysApi, MANAGER, surveyOf, type WaveBody } from '../../support/surveys-api.ts';

let api: Awaited<ReturnType<typeof aSurveysApi>>;

beforeEach(async () => {
  api = await aSurveysApi();
  await api.create({ clients: ['acme', 'globex'] });
});

const codeOf = ({ status, body }: Answer): unknown[] => [status, body.code];
const WAVE = waveIdSchema.parse('2026-06-01T10:00Z');
const PROGRAMME = programmeIdSchema.parse('p');
const waves = (request: Record<string, unknown> = {}) =>
  api.send({ route: 'GET /v1/surveys/{programmeId}/waves', params: { programmeId: 'p' }, ...request });
const wave = (request: Record<string, unknown> = {}) =>
  api.send({
    route: 'GET /v1/surveys/{programmeId}/waves/{waveId}',
    params: { programmeId: 'p', waveId: WAVE },
    ...request,
  });

let made = 0;
async function invited(client: string, state: InvitationState, over: Partial<Invitation> = {}) {
  const invitation: Invitation = {
    programmeId: PROGRAMME,
    waveId: WAVE,
    clientId: clientId(client),
    mailboxId: mailboxIdSchema.parse(String(++made).padStart(22, 'm')),
    state,
    contactId: 'ann',
    orderNo: null,
    language: 'en',
    sentAt: null,
    remindedAt: null,
    openedAt: null,
    tokens: [],
    version: 1,
    ...over,
  };
  await api.invitations.plan(invitation, 2_000_000_000);
}

describe('POST /v1/surveys/{programmeId}/waves', () => {
  it('begins a wave of the minute that runs and asks for its clients', async () => {
    api.time.now += 20_000;
    const { status, headers, body } = await api.post('waves');
    expect([status, headers['location']]).toEqual([202, `/v1/surveys/p/waves/${WAVE}`]);
    expect(body).toEqual({ programmeId: 'p', waveId: WAVE, clients: 2 });
    const asked = ['acme', 'globex'].map((id) => ({ programmeId: 'p', waveId: WAVE, clientId: id }));
    expect(api.asked.toSorted((x, y) => (x.clientId < y.clientId ? -1 : 1))).toEqual(asked);
    expect((await wave()).body).toMatchObject({
      slotAt: '2026-06-01T10:00:00Z',
      versionNumber: 1,
      closesAt: '2026-07-01T10:00:00Z',
      state: 'open',
    });
    expect(api.audited()).toMatchObject([{}, { action: 'surveys:write', target: `p/${WAVE}` }]);
  });

  it('twice within a minute is one wave', async () => {
    await api.post('waves');
    api.time.now += 30_000;
    await api.post('waves');
    expect(surveyOf(await waves()).waves).toHaveLength(1);
    api.time.now += 30_000;
    await api.post('waves');
    expect(surveyOf(await waves()).waves.map(({ waveId }) => waveId)).toEqual(['2026-06-01T10:01Z', WAVE]);
  });

  it('is one wave for one Idempotency-Key, however late', async () => {
    const request = { headers: { 'idempotency-key': 'k-1' } };
    await api.post('waves', request);
    api.time.now += 3_600_000;
    expect(surveyOf(await api.post('waves', request)).waveId).toBe(WAVE);
    expect(surveyOf(await waves()).waves).toHaveLength(1);
  });

  it('is refused while the programme is paused', async () => {
    await api.post('pause');
    expect(codeOf(await api.post('waves'))).toEqual([409, 'programme-paused']);
    expect(api.asked).toEqual([]);
  });
});

describe('the funnel of a wave', () => {
  beforeEach(async () => {
    await api.post('waves');
    await invited('acme', 'sent', { openedAt: 1 });
    await invited('acme', 'answered', { remindedAt: 1 });
    await invited('acme', 'held-back');
    await invited('globex', 'answered');
    await invited('globex', 'bounced');
    const ref = { programmeId: PROGRAMME, waveId: WAVE };
    await api.waves.saveSkipped(ref, { clientId: clientId('acme'), reasons: { 'no-mail': 2 } });
    await api.waves.saveSkipped(ref, {
      clientId: clientId('globex'),
      reasons: { 'no-mail': 1, 'opted-out': 3 },
    });
  });

  it('counts every client for an administrator', async () => {
    expect((await wave()).body).toMatchObject({
      funnel: {
        planned: 5,
        waiting: 0,
        sent: 4,
        heldBack: 1,
        bounced: 1,
        opened: 1,
        reminded: 1,
        answered: 2,
        responseRate: { answered: 2, of: 3, shown: '66.66 %' },
      },
      skipped: { 'no-mail': 3, 'opted-out': 3 },
    });
  });

  it('counts an account manager’s own clients alone', async () => {
    const seen = surveyOf(await waves({ as: MANAGER })).waves[0];
    expect(seen).toMatchObject({
      funnel: { planned: 3, sent: 2, bounced: 0, responseRate: { answered: 1, of: 2, shown: '50.00 %' } },
      skipped: { 'no-mail': 2 },
    });
    expect(seen?.skipped).not.toHaveProperty('opted-out');
  });

  it('counts the same for a manager of many clients, read all at once', async () => {
    const few = surveyOf(await wave({ as: MANAGER })) as unknown as WaveBody;
    const grant = await api.grants.find('manager');
    const many = Array.from({ length: 20 }, (_, i) => clientId(`other-${String(i)}`));
    if (grant) await api.grants.save({ ...grant, clientIds: [...grant.clientIds, ...many], version: 2 });
    expect((await wave({ as: MANAGER })).body).toEqual(few);
  });

  it('has no response rate where nothing arrived', async () => {
    api.time.now += 60_000;
    await api.post('waves');
    expect(surveyOf(await waves()).waves[0]?.funnel).toMatchObject({
      planned: 0,
      responseRate: { answered: 0, of: 0, shown: null },
    });
  });
});

describe('waves of a programme', () => {
  it('come newest first, page by page', async () => {
    for (let i = 0; i < 5; i++) {
      await api.post('waves');
      api.time.now += 60_000;
    }
    const pages: string[][] = [];
    let nextToken: string | undefined;
    do {
      const answer = await waves({ query: { limit: '2', ...(nextToken && { nextToken }) } });
      pages.push(surveyOf(answer).waves.map(({ waveId }) => waveId.slice(11)));
      nextToken = answer.body.nextToken;
    } while (nextToken !== undefined);
    expect(pages).toEqual([['10:04Z', '10:03Z'], ['10:02Z', '10:01Z'], ['10:00Z']]);
  });

  it('are not there for others: the same answer as for a wave or programme that is missing', async () => {
    await api.post('waves');
    await api.create({ programmeId: 'theirs', clients: ['globex'] });
    const foreign = await waves({ params: { programmeId: 'theirs' }, as: MANAGER });
    const missing = await waves({ params: { programmeId: 'nowhere' }, as: MANAGER });
    expect(foreign).toEqual(missing);
    expect(codeOf(foreign)).toEqual([404, 'not-found']);
    const params = { programmeId: 'p', waveId: '2020-01-01T00:00Z' };
    expect(codeOf(await wave({ params }))).toEqual([404, 'not-found']);
  });
});
