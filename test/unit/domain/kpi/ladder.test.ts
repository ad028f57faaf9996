import { describe, expect, it } from 'vitest';
import type { Contract } from '../../../../shared/domain/contract/contract.ts';
import { LadderSum, type LadderKpi } from '../../../../shared/domain/kpi/ladder.ts';
import type { ReportedFact } from '../../../../shared/domain/ledger/fact.ts';
import {
  at,
  contractWith,
  CONTRACT,
  day,
  delivered,
  fact,
  NOW,
  placed,
  REGISTRIES,
  ZONE,
} from '../../../support/builders.ts';

const MARCH = { from: day('2026-03-01'), to: day('2026-03-31') };

const by = (...contracts: readonly Contract[]) => ({
  history: { timeZone: ZONE, contracts },
  registries: REGISTRIES,
});

function ladderOf(
  orders: readonly (readonly ReportedFact[])[],
  contract: Contract = CONTRACT,
  kpi: LadderKpi = 'on-time-delivery',
) {
  const sum = new LadderSum(by(contract), kpi, MARCH, NOW);
  for (const facts of orders) sum.add({ kind: 'delivery', facts });
  return sum.ladder();
}

const met = (ladder: ReturnType<typeof ladderOf>) =>
  Object.fromEntries(
    ladder.rungs.map(({ promise, tolerance, figure }) => [`${promise} ${tolerance}`, figure.gross.met]),
  );

/** Promised until 12:00 on the 10th. */
const windowed = () => placed({ promise: { from: at('2026-03-10 10:00'), to: at('2026-03-10 12:00') } });
const arrivedAt = (when: string) => [windowed(), delivered(when)];

describe('the tolerance ladder', () => {
  it('counts the same orders with no tolerance, 15 minutes, an hour, the same day and a day', () => {
    const ladder = ladderOf([
      arrivedAt('2026-03-10 11:30'),
      arrivedAt('2026-03-10 12:10'),
      arrivedAt('2026-03-10 12:59'),
      arrivedAt('2026-03-10 23:00'),
      arrivedAt('2026-03-11 09:00'),
      arrivedAt('2026-03-12 09:00'),
    ]);
    expect(met(ladder)).toMatchObject({
      'revised none': 1,
      'revised 15-minutes': 2,
      'revised 1-hour': 3,
      'revised same-day': 4,
      'revised 1-day': 5,
    });
    expect(ladder.orders).toBe(6);
    expect(ladder.rungs.every(({ figure }) => figure.gross.denominator === 6)).toBe(true);
  });

  it('takes the end of a tolerance to the minute', () => {
    const ladder = ladderOf([arrivedAt('2026-03-10 12:15'), arrivedAt('2026-03-10 12:16')]);
    expect(met(ladder)).toMatchObject({ 'revised none': 0, 'revised 15-minutes': 1, 'revised 1-hour': 2 });
  });

  it('takes a day as the next civil day, also where the clocks change', () => {
    const facts = (promised: string, when: string) => [
      placed({ promise: { date: day(promised) } }),
      delivered(when),
    ];
    const forward = ladderOf([
      facts('2026-03-28', '2026-03-29 23:59'),
      facts('2026-03-28', '2026-03-30 00:30'),
    ]);
    expect(met(forward)).toMatchObject({ 'revised same-day': 0, 'revised 1-day': 1 });
  });

  it('judges by the original promise and by the revised one', () => {
    const revised = fact('order.promise-revised', '2026-03-05 09:00', {
      promise: { date: day('2026-03-13') },
      by: 'client',
    });
    const ladder = ladderOf([[placed(), revised, delivered('2026-03-12 10:00')]]);
    expect(met(ladder)).toMatchObject({ 'original same-day': 0, 'original 1-day': 0, 'revised none': 1 });
  });

  it('counts an order also where the other promise puts it into another month', () => {
    const revised = fact('order.promise-revised', '2026-03-05 09:00', {
      promise: { date: day('2026-04-02') },
      by: 'client',
    });
    const facts = [placed(), revised, delivered('2026-04-01 10:00')];
    expect(ladderOf([facts]).orders).toBe(0);
    const original = contractWith({ kpis: { 'on-time-delivery': { promise: 'original' } } });
    const ladder = ladderOf([facts], original);
    expect(ladder.orders).toBe(1);
    expect(met(ladder)).toMatchObject({ 'original same-day': 0, 'revised same-day': 1 });
  });

  it('marks the rung that the contract in force says, and shows its figure beside', () => {
    const ladder = ladderOf([arrivedAt('2026-03-10 23:00')]);
    const marked = ladder.rungs.filter(({ inForce }) => inForce);
    expect(marked).toEqual([
      expect.objectContaining({ tolerance: 'same-day', promise: 'revised', figure: ladder.inForce }),
    ]);
    expect(ladder.terms).toEqual({
      granularity: 'day',
      lateToleranceMinutes: 0,
      promise: 'revised-if-by-client',
    });
  });

  it('marks none where the contract says what is on no rung', () => {
    const terms = contractWith({ kpis: { 'on-time-delivery': { lateToleranceMinutes: 120 } } });
    const ladder = ladderOf([arrivedAt('2026-03-11 01:30')], terms);
    expect(ladder.rungs.some(({ inForce }) => inForce)).toBe(false);
    expect(ladder.inForce.gross.met).toBe(1);
    expect(met(ladder)['revised same-day']).toBe(0);
  });

  it('goes by the usual rule for revisions where the contract knows none', () => {
    const terms = contractWith({ kpis: { 'on-time-delivery': { promise: 'original' } } });
    const rules = ladderOf([], terms).rungs.map(({ promise, promiseRule }) => `${promise}: ${promiseRule}`);
    expect(new Set(rules)).toEqual(new Set(['original: original', 'revised: revised-if-by-client']));
  });

  it('shows net beside gross: an excused miss leaves net on every rung where it is one', () => {
    const excused = fact('order.delay-excused', '2026-03-12 09:00', {
      proposedBy: 'provider',
      decision: 'accepted',
      decidedBy: 'client',
    });
    const ladder = ladderOf([[...arrivedAt('2026-03-10 13:30'), excused]]);
    const sides = ladder.rungs
      .filter(({ promise }) => promise === 'revised')
      .map(({ figure }) => [figure.gross.denominator, figure.net.denominator]);
    expect(sides).toEqual([
      [1, 0],
      [1, 0],
      [1, 0],
      [1, 1],
      [1, 1],
    ]);
  });

  it('leaves out orders of other days and kinds', () => {
    const sum = new LadderSum(by(CONTRACT), 'on-time-delivery', MARCH, NOW);
    sum.add({ kind: 'delivery', facts: [placed({ promise: { date: day('2026-04-10') } })] });
    sum.add({ kind: 'incident', facts: [fact('incident.raised', '2026-03-05 09:00')] });
    expect(sum.ladder().orders).toBe(0);
  });

  it('judges each order by the version under which it was placed, with the terms of the rung', () => {
    const leaveOut = contractWith({ kpis: { 'on-time-delivery': { undelivered: 'leave-out' } } });
    const contracts = [CONTRACT, { ...leaveOut, version: 2, effectiveFrom: '2026-03-03' }];
    const sum = new LadderSum(by(...contracts), 'on-time-delivery', MARCH, NOW);
    sum.add({ kind: 'delivery', facts: [placed()] });
    sum.add({ kind: 'delivery', facts: [placed({}, '2026-03-04 09:00')] });
    const figures = sum.ladder().rungs.map(({ figure }) => [figure.gross.overdue, figure.open]);
    expect(new Set(figures.map(String))).toEqual(new Set(['1,1']));
  });

  it('is for the other KPIs of the promise as well', () => {
    const late = [placed({ units: 5 }), delivered('2026-03-11 09:00', { units: 5 })];
    expect(met(ladderOf([late], CONTRACT, 'otif'))).toMatchObject({
      'revised same-day': 0,
      'revised 1-day': 1,
    });
  });
});
