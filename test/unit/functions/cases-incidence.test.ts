import { beforeEach, describe, expect, it } from 'vitest';
import { grantOf } from '../../../shared/domain/crm/grant.ts';
import { recordFacts } from '../../../shared/app/record-facts.ts';
import { bucketOf } from '../../../shared/store/keys.ts';
import { ADMIN, person, type Call } from '../../support/api.ts';
import { aClient, at, clientId, delivered, fact } from '../../support/builders.ts';
import { aCase, aCasesApi, APPROVER, MANAGER, type CasesApi } from '../../support/cases.ts';
import { order } from '../../support/ledger.ts';

const JUNE = { from: '2026-06-01', to: '2026-06-30' };

interface Counts {
  readonly clients: number;
  readonly served: number;
  readonly value: number | null;
  readonly shown: string | null;
  readonly complaints: number;
  readonly remarks: number;
}

type Incidence = Counts & {
  readonly code?: string;
  readonly months?: readonly (Counts & { readonly key: string })[];
};

let api: CasesApi;

beforeEach(async () => {
  api = await aCasesApi();
});

async function read(
  query: Record<string, string> = JUNE,
  as: Call['as'] = ADMIN,
): Promise<readonly [number, Incidence]> {
  const { status, body } = await api.send({ route: 'GET /v1/complaints/incidence', query, params: {}, as });
  return [status, body as unknown as Incidence];
}

/** A client with orders delivered and incidents reported as events, by the time of each. */
async function addClient(id: string, deliveredAt: readonly string[], incidentAt: readonly string[] = []) {
  const client = aClient({ clientId: clientId(id), name: id });
  await api.ledger.addClient(client);
  const orders = [
    ...deliveredAt.map((when, i) => order(`${id}-${String(i)}`, [delivered(when)])),
    ...incidentAt.map((when, i) => order(`INC-${String(i)}`, [fact('incident.raised', when)], 'incident')),
  ];
  for (const one of orders) {
    const bucket = bucketOf(one.orderNo, client.buckets);
    await recordFacts(api.ledger.worker(), { clientId: client.clientId, bucket }, [one]);
  }
}

const remark = (caseId: string, when: string, client = 'acme') =>
  api.cases.save(
    { ...aCase({ kind: 'feedback' }), caseId, clientId: clientId(client), raisedAt: at(when) },
    undefined,
  );

describe('customer-complaint-incidence', () => {
  it('is the clients with a complaint or a remark, of the clients served', async () => {
    await addClient('globex', ['2026-05-30 10:00']);
    await addClient('initech', ['2026-05-28 10:00']);
    await addClient('unserved', []);
    api.ledger.time.now = at('2026-05-31 23:59');
    await api.raise();
    await api.raise();
    await remark('R-1', '2026-05-31 12:00', 'globex');
    expect(await read({ from: '2026-05-01', to: '2026-05-31' })).toEqual([
      200,
      {
        ...{ from: '2026-05-01', to: '2026-05-31', kpi: 'customer-complaint-incidence' },
        ...{ clients: 2, served: 3, value: 0.666667, shown: '66.67 %', complaints: 2, remarks: 1 },
      },
    ]);
    expect((await read())[1]).toMatchObject({ clients: 0, served: 0, value: null, shown: null });
  });

  it('counts an incident once, those found invalid and those reported as events too', async () => {
    await addClient('globex', ['2026-06-01 10:00'], ['2026-06-01 11:00']);
    const { caseId } = (await api.raise()).body;
    await api.raise({ incidentId: caseId });
    await api.decide(caseId, false);
    await api.agree(caseId);
    expect((await read())[1]).toMatchObject({ clients: 2, served: 1, value: 2, complaints: 2, remarks: 0 });
  });

  it('counts a client once in each month and once in all: months do not add up', async () => {
    await addClient(
      'globex',
      ['2026-04-10 10:00', '2026-05-10 10:00'],
      ['2026-04-12 10:00', '2026-05-12 10:00'],
    );
    await remark('R-1', '2026-04-02 12:00');
    const [, all] = await read({ from: '2026-04-01', to: '2026-05-31', groupBy: 'month' });
    expect(all).toMatchObject({ clients: 2, served: 2, complaints: 2, remarks: 1 });
    expect(all.months).toMatchObject([
      { key: '2026-04', clients: 2, served: 1, remarks: 1 },
      { key: '2026-05', clients: 1, served: 2, remarks: 0 },
    ]);
  });

  it('finds remarks of the period behind a thousand newer ones, and none outside of it', async () => {
    const minute = 60_000;
    for (let i = 0; i < 1_000; i++) {
      const raisedAt = at('2026-06-02 00:00') + i * minute;
      await api.cases.save(
        { ...aCase({ kind: 'feedback' }), caseId: `R-1${String(i).padStart(4, '0')}`, raisedAt },
        undefined,
      );
    }
    await remark('R-00', '2026-05-31 23:59');
    await remark('R-01', '2026-06-01 00:00');
    expect((await read({ from: '2026-06-01', to: '2026-06-01' }))[1].remarks).toBe(1);
    expect((await read({ from: '2026-05-31', to: '2026-05-31' }))[1].remarks).toBe(1);
  });

  it('is over the clients one may see, or one of them', async () => {
    await addClient('globex', ['2026-06-01 10:00'], ['2026-06-01 11:00']);
    await api.raise();
    expect((await read(JUNE, ADMIN))[1].clients).toBe(2);
    expect((await read(JUNE, MANAGER))[1].clients).toBe(1);
    expect((await read({ ...JUNE, clientId: 'globex' }, ADMIN))[1].complaints).toBe(1);
    expect((await read({ ...JUNE, clientId: 'globex' }, MANAGER))[1].code).toBe('not-found');
    await api.ledger.grants.save(grantOf('operator', [clientId('acme')], 2));
    for (const as of [APPROVER, person('operator', 'operations')])
      expect((await read(JUNE, as))[0]).toBe(403);
  });

  it('wants a period that can be answered', async () => {
    expect((await read({ from: '2026-06-30', to: '2026-06-01' }))[0]).toBe(400);
    expect((await read({ ...JUNE, groupBy: 'carrier' }))[0]).toBe(400);
  });
});
