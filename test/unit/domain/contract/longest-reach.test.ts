import { describe, expect, it } from 'vitest';
import type { Contract } from '../../../../shared/domain/contract/contract.ts';
import { commitmentByRule } from '../../../../shared/domain/contract/deadline-rules.ts';
import type { DeadlineTerm } from '../../../../shared/domain/contract/deadline-terms.ts';
import { longestReach } from '../../../../shared/domain/contract/longest-reach.ts';
import { resolveYears } from '../../../../shared/domain/calendar/public-holidays.ts';
import { HOUR_MS } from '../../../../shared/domain/calendar/time.ts';
import { zoneOf } from '../../../../shared/domain/calendar/zone.ts';
import { contractWith, CONTRACT, day } from '../../../support/builders.ts';

const DAY_LIMITS = { hours: 24 };
/** The default contract with limits of a day, so that deadlines decide. */
const BASE = contractWith({
  kpis: {
    'pod-on-time': { limits: { image: DAY_LIMITS, original: DAY_LIMITS } },
    'receiving-on-time': { limit: DAY_LIMITS },
  },
});
const withTerm = (otherwise: DeadlineTerm, over: Partial<Contract> = {}): Contract => ({
  ...BASE,
  ...over,
  deadlines: { ...BASE.deadlines, delivery: { rules: [], otherwise } },
});

describe('how far a contract reaches', () => {
  it('is little without deadlines of its own', () => {
    expect(longestReach(BASE)).toBe(2);
  });

  it('grows by tolerances, and by the longest limit', () => {
    const tolerant = contractWith({ kpis: { 'on-time-delivery': { lateToleranceMinutes: 1441 } } });
    expect(longestReach(tolerant) - longestReach(CONTRACT)).toBe(2);
    const slow = contractWith({ kpis: { 'receiving-on-time': { limit: { hours: 240 } } } });
    expect(longestReach(slow)).toBe(11);
  });

  it('goes by the longest deadline of any rule', () => {
    const long: DeadlineTerm = { type: 'hours', hours: 240, from: 'placed' };
    const short: DeadlineTerm = { type: 'hours', hours: 24, from: 'placed' };
    const inRule = {
      ...withTerm(short),
      deadlines: { ...BASE.deadlines, dispatch: { rules: [{ when: {}, then: long }], otherwise: short } },
    };
    expect(longestReach(inRule)).toBe(longestReach(withTerm(long)));
  });

  it.each<Extract<DeadlineTerm, { readonly from: unknown }>>([
    { type: 'business-days', days: 0, from: 'placed' },
    { type: 'business-days', days: 1, from: 'placed' },
    { type: 'business-days', days: 60, from: 'placed' },
    { type: 'business-days', days: 365, from: 'placed' },
    { type: 'business-hours', hours: 1, from: 'placed' },
    { type: 'business-hours', hours: 600, from: 'placed' },
    { type: 'hours', hours: 1, from: 'placed' },
    { type: 'hours', hours: 5000, from: 'placed' },
  ])('is never less than the days of %j, wherever in the year it begins', (term) => {
    const { years } = resolveYears('DE', 'BY', [2025, 2026, 2027, 2028]);
    const calendar = { ...BASE.calendar, country: 'DE', region: 'BY', cutOff: '15:00', years };
    const contract = withTerm(term, { calendar });
    const zone = zoneOf(BASE.timeZone);
    let longest = 0;
    for (let start = day('2025-01-01'); start < day('2026-12-31'); start += 3) {
      const time = commitmentByRule(term, zone.startOfDay(start) + 16 * HOUR_MS, calendar, zone);
      if (!('missingYear' in time)) longest = Math.max(longest, time.day - start);
    }
    expect(longestReach(contract)).toBeGreaterThanOrEqual(longest);
  });
});
