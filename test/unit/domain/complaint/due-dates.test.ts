import { describe, expect, it } from 'vitest';
import { formatInstant, zoneOf } from '../../../../shared/domain/calendar/zone.ts';
import type { Severity } from '../../../../shared/domain/complaint/case.ts';
import { dueDates } from '../../../../shared/domain/complaint/due-dates.ts';
import type { Contract } from '../../../../shared/domain/contract/contract.ts';
import { at, CONTRACT, ZONE } from '../../../support/builders.ts';

const calendar = (over: Partial<Contract['calendar']>): Contract => ({
  ...CONTRACT,
  calendar: {
    ...CONTRACT.calendar,
    country: null,
    workingDays: [1, 2, 3, 4, 5],
    hours: { from: '08:00', to: '18:00' },
    exceptions: [],
    ...over,
  },
});

const shown = (found: number | null): string | null =>
  found === null ? null : formatInstant(found + zoneOf(ZONE).offsetAt(found)).slice(0, 19);

function due(severity: Severity, start: string, contract = calendar({})): readonly (string | null)[] {
  const { acknowledgeBy, answerBy } = dueDates(severity, at(start), contract);
  return [shown(acknowledgeBy), shown(answerBy)];
}

describe('due dates', () => {
  // 1 June 2026 is a Monday.
  it.each([
    ['critical', '2026-06-01T14:00:00', '2026-06-02T23:59:59'],
    ['high', '2026-06-01T16:00:00', '2026-06-04T23:59:59'],
    ['medium', '2026-06-02T10:00:00', '2026-06-08T23:59:59'],
    ['low', '2026-06-02T10:00:00', '2026-06-15T23:59:59'],
  ] as const)('%s: acknowledged by %s, answered by %s', (severity, acknowledged, answered) => {
    expect(due(severity, '2026-06-01 12:00')).toEqual([acknowledged, answered]);
  });

  it('run in business hours: over the evening, the weekend and a day off', () => {
    expect(due('high', '2026-06-05 17:00')[0]).toBe('2026-06-08T11:00:00');
    const closed = calendar({ exceptions: [{ date: '2026-06-08', working: false }] });
    expect(due('high', '2026-06-05 17:00', closed)).toEqual(['2026-06-09T11:00:00', '2026-06-11T23:59:59']);
  });

  it('begin with the next working day when raised on a day off', () => {
    expect(due('critical', '2026-06-06 03:00')).toEqual(['2026-06-08T10:00:00', '2026-06-09T23:59:59']);
  });

  it('count elapsed hours in the night the clock is changed, where work goes on all week', () => {
    const always = calendar({ workingDays: [1, 2, 3, 4, 5, 6, 7], hours: { from: '00:00', to: '24:00' } });
    // On 29 March 2026 it is 3 o'clock right after 2, on 25 October it is 2 o'clock twice.
    expect(due('critical', '2026-03-29 01:30', always)[0]).toBe('2026-03-29T04:30:00');
    expect(due('critical', '2026-10-25 01:30', always)[0]).toBe('2026-10-25T02:30:00');
    expect(dueDates('critical', at('2026-10-25 01:30'), always).acknowledgeBy).toBe(
      at('2026-10-25 01:30') + 2 * 3_600_000,
    );
    expect(due('critical', '2026-03-28 20:00', always)[1]).toBe('2026-03-29T23:59:59');
  });

  it('are null where the calendar has no such year, each by itself', () => {
    const until2026 = calendar({ country: 'DE', years: { '2026': { off: ['2026-12-25'], on: [] } } });
    expect(due('low', '2026-12-22 12:00', until2026)).toEqual(['2026-12-23T10:00:00', null]);
    expect(due('low', '2027-01-04 12:00', until2026)).toEqual([null, null]);
  });
});
