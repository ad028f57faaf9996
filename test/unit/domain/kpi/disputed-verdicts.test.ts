import { describe, expect, test } from 'vitest';
import { disputesOf } from '../../../../shared/domain/kpi/disputes.ts';
import type { ReportedFact } from '../../../../shared/domain/ledger/fact.ts';
import { fold } from '../../../../shared/domain/ledger/fold.ts';
import { delivered, dispatched, fact, placed, verdictsOn, voidOf } from '../../../support/builders.ts';

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
