import { describe, expect, it } from 'vitest';
import { formatDay } from '../../../../shared/domain/calendar/time.ts';
import { formatInstant, zoneOf } from '../../../../shared/domain/calendar/zone.ts';
import {
  commitmentByRule,
  matches,
  termFor,
  type ClockTerm,
  type ConditionTerms,
} from '../../../../shared/domain/contract/deadline-rules.ts';
import type { Condition, DeadlineRules } from '../../../../shared/domain/contract/deadline-terms.ts';
import { knownValues, NO_REGISTRIES } from '../../../../shared/domain/crm/registry.ts';
import { defaultContract } from '../../../../shared/domain/contract/default-contract.ts';
import { at, ZONE } from '../../../support/builders.ts';

const ORDER: ConditionTerms = {
  serviceLevel: 'express',
  urgent: true,
  siteId: 'HAM',
  carrierId: 'dhl',
  origin: { country: 'DE', postalCode: '20457' },
  destination: { country: 'CN', region: 'GD', postalCode: '518000' },
  attributes: { goods: 'cold', channel: 'shop' },
};

const NOTHING: ConditionTerms = {
  serviceLevel: undefined,
  urgent: false,
  siteId: undefined,
  carrierId: undefined,
  origin: undefined,
  destination: undefined,
  attributes: {},
};

describe('a condition', () => {
  it.each<[string, Condition]>([
    ['nothing at all', {}],
    ['one of several service levels', { serviceLevel: ['standard', 'express'] }],
    ['urgency', { urgent: true }],
    ['the site', { siteId: ['HAM'] }],
    ['the carrier', { carrierId: ['dhl'] }],
    ['the country it starts from', { origin: [{ country: 'DE' }] }],
    ['how the postal code begins', { origin: [{ postalCode: '20' }] }],
    ['one of several places', { destination: [{ country: 'DE' }, { region: 'GD' }] }],
    [
      'country, region and postal code of one place',
      { destination: [{ country: 'CN', region: 'GD', postalCode: '518' }] },
    ],
    ['an attribute', { attributes: { goods: 'cold' } }],
    ['a stated time', { stated: true }],
    [
      'several things at once',
      { urgent: true, siteId: ['HAM'], attributes: { goods: 'cold', channel: 'shop' } },
    ],
  ])('that asks for %s matches an order that has it', (_, condition) => {
    expect(matches(condition, ORDER, true, NO_REGISTRIES)).toBe(true);
  });

  it.each<[string, Condition]>([
    ['another service level', { serviceLevel: ['standard'] }],
    ['no urgency', { urgent: false }],
    ['another site', { siteId: ['MUC'] }],
    ['another carrier', { carrierId: ['ups', 'dpd'] }],
    ['another country', { origin: [{ country: 'NL' }] }],
    ['another postal code', { origin: [{ postalCode: '204570' }] }],
    ['digits in the middle of the postal code', { origin: [{ postalCode: '457' }] }],
    ['country and region of two places', { destination: [{ country: 'CN', region: 'HH' }] }],
    ['another value of an attribute', { attributes: { goods: 'dry' } }],
    ['one attribute too many', { attributes: { goods: 'cold', lane: '7' } }],
    ['a name that every object has', { attributes: { constructor: 'x' } }],
    ['no stated time', { stated: false }],
    ['one thing that is wrong among others', { urgent: true, siteId: ['MUC'] }],
  ])('that asks for %s does not match', (_, condition) => {
    expect(matches(condition, ORDER, true, NO_REGISTRIES)).toBe(false);
  });

  it.each<Condition>([
    { serviceLevel: ['express'] },
    { siteId: ['HAM'] },
    { carrierId: ['dhl'] },
    { origin: [{ country: 'DE' }] },
    { destination: [{ postalCode: '5' }] },
    { attributes: { goods: 'cold' } },
  ])('%j matches no order that does not say', (condition) => {
    expect(matches(condition, NOTHING, false, NO_REGISTRIES)).toBe(false);
  });
});

describe('a condition on what is registered', () => {
  const values = knownValues(
    ['express', 'standard', 'old-express'],
    [
      { value: 'EXP', id: 'express' },
      { value: 'X', id: 'express' },
      { value: 'old-express', id: 'express' },
    ],
  );
  const registries = { sites: values, carriers: values, serviceLevels: values };

  it.each(['serviceLevel', 'siteId', 'carrierId'] as const)('%s goes by what a value stands for', (field) => {
    const isMatch = (wanted: string, named: string) =>
      matches({ [field]: [wanted] }, { ...NOTHING, [field]: named }, false, registries);
    expect(isMatch('express', 'EXP')).toBe(true);
    expect(isMatch('express', 'old-express')).toBe(true);
    expect(isMatch('EXP', 'express')).toBe(true);
    expect(isMatch('EXP', 'X')).toBe(true);
    expect(isMatch('standard', 'EXP')).toBe(false);
  });

  it('takes a value of no registry as it is written', () => {
    const isMatch = (wanted: string, named: string) =>
      matches({ siteId: [wanted] }, { ...NOTHING, siteId: named }, false, registries);
    expect(isMatch('LEJ', 'LEJ')).toBe(true);
    expect(isMatch('LEJ', 'FRA')).toBe(false);
    expect(isMatch('express', 'exp')).toBe(false);
  });

  it('goes by each value in its own registry', () => {
    const sitesOnly = { ...NO_REGISTRIES, sites: values };
    const order = { ...NOTHING, siteId: 'EXP', carrierId: 'EXP' };
    expect(matches({ siteId: ['express'] }, order, false, sitesOnly)).toBe(true);
    expect(matches({ carrierId: ['express'] }, order, false, sitesOnly)).toBe(false);
  });
});

describe('the term of an order', () => {
  const rules: DeadlineRules = {
    rules: [
      { when: { siteId: ['MUC'] }, then: { type: 'not-measured' } },
      { when: { urgent: true }, then: { type: 'hours', hours: 24, from: 'placed' } },
      { when: { serviceLevel: ['express'] }, then: { type: 'stated' } },
    ],
    otherwise: { type: 'business-days', days: 3, from: 'placed' },
  };

  it('is that of the first rule that matches', () => {
    expect(termFor(rules, ORDER, false, NO_REGISTRIES)).toEqual({ term: rules.rules[1]?.then, rule: 1 });
    expect(termFor(rules, { ...ORDER, urgent: false }, false, NO_REGISTRIES)).toEqual({
      term: { type: 'stated' },
      rule: 2,
    });
  });

  it('is the other one where no rule matches', () => {
    expect(termFor(rules, NOTHING, false, NO_REGISTRIES)).toEqual({ term: rules.otherwise, rule: undefined });
  });
});

describe('the time that a term makes', () => {
  // Weekdays 08:00 to 18:00.
  const calendar = { ...defaultContract(ZONE).calendar, cutOff: '15:00' };
  const made = (term: ClockTerm, start: string): string => {
    const zone = zoneOf(ZONE);
    const time = commitmentByRule(term, at(start), calendar, zone);
    if ('missingYear' in time) return `no data for ${String(time.missingYear)}`;
    const end = formatInstant(time.endAt, zone.offsetAt(time.endAt) / 60_000);
    return `${formatDay(time.day)}${time.wholeDay ? ', whole day' : ''}: ${end}`;
  };

  it('of hours is that many elapsed hours later, over a change of the clock too', () => {
    expect(made({ type: 'hours', hours: 24, from: 'placed' }, '2026-03-28 16:00')).toBe(
      '2026-03-29: 2026-03-29T17:00:00+02:00',
    );
  });

  it('of business days is the end of the last one, with the cut-off for an order placed', () => {
    const term = { type: 'business-days', days: 1, from: 'placed' } as const;
    expect(made(term, '2026-03-05 14:59')).toBe('2026-03-06, whole day: 2026-03-06T23:59:59.999+01:00');
    expect(made(term, '2026-03-05 15:00')).toBe('2026-03-09, whole day: 2026-03-09T23:59:59.999+01:00');
  });

  it('of business days from the dispatch knows no cut-off', () => {
    expect(made({ type: 'business-days', days: 1, from: 'dispatched' }, '2026-03-05 17:00')).toBe(
      '2026-03-06, whole day: 2026-03-06T23:59:59.999+01:00',
    );
  });

  it('of business days may end at a local time of the last one', () => {
    expect(made({ type: 'business-days', days: 1, from: 'placed', until: '12:00' }, '2026-03-27 10:00')).toBe(
      '2026-03-30: 2026-03-30T12:00:00+02:00',
    );
  });

  it('of business hours runs while the warehouse is open', () => {
    expect(made({ type: 'business-hours', hours: 8, from: 'placed' }, '2026-03-06 14:00')).toBe(
      '2026-03-09: 2026-03-09T12:00:00+01:00',
    );
  });

  it('of business hours up to midnight counts on the day that ends then', () => {
    const night = { ...calendar, cutOff: null, hours: { from: '12:00', to: '24:00' } };
    const term = { type: 'business-hours', hours: 12, from: 'placed' } as const;
    const time = commitmentByRule(term, at('2026-03-05 08:00'), night, zoneOf(ZONE));
    expect('day' in time && formatDay(time.day)).toBe('2026-03-05');
  });

  it('is none where the calendar has no data, and the year is named', () => {
    const term = { type: 'business-days', days: 1, from: 'placed' } as const;
    const unknown = { ...calendar, country: 'CN' };
    expect(commitmentByRule(term, at('2026-03-05 10:00'), unknown, zoneOf(ZONE))).toEqual({
      missingYear: 2026,
    });
  });
});
