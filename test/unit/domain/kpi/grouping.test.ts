import { describe, expect, it } from 'vitest';
import { GROUPINGS, groupKey } from '../../../../shared/domain/kpi/grouping.ts';
import { day } from '../../../support/builders.ts';

const NOWHERE = { siteId: undefined, carrierId: undefined, serviceLevel: undefined };
const SOMEWHERE = { siteId: 'HAM', carrierId: 'dhl', serviceLevel: 'express' };

describe('a group', () => {
  it.each([
    ['day', '2018-03-12'],
    ['week', '2018-W11'],
    ['month', '2018-03'],
    ['site', 'HAM'],
    ['carrier', 'dhl'],
    ['serviceLevel', 'express'],
  ] as const)('by %s of 12 March 2018 is %s', (grouping, key) => {
    expect(groupKey(grouping, day('2018-03-12'), SOMEWHERE)).toBe(key);
  });

  it.each(['site', 'carrier', 'serviceLevel'] as const)(
    'by %s of what is not registered is unknown',
    (by) => {
      expect(groupKey(by, day('2018-03-12'), NOWHERE)).toBe('unknown');
    },
  );

  it('by each time unit is the same wherever the order belongs', () => {
    for (const grouping of GROUPINGS.slice(0, 3)) {
      const [here, nowhere] = [SOMEWHERE, NOWHERE].map((place) =>
        groupKey(grouping, day('2018-03-12'), place),
      );
      expect(here).toBe(nowhere);
    }
  });
});

describe('an ISO week', () => {
  it.each([
    // ISO 8601: the week belongs to the year that holds its Thursday.
    ['2026-12-31', '2026-W53'],
    ['2027-01-01', '2026-W53'],
    ['2027-01-03', '2026-W53'],
    ['2027-01-04', '2027-W01'],
    ['2024-12-29', '2024-W52'],
    ['2024-12-30', '2025-W01'],
    ['2016-01-03', '2015-W53'],
    ['2018-01-01', '2018-W01'],
    ['1970-01-01', '1970-W01'],
    ['1969-12-28', '1969-W52'],
    ['1969-12-29', '1970-W01'],
    ['2000-02-29', '2000-W09'],
  ])('of %s is %s', (text, week) => {
    expect(groupKey('week', day(text), NOWHERE)).toBe(week);
  });

  it('lasts from Monday to Sunday, and the next one follows without a gap, over 30 years', () => {
    const weeks = new Map<string, number>();
    const monday = day('1998-12-28');
    for (let on = monday; on < monday + 7 * 1565; on++) {
      const week = groupKey('week', on, NOWHERE);
      weeks.set(week, (weeks.get(week) ?? 0) + 1);
    }
    expect(new Set(weeks.values())).toEqual(new Set([7]));
    expect([...weeks.keys()]).toEqual([...weeks.keys()].sort());
  });
});
