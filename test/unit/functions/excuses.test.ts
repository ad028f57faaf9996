import { beforeEach, describe, expect, it } from 'vitest';
import { readClientKpis } from '../../../shared/app/read-kpis.ts';
import { DAY_MS } from '../../../shared/domain/calendar/time.ts';
import { clientId, contractWith, fact, NOW } from '../../support/builders.ts';
import {
  anExcusesApi,
  APPROVER,
  codesOf,
  EXCUSED_KPI,
  late,
  MANAGER,
  MAY,
  type ExcusesApi,
} from '../../support/excuses.ts';
import { ANYONE, figure, kpisOf, order } from '../../support/ledger.ts';

let api: ExcusesApi;
beforeEach(async () => {
  api = await anExcusesApi();
});
const propose: ExcusesApi['propose'] = (...args) => api.propose(...args);
const decide: ExcusesApi['decide'] = (...args) => api.decide(...args);
const list: ExcusesApi['list'] = (...args) => api.list(...args);

const onTime = async () => {
  const query = kpisOf(MAY.from, MAY.to, { asOf: api.ledger.time.now });
  const { kpis } = await readClientKpis(api.ledger, ANYONE, clientId('acme'), query);
  const { gross, net } = figure(kpis, EXCUSED_KPI);
  return { gross: [gross.numerator, gross.denominator], net: [net.numerator, net.denominator] };
};

describe('an excuse', () => {
  it('is proposed by one side and accepted by the other: net moves, gross stays', async () => {
    const before = await onTime();
    expect(before).toEqual({ gross: [1, 4], net: [1, 4] });
    const proposed = await propose(['L-1', 'L-2', 'OVERDUE']);
    expect(proposed.status).toBe(200);
    expect(proposed.body.orders[0]).toMatchObject({
      orderNo: 'L-1',
      done: true,
      excuse: { state: 'proposed', waitsFor: 'client', lastDayToDecide: '2026-06-15' },
      counted: { day: '2026-05-20', gross: 'missed', net: 'missed' },
    });
    expect(await onTime()).toEqual(before);
    const accepted = await decide('accepted', ['L-1', 'OVERDUE']);
    expect(accepted.body.orders.map(({ counted }) => [counted?.gross, counted?.net])).toEqual([
      ['missed', 'excused'],
      ['overdue', 'excused'],
    ]);
    expect(await onTime()).toEqual({ gross: [1, 4], net: [1, 2] });
  });

  it('may be proposed by the client as well; the provider decides then', async () => {
    await propose(['L-1'], APPROVER);
    expect(codesOf(await decide('accepted', ['L-1'], MANAGER))).toEqual([['L-1', 'done']]);
    expect(await onTime()).toEqual({ gross: [1, 4], net: [1, 3] });
  });

  it('stays out of net when it is rejected, and comes back when it is withdrawn', async () => {
    await propose(['L-1', 'L-2']);
    await decide('rejected', ['L-1']);
    await decide('accepted', ['L-2']);
    expect((await onTime()).net).toEqual([1, 3]);
    const withdrawn = await decide('withdrawn', ['L-2'], MANAGER);
    expect(withdrawn.body.orders[0]).toMatchObject({
      excuse: { state: 'withdrawn' },
      counted: { net: 'missed' },
    });
    expect((await onTime()).net).toEqual([1, 4]);
  });

  it('of another order kind is proposed under its kind', async () => {
    await api.ledger.record(order('R-1', [fact('receipt.arrived', '2026-05-18 09:00')], 'receipt'));
    const answer = await api.send({
      route: 'POST /v1/clients/{clientId}/excuses',
      as: MANAGER,
      body: { orders: [{ kind: 'receipt', orderNo: 'R-1' }], kpi: 'receiving-on-time', reasonCode: 'AO' },
    });
    expect(answer.body.orders).toMatchObject([{ kind: 'receipt', orderNo: 'R-1', done: true }]);
  });
});

describe('what cannot be excused', () => {
  it('is told order by order and holds no other up', async () => {
    const answer = await propose(['MET', 'L-1', 'UNKNOWN', 'OLD']);
    expect(answer.status).toBe(200);
    expect(codesOf(answer)).toEqual([
      ['MET', 'not-missed'],
      ['L-1', 'done'],
      ['UNKNOWN', 'no-such-order'],
      ['OLD', 'excuse-too-late'],
    ]);
    expect(answer.body.orders[3]!.detail).toContain('2026-05-30');
  });

  it('gives 409 when nothing was done, with the code of each order, and writes nothing', async () => {
    const before = api.ledger.documents.all('ledger');
    const answer = await propose(['MET', 'OLD']);
    expect([answer.status, answer.body.code]).toEqual([409, 'all-orders-refused']);
    expect(codesOf(answer)).toEqual([
      ['MET', 'not-missed'],
      ['OLD', 'excuse-too-late'],
    ]);
    expect(api.ledger.documents.all('ledger')).toEqual(before);
    expect(api.ledger.documents.all('crm').filter(({ pk }) => pk.startsWith('quarantine'))).toEqual([]);
  });

  it('is what has an excuse already, proposed or accepted', async () => {
    await propose(['L-1']);
    expect(codesOf(await propose(['L-1']))).toEqual([['L-1', 'excuse-exists']]);
    expect(codesOf(await propose(['L-1'], APPROVER))).toEqual([['L-1', 'excuse-exists']]);
    await decide('accepted', ['L-1']);
    expect(codesOf(await propose(['L-1']))).toEqual([['L-1', 'excuse-exists']]);
  });

  it('is proposed once when two ask for it at the same moment', async () => {
    const answers = await Promise.all([propose(['L-1']), propose(['L-1'])]);
    expect(answers.map(codesOf).flat().sort()).toEqual([
      ['L-1', 'done'],
      ['L-1', 'excuse-exists'],
    ]);
  });

  it('may be proposed anew once it was rejected', async () => {
    await propose(['L-1']);
    await decide('rejected', ['L-1']);
    expect(codesOf(await propose(['L-1']))).toEqual([['L-1', 'done']]);
    expect(codesOf(await decide('accepted', ['L-1']))).toEqual([['L-1', 'done']]);
  });
});

describe('a KPI that takes no excuse', () => {
  it.each(['satisfaction', 'satisfaction-top-1'])(
    'is %s: a score stays what the person gave',
    async (kpi) => {
      const answer = await propose(['L-1'], APPROVER, { kpi });
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid-request']);
      expect(JSON.stringify(answer.body)).toContain('a score stays what the person gave');
    },
  );
});

describe('a decision', () => {
  beforeEach(() => propose(['L-1']));

  it('by the side that proposed is refused, and stands on the audit log', async () => {
    for (const decision of ['accepted', 'rejected'])
      expect(codesOf(await decide(decision, ['L-1'], MANAGER))).toEqual([['L-1', 'excuse-wrong-side']]);
    expect(codesOf(await decide('withdrawn', ['L-1'], APPROVER))).toEqual([['L-1', 'excuse-wrong-side']]);
    expect(api.ledger.audited().filter(({ outcome }) => outcome === 'refused')).toHaveLength(3);
    expect((await onTime()).net).toEqual([1, 4]);
  });

  it('comes within the contract’s time', async () => {
    api.ledger.time.now = NOW + 14 * DAY_MS;
    await decide('rejected', ['L-1']);
    api.ledger.time.now = NOW;
    await propose(['L-2']);
    api.ledger.time.now = NOW + 14 * DAY_MS + 1;
    const answer = await decide('accepted', ['L-2']);
    expect(codesOf(answer)).toEqual([['L-2', 'excuse-too-late']]);
    expect(answer.body.orders[0]!.detail).toContain('by silence it is rejected');
  });

  it('needs something that waits', async () => {
    expect(codesOf(await decide('accepted', ['L-2', 'UNKNOWN']))).toEqual([
      ['L-2', 'no-excuse'],
      ['UNKNOWN', 'no-such-order'],
    ]);
    await decide('accepted', ['L-1']);
    const twice = await decide('accepted', ['L-1']);
    expect(codesOf(twice)).toEqual([['L-1', 'no-excuse']]);
    expect(twice.body.orders[0]!.detail).toContain('accepted');
  });

  it('does nothing for an excuse that a source proposed after the contract’s time', async () => {
    const step = fact('miss.excused', '2026-05-31 10:00', { kpi: EXCUSED_KPI, decision: 'proposed' });
    await api.ledger.record(order('OLD', [step]));
    const answer = await decide('accepted', ['OLD']);
    expect(codesOf(answer)).toEqual([['OLD', 'excuse-too-late']]);
    expect(answer.body.orders[0]!.detail).toContain('after the time for proposals');
  });

  it('ends an excuse of any delay that a source reported', async () => {
    const told = fact('order.delay-excused', '2026-05-25 10:00', {
      proposedBy: 'provider',
      decision: 'proposed',
    });
    await api.ledger.record(late('L-3', [told]));
    const answer = await decide('accepted', ['L-3']);
    expect(answer.body.orders[0]).toMatchObject({ done: true, counted: { gross: 'missed', net: 'excused' } });
  });
});

describe('silence that accepts', () => {
  it('takes the miss out of net once the time to decide is over', async () => {
    api = await anExcusesApi(
      contractWith({ excuses: { proposeWithinDays: 30, decideWithinDays: 14, silence: 'accepts' } }),
    );
    await propose(['L-1']);
    expect((await onTime()).net).toEqual([1, 4]);
    api.ledger.time.now = NOW + 14 * DAY_MS + 1;
    expect(await onTime()).toEqual({ gross: [1, 4], net: [1, 3] });
    const { body } = await list({ state: 'accepted' });
    expect(body.orders).toMatchObject([
      {
        orderNo: 'L-1',
        excuses: [{ state: 'accepted', bySilence: true, waitsFor: null, counted: { net: 'excused' } }],
      },
    ]);
    expect(codesOf(await decide('rejected', ['L-1']))).toEqual([['L-1', 'excuse-too-late']]);
    expect(codesOf(await decide('withdrawn', ['L-1'], MANAGER))).toEqual([['L-1', 'done']]);
    expect((await onTime()).net).toEqual([1, 4]);
  });
});

describe('steps of one moment', () => {
  it('stand in the order in which they were said, whatever their ids', async () => {
    for (const round of ['a', 'b', 'c', 'd', 'e', 'f']) {
      expect(codesOf(await propose(['L-1'], MANAGER, {}, `propose-${round}`))).toEqual([['L-1', 'done']]);
      const rejected = await decide('rejected', ['L-1'], APPROVER, {}, `reject-${round}`);
      expect(rejected.body.orders).toMatchObject([{ done: true, excuse: { state: 'rejected' } }]);
    }
  });
});

describe('a repeat with the same Idempotency-Key', () => {
  it('gives the same answer and writes nothing', async () => {
    const first = await propose(['L-1', 'MET'], MANAGER, {}, 'key-1');
    const before = api.ledger.documents.all('ledger');
    const again = await propose(['L-1', 'MET'], MANAGER, {}, 'key-1');
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.body).toEqual(first.body);
    expect(api.ledger.documents.all('ledger')).toEqual(before);
  });

  it('is known by its facts when the answer was lost', async () => {
    await propose(['L-1'], MANAGER, {}, 'key-1');
    for (const { pk, sk } of api.ledger.documents
      .all('crm')
      .filter((item) => item.pk.startsWith('idempotency')))
      await api.ledger.documents.delete('crm', { pk, sk });
    api.ledger.time.now += 5_000;
    const before = api.ledger.documents.all('ledger');
    expect(codesOf(await propose(['L-1'], MANAGER, {}, 'key-1'))).toEqual([['L-1', 'done']]);
    expect(api.ledger.documents.all('ledger')).toEqual(before);
    expect(codesOf(await propose(['L-1'], MANAGER, {}, 'key-2'))).toEqual([['L-1', 'excuse-exists']]);
  });
});
