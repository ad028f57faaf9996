import { describe, expect, it } from 'vitest';
import type { Contract } from '../../../../shared/domain/contract/contract.ts';
import { diffContracts } from '../../../../shared/domain/contract/diff.ts';
import { contractWith } from '../../../support/builders.ts';
import { FULL_CONTRACT } from '../../../support/full-contract.ts';

const BEFORE: Contract = { ...contractWith(), version: 2, effectiveFrom: '2026-01-01' };
const against = (over: Partial<Contract>, before = BEFORE) => diffContracts(before, { ...before, ...over });

describe('the difference of two contract versions', () => {
  it('is nothing between a version and itself under another number', () => {
    expect(against({ version: 3 })).toEqual({ changes: [], text: [] });
    const copy = structuredClone(FULL_CONTRACT);
    expect(diffContracts(FULL_CONTRACT, copy)).toEqual({ changes: [], text: [] });
  });

  it('names each value that changed by its path and in words', () => {
    const kpis = {
      ...BEFORE.kpis,
      'in-full': { ...BEFORE.kpis['in-full'], tolerancePerMille: 20 },
    };
    expect(against({ kpis, decides: 'gross' })).toEqual({
      changes: [
        { path: 'decides', from: 'net', to: 'gross' },
        { path: 'kpis.in-full.tolerancePerMille', from: 0, to: 20 },
      ],
      text: [
        'Counting · Figure that decides: net, without accepted excuses → gross, excuses not taken out',
        'KPIs · In full: every unit ordered; more than ordered is in full → 20 ‰ of the quantity may be missing; more than ordered is in full',
      ],
    });
  });

  it('leaves out the side on which there is nothing', () => {
    const targets = { otif: { target: '0.95' } };
    const added = against({ targets });
    expect(added.changes).toEqual([{ path: 'targets.otif', to: { target: '0.95' } }]);
    expect(added.text).toEqual(['KPIs · On time in full, target: new: at least 95 %']);
    const dropped = diffContracts({ ...BEFORE, targets }, BEFORE);
    expect(dropped.changes).toEqual([{ path: 'targets.otif', from: { target: '0.95' } }]);
    expect(dropped.text).toEqual(['KPIs · On time in full, target: no longer: at least 95 %']);
  });

  it('compares rules by their position, the first rule that is added included', () => {
    const rule = (hours: number) =>
      ({ when: { urgent: true }, then: { type: 'hours', hours, from: 'placed' } }) as const;
    const withRules = (...hours: number[]): Contract['deadlines'] => ({
      ...BEFORE.deadlines,
      delivery: { rules: hours.map(rule), otherwise: { type: 'stated' } },
    });
    const first = against({ deadlines: withRules(24) });
    expect(first.changes).toEqual([{ path: 'deadlines.delivery.rules.0', to: rule(24) }]);
    const second = diffContracts(
      { ...BEFORE, deadlines: withRules(24, 48) },
      { ...BEFORE, deadlines: withRules(24, 36) },
    );
    expect(second.changes).toEqual([{ path: 'deadlines.delivery.rules.1.then.hours', from: 48, to: 36 }]);
    expect(second.text).toEqual([
      'Deadlines · Delivery, rule 2: if urgent: within 48 hours after the order is placed → if urgent: within 36 hours after the order is placed',
    ]);
  });

  it('compares lists of plain values as a whole, and holidays by year', () => {
    const calendar = {
      ...BEFORE.calendar,
      workingDays: [1, 2, 3, 4],
      years: { '2026': { off: ['2026-01-01'], on: [] } },
    };
    expect(against({ calendar }).changes).toEqual([
      { path: 'calendar.workingDays', from: [1, 2, 3, 4, 5], to: [1, 2, 3, 4] },
      { path: 'calendarYears.2026', to: { off: ['2026-01-01'], on: [] } },
    ]);
  });

  it('tells an optional field without a value from no change', () => {
    const target = { target: '0.95', floor: undefined };
    expect(
      diffContracts(
        { ...BEFORE, targets: { otif: target } },
        { ...BEFORE, targets: { otif: { target: '0.95' } } },
      ).changes,
    ).toEqual([]);
  });

  it('shows whole terms that come or go', () => {
    const { changes, text } = against({ credits: FULL_CONTRACT.credits, currency: 'EUR' });
    expect(changes.map(({ path, from }) => [path, from])).toEqual([
      ['currency', null],
      ['credits', null],
    ]);
    expect(text).toContain('Credits · Service credits: no longer: none');
    expect(text).toContain(
      'Credits · Pool transport, Complaint rate: new: 60 % of the pool, credited when the target is missed',
    );
  });
});
