import { describe, expect, it } from 'vitest';
import { resolveYears } from '../../../../shared/domain/calendar/public-holidays.ts';
import type { Calendar } from '../../../../shared/domain/contract/calendar-terms.ts';
import { checkCalendar } from '../../../../shared/domain/contract/check-calendar.ts';
import type { Contract } from '../../../../shared/domain/contract/contract.ts';
import type { DeadlineTerm } from '../../../../shared/domain/contract/deadline-terms.ts';
import { CONTRACT, contractWith } from '../../../support/builders.ts';

const faultsOf = (calendar: Partial<Calendar>, over: Partial<Contract> = {}): readonly string[] =>
  checkCalendar({ ...CONTRACT, ...over, calendar: { ...CONTRACT.calendar, ...calendar } }).map(
    ({ path, detail }) => `${path}: ${detail}`,
  );

describe('hours', () => {
  it('end after they begin', () => {
    const fault =
      'calendar.hours.to: is not later than from, 22:00; hours that pass midnight are not known, write 00:00 to 24:00 for all day';
    expect(faultsOf({ hours: { from: '22:00', to: '06:00' } })).toEqual([fault]);
    expect(faultsOf({ hours: { from: '22:00', to: '22:00' } })).toEqual([fault]);
    expect(faultsOf({ hours: { from: '22:00', to: '24:00' } })).toEqual([]);
  });

  it('have the cut-off within them', () => {
    const fault =
      'calendar.cutOff: must lie within the hours, 08:00 to 18:00; correct it, or write null for no cut-off';
    expect(faultsOf({ cutOff: '07:59' })).toEqual([fault]);
    expect(faultsOf({ cutOff: '18:01' })).toEqual([fault]);
    expect(['08:00', '15:00', '18:00'].flatMap((cutOff) => faultsOf({ cutOff }))).toEqual([]);
  });
});

describe('a day written twice', () => {
  it('is found among the working days', () => {
    expect(faultsOf({ workingDays: [1, 2, 1, 2, 3] })).toEqual([
      'calendar.workingDays.2: 1 is there before; write each day once',
      'calendar.workingDays.3: 2 is there before; write each day once',
    ]);
  });

  it('is found among the exceptions, also where both say the same', () => {
    const exceptions = [
      { date: '2026-05-15', working: false },
      { date: '2026-05-16', working: true },
      { date: '2026-05-15', working: false, name: 'bridge day' },
    ];
    expect(faultsOf({ exceptions })).toEqual([
      'calendar.exceptions.2.date: 2026-05-15 is there before; write each day once',
    ]);
  });
});

describe('a year without data', () => {
  const china = { country: 'CN', ...resolveYears('CN', null, [2025, 2026]) };
  const days: DeadlineTerm = { type: 'business-days', days: 2, from: 'placed' };
  const hours: DeadlineTerm = { type: 'business-hours', hours: 2, from: 'placed' };
  const deadlines = {
    dispatch: { rules: [], otherwise: hours },
    delivery: { rules: [{ when: { urgent: true }, then: days }], otherwise: days },
  };
  const pathsOf = (effectiveFrom: string, over: Partial<Contract>): readonly string[] =>
    faultsOf(china, { effectiveFrom, ...over }).map((fault) => fault.split(': ')[0] ?? '');

  it('is refused for every term in business time, and named', () => {
    const faults = faultsOf(china, { effectiveFrom: '2027-01-01', deadlines });
    expect(faults).toHaveLength(3);
    for (const fault of faults) expect(fault).toContain('the public holidays of CN for 2027 are not known');
    expect(pathsOf('2027-01-01', { deadlines })).toEqual([
      'deadlines.dispatch.otherwise',
      'deadlines.delivery.rules.0.then',
      'deadlines.delivery.otherwise',
    ]);
  });

  it('is refused for limits in business days that are used', () => {
    const limit = { businessDays: 1 };
    const { kpis } = contractWith({
      kpis: { 'pod-on-time': { form: 'original' }, 'receiving-on-time': { limit } },
    });
    expect(pathsOf('2027-01-01', { kpis })).toEqual([
      'kpis.pod-on-time.limits.original',
      'kpis.receiving-on-time.limit',
    ]);
  });

  it('does no harm where nothing counts by the calendar', () => {
    expect(pathsOf('2027-01-01', {})).toEqual([]);
  });

  it('is none where the version begins in a year that is known', () => {
    expect(pathsOf('2026-12-31', { deadlines })).toEqual([]);
  });

  it('is none without a country, whose holidays are none', () => {
    expect(faultsOf({ country: null }, { effectiveFrom: '2027-01-01', deadlines })).toEqual([]);
  });
});

it('several faults are told at once', () => {
  const faults = faultsOf({ workingDays: [1, 1], hours: { from: '10:00', to: '09:00' } });
  expect(faults.map((fault) => fault.split(': ')[0])).toEqual([
    'calendar.hours.to',
    'calendar.workingDays.1',
  ]);
});

it('the default calendar has no fault', () => {
  expect(checkCalendar(CONTRACT)).toEqual([]);
});
