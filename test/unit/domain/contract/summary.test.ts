import { describe, expect, it } from 'vitest';
import type { Contract } from '../../../../shared/domain/contract/contract.ts';
import { contractSchema } from '../../../../shared/domain/contract/contract-schema.ts';
import { summaryText } from '../../../../shared/domain/contract/summary.ts';
import { contractWith } from '../../../support/builders.ts';
import { FULL_CONTRACT } from '../../../support/full-contract.ts';

const GOLDEN = `Contract version 3

Period
  In force: for orders placed from 2026-07-01 on
  Time zone: Europe/Berlin
  Currency: EUR
  Notice: 30 days for a change, 90 days for the end

Calendar
  Working days: Monday to Friday
  Working hours: 07:00 to 19:00
  Cut-off: an order placed at 14:00 or later counts from the next working day
  Public holidays: of DE, region BY
  Holidays 2026: off 12-25, 12-26
  Holidays 2027: working 02-06
  Agreed for 2026-12-24: day off (Christmas Eve)
  Agreed for 2026-12-19: working day

Deadlines
  Dispatch, rule 1: if service level express or same-day, urgent, site HAM: by 18:00 on the working day that it counts from, after the order is placed
  Dispatch, otherwise: by the end of the 1st working day after the order is placed
  Delivery, rule 1: if the order states a time: as the order states
  Delivery, rule 2: if carrier dhl, coming from DE, going to BR region SP or postal code 01…, incoterm is DAP: within 240 hours after dispatch
  Delivery, rule 3: if not urgent: within 16 working hours after the order is placed
  Delivery, otherwise: not measured

Counting
  Figure that decides: net, without accepted excuses
  Too few to judge: below 20
  Late findings: damage, shortage and wrong items count up to 30 days after delivery
  Order numbers: one used again more than 30 days after its order was closed is set aside as another order
  Delivered, who decides: tms://road

KPIs
  On-time dispatch: stops at dispatch; no lateness is allowed
  On-time delivery: judged by the minute; stops at the first arrival; an order counts as delivered with its first part; the original promise counts; up to 15 minutes late is on time; more than 30 minutes early is a miss; what is never delivered is left out
  On-time delivery, target: at least 98 %; floor 95 %; weight 3; too few below 50; the gross figure decides
  In full: every unit ordered; more than ordered is in full
  POD on time: an image of the proof counts; image within 24 hours and original within 10 working days of delivery; accepted when unanswered for 7 days
  Damaged units, target: at most 300 ppm
  Complaint rate: complaints found invalid do not count; the client may object for 7 days when a complaint is called invalid
  Complaint rate, target: at most 0.5 %; floor 1 %
  Order completion: complete by the end of the promised month, plus 5 days
  Inventory accuracy: the first count decides
  Storage damage: of 1,000 units stored for a day; 2 ‰ of shrink are agreed
  Receiving on time: put away within 48 hours of arrival
  Satisfaction: the question “overall” counts; on a scale of 1 to 10: 9 and 10 are satisfied, 10 is highly satisfied

Exclusions
  Exclusion 1: strike at the port of Santos; if going to BR; for days from 2026-07-03 to 2026-07-20; out of On-time delivery and On time in full
  Exclusion 2: samples; if type is sample; at any time; out of every KPI

Excuses
  Proposal: within 10 days after the day of the miss
  Decision: within 5 days after the proposal
  Silence: accepts the excuse

Credits
  Pools together: up to 100 % of the amount at risk
  Pool transport: 50 % of the amount at risk, which is 10 % of the month's invoice; its KPIs share up to 100 % of it
  Pool transport, On-time delivery: 40 % of the pool; at least 98 %: bonus of 3 %; at least 95 % and less than 98 %: credit of 0 %; less than 95 %: credit of 100 %
  Pool transport, Complaint rate: 60 % of the pool, credited when the target is missed
  Pool storage: 50 % of the amount at risk, which is 100 % of 5,000.00 EUR; its KPIs share up to 100 % of it
  Pool storage, Damaged units: 100 % of the pool; any value: times 0.95
  Repeats 1: On-time delivery, failures within 12 months counted each KPI by itself: 0.00 EUR, 500.00 EUR, 1,000.00 EUR; later ones as the last
  Repeats 2: On-time delivery and Complaint rate, failures within 6 months counted together, two KPIs failing in a month as one: times 1.00, times 1.50; later ones as the last
  Cap: 12 % of the month's invoice
  Earn-back: 50 % of a credit when the target is met for 3 months afterwards
  Bonuses: reduce the credits of the month; what is left is paid to the provider
  Cap on bonuses: 1,000.00 EUR a month
  Too few orders: pay nothing and are no failure
  No count at all: costs the whole allocation and is a failure
  Months without credits: 2026-07 and 2026-08`;

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Every single value of a contract, by the way to it. */
function leavesOf(value: Json, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([name, one]) => leavesOf(one, [...path, name]));
}

/** What a value may be instead; one of them is valid wherever it stands. */
function othersOf(value: Json): readonly Json[] {
  if (typeof value === 'boolean') return [!value];
  if (typeof value === 'number') return [value + 1, value - 1, 7];
  if (typeof value !== 'string') return ['EUR', 'DE', '12:00'];
  const words = [
    ['delivered', 'arrived', 'dispatched', 'handed-over', 'placed'],
    ['day', 'minute', 'original', 'latest', 'ok', 'miss', 'leave-out', 'ignored', 'complete', 'first-part'],
    ['image', 'valid', 'all', 'month-end', 'promise', 'first', 'final', 'throughput', 'unit-days'],
    ['gross', 'net', 'accepts', 'rejects', 'offset', 'paid', 'nothing', 'whole-allocation', 'as-measured'],
    ['invoice', 'freight', 'each-kpi', 'months', 'stated', 'not-measured', 'otif', 'in-full'],
    ['2026-08-15', '2026-09', '06:30', '0.123', 'Asia/Tokyo', 'USD', 'FR', 'other'],
  ].flat();
  return words.filter((word) => word !== value);
}

function withValue(contract: Contract, path: readonly string[], value: Json): Contract | undefined {
  const copy = structuredClone(contract) as unknown as Record<string, Json>;
  let at = copy;
  for (const name of path.slice(0, -1)) at = at[name] as Record<string, Json>;
  at[path.at(-1)!] = value;
  const parsed = contractSchema.safeParse(copy);
  return parsed.success ? parsed.data : undefined;
}

/** The contract with the first valid other value in that place. */
function changedAt(contract: Contract, path: readonly string[]): Contract | undefined {
  for (const value of othersOf(valueAt(contract, path))) {
    const changed = withValue(contract, path, value);
    if (changed) return changed;
  }
  return undefined;
}

const valueAt = (contract: Contract, path: readonly string[]): Json =>
  path.reduce<Json>((value, name) => (value as Record<string, Json>)[name]!, contract as unknown as Json);

describe('the summary of a contract', () => {
  it('says in plain words what the terms are', () => {
    expect(summaryText(FULL_CONTRACT)).toBe(GOLDEN);
  });

  it.each([
    ['Monday, Wednesday and Saturday', [6, 1, 3]],
    ['Saturday and Sunday', [6, 7]],
    ['Tuesday to Thursday', [2, 3, 4]],
    ['Friday', [5]],
  ])('calls the working days %s', (text, workingDays) => {
    const { calendar } = FULL_CONTRACT;
    expect(summaryText({ ...FULL_CONTRACT, calendar: { ...calendar, workingDays } })).toContain(
      `Working days: ${text}\n`,
    );
  });

  it.each([
    [1, '1st'],
    [2, '2nd'],
    [3, '3rd'],
    [4, '4th'],
    [11, '11th'],
    [12, '12th'],
    [21, '21st'],
    [112, '112th'],
  ])('counts %d as the %s working day', (days, text) => {
    const rules = { rules: [], otherwise: { type: 'business-days', days, from: 'placed' } } as const;
    const contract = { ...FULL_CONTRACT, deadlines: { ...FULL_CONTRACT.deadlines, dispatch: rules } };
    expect(summaryText(contract)).toContain(`Dispatch: by the end of the ${text} working day`);
  });

  it('says that an earn-back which only offsets may lapse', () => {
    const credits = FULL_CONTRACT.credits && { ...FULL_CONTRACT.credits, bonuses: 'offset' as const };
    expect(summaryText({ ...FULL_CONTRACT, credits })).toContain(
      'for 3 months afterwards; it reduces credits of that month only, and lapses where there are none',
    );
  });

  it('leaves nothing out: any other value anywhere in the terms reads otherwise', () => {
    const unsaid: string[] = [];
    let tried = 0;
    for (const contract of [FULL_CONTRACT, contractWith()]) {
      const before = summaryText(contract);
      for (const path of leavesOf(contract as unknown as Json)) {
        const changed = path[0] === 'version' ? undefined : changedAt(contract, path);
        if (!changed) continue;
        tried++;
        if (summaryText(changed) === before) unsaid.push(path.join('.'));
      }
    }
    expect(tried).toBeGreaterThan(150);
    // Without effect: where early is on time, and a region of no country, which is refused.
    expect(unsaid.sort()).toEqual(['calendar.region', 'kpis.on-time-delivery.earlyToleranceMinutes']);
  });
});
