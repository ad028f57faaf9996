import { describe, expect, test } from 'vitest';
import type { ContractOptions } from '../../../../shared/domain/contract/contract-schema.ts';
import type { ReportedFact } from '../../../../shared/domain/ledger/fact.ts';
import type { KpiId } from '../../../../shared/domain/kpi/catalogue.ts';
import {
  at,
  contractWith,
  day,
  delivered,
  dispatched,
  fact,
  outcomeOf,
  placed,
  verdictOn,
} from '../../../support/builders.ts';

const ON_TIME = '2026-03-09 15:00';
const LATE = '2026-03-12 10:00';
const of =
  (kpi: KpiId) =>
  (facts: readonly ReportedFact[], options: ContractOptions = {}): string =>
    outcomeOf(kpi, facts, contractWith(options));

describe('in-full', () => {
  const outcome = of('in-full');
  const short = (when: string, units = 1, fault?: string) =>
    fact('order.discrepancy-reported', when, { discrepancy: 'short', units, fault });

  test('is met when the quantity was there by the deadline', () => {
    expect(outcome([placed({ units: 10 }), delivered(ON_TIME, { units: 10 })])).toBe('met: kept');
  });

  test('is met by a delivery without quantity', () => {
    expect(outcome([placed({ units: 10 }), delivered(ON_TIME)])).toBe('met: kept');
  });

  test('is missed when the rest came after the deadline', () => {
    const facts = [placed({ units: 10 }), delivered(ON_TIME, { units: 9 }), delivered(LATE, { units: 1 })];
    expect(outcome(facts)).toBe('missed: late');
  });

  test('is short when a part closes the order', () => {
    const facts = [placed({ units: 10 }), delivered(ON_TIME, { units: 9, complete: true })];
    expect(outcome(facts)).toBe('missed: short');
  });

  test('allows the tolerance of the contract', () => {
    const facts = [placed({ units: 100 }), delivered(ON_TIME, { units: 98 })];
    expect(outcome(facts, { kpis: { 'in-full': { tolerancePerMille: 20 } } })).toBe('met: kept');
    expect(outcome(facts, { kpis: { 'in-full': { tolerancePerMille: 19 } } })).toBe('open: awaited');
  });

  test('compares line by line: too much of one does not make up for another', () => {
    const lines = [
      { lineNo: '1', units: 5 },
      { lineNo: '2', units: 5 },
    ];
    const swapped = [
      { lineNo: '1', units: 6 },
      { lineNo: '2', units: 4 },
    ];
    const facts = [placed({ lines }), delivered(ON_TIME, { lines: swapped, complete: true })];
    expect(outcome(facts)).toBe('missed: short');
  });

  test('ignores over-delivery unless the contract calls it a miss', () => {
    const facts = [placed({ units: 10 }), delivered(ON_TIME, { units: 11 })];
    expect(outcome(facts)).toBe('met: kept');
    expect(outcome(facts, { kpis: { 'in-full': { overDelivery: 'miss' } } })).toBe('missed: over-delivered');
  });

  test('a shortage found within the window makes it a miss', () => {
    const facts = [placed({ units: 10 }), delivered(ON_TIME, { units: 10 }), short('2026-04-01 10:00')];
    expect(outcome(facts)).toBe('missed: short');
  });

  test('a shortage found after the window changes nothing', () => {
    const facts = [placed({ units: 10 }), delivered(ON_TIME, { units: 10 }), short('2026-04-09 10:00')];
    expect(outcome(facts)).toBe('met: kept');
  });

  test('the window runs from the part that completed the delivery', () => {
    const facts = [
      placed({ units: 10, promise: { date: day('2026-04-30') } }),
      delivered(ON_TIME, { units: 5 }),
      delivered('2026-04-15 10:00', { units: 5 }),
      short('2026-04-20 10:00'),
    ];
    expect(outcome(facts)).toBe('missed: short');
  });

  test('a shortage that the client caused changes nothing', () => {
    const facts = [placed({ units: 10 }), delivered(ON_TIME, { units: 10 }), short(LATE, 1, 'client')];
    expect(outcome(facts)).toBe('met: kept');
  });

  test('compares with what was ordered last', () => {
    const changed = fact('order.changed', '2026-03-04 10:00', { units: 8, by: 'client' });
    expect(outcome([placed({ units: 10 }), changed, delivered(ON_TIME, { units: 8 })])).toBe('met: kept');
  });
});

describe('otif', () => {
  const outcome = of('otif');

  test('is met when time and quantity of the same order are', () => {
    expect(outcome([placed({ units: 10 }), delivered(ON_TIME, { units: 10 })])).toBe('met: components-met');
  });

  test('is missed when one of them is', () => {
    const facts = [placed({ units: 10 }), delivered(ON_TIME, { units: 9, complete: true })];
    expect(outcome(facts)).toBe('missed: component-missed');
  });

  test('is open while one of them may still be met', () => {
    const facts = [placed({ units: 10 }), delivered(ON_TIME, { units: 4 })];
    expect(outcome(facts, { kpis: { 'on-time-delivery': { deliveredAt: 'first-part' } } })).toBe(
      'open: component-open',
    );
  });

  const excuse = (kpi: KpiId) =>
    fact('order.delay-excused', LATE, {
      kpi,
      proposedBy: 'provider',
      decision: 'accepted',
      decidedBy: 'client',
    });
  const lateAndShort = [placed({ units: 10 }), delivered(LATE, { units: 9, complete: true })];
  const isExcused = (facts: readonly ReportedFact[]) => verdictOn('otif', facts)?.excused;

  test('is not excused when only one of the failing components is', () => {
    expect(isExcused([...lateAndShort, excuse('on-time-delivery')])).toBe(false);
  });

  test('is excused when every failing component is', () => {
    expect(isExcused([...lateAndShort, excuse('on-time-delivery'), excuse('in-full')])).toBe(true);
  });
});

describe('order-completion', () => {
  const outcome = of('order-completion');

  test('is met until the end of the promised month and the grace days', () => {
    expect(outcome([placed(), fact('order.delivered', at('2026-04-06 00:00') - 1)])).toBe('met: kept');
    expect(outcome([placed(), delivered('2026-04-06 00:00')])).toBe('missed: late');
  });

  test('takes the grace days of the contract', () => {
    const options = { kpis: { 'order-completion': { graceDays: 0 } } };
    expect(outcome([placed(), delivered('2026-04-01 00:00')], options)).toBe('missed: late');
  });

  test('is judged by the promise where the contract says so', () => {
    const options = { kpis: { 'order-completion': { completeBy: 'promise' } } } as const;
    expect(outcome([placed(), delivered(LATE)], options)).toBe('missed: late');
  });

  test('is missed when the order was closed short', () => {
    expect(outcome([placed({ units: 10 }), delivered(ON_TIME, { units: 9, complete: true })])).toBe(
      'missed: short',
    );
  });
});

describe('urgent-order-completion', () => {
  const outcome = of('urgent-order-completion');

  test('does not concern an order that is not urgent', () => {
    expect(outcome([placed(), delivered(ON_TIME)])).toBe('none');
  });

  test('is judged by the deadline of the order itself', () => {
    expect(outcome([placed({ urgent: true }), delivered(ON_TIME)])).toBe('met: kept');
    expect(outcome([placed({ urgent: true }), delivered(LATE)])).toBe('missed: late');
  });

  test('nobody makes an order urgent afterwards', () => {
    const changed = fact('order.changed', '2026-03-04 10:00', { urgent: true, by: 'client' });
    expect(outcome([placed(), changed, delivered(LATE)])).toBe('none');
  });

  test('is fixed by the first order.placed', () => {
    expect(outcome([placed({ urgent: true }), placed({ urgent: false }, '2026-03-03 09:00')])).toBe(
      'open: awaited',
    );
  });
});

describe('pod-on-time', () => {
  const outcome = of('pod-on-time');
  const order = [placed({ podRequired: true }), delivered('2026-03-09 12:00')];
  const pod = (when: string, form: 'image' | 'original' = 'image') =>
    fact('order.pod-received', when, { form });
  const decided = (when: string, accepted: boolean) =>
    fact('order.pod-decided', when, { accepted, by: 'client' });

  test('does not concern an order that needs none', () => {
    expect(outcome([placed(), delivered(ON_TIME)])).toBe('none');
  });

  test('does not concern an order that is not delivered', () => {
    expect(outcome([placed({ podRequired: true })])).toBe('none');
  });

  test('is met when received at the limit, missed a minute later', () => {
    expect(outcome([...order, pod('2026-03-10 12:00')])).toBe('met: kept');
    expect(outcome([...order, pod('2026-03-10 12:01')])).toBe('missed: late');
  });

  test('counts on the day of its own deadline', () => {
    expect(verdictOn('pod-on-time', order)?.day).toBe(day('2026-03-10'));
  });

  test('asks for the form of the contract', () => {
    const options = { kpis: { 'pod-on-time': { form: 'original' } } } as const;
    expect(outcome([...order, pod('2026-03-09 13:00')], options)).toBe('open: awaited');
    expect(outcome([...order, pod('2026-03-09 13:00', 'original')], options)).toBe('met: kept');
  });

  test('a rejected one does not count, the one finally accepted does', () => {
    const facts = [...order, pod('2026-03-09 13:00'), decided('2026-03-09 14:00', false)];
    expect(outcome(facts)).toBe('open: awaited');
    expect(outcome([...facts, pod('2026-03-11 10:00')])).toBe('missed: late');
  });

  test('unanswered for the days of the contract it is accepted, whatever is decided then', () => {
    const facts = [...order, pod('2026-03-09 13:00')];
    expect(outcome([...facts, decided('2026-03-16 12:59', false)])).toBe('open: awaited');
    expect(outcome([...facts, decided('2026-03-16 13:00', false)])).toBe('met: kept');
  });
});

describe('damage-frequency', () => {
  const outcome = of('damage-frequency');
  const damaged = (when: string, data = {}) =>
    fact('order.damage-reported', when, { confirmed: true, stage: 'transport', ...data });
  const order = [placed(), dispatched('2026-03-05 10:00'), delivered(ON_TIME)];

  test('a delivered order without damage is on the good side', () => {
    expect(outcome(order)).toBe('met: undamaged');
  });

  test('confirmed damage in transport counts, on the day of delivery', () => {
    const found = verdictOn('damage-frequency', [...order, damaged(LATE)]);
    expect([found?.outcome, found?.day]).toEqual(['missed', day('2026-03-09')]);
  });

  test('damage that is not confirmed does not count', () => {
    expect(outcome([...order, damaged(LATE, { confirmed: false })])).toBe('met: undamaged');
  });

  test('damage in storage does not count here', () => {
    expect(outcome([...order, damaged(LATE, { stage: 'storage' })])).toBe('met: undamaged');
  });

  test('damage reported after the finding window does not count', () => {
    expect(outcome([...order, damaged('2026-04-08 12:00')])).toBe('missed: damaged');
    expect(outcome([...order, damaged('2026-04-09 12:00')])).toBe('met: undamaged');
  });

  test('an order refused for damage counts on that day', () => {
    expect(outcome([placed(), fact('order.refused', ON_TIME, { reason: 'damage' })])).toBe(
      'missed: refused-damaged',
    );
  });

  test('an order refused for another reason is not counted', () => {
    expect(outcome([placed(), fact('order.refused', ON_TIME, { reason: 'late' })])).toBe('none');
  });

  test('a lost order counts; found and delivered after all it does not', () => {
    const lost = [placed(), fact('order.lost', ON_TIME)];
    expect(outcome(lost)).toBe('missed: lost');
    expect(outcome([...lost, delivered(LATE)])).toBe('met: undamaged');
  });

  test('lost units of a delivered order count', () => {
    expect(outcome([...order, fact('order.lost', ON_TIME, { units: 1 })])).toBe('missed: lost');
  });
});

describe('excuses', () => {
  const late = [placed(), delivered(LATE)];
  const excuse = (data: object, when = LATE) =>
    fact('order.delay-excused', when, { kpi: 'on-time-delivery', ...data });
  const isExcused = (...steps: ReportedFact[]) => verdictOn('on-time-delivery', [...late, ...steps])?.excused;

  test('an excuse stands once the other side accepted it; the miss stays a miss', () => {
    const facts = [...late, excuse({ proposedBy: 'provider', decision: 'accepted', decidedBy: 'client' })];
    const found = verdictOn('on-time-delivery', facts);
    expect([found?.outcome, found?.excused]).toEqual(['missed', true]);
  });

  test('nobody accepts an excuse of its own', () => {
    expect(isExcused(excuse({ proposedBy: 'provider', decision: 'accepted', decidedBy: 'provider' }))).toBe(
      false,
    );
  });

  test('a proposal alone excuses nothing', () => {
    expect(isExcused(excuse({ proposedBy: 'provider', decision: 'proposed' }))).toBe(false);
  });

  test('the decision may come as a step of its own', () => {
    const proposed = excuse({ proposedBy: 'provider', decision: 'proposed' }, '2026-03-13 10:00');
    const accepted = excuse({ decision: 'accepted', decidedBy: 'client' }, '2026-03-14 10:00');
    expect(isExcused(proposed, accepted)).toBe(true);
  });

  test('an accepted excuse can be withdrawn', () => {
    const accepted = excuse({ proposedBy: 'provider', decision: 'accepted', decidedBy: 'client' });
    expect(
      isExcused(accepted, excuse({ decision: 'withdrawn', decidedBy: 'provider' }, '2026-03-14 10:00')),
    ).toBe(false);
  });

  test('speaks only for the KPI it names', () => {
    const other = excuse({
      kpi: 'in-full',
      proposedBy: 'provider',
      decision: 'accepted',
      decidedBy: 'client',
    });
    expect(isExcused(other)).toBe(false);
  });

  test('without a KPI it speaks for all', () => {
    const all = excuse({ kpi: undefined, proposedBy: 'provider', decision: 'accepted', decidedBy: 'client' });
    expect(isExcused(all)).toBe(true);
  });

  test('what is met stays met', () => {
    const facts = [
      placed(),
      delivered(ON_TIME),
      excuse({ proposedBy: 'provider', decision: 'accepted', decidedBy: 'client' }),
    ];
    expect(verdictOn('on-time-delivery', facts)).toMatchObject({ outcome: 'met', excused: false });
  });
});

describe('complaint-rate', () => {
  const raised = fact('incident.raised', '2026-03-12 10:00', { category: 'late' });
  const decided = (data: object, when = '2026-03-13 10:00') => fact('incident.decided', when, data);
  const incident = (facts: readonly ReportedFact[], options: ContractOptions = {}) =>
    outcomeOf('complaint-rate', facts, contractWith(options), 'incident');

  test('an undecided complaint counts, on the day it was raised', () => {
    const found = verdictOn('complaint-rate', [raised], contractWith(), 'incident');
    expect([found?.outcome, found?.day]).toEqual(['missed', day('2026-03-12')]);
  });

  test('is out with the consent of the client', () => {
    expect(incident([raised, decided({ valid: false, by: 'client' })])).toBe('excluded: decided-invalid');
    expect(incident([raised, decided({ valid: false, by: 'provider', agreedBy: 'client' })])).toBe(
      'excluded: decided-invalid',
    );
  });

  test('decided by the provider alone it is out after the silence of the client', () => {
    const found = verdictOn(
      'complaint-rate',
      [raised, decided({ valid: false, by: 'provider' })],
      contractWith(),
      'incident',
    );
    expect([found?.rule, found?.deadline]).toEqual(['invalid-unless-contested', at('2026-03-20 10:00')]);
  });

  test('counts again when the client objects', () => {
    const facts = [
      raised,
      decided({ valid: false, by: 'provider' }),
      decided({ valid: true, by: 'client' }, '2026-03-14 10:00'),
    ];
    expect(incident(facts)).toBe('missed: raised');
  });

  test('all complaints count where the contract says so', () => {
    const options = { kpis: { 'complaint-rate': { count: 'all' } } } as const;
    expect(incident([raised, decided({ valid: false, by: 'client' })], options)).toBe('missed: raised');
  });

  test('a delivered order is what complaints are counted on, by its day of delivery', () => {
    const found = verdictOn('complaint-rate', [placed(), delivered(ON_TIME)]);
    expect([found?.outcome, found?.day]).toEqual(['met', day('2026-03-09')]);
  });
});
