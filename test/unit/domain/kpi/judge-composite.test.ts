import { describe, expect, test } from 'vitest';
import type { Contract } from '../../../../shared/domain/contract/contract.ts';
import type { FactData, ReportedFact } from '../../../../shared/domain/ledger/fact.ts';
import {
  at,
  CONTRACT,
  contractWith,
  day,
  delivered,
  fact,
  outcomeOf,
  placed,
  verdictOn,
} from '../../../support/builders.ts';

const ON_TIME = '2026-03-09 15:00';
const LATE = '2026-03-12 10:00';
const order = (data: FactData = {}) => placed({ podRequired: true, ...data });
const pod = (when: string) => fact('order.pod-received', when);
const damage = fact('order.damage-reported', '2026-03-13 09:00', { confirmed: true });
const excuse = (kpi: string, data: FactData = {}) =>
  fact('miss.excused', '2026-03-15 09:00', { kpi, decision: 'accepted', decidedBy: 'client', ...data });

const perfect = (facts: readonly ReportedFact[], contract: Contract = CONTRACT) =>
  verdictOn('perfect-order', facts, contract)!;
const outcome = (facts: readonly ReportedFact[], contract: Contract = CONTRACT) =>
  outcomeOf('perfect-order', facts, contract);

describe('a perfect order', () => {
  test('needs time, quantity, whole goods and papers, all of them', () => {
    const done = [order(), delivered(ON_TIME), pod('2026-03-10 09:00')];
    expect(outcome(done)).toBe('met: components-met');
    expect(outcome([...done, damage])).toBe('missed: component-missed');
    expect(outcome([order(), delivered(ON_TIME), pod('2026-03-11 09:00')])).toBe('missed: component-missed');
    expect(outcome([order(), delivered(LATE), pod('2026-03-12 11:00')])).toBe('missed: component-missed');
    const short = delivered(ON_TIME, { units: 9, complete: true });
    expect(outcome([order({ units: 10 }), short, pod('2026-03-10 09:00')])).toBe('missed: component-missed');
  });

  test('needs papers only where a proof of delivery is asked for', () => {
    expect(outcome([placed(), delivered(ON_TIME)])).toBe('met: components-met');
  });

  test('counts on the promised day, whatever came last', () => {
    expect(perfect([order(), delivered(ON_TIME), pod('2026-03-10 09:00')]).day).toBe(day('2026-03-10'));
  });

  test('is open until the promised time while nothing was delivered', () => {
    expect(perfect([order()])).toMatchObject({
      outcome: 'open',
      deadline: at('2026-03-11 00:00') - 1,
    });
  });

  test('is open until the proof is due once it was delivered', () => {
    expect(perfect([order(), delivered(ON_TIME)])).toMatchObject({
      outcome: 'open',
      deadline: at('2026-03-10 15:00'),
    });
  });

  test('has the earliest deadline of what is undecided', () => {
    // The first part stops the clock of the delivery, and its proof is due before the rest of the goods.
    const contract = contractWith({ kpis: { 'on-time-delivery': { deliveredAt: 'first-part' } } });
    const part = delivered('2026-03-05 15:00', { units: 4 });
    expect(perfect([order({ units: 10 }), part], contract)).toMatchObject({
      outcome: 'open',
      deadline: at('2026-03-06 15:00'),
    });
    // Here the rest of the goods is due before the proof.
    const later = delivered('2026-03-10 15:00', { units: 4 });
    expect(perfect([order({ units: 10 }), later], contract).deadline).toBe(at('2026-03-11 00:00') - 1);
  });

  test('has no deadline while the clock stands still', () => {
    const held = fact('order.held', '2026-03-04 10:00', { reason: 'stock' });
    expect(perfect([order(), held])).toMatchObject({ outcome: 'open', deadline: undefined });
  });

  test('is out when a component is', () => {
    const cancelled = fact('order.cancelled', '2026-03-04 10:00', { by: 'client' });
    expect(perfect([order(), cancelled])).toMatchObject({
      outcome: 'excluded',
      exclusion: 'cancelled-by-client',
    });
    expect(outcome([placed({ promise: undefined })])).toBe('not-measured: no-promise');
    const noPapers = {
      ...CONTRACT,
      exclusions: [{ name: 'papers by mail', when: {}, kpis: ['pod-on-time'] as const }],
    };
    expect(perfect([order(), delivered(ON_TIME), damage], noPapers)).toMatchObject({
      outcome: 'excluded',
      exclusion: 'by-contract',
      exclusionName: 'papers by mail',
      day: day('2026-03-10'),
    });
  });

  test('leaves net only when every component that failed is excused', () => {
    const facts = [order(), delivered(LATE), pod('2026-03-12 11:00'), damage];
    const time = [excuse('on-time-delivery'), excuse('in-full')];
    expect(perfect([...facts, ...time]).excused).toBe(false);
    expect(perfect([...facts, ...time, excuse('damage-frequency')]).excused).toBe(true);
  });

  test('leaves net only when what may still fail is excused, too', () => {
    const facts = [order(), delivered(LATE), excuse('on-time-delivery'), excuse('in-full')];
    expect(perfect(facts)).toMatchObject({ outcome: 'missed', excused: false });
    expect(perfect([...facts, pod('2026-03-12 11:00')]).excused).toBe(true);
  });

  test('has no excuse of its own', () => {
    const facts = [order(), delivered(LATE), pod('2026-03-12 11:00'), excuse('perfect-order')];
    expect(perfect(facts).excused).toBe(false);
  });

  test('waits for the last of the excuses that silence accepts', () => {
    const contract = { ...CONTRACT, excuses: { ...CONTRACT.excuses, silence: 'accepts' } } as const;
    const proposed = (kpi: string, when: string) =>
      fact('miss.excused', when, { kpi, decision: 'proposed', proposedBy: 'provider' });
    const late = [order(), delivered(LATE), pod('2026-03-12 11:00')];
    const time = proposed('on-time-delivery', '2026-03-14 09:00');
    expect(perfect([...late, time], contract).pendingUntil).toBeUndefined();
    expect(perfect([...late, time, proposed('in-full', '2026-03-16 09:00')], contract)).toMatchObject({
      excused: false,
      pendingUntil: at('2026-03-30 10:00'),
    });
    expect(perfect([...late, time, excuse('in-full')], contract).pendingUntil).toBe(at('2026-03-28 09:00'));
  });
});
