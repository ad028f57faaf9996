import { beforeEach, describe, expect, it } from 'vitest';
import { deliverOutbox } from '../../../shared/app/deliver-outbox.ts';
import { readClientKpis } from '../../../shared/app/read-kpis.ts';
import { DAY_MS } from '../../../shared/domain/calendar/time.ts';
import type { Figure } from '../../../shared/domain/kpi/figures.ts';
import type { KpiId } from '../../../shared/domain/kpi/catalogue.ts';
import { createFactOutbox } from '../../../shared/store/fact-outbox.ts';
import { bucketOf } from '../../../shared/store/keys.ts';
import { clientId, contractWith, fact } from '../../support/builders.ts';
import { aCasesApi, MANAGER, type CasesApi } from '../../support/cases.ts';
import { ANYONE, figure, kpisOf, order } from '../../support/ledger.ts';
import { withFaults } from '../../support/memory-documents/index.ts';

const ACME = clientId('acme');

let api: CasesApi;

beforeEach(async () => {
  api = await aCasesApi(contractWith({ currency: 'EUR' }));
});

const figures = async (from = '2026-05-01'): Promise<readonly Figure[]> =>
  (await readClientKpis(api.ledger, ANYONE, ACME, kpisOf(from, '2026-06-30', { asOf: api.ledger.time.now })))
    .kpis;

/** Numerator and denominator. */
async function ratio(kpi: KpiId): Promise<readonly [number, number]> {
  const { numerator, denominator } = figure(await figures(), kpi).gross;
  return [numerator, denominator];
}

const complaints = () => ratio('complaint-rate');

const DAMAGE = { kind: 'complaint', category: 'damage', orders: ['SO-1'] };
const CLAIM = {
  ...{ kind: 'claim', category: 'damage', orders: ['SO-1', 'SO-2'] },
  claim: { claimed: { amount: 9_001, currency: 'EUR' }, units: 3 },
};

/** Orders, units and value damaged, each of what there is. */
const damage = async () => [
  (await ratio('damage-frequency'))[0],
  (await ratio('damage-units'))[0],
  (await ratio('damage-value'))[0],
];

const sweep = async (): Promise<void> => {
  const outbox = createFactOutbox(api.ledger.documents, 'crm');
  for await (const entries of outbox.pending())
    for (const entry of entries)
      await deliverOutbox({ recording: api.ledger.worker(), bucketOf, outbox }, entry);
};

const factsOn = (kind: string, number: string) =>
  api.ledger.index
    .load(api.ledger.client, [order(number, [], kind === 'incident' ? 'incident' : 'delivery')])
    .then(([one]) => one?.facts ?? []);

describe('complaint-rate', () => {
  it('counts one incident for three complaints', async () => {
    expect(await complaints()).toEqual([0, 3]);
    const { caseId } = (await api.raise({ orders: ['SO-1'] })).body;
    expect(await complaints()).toEqual([1, 3]);
    await api.raise({ incidentId: caseId });
    await api.raise({
      incidentId: caseId,
      kind: 'claim',
      claim: { claimed: { amount: 1, currency: 'EUR' } },
    });
    expect(await complaints()).toEqual([1, 3]);
    expect((await factsOn('incident', caseId)).map(({ type, data }) => [type, data.category])).toEqual(
      Array.from({ length: 3 }, () => ['incident.raised', 'late-delivery']),
    );
    await api.raise();
    expect(await complaints()).toEqual([2, 3]);
  });

  it('counts an incident reported as an event once, joined by a case', async () => {
    await api.ledger.record(order('INC-7', [fact('incident.raised', '2026-05-25 10:00')], 'incident'));
    await api.raise({ incidentId: 'INC-7' });
    expect(await complaints()).toEqual([1, 3]);
  });

  it('is left with the consent of the client, and joined again by another decision', async () => {
    const { caseId } = (await api.raise()).body;
    await api.decide(caseId, false);
    expect(await complaints()).toEqual([1, 3]);
    await api.agree(caseId);
    expect(await complaints()).toEqual([0, 3]);
    await api.decide(caseId, true);
    expect(await complaints()).toEqual([1, 3]);
    await api.decide(caseId, false);
    expect(await complaints()).toEqual([1, 3]);
  });

  it('is left after the silence that the contract names', async () => {
    const { caseId } = (await api.raise()).body;
    api.ledger.time.now += 1000;
    await api.decide(caseId, false);
    api.ledger.time.now += 7 * DAY_MS;
    expect(await complaints()).toEqual([1, 3]);
    api.ledger.time.now += 1;
    expect(await complaints()).toEqual([0, 3]);
  });

  it('goes by the last decision on an incident of several complaints', async () => {
    const first = (await api.raise()).body.caseId;
    const second = (await api.raise({ incidentId: first })).body.caseId;
    await api.decide(first, false);
    await api.agree(first);
    expect(await complaints()).toEqual([0, 3]);
    api.ledger.time.now += 1000;
    await api.decide(second, true);
    expect(await complaints()).toEqual([1, 3]);
  });

  it('takes nothing into an incident that was decided to be none: it would never count', async () => {
    const first = (await api.raise()).body.caseId;
    await api.decide(first, false);
    const { status, body } = await api.raise({ incidentId: first });
    expect([status, body.errors?.[0]?.path]).toEqual([400, 'incidentId']);
    const second = (await api.raise()).body.caseId;
    expect((await api.change(second, { incidentId: first }, 1)).status).toBe(400);
    api.ledger.time.now += 1000;
    await api.decide(first, true);
    expect((await api.raise({ incidentId: first })).status).toBe(201);
  });

  it('follows a case that joins an incident, leaves it and joins it again', async () => {
    const first = (await api.raise()).body.caseId;
    const second = (await api.raise()).body.caseId;
    expect(await complaints()).toEqual([2, 3]);
    for (const [version, incidentId, count] of [
      [1, first, 1],
      [2, null, 2],
      [3, first, 1],
      [4, null, 2],
    ] as const) {
      expect((await api.change(second, { incidentId }, version)).status).toBe(200);
      expect(await complaints()).toEqual([count, 3]);
    }
  });

  it('knows nothing of feedback', async () => {
    await api.raise({ kind: 'feedback', orders: ['SO-1'] });
    expect(await complaints()).toEqual([0, 3]);
    expect(api.ledger.documents.all('crm').filter(({ pk }) => pk === 'outbox')).toEqual([]);
  });
});

describe('damage', () => {
  it('found valid moves the figures, and found invalid moves them back', async () => {
    const { caseId } = (await api.raise(DAMAGE)).body;
    expect(await damage()).toEqual([0, 0, 0]);
    await api.decide(caseId, true);
    // Nobody said how much: one of the ten units that are worth 1,000.00.
    expect(await damage()).toEqual([1, 1, 10_000]);
    await api.decide(caseId, false);
    expect(await damage()).toEqual([0, 0, 0]);
    await api.decide(caseId, true);
    expect(await damage()).toEqual([1, 1, 10_000]);
  });

  it('of a claim is shared by its orders, by what is accepted where that is said', async () => {
    const { caseId } = (await api.raise(CLAIM)).body;
    await api.decide(caseId, true);
    expect(await damage()).toEqual([2, 3, 9_001]);
    const shares = async () =>
      (await Promise.all(['SO-1', 'SO-2'].map((number) => factsOn('delivery', number)))).map(
        (facts) => facts.findLast(({ type }) => type === 'order.damage-reported')?.data,
      );
    const transport = { stage: 'transport', confirmed: true };
    expect(await shares()).toEqual([
      { ...transport, units: 2, value: { amount: 4_501, currency: 'EUR' } },
      { ...transport, units: 1, value: { amount: 4_500, currency: 'EUR' } },
    ]);
    await api.claim(caseId, { accepted: { amount: 7_000, currency: 'EUR' } });
    expect(await damage()).toEqual([2, 3, 7_000]);
    const before = await factsOn('delivery', 'SO-1');
    await api.claim(caseId, { settlement: { reference: 'CN-1' } });
    await api.step(caseId, 'acknowledged');
    expect(await factsOn('delivery', 'SO-1')).toEqual(before);
  });

  it('is none of another category, and leaves with it', async () => {
    const { caseId } = (await api.raise({ ...DAMAGE, category: 'late-delivery' })).body;
    await api.decide(caseId, true);
    expect(await damage()).toEqual([0, 0, 0]);
    await api.change(caseId, { category: 'loss' }, 2);
    expect((await damage())[0]).toBe(1);
    await api.change(caseId, { category: 'conduct' }, 3);
    expect(await damage()).toEqual([0, 0, 0]);
  });

  it('that others reported already counts once', async () => {
    const report = fact('order.damage-reported', '2026-05-20 10:00', { confirmed: true, units: 2 });
    await api.ledger.record(order('SO-1', [report]));
    expect((await damage())[1]).toBe(2);
    const { caseId } = (await api.raise(DAMAGE)).body;
    await api.decide(caseId, true);
    expect((await damage()).slice(0, 2)).toEqual([1, 2]);
    const again = (await api.raise({ ...DAMAGE, incidentId: caseId })).body.caseId;
    await api.decide(again, true);
    expect((await damage()).slice(0, 2)).toEqual([1, 2]);
  });

  it('complained about after the finding window does not count', async () => {
    api.ledger.time.now += 60 * DAY_MS;
    const { caseId } = (await api.raise(DAMAGE)).body;
    await api.decide(caseId, true);
    expect(await damage()).toEqual([0, 0, 0]);
  });

  it('complained about within it counts, however late it is decided', async () => {
    const { caseId } = (await api.raise(DAMAGE)).body;
    api.ledger.time.now += 60 * DAY_MS;
    await api.decide(caseId, true);
    expect((await damage())[0]).toBe(1);
  });
});

/**
 * Runs a request on a store that dies at one operation after the other, sends it again with the same key, sweeps, and
 * looks at what the ledger says then.
 */
async function killedEverywhere(
  prepare: () => Promise<string>,
  requestOf: (caseId: string) => Parameters<CasesApi['send']>[0],
  look: (caseId: string) => Promise<unknown>,
): Promise<{ readonly points: number; readonly seen: ReadonlySet<string> }> {
  const seen = new Set<string>();
  let points = 0;
  for (const fault of ['kill-before', 'kill-after', 'lost-answer'] as const) {
    for (let at = 1; ; at++) {
      api = await aCasesApi(contractWith({ currency: 'EUR' }));
      const request = { ...requestOf(await prepare()), headers: { 'idempotency-key': 'k-1' } };
      const store = withFaults(api.ledger.documents, { faults: new Map([[at, fault]]) });
      await api.sendOn(store)(request);
      const wasReached = store.operations >= at;
      api.ledger.time.now += 61_000;
      await api.send(request);
      await sweep();
      const [one] = (await api.list()).body.cases;
      seen.add(JSON.stringify(await look(one!.caseId)));
      expect((await api.list({ state: 'all' })).body.cases).toHaveLength(1);
      if (!wasReached) break;
      points++;
    }
  }
  return { points, seen };
}

describe('killed at every operation and sent again', () => {
  it('a case is raised once, with its incident', async () => {
    const { points, seen } = await killedEverywhere(
      () => Promise.resolve(''),
      () => ({
        ...{ route: 'POST /v1/clients/{clientId}/cases', as: MANAGER, params: { clientId: 'acme' } },
        body: { ...DAMAGE, channel: 'phone', description: 'crushed', owner: 'desk@tallyman.example' },
      }),
      complaints,
    );
    expect([...seen]).toEqual(['[1,3]']);
    expect(points).toBeGreaterThan(20);
  });

  it('a decision is taken once, with its damage', async () => {
    const { points, seen } = await killedEverywhere(
      async () => (await api.raise(DAMAGE)).body.caseId,
      (caseId) => ({
        ...{ route: 'POST /v1/clients/{clientId}/cases/{caseId}/validity', as: MANAGER },
        params: { clientId: 'acme', caseId },
        body: { valid: true },
      }),
      async (caseId) => [await damage(), (await factsOn('incident', caseId)).length],
    );
    expect([...seen]).toEqual(['[[1,1,10000],2]']);
    expect(points).toBeGreaterThan(20);
  });
});
