import { describe, expect, test } from 'vitest';
import { disputesOf } from '../../../../shared/domain/kpi/disputes.ts';
import type { OrderKind, ReportedFact } from '../../../../shared/domain/ledger/fact.ts';
import { fold } from '../../../../shared/domain/ledger/fold.ts';
import {
  CONTRACT,
  contractWith,
  delivered,
  dispatched,
  fact,
  placed,
  verdictsOn,
  voidOf,
} from '../../../support/builders.ts';

const order = placed({ podRequired: true });
const left = dispatched('2026-03-05 10:00');
const came = delivered('2026-03-09 10:00');
const FACTS = [order, left, came];

const disputed = (about: ReportedFact, when = '2026-03-15 09:00') =>
  fact('fact.disputed', when, { disputes: { source: about.source, id: about.id } });
const settled = (about: ReportedFact, outcome: 'upheld' | 'rejected', when = '2026-03-16 09:00') =>
  fact('fact.dispute-settled', when, { disputes: { source: about.source, id: about.id }, outcome });

const disputedKpis = (...more: readonly ReportedFact[]) =>
  verdictsOn([...FACTS, ...more])
    .filter((verdict) => verdict.disputed)
    .map(({ kpi }) => kpi);

describe('a disputed fact', () => {
  test('marks the verdicts that rest on it, also those that were met', () => {
    expect(disputedKpis(disputed(left))).toContain('on-time-dispatch');
    expect(disputedKpis(disputed(left))).not.toContain('on-time-delivery');
    expect(verdictsOn([...FACTS, disputed(left)]).find(({ disputed: is }) => is)?.outcome).toBe('met');
    expect(disputedKpis(disputed(came))).toEqual(
      expect.arrayContaining(['on-time-delivery', 'in-full', 'otif']),
    );
  });

  test('marks every verdict where it sets the terms or a deadline', () => {
    const all = verdictsOn(FACTS).map(({ kpi }) => kpi);
    expect(disputedKpis(disputed(order))).toEqual(all);
    const held = fact('order.held', '2026-03-03 09:00', { reason: 'stock' });
    const released = fact('order.released', '2026-03-04 09:00', { reason: 'stock' });
    expect(disputedKpis(held, released, disputed(held))).toEqual(all);
  });

  test('marks the verdict that another part of the same delivery completed', () => {
    const ordered = placed({ units: 10 });
    const first = delivered('2026-03-08 10:00', { units: 4 });
    const second = delivered('2026-03-09 10:00', { units: 6 });
    const found = verdictsOn([ordered, first, second, disputed(first)]);
    expect(found.find(({ kpi }) => kpi === 'on-time-delivery')).toMatchObject({
      outcome: 'met',
      disputed: true,
    });
  });

  test('changes no outcome', () => {
    const plain = (facts: readonly ReportedFact[]) =>
      verdictsOn(facts).map(({ kpi, outcome }) => [kpi, outcome]);
    expect(plain([...FACTS, disputed(came)])).toEqual(plain(FACTS));
  });

  test('marks nothing once it is settled either way, and again when it is disputed anew', () => {
    expect(disputedKpis(disputed(came), settled(came, 'rejected'))).toEqual([]);
    expect(disputedKpis(disputed(came), settled(came, 'upheld'))).toEqual([]);
    const again = disputed(came, '2026-03-17 09:00');
    expect(disputedKpis(disputed(came), settled(came, 'rejected'), again)).toContain('on-time-delivery');
  });

  test('leaves nothing to settle once it is corrected', () => {
    expect(disputedKpis(disputed(left), voidOf(left))).toEqual([]);
    const [dispute] = disputesOf(fold([...FACTS, disputed(left), voidOf(left)]));
    expect(dispute).toMatchObject({ isOpen: false, about: left, settled: undefined });
  });

  test('marks the verdict that an excuse took out of net', () => {
    const late = [placed(), delivered('2026-03-12 10:00')];
    const excuse = fact('miss.excused', '2026-03-13 09:00', {
      kpi: 'on-time-delivery',
      proposedBy: 'provider',
      decision: 'accepted',
      decidedBy: 'client',
    });
    const found = verdictsOn([...late, excuse, disputed(excuse)]).filter((verdict) => verdict.disputed);
    expect(found.map(({ kpi }) => kpi)).toEqual(['on-time-delivery']);
  });

  test('that is not known marks nothing, and waits', () => {
    const unknown = fact('order.lost', '2026-03-09 10:00');
    expect(disputedKpis(disputed(unknown))).toEqual([]);
    expect(disputesOf(fold([...FACTS, disputed(unknown)]))).toMatchObject([
      { about: undefined, isOpen: false },
    ]);
  });
});

describe('a verdict is marked by all that it compared', () => {
  const markedBy = (
    about: ReportedFact,
    facts: readonly ReportedFact[],
    kind: OrderKind = 'delivery',
    contract = CONTRACT,
  ) =>
    verdictsOn([...facts, disputed(about)], contract, kind)
      .filter((verdict) => verdict.disputed)
      .map(({ kpi }) => kpi);

  test('a receipt by what arrived, and by what was checked later', () => {
    const lines = [{ lineNo: '1', units: 5 }];
    const announced = fact('receipt.announced', '2026-03-02 09:00', { lines });
    const arrived = fact('receipt.arrived', '2026-03-03 09:00', { lines });
    const confirmed = fact('receipt.confirmed', '2026-03-03 12:00', { lines });
    const checked = fact('receipt.checked', '2026-03-04 09:00', { linesCorrect: 1 });
    const facts = [announced, arrived, confirmed, checked];
    const accuracy = ['inbound-accuracy', 'inbound-accuracy-lines'];
    expect(markedBy(arrived, facts, 'receipt')).toEqual(
      expect.arrayContaining([...accuracy, 'asn-accuracy']),
    );
    expect(markedBy(checked, facts, 'receipt')).toEqual(accuracy);
    expect(markedBy(announced, facts, 'receipt')).toEqual(['asn-accuracy']);
  });

  test('a receipt’s lines by the announcement where that alone names them', () => {
    const announced = fact('receipt.announced', '2026-03-02 09:00', { lines: [{ lineNo: '1', units: 5 }] });
    const confirmed = fact('receipt.confirmed', '2026-03-03 12:00', { units: 5 });
    expect(markedBy(announced, [announced, confirmed], 'receipt')).toEqual([
      'inbound-accuracy-lines',
      'asn-accuracy',
    ]);
  });

  test('putting away by what was booked, where both say how much', () => {
    const arrived = fact('receipt.arrived', '2026-03-03 09:00');
    const confirmed = fact('receipt.confirmed', '2026-03-03 12:00', { units: 5 });
    const put = (units?: number) => fact('receipt.put-away', '2026-03-03 15:00', { units });
    expect(markedBy(confirmed, [arrived, confirmed, put(5)], 'receipt')).toContain('receiving-on-time');
    expect(markedBy(confirmed, [arrived, confirmed, put()], 'receipt')).not.toContain('receiving-on-time');
  });

  test('a proof of delivery by the rejection of an earlier one, and by its own acceptance', () => {
    const proof = (when: string) => fact('order.pod-received', when);
    const decided = (accepted: boolean, when: string) => fact('order.pod-decided', when, { accepted });
    const rejection = decided(false, '2026-03-10 09:00');
    const rejected = [...FACTS, proof('2026-03-09 12:00'), rejection];
    expect(markedBy(rejection, rejected)).toContain('pod-on-time');
    expect(markedBy(rejection, [...rejected, proof('2026-03-11 09:00')])).toContain('pod-on-time');
    const acceptance = decided(true, '2026-03-10 09:00');
    const accepted = [...FACTS, proof('2026-03-09 12:00'), acceptance];
    expect(markedBy(acceptance, accepted)).toContain('pod-on-time');
    const pod = verdictsOn(accepted).find(({ kpi }) => kpi === 'pod-on-time');
    expect(pod?.facts.at(-1)?.type).toBe('order.pod-received');
  });

  test('damaged units and their value by the parts that say how many left', () => {
    const EUR = contractWith({ currency: 'EUR' });
    const sold = placed({ units: 12, value: { amount: 1000, currency: 'EUR' } });
    const sent = dispatched('2026-03-05 10:00', { units: 10 });
    const broken = fact('order.damage-reported', '2026-03-09 12:00', { confirmed: true, units: 1 });
    const found = markedBy(sent, [sold, sent, came, broken], 'delivery', EUR);
    expect(found).toEqual(expect.arrayContaining(['damage-units', 'damage-value']));
    expect(found).not.toContain('damage-frequency');
    // Without damage the value is that of the order.
    expect(markedBy(sent, [sold, sent, came], 'delivery', EUR)).not.toContain('damage-value');
  });
});
