import { beforeEach, describe, expect, it } from 'vitest';
import { defaultContract } from '../../../shared/domain/contract/default-contract.ts';
import { at, clientId, ZONE } from '../../support/builders.ts';
import {
  bodyOf,
  codeOf,
  contractsOf,
  etagOf,
  MANAGER,
  OPERATIONS,
  OTHER_ADMIN,
  pathsOf,
  terms,
  VIEWER,
  type Contracts,
} from '../../support/contracts.ts';
import { termsOf } from '../../../shared/domain/contract/versions.ts';

let contracts: Contracts;
beforeEach(async () => {
  contracts = await contractsOf();
});

// The clock stands at 2026-06-01 12:00 in Berlin.
const CALENDAR = termsOf(defaultContract(ZONE)).calendar;
const MONEY = { currency: 'EUR', targets: { otif: { target: '0.95' }, 'in-full': { target: '0.9' } } };
const pool = (over: object) => ({
  pools: [{ category: 'all', base: 'invoice', atRisk: '0.1', share: '1', allocations: [], ...over }],
  cap: null,
});
const withShares = (...shares: string[]) =>
  pool({ allocations: shares.map((share, i) => ({ kpi: i === 0 ? 'otif' : 'in-full', share })) });
const withBase = (base: object) => pool({ base, allocations: [{ kpi: 'otif', share: '1' }] });
const CREDITS = withShares('0.6', '0.4');
const businessDays = { type: 'business-days', days: 2, from: 'placed' };
const rules = (...conditions: object[]) => ({
  dispatch: { rules: [], otherwise: { type: 'stated' } },
  delivery: {
    rules: conditions.map((when) => ({ when, then: businessDays })),
    otherwise: { type: 'stated' },
  },
});

describe('PUT /v1/clients/{clientId}/contracts/{version}', () => {
  it('writes a draft that reads back in the same shape, and changes no verdict', async () => {
    const written = terms('2026-07-01', { minVolume: 20 });
    const answer = await contracts.put(2, written);
    expect(answer.status).toBe(200);
    expect(bodyOf(answer)).toMatchObject({ version: 2, status: 'draft', inForce: false, terms: written });
    const read = await contracts.get(2);
    expect([bodyOf(read), etagOf(read)]).toEqual([bodyOf(answer), etagOf(answer)]);
    expect(contracts.queued).toEqual([]);
    expect((await contracts.clients.terms(clientId('acme')))?.contracts).toHaveLength(1);
  });

  it('fills in the public holidays of the years that the version takes along', async () => {
    const calendar = { ...defaultContract(ZONE).calendar, country: 'DE', region: 'BY' };
    const { years: _, ...written } = calendar;
    const { calendarYears } = bodyOf(await contracts.put(2, terms('2026-07-01', { calendar: written })));
    expect(Object.keys(calendarYears)).toEqual(['2025', '2026', '2027', '2028', '2029', '2030', '2031']);
    expect(calendarYears['2026']?.off).toContain('2026-01-06');
  });

  it('replaces a draft from the edit that was read only', async () => {
    const first = etagOf(await contracts.put(2, terms('2026-07-01')));
    const changed = terms('2026-08-01');
    expect(codeOf(await contracts.put(2, changed))).toEqual([428, 'if-match-required']);
    expect(codeOf(await contracts.put(2, changed, '"other"'))).toEqual([412, 'stale-version']);
    const second = await contracts.put(2, changed, first);
    expect([second.status, etagOf(second) === first]).toEqual([200, false]);
    expect(codeOf(await contracts.put(2, terms('2026-09-01'), first))).toEqual([412, 'stale-version']);
  });

  it('writes no first draft for someone who has read one', async () => {
    expect(codeOf(await contracts.put(2, terms('2026-07-01'), '"gone"'))).toEqual([412, 'stale-version']);
  });

  it('takes an exclusion of a single day', async () => {
    const exclusions = [{ name: 'x', when: {}, from: '2026-07-02', to: '2026-07-02' }];
    expect((await contracts.put(2, terms('2026-07-01', { exclusions }))).status).toBe(200);
  });

  it('takes terms that say nothing of satisfaction, and counts the first such question on a scale of 5', async () => {
    const { satisfaction, ...kpis } = defaultContract(ZONE).kpis;
    const answer = await contracts.put(2, terms('2026-07-01', { kpis }));
    expect(bodyOf(answer).terms).toMatchObject({ kpis: { ...kpis, satisfaction } });
    const again = await contracts.put(2, terms('2026-07-01', { kpis: { ...kpis, satisfaction } }));
    expect([again.status, etagOf(again)]).toEqual([200, etagOf(answer)]);
    expect(satisfaction).toEqual({ question: null, scale: 5 });
  });

  it('takes the same terms again without If-Match, and keeps the edit and its author', async () => {
    const first = await contracts.put(2, terms('2026-07-01'));
    const again = await contracts.put(2, terms('2026-07-01'), undefined, OTHER_ADMIN);
    expect([etagOf(again), bodyOf(again).editedBy]).toEqual([etagOf(first), 'admin-1']);
  });

  it('knows a draft written anew from one that was discarded', async () => {
    const first = etagOf(await contracts.put(2, terms('2026-07-01')));
    await contracts.discard(2, first);
    await contracts.put(2, terms('2026-08-01'));
    expect(codeOf(await contracts.put(2, terms('2026-09-01'), first))).toEqual([412, 'stale-version']);
  });

  it('lets one of several drafts written at once through', async () => {
    const days = ['2026-07-01', '2026-08-01', '2026-09-01'];
    const statuses = (await Promise.all(days.map((day) => contracts.put(2, terms(day))))).map(
      ({ status }) => status,
    );
    expect(statuses.sort()).toEqual([200, 412, 412]);
  });

  it('is for the version after the newest active one', async () => {
    expect([
      ...codeOf(await contracts.put(1, terms('2026-07-01'))),
      ...codeOf(await contracts.put(3, terms('2026-07-01'))),
    ]).toEqual([409, 'contract-active', 409, 'contract-version-gap']);
    const { detail } = (await contracts.put(3, terms('2026-07-01'))).body.errors[0]!;
    expect(detail).toBe('must be 2');
    for (const version of ['0', '-1', '1.5', 'x', '1000000'])
      expect(pathsOf(await contracts.put(version, terms('2026-07-01')))).toEqual(['version']);
  });

  it.each<[string, object]>([
    ['effectiveFrom', { effectiveFrom: '2026-02-30' }],
    ['effectiveFrom', { effectiveFrom: null }],
    ['timeZone', { timeZone: 'Europe/Berlln' }],
    ['currency', { currency: 'EURO' }],
    ['currency', { currency: 'ABC' }],
    ['calendar.country', { calendar: { ...CALENDAR, country: 'XX' } }],
    ['calendar.region', { calendar: { ...CALENDAR, region: 'BY' } }],
    ['targets.on-time', { targets: { 'on-time': { target: '0.98' } } }],
    ['targets.on-time-delivery.target', { targets: { 'on-time-delivery': { target: '98 %' } } }],
    ['targets.on-time-delivery.target', { targets: { 'on-time-delivery': { target: '1.01' } } }],
    ['targets.otif.floor', { targets: { otif: { target: '0.95', floor: '0.96' } } }],
    [
      'targets.damage-frequency.floor',
      { targets: { 'damage-frequency': { target: '0.02', floor: '0.01' } } },
    ],
    ['exclusions.0.to', { exclusions: [{ name: 'x', when: {}, from: '2026-03-02', to: '2026-03-01' }] }],
    ['exclusions.0.kpis.0', { exclusions: [{ name: 'x', when: {}, kpis: ['on-time'] }] }],
    ['kpis.in-full.tolerancePerMille', { kpis: { ...defaultContract(ZONE).kpis, 'in-full': {} } }],
    [
      'kpis.satisfaction.scale',
      { kpis: { ...defaultContract(ZONE).kpis, satisfaction: { question: null, scale: 6 } } },
    ],
    [
      'kpis.satisfaction.question',
      { kpis: { ...defaultContract(ZONE).kpis, satisfaction: { question: ' ', scale: 5 } } },
    ],
    ['effectiveFrom', { effectiveFrom: '0026-07-01' }],
    ['effectiveFrom', { effectiveFrom: '2026-07-15', credits: CREDITS, ...MONEY }],
    ['currency', { credits: CREDITS, targets: MONEY.targets }],
    ['credits.pools.0.allocations', { ...MONEY, credits: withShares('0.7', '0.4') }],
    ['credits.pools.0.base.fixedSum', { ...MONEY, credits: withBase({ fixedSum: -1 }) }],
    ['calendar.hours.to', { calendar: { ...CALENDAR, hours: { from: '18:00', to: '08:00' } } }],
    ['deadlines.delivery.rules.1.when', { deadlines: rules({}, { urgent: true }) }],
    [
      'deadlines.delivery.rules.0.when.destination.0.country',
      { deadlines: rules({ destination: [{ country: 'UK' }] }) },
    ],
    [
      'exclusions.0.when.origin.0.country',
      { exclusions: [{ name: 'x', when: { origin: [{ country: 'QQ' }] } }] },
    ],
    ['calendarYears', { calendarYears: {} }],
  ])('names %s where it is wrong: %j', async (path, over) => {
    const answer = await contracts.put(2, terms('2026-07-01', over));
    expect(codeOf(answer)).toEqual([400, 'invalid-request']);
    expect(pathsOf(answer)).toContain(path);
    expect(codeOf(await contracts.get(2))).toEqual([404, 'not-found']);
  });

  it('takes credits with the first of a month', async () => {
    expect((await contracts.put(2, terms('2026-07-01', { ...MONEY, credits: CREDITS }))).status).toBe(200);
  });

  it('refuses business days in a year whose holidays are not known, naming the year', async () => {
    const calendar = { ...CALENDAR, country: 'CN' };
    const deadlines = rules({ urgent: true });
    const answer = await contracts.put(2, terms('2039-01-01', { calendar, deadlines }));
    expect(pathsOf(answer)).toEqual(['deadlines.delivery.rules.0.then']);
    expect(answer.body.errors[0]?.detail).toContain('2039');
    const { years } = await contracts
      .put(2, terms('2026-07-01', { calendar, deadlines }))
      .then((written) => ({ years: bodyOf(written).calendarYears }));
    expect(years['2026']?.on).toContain('2026-10-10');
  });

  it('names everything that is wrong at once', async () => {
    const answer = await contracts.put(
      2,
      terms('2026-07-01', {
        currency: 'ABC',
        calendar: { ...CALENDAR, country: 'XX' },
        targets: { otif: { target: '0.95', floor: '0.96' } },
        exclusions: [{ name: 'x', when: {}, from: '2026-03-02', to: '2026-03-01' }],
      }),
    );
    expect(pathsOf(answer).sort()).toEqual([
      'calendar.country',
      'currency',
      'exclusions.0.to',
      'targets.otif.floor',
    ]);
  });

  it('refuses terms that are too large to be read whenever an order is judged', async () => {
    const attributes = Object.fromEntries(
      Array.from({ length: 900 }, (_, i) => [String(i).padStart(60, 'n'), 'v'.repeat(60)]),
    );
    const answer = await contracts.put(
      2,
      terms('2026-07-01', { exclusions: [{ name: 'x', when: { attributes } }] }),
    );
    expect([answer.status, answer.body.errors[0]?.detail]).toEqual([400, expect.stringContaining('100000')]);
  });

  it('says already what would hinder its activation', async () => {
    await contracts.put(2, terms('2026-07-01'));
    await contracts.activate(2);
    const { warnings } = bodyOf(await contracts.put(3, terms('2026-05-01')));
    expect(warnings).toMatchObject([
      { code: 'contract-overlap', path: 'effectiveFrom' },
      { code: 'activation-in-the-past', path: 'effectiveFrom' },
    ]);
    expect(bodyOf(await contracts.get(3)).warnings).toEqual(warnings);
  });

  it('says that the notice is too short, which hinders nothing', async () => {
    const { warnings } = bodyOf(await contracts.put(2, terms('2026-06-30')));
    expect(warnings).toMatchObject([{ code: 'notice-too-short', path: 'effectiveFrom' }]);
    expect((await contracts.activate(2)).status).toBe(200);
  });

  it('says of which year the holidays are not known yet', async () => {
    const counted = { type: 'business-days', days: 2, from: 'placed' };
    const draft = terms('2026-07-01', {
      calendar: { ...CALENDAR, country: 'CN' },
      deadlines: {
        dispatch: { rules: [], otherwise: counted },
        delivery: { rules: [], otherwise: { type: 'stated' } },
      },
    });
    const { warnings } = bodyOf(await contracts.put(2, draft));
    expect(warnings).toMatchObject([{ code: 'holidays-run-out', path: 'deadlines.dispatch.otherwise' }]);
  });

  it('is for administrators and account managers of the client', async () => {
    expect((await contracts.put(2, terms('2026-07-01'), undefined, MANAGER)).status).toBe(200);
    for (const as of [OPERATIONS, VIEWER])
      expect(codeOf(await contracts.put(2, terms('2026-08-01'), undefined, as))).toEqual([403, 'forbidden']);
    const foreign = { params: { clientId: 'globex', version: '2' }, body: terms('2026-07-01'), as: MANAGER };
    expect(codeOf(await contracts.one('PUT', 2, foreign))).toEqual([404, 'not-found']);
  });

  it('is on the audit log', async () => {
    await contracts.put(2, terms('2026-07-01'), undefined, MANAGER);
    expect(contracts.audited().at(-1)).toMatchObject({
      principalId: 'manager',
      action: 'terms:write',
      outcome: 'done',
      clientId: 'acme',
      target: 'contract/2',
    });
  });
});

describe('DELETE /v1/clients/{clientId}/contracts/{version}', () => {
  it('discards a draft as it was read', async () => {
    const etag = etagOf(await contracts.put(2, terms('2026-07-01')));
    expect(codeOf(await contracts.discard(2))).toEqual([428, 'if-match-required']);
    expect(codeOf(await contracts.discard(2, '"other"'))).toEqual([412, 'stale-version']);
    expect(codeOf(await contracts.discard(3, etag))).toEqual([404, 'not-found']);
    const { status, body } = await contracts.discard(2, etag);
    expect([status, body]).toEqual([200, { clientId: 'acme', version: 2, state: 'discarded' }]);
    expect(codeOf(await contracts.get(2))).toEqual([404, 'not-found']);
    expect(codeOf(await contracts.discard(2, etag))).toEqual([404, 'not-found']);
    expect(contracts.audited().at(-1)).toMatchObject({ action: 'terms:discard', target: 'contract/2' });
  });

  it('leaves an active version alone', async () => {
    expect(codeOf(await contracts.discard(1, '"1"'))).toEqual([409, 'contract-active']);
  });
});

describe('GET /v1/clients/{clientId}/contracts', () => {
  it('lists the versions, the newest first, with their days and people', async () => {
    await contracts.put(2, terms('2026-06-01'));
    await contracts.activate(2, {}, OTHER_ADMIN);
    await contracts.put(3, terms('2026-07-01'), undefined, MANAGER);
    expect(bodyOf(await contracts.list()).contracts).toMatchObject([
      { version: 3, status: 'draft', inForce: false, effectiveFrom: '2026-07-01', editedBy: 'manager' },
      {
        version: 2,
        status: 'active',
        inForce: true,
        effectiveFrom: '2026-06-01',
        effectiveTo: null,
        editedBy: 'admin-1',
        activatedBy: 'admin-2',
        activatedAt: '2026-06-01T10:00:00.000Z',
      },
      {
        version: 1,
        status: 'superseded',
        inForce: false,
        effectiveFrom: null,
        effectiveTo: '2026-05-31',
        activatedBy: 'admin-1',
      },
    ]);
  });

  it('calls a version superseded only once the next one has begun', async () => {
    await contracts.put(2, terms('2026-07-01'));
    await contracts.activate(2);
    const standing = async () =>
      bodyOf(await contracts.list()).contracts.map(({ version, status, inForce }) => [
        version,
        status,
        inForce,
      ]);
    expect(await standing()).toEqual([
      [2, 'active', false],
      [1, 'active', true],
    ]);
    contracts.time.now = at('2026-07-01 00:00');
    expect(await standing()).toEqual([
      [2, 'active', true],
      [1, 'superseded', false],
    ]);
  });

  it('shows the people of the client no draft and no person', async () => {
    await contracts.put(2, terms('2026-06-01'));
    await contracts.activate(2, {}, OTHER_ADMIN);
    await contracts.put(3, terms('2026-07-01'));
    const seen = bodyOf(await contracts.list(VIEWER)).contracts;
    expect(seen.map(({ version }) => version)).toEqual([2, 1]);
    for (const hidden of ['editedBy', 'editedAt', 'activatedBy'])
      expect(seen.filter((one) => hidden in one)).toEqual([]);
    expect(codeOf(await contracts.get(3, VIEWER))).toEqual([404, 'not-found']);
    expect(codeOf(await contracts.diff(3, '2', VIEWER))).toEqual([404, 'not-found']);
    expect((await contracts.get(3, OPERATIONS)).status).toBe(200);
    expect(contracts.audited().filter(({ outcome }) => outcome === 'refused')).toEqual([]);
  });
});

describe('GET /v1/clients/{clientId}/contracts/{version}/diff', () => {
  it('says what changed, by path and in words', async () => {
    await contracts.put(2, terms('2026-07-01', { minVolume: 20 }));
    const { status, body } = await contracts.diff(2);
    expect([status, body]).toEqual([
      200,
      {
        clientId: 'acme',
        version: 2,
        against: 1,
        changes: [
          { path: 'effectiveFrom', from: null, to: '2026-07-01' },
          { path: 'minVolume', from: 0, to: 20 },
        ],
        text: [
          'Period · In force: since the first order → for orders placed from 2026-07-01 on',
          'Counting · Too few to judge: never → below 20',
        ],
      },
    ]);
    expect(bodyOf(await contracts.diff(2, '2')).changes).toEqual([]);
  });

  it('needs another version to compare with', async () => {
    expect(pathsOf(await contracts.diff(1))).toEqual(['against']);
    expect(codeOf(await contracts.diff(1, '7'))).toEqual([404, 'not-found']);
  });
});
