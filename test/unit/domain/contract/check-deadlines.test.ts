import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDeadlines } from '../../../../shared/domain/contract/check-deadlines.ts';
import { NO_REGISTRIES } from '../../../../shared/domain/crm/registry.ts';
import { termFor } from '../../../../shared/domain/contract/deadline-rules.ts';
import type {
  Condition,
  DeadlineRules,
  DeadlineTerm,
} from '../../../../shared/domain/contract/deadline-terms.ts';
import { CONTRACT } from '../../../support/builders.ts';

const THEN: DeadlineTerm = { type: 'hours', hours: 24, from: 'placed' };
const STATED: DeadlineTerm = { type: 'stated' };

function faultsOf(
  { rules = [], otherwise = STATED }: Partial<DeadlineRules>,
  milestone: 'dispatch' | 'delivery' = 'delivery',
  cutOff: string | null = null,
): readonly string[] {
  const deadlines = { ...CONTRACT.deadlines, [milestone]: { rules, otherwise } };
  const calendar = { ...CONTRACT.calendar, cutOff };
  return checkDeadlines({ ...CONTRACT, calendar, deadlines }).map(({ path, detail }) => `${path}: ${detail}`);
}

const of = (...conditions: readonly Condition[]) => conditions.map((when) => ({ when, then: THEN }));

describe('a rule that no order reaches', () => {
  it.each<[string, Condition, Condition]>([
    ['after one for every order', {}, { siteId: ['HAM'] }],
    ['after the same one', { siteId: ['HAM'] }, { siteId: ['HAM'] }],
    ['after one that asks for less', { siteId: ['HAM'] }, { siteId: ['HAM'], urgent: true }],
    ['after one with more values', { siteId: ['HAM', 'MUC'] }, { siteId: ['MUC'] }],
    [
      'after one for the country',
      { destination: [{ country: 'DE' }] },
      { destination: [{ country: 'DE', postalCode: '2' }] },
    ],
    [
      'after one for a shorter postal code',
      { origin: [{ postalCode: '20' }] },
      { origin: [{ postalCode: '204' }] },
    ],
    ['after one with fewer attributes', { attributes: { a: '1' } }, { attributes: { a: '1', b: '2' } }],
    ['after one for orders that state a time', { stated: true }, { stated: true, urgent: false }],
  ])('%s is found, with its path', (_, first, second) => {
    expect(faultsOf({ rules: of(first, second) })).toEqual([
      'deadlines.delivery.rules.1.when: no order reaches this rule: rules.0 before it takes them all; move it up or remove it',
    ]);
  });

  it.each<[string, Condition, Condition]>([
    ['with other values', { siteId: ['HAM'] }, { siteId: ['MUC'] }],
    ['with more values', { siteId: ['HAM'] }, { siteId: ['HAM', 'MUC'] }],
    ['that asks for less', { siteId: ['HAM'], urgent: true }, { siteId: ['HAM'] }],
    ['for every order', { urgent: true }, {}],
    ['for a longer postal code', { origin: [{ postalCode: '204' }] }, { origin: [{ postalCode: '20' }] }],
    ['for another attribute', { attributes: { a: '1' } }, { attributes: { b: '2' } }],
    [
      'for a country, after one for a region of it',
      { origin: [{ country: 'DE', region: 'BY' }] },
      { origin: [{ country: 'DE' }] },
    ],
    [
      'for the origin, after one for the destination',
      { destination: [{ country: 'DE' }] },
      { origin: [{ country: 'DE' }] },
    ],
  ])('is not one %s', (_, first, second) => {
    expect(faultsOf({ rules: of(first, second) })).toEqual([]);
  });

  it('is found when several rules before it take its orders between them', () => {
    const rules = of(
      { urgent: true },
      { urgent: false, siteId: ['HAM'] },
      { urgent: false, siteId: ['MUC'] },
      { siteId: ['HAM', 'MUC'] },
    );
    expect(faultsOf({ rules })).toEqual([
      'deadlines.delivery.rules.3.when: no order reaches this rule: rules.0 and rules.1 and rules.2 before it take them all; move it up or remove it',
    ]);
  });

  it('may still be reached when the rules before it leave one order over', () => {
    const rules = of({ urgent: true }, { urgent: false, siteId: ['HAM'] }, { siteId: ['HAM', 'MUC'] });
    expect(faultsOf({ rules })).toEqual([]);
  });

  it('is told for the milestone whose rule it is', () => {
    expect(faultsOf({ rules: of({}, {}) }, 'dispatch')[0]).toMatch(/^deadlines\.dispatch\.rules\.1\.when: /);
  });

  it('is looked for in a limited time, whatever the size of the conditions', () => {
    const names = Array.from({ length: 100 }, (_, n) => `N${String(n)}`);
    const large = { serviceLevel: names, siteId: names, carrierId: names };
    const started = performance.now();
    expect(faultsOf({ rules: of(large, ...Array.from({ length: 49 }, () => large)) })).toEqual([]);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('is one with an empty list', () => {
    expect(faultsOf({ rules: of({ siteId: [] }) })).toEqual([
      'deadlines.delivery.rules.0.when.siteId: an empty list matches no order; leave it out or write a value',
    ]);
  });
});

describe('found rules and orders agree', () => {
  const value = fc.constantFrom('A', 'B', 'C');
  const some = fc.uniqueArray(value, { minLength: 1, maxLength: 3 });
  const prefix = fc.constantFrom('1', '12', '2');
  const placeMatch = fc
    .record({ country: value, postalCode: prefix }, { requiredKeys: [] })
    .filter((place) => Object.keys(place).length > 0);
  const condition: fc.Arbitrary<Condition> = fc.record(
    {
      serviceLevel: some,
      siteId: some,
      urgent: fc.boolean(),
      stated: fc.boolean(),
      destination: fc.array(placeMatch, { minLength: 1, maxLength: 2 }),
      attributes: fc.dictionary(fc.constantFrom('x', 'y'), value, { maxKeys: 2 }),
    },
    { requiredKeys: [] },
  );
  const option = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
  const order = fc.record({
    terms: fc.record({
      serviceLevel: option(value),
      siteId: option(value),
      carrierId: fc.constant(undefined),
      urgent: fc.boolean(),
      origin: fc.constant(undefined),
      destination: option(
        fc.record(
          { country: value, postalCode: fc.constantFrom('1', '12', '123', '2', '3') },
          { requiredKeys: [] },
        ),
      ),
      attributes: fc.dictionary(fc.constantFrom('x', 'y', 'z'), value, { maxKeys: 3 }),
    }),
    stated: fc.boolean(),
  });

  it('no order goes to a rule that is said to be out of reach', () => {
    fc.assert(
      fc.property(
        fc.array(condition, { minLength: 2, maxLength: 6 }),
        fc.array(order, { minLength: 50, maxLength: 50 }),
        (conditions, orders) => {
          const rules = { rules: of(...conditions), otherwise: STATED };
          const lost = new Set(faultsOf(rules).map((fault) => Number(/rules\.(\d+)\.when/.exec(fault)?.[1])));
          for (const { terms, stated } of orders) {
            const { rule } = termFor(rules, terms, stated, NO_REGISTRIES);
            expect(rule !== undefined && lost.has(rule)).toBe(false);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('a rule that is not said to be out of reach has an order that goes to it', () => {
    // Few values, so that every order there can be is tried.
    const flags = [true, false];
    const few = fc.record(
      {
        siteId: fc.uniqueArray(fc.constantFrom('A', 'B'), { minLength: 1 }),
        urgent: fc.boolean(),
        stated: fc.boolean(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(few, { minLength: 1, maxLength: 6 }), (conditions) => {
        const rules = { rules: of(...conditions), otherwise: STATED };
        const lost = faultsOf(rules).map((fault) => Number(/rules\.(\d+)\.when/.exec(fault)?.[1]));
        const reached = new Set<number | undefined>();
        for (const siteId of ['A', 'B', 'C', undefined])
          for (const urgent of flags)
            for (const stated of flags) {
              const terms = {
                siteId,
                urgent,
                serviceLevel: undefined,
                carrierId: undefined,
                origin: undefined,
                destination: undefined,
                attributes: {},
              };
              reached.add(termFor(rules, terms, stated, NO_REGISTRIES).rule);
            }
        expect(lost).toEqual([...conditions.keys()].filter((rule) => !reached.has(rule)));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a term that makes no sense', () => {
  it('is the stated time for orders that state none', () => {
    expect(faultsOf({ rules: [{ when: { stated: false }, then: STATED }] })).toEqual([
      'deadlines.delivery.rules.0.then.type: these orders state no time; say how it is made, or not-measured',
    ]);
  });

  it('is a dispatch deadline that is counted from the dispatch', () => {
    const otherwise: DeadlineTerm = { type: 'hours', hours: 1, from: 'dispatched' };
    expect(faultsOf({ otherwise }, 'dispatch')).toEqual([
      'deadlines.dispatch.otherwise.from: a dispatch deadline cannot be counted from the dispatch; use placed',
    ]);
    expect(faultsOf({ otherwise }, 'delivery')).toEqual([]);
  });

  it('is a time of the same day without a cut-off before it', () => {
    const otherwise: DeadlineTerm = { type: 'business-days', days: 0, from: 'placed', until: '16:00' };
    const fault =
      'deadlines.dispatch.otherwise.until: an order placed later on that day would be late at once; set calendar.cutOff to 16:00 or earlier, or use 1 day';
    expect(faultsOf({ otherwise }, 'dispatch')).toEqual([fault]);
    expect(faultsOf({ otherwise }, 'dispatch', '16:01')).toEqual([fault]);
    expect(faultsOf({ otherwise }, 'dispatch', '16:00')).toEqual([]);
    expect(faultsOf({ otherwise: { ...otherwise, days: 1 } }, 'dispatch')).toEqual([]);
  });
});

it('the default contract has no fault', () => {
  expect(checkDeadlines(CONTRACT)).toEqual([]);
});
