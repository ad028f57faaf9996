import { beforeAll, describe, expect, it } from 'vitest';
import { makeClient, own, signedIn, type Caller } from './support/api.ts';
import { DAY_MS, drained, event, HOUR_MS, sendAll, type Event } from './support/events.ts';
import { figureOf, listAll, outcomesOf, readKpis } from './support/kpis.ts';

const NOW = Date.now();
const days = (count: number): number => NOW + count * DAY_MS;
const time = (count: number): string => new Date(days(count)).toISOString();
const dateOf = (count: number): string => time(count).slice(0, 10);

const CLIENT = own('outcomes');
const COPIES = 4;
const UNITS = 10;

type Step = readonly [type: string, day: number, data?: object];

const full = { units: UNITS, urgent: true, podRequired: true };
const past = { promise: { to: time(-75) }, dispatchBy: time(-78) };
const ahead = { promise: { to: time(10) }, dispatchBy: time(5) };

/** Orders that between them have every outcome of every KPI. */
const ORDERS: Readonly<Record<string, readonly Step[]>> = {
  kept: [
    ['order.placed', -80, { ...full, ...past }],
    ['order.dispatched', -79],
    ['order.delivered', -76, { units: UNITS }],
    ['order.pod-received', -75.8, { form: 'image' }],
  ],
  broken: [
    ['order.placed', -80, { ...full, ...past }],
    ['order.dispatched', -77],
    ['order.delivered', -10, { units: UNITS }],
    ['order.pod-received', -7, { form: 'image' }],
    ['order.damage-reported', -9, { confirmed: true, stage: 'transport', units: 1 }],
  ],
  excused: [
    ['order.placed', -30, { promise: { to: time(-20) }, units: UNITS }],
    ['order.delivered', -19, { units: UNITS }],
    [
      'order.delay-excused',
      -18,
      { kpi: 'on-time-delivery', decision: 'accepted', decidedBy: 'client', reasonCode: 'weather' },
    ],
  ],
  short: [
    ['order.placed', -30, { promise: { to: time(-20) }, units: UNITS }],
    ['order.delivered', -21, { units: 3, complete: true }],
  ],
  overdue: [['order.placed', -80, { ...full, ...past }]],
  open: [['order.placed', -1, { ...full, ...ahead }]],
  cancelled: [
    ['order.placed', -20, { ...full, promise: { to: time(-10) }, dispatchBy: time(-12) }],
    ['order.cancelled', -19, { by: 'client' }],
  ],
  unmeasured: [['order.placed', -20, { units: UNITS, urgent: true }]],
  'pod-awaited': [
    ['order.placed', -5, { ...full, ...ahead }],
    ['order.delivered', -0.1, { units: UNITS }],
  ],
  'pod-overdue': [
    ['order.placed', -9, { ...full, ...ahead }],
    ['order.delivered', -5, { units: UNITS }],
  ],
  refused: [
    ['order.placed', -9, { ...full, ...ahead }],
    ['order.refused', -2, { reason: 'damage' }],
  ],
};

const INCIDENTS: Readonly<Record<string, readonly Step[]>> = {
  complaint: [['incident.raised', -6, { category: 'late' }]],
  'complaint-invalid': [
    ['incident.raised', -6],
    ['incident.decided', -5, { valid: false, by: 'provider', agreedBy: 'client' }],
  ],
  'complaint-contested': [
    ['incident.raised', -6],
    ['incident.decided', -1, { valid: false, by: 'provider' }],
  ],
};

const KPIS = [
  'on-time-dispatch',
  'on-time-delivery',
  'in-full',
  'otif',
  'pod-on-time',
  'damage-frequency',
  'complaint-rate',
  'order-completion',
  'urgent-order-completion',
] as const;
const OUTCOMES = ['met', 'missed', 'open', 'overdue', 'excluded', 'not-measured'] as const;

/** The outcomes that do not occur for a KPI now; every other one must. */
const NEVER: Partial<Record<(typeof KPIS)[number], readonly string[]>> = {
  'pod-on-time': ['excluded', 'not-measured'],
  'damage-frequency': ['open', 'overdue', 'excluded', 'not-measured'],
  'complaint-rate': ['open', 'overdue', 'not-measured'],
};

const EVER = { from: dateOf(-100), to: dateOf(60) };

function eventsOf(): Event[] {
  return Object.entries({ ...ORDERS, ...INCIDENTS }).flatMap(([name, steps]) =>
    Array.from({ length: COPIES }, (_, copy) =>
      steps.map(([type, day, data]) =>
        event(CLIENT, `${name}-${String(copy)}`, type, days(day) + copy * HOUR_MS * 0.1, data),
      ),
    ).flat(),
  );
}

describe('lists of orders and the counts they stand behind', () => {
  let viewer: Caller;

  beforeAll(async () => {
    const admin = await signedIn('admin');
    await makeClient(admin, CLIENT, { timeZone: 'America/Sao_Paulo' });
    // A person may not report what the client decided about an excuse.
    await sendAll(await signedIn('integration'), eventsOf());
    await drained('ledger');
    viewer = await signedIn('client-viewer', CLIENT);
  });

  it('have every outcome of every KPI to show', async () => {
    const { kpis } = await readKpis(viewer, CLIENT, EVER);
    for (const kpi of KPIS) {
      for (const [outcome, count] of Object.entries(outcomesOf(figureOf(kpis, kpi)))) {
        const expected = NEVER[kpi]?.includes(outcome) === true ? 'none' : 'some';
        expect(`${kpi} ${outcome}: ${count === 0 ? 'none' : 'some'}`).toBe(`${kpi} ${outcome}: ${expected}`);
      }
    }
    const excused = figureOf(kpis, 'on-time-delivery');
    expect(excused.excused).toEqual({ missed: COPIES });
    expect(excused.net.denominator).toBe(excused.gross.denominator - COPIES);
  });

  it.each(KPIS)('agree for %s, page by page', async (kpi) => {
    const counts = outcomesOf(figureOf((await readKpis(viewer, CLIENT, EVER)).kpis, kpi));
    for (const outcome of OUTCOMES) {
      const listed = await listAll(viewer, CLIENT, { ...EVER, kpi, outcome, limit: '3' });
      expect(`${outcome} ${String(listed.length)}`).toBe(`${outcome} ${String(counts[outcome])}`);
      expect(new Set(listed.map(({ kind, orderNo }) => `${kind} ${orderNo}`)).size).toBe(listed.length);
      for (const { verdict } of listed) expect(verdict).toMatchObject({ kpi, outcome });
    }
  });

  it.each([
    ['a single day', { from: dateOf(-75), to: dateOf(-75) }, undefined],
    ['a week', { from: dateOf(-24), to: dateOf(-17) }, undefined],
    ['what is due', { from: dateOf(0), to: dateOf(30) }, undefined],
    ['a later asOf', EVER, 30],
    ['an asOf past every deadline', EVER, 120],
  ])('agree for %s', async (_, period, later) => {
    const asked = { ...period, ...(later !== undefined && { asOf: time(later) }) };
    const { kpis } = await readKpis(viewer, CLIENT, asked);
    await Promise.all(
      KPIS.map(async (kpi) => {
        const counts = outcomesOf(figureOf(kpis, kpi));
        for (const outcome of OUTCOMES) {
          const listed = await listAll(viewer, CLIENT, { ...asked, kpi, outcome, limit: '100' });
          expect(`${kpi} ${outcome} ${String(listed.length)}`).toBe(
            `${kpi} ${outcome} ${String(counts[outcome])}`,
          );
        }
      }),
    );
  });

  it('move what is open to overdue as asOf passes the deadline, in both alike', async () => {
    const at = async (asOf: string) => {
      const { kpis } = await readKpis(viewer, CLIENT, { ...EVER, asOf });
      const list = (outcome: string) =>
        listAll(viewer, CLIENT, { ...EVER, asOf, kpi: 'on-time-delivery', outcome });
      const names = (await list('overdue')).map(({ orderNo }) => orderNo.replace(/-\d$/, ''));
      const { open, overdue } = outcomesOf(figureOf(kpis, 'on-time-delivery'));
      return { open, overdue, listedOpen: (await list('open')).length, names: [...new Set(names)].sort() };
    };
    const opens = 2 * COPIES;
    expect(await at(time(1))).toEqual({
      open: opens,
      overdue: COPIES,
      listedOpen: opens,
      names: ['overdue'],
    });
    expect(await at(time(12))).toEqual({
      open: 0,
      overdue: COPIES + opens,
      listedOpen: 0,
      names: ['open', 'overdue', 'refused'],
    });
  });

  it('let a complaint declared invalid go once the client has been silent long enough', async () => {
    const complaints = async (asOf: string) =>
      outcomesOf(figureOf((await readKpis(viewer, CLIENT, { ...EVER, asOf })).kpis, 'complaint-rate'));
    expect(await complaints(time(1))).toMatchObject({ missed: 2 * COPIES, excluded: COPIES });
    expect(await complaints(time(10))).toMatchObject({ missed: COPIES, excluded: 2 * COPIES });
  });
});
