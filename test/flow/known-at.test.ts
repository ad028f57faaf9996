import { beforeAll, describe, expect, it } from 'vitest';
import { makeClient, own, signedIn, type Caller } from './support/api.ts';
import { event, recorded, sendAll, type Order } from './support/events.ts';
import { figureOf, outcomesOf, readKpis } from './support/kpis.ts';

const CLIENT = own('known');
const PERIOD = { from: '2026-03-01', to: '2026-03-31' };
const ORDER = 'K-1';

const delivered = event(CLIENT, ORDER, 'order.delivered', '2026-03-12T10:00:00+01:00');
const replacement = event(CLIENT, ORDER, 'order.delivered', '2026-03-09T10:00:00+01:00');
const correction = event(CLIENT, ORDER, 'fact.voided', '2026-03-13T09:00:00+01:00', {
  voids: { kind: 'delivery', source: 'test://flow', id: delivered['id'] },
  reason: 'scanned at the wrong door',
  replacedBy: replacement['id'],
});

describe('what was known at a time', () => {
  let viewer: Caller;
  let first: Order;
  let corrected: Order;

  const seen = async (query: Readonly<Record<string, string>> = {}) => {
    const answer = await readKpis(viewer, CLIENT, { ...PERIOD, ...query });
    const { met, missed, open, overdue } = outcomesOf(figureOf(answer.kpis, 'on-time-delivery'));
    return { met, missed, open, overdue };
  };
  const lastRecorded = ({ facts }: Order): string =>
    facts
      .map(({ recordedAt }) => recordedAt)
      .sort()
      .at(-1)!;

  beforeAll(async () => {
    const admin = await signedIn('admin');
    await makeClient(admin, CLIENT);
    viewer = await signedIn('client-viewer', CLIENT);
    const placed = event(CLIENT, ORDER, 'order.placed', '2026-03-02T10:00:00+01:00', {
      promise: { date: '2026-03-10' },
    });
    await sendAll(admin, [placed, delivered]);
    first = await recorded(viewer, CLIENT, ORDER, 2);
    await sendAll(admin, [correction, replacement]);
    corrected = await recorded(viewer, CLIENT, ORDER, 4);
  });

  it('is folded with the voided fact for a time before the correction', async () => {
    expect(await seen({ knownAt: lastRecorded(first) })).toEqual({ met: 0, missed: 1, open: 0, overdue: 0 });
  });

  it('is folded without it afterwards, and now', async () => {
    const kept = { met: 1, missed: 0, open: 0, overdue: 0 };
    expect(await seen({ knownAt: lastRecorded(corrected) })).toEqual(kept);
    expect(await seen()).toEqual(kept);
  });

  it('is nothing before the first fact', async () => {
    const before = new Date(Date.parse(first.facts[0]!.recordedAt) - 1).toISOString();
    expect(await seen({ knownAt: before })).toEqual({ met: 0, missed: 0, open: 0, overdue: 0 });
  });

  it('is said to be unsettled for the last minutes', async () => {
    const { settled } = await readKpis(viewer, CLIENT, { ...PERIOD, knownAt: lastRecorded(corrected) });
    expect(settled).toBe(false);
  });

  it('keeps the voided fact on the order, marked', () => {
    const voided = corrected.facts.filter((fact) => fact.voided).map(({ id }) => id);
    expect(voided).toEqual([delivered['id']]);
  });

  it('cannot be asked for a time to come', async () => {
    const { status, body } = await viewer.get<{ code: string; errors: { path: string }[] }>(
      `/v1/clients/${CLIENT}/kpis?from=2026-03-01&to=2026-03-31&knownAt=${new Date(Date.now() + 3_600_000).toISOString()}`,
    );
    expect({ status, code: body.code, path: body.errors[0]?.path }).toEqual({
      status: 400,
      code: 'invalid-request',
      path: 'knownAt',
    });
  });
});
