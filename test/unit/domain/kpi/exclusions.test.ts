import { describe, expect, test } from 'vitest';
import type { Contract, Exclusion } from '../../../../shared/domain/contract/contract.ts';
import { knownValues, NO_REGISTRIES } from '../../../../shared/domain/crm/registry.ts';
import type { KpiId } from '../../../../shared/domain/kpi/catalogue.ts';
import type { OrderKind, ReportedFact } from '../../../../shared/domain/ledger/fact.ts';
import {
  CONTRACT,
  delivered,
  dispatched,
  fact,
  outcomeOf,
  placed,
  verdictOn,
  verdictsOn,
} from '../../../support/builders.ts';

const STRIKE: Exclusion = {
  name: 'strike at the port of Santos',
  when: { destination: [{ country: 'BR' }] },
};
const under = (...exclusions: readonly Exclusion[]): Contract => ({ ...CONTRACT, exclusions });
const brazil = placed({ destination: { country: 'BR' }, units: 5 });
const late = [brazil, dispatched('2026-03-08 10:00'), delivered('2026-03-12 10:00')];

describe('an exclusion of the contract', () => {
  test('takes the orders that it speaks of out of every KPI, with its name', () => {
    const verdicts = verdictsOn(late, under(STRIKE));
    expect(new Set(verdicts.map(({ outcome }) => outcome))).toEqual(new Set(['excluded']));
    expect(verdictOn('on-time-delivery', late, under(STRIKE))).toMatchObject({
      exclusion: 'by-contract',
      exclusionName: 'strike at the port of Santos',
      rule: 'by-contract',
      excused: false,
      quantity: undefined,
    });
  });

  test('leaves other orders alone', () => {
    const german = placed({ destination: { country: 'DE' } });
    expect(outcomeOf('on-time-delivery', [german, delivered('2026-03-12 10:00')], under(STRIKE))).toBe(
      'missed: late',
    );
  });

  test('of some KPIs leaves the others alone, but takes composites with the component out', () => {
    const contract = under({ ...STRIKE, kpis: ['on-time-delivery'] });
    expect(outcomeOf('on-time-delivery', late, contract)).toBe('excluded: by-contract');
    expect(outcomeOf('otif', late, contract)).toBe('excluded: by-contract');
    expect(outcomeOf('in-full', late, contract)).toBe('missed: late');
  });

  test('of a composite alone leaves its components alone', () => {
    const contract = under({ ...STRIKE, kpis: ['otif'] });
    expect(outcomeOf('otif', late, contract)).toBe('excluded: by-contract');
    expect(outcomeOf('on-time-delivery', late, contract)).toBe('missed: late');
    expect(outcomeOf('perfect-order', late, contract)).toBe('missed: component-missed');
  });

  test.each([
    [{ from: '2026-03-10' }, 'excluded: by-contract'],
    [{ from: '2026-03-11' }, 'missed: late'],
    [{ to: '2026-03-10' }, 'excluded: by-contract'],
    [{ to: '2026-03-09' }, 'missed: late'],
    [{ from: '2026-03-01', to: '2026-03-31' }, 'excluded: by-contract'],
  ])('of the days %j, both ends included, goes by the day on which the verdict counts', (days, expected) => {
    expect(outcomeOf('on-time-delivery', late, under({ ...STRIKE, ...days }))).toBe(expected);
  });

  test('the first that speaks of an order gives its name', () => {
    const other = { ...STRIKE, name: 'another one' };
    expect(
      verdictOn('on-time-delivery', late, under({ ...other, to: '2026-03-01' }, STRIKE, other))
        ?.exclusionName,
    ).toBe(STRIKE.name);
  });

  test('takes what is open and what could not be measured out, too', () => {
    expect(outcomeOf('on-time-delivery', [brazil], under(STRIKE))).toBe('excluded: by-contract');
    const unpromised = placed({ destination: { country: 'BR' }, promise: undefined });
    expect(outcomeOf('on-time-delivery', [unpromised], under(STRIKE))).toBe('excluded: by-contract');
  });

  test('leaves the reason of what is out already', () => {
    const cancelled = fact('order.cancelled', '2026-03-04 10:00', { by: 'client' });
    expect(outcomeOf('on-time-delivery', [brazil, cancelled], under(STRIKE))).toBe(
      'excluded: cancelled-by-client',
    );
  });

  test('speaks of orders by what their values stand for', () => {
    const sites = knownValues(['HAM'], [{ value: 'Hamburg', id: 'HAM' }]);
    const registries = { ...NO_REGISTRIES, sites };
    const contract = under({ name: 'flood', when: { siteId: ['HAM'] } });
    const verdict = (facts: readonly ReportedFact[], kpi: KpiId, kind: OrderKind) =>
      verdictsOn(facts, contract, kind, registries).find((found) => found.kpi === kpi)?.rule;
    const order = [placed({ siteId: 'Hamburg' }), delivered('2026-03-12 10:00')];
    const damaged = [fact('stock.damaged', '2026-03-10 09:00', { siteId: 'Hamburg', units: 4 })];
    expect(verdict(order, 'on-time-delivery', 'delivery')).toBe('by-contract');
    expect(verdict(damaged, 'storage-damage', 'stock-level')).toBe('by-contract');
  });

  test('speaks of warehouse facts by their site', () => {
    const contract = under({ name: 'flood', when: { siteId: ['HAM'] } });
    const level = (siteId: string) => [fact('stock.damaged', '2026-03-10 09:00', { siteId, units: 4 })];
    expect(outcomeOf('storage-damage', level('HAM'), contract, 'stock-level')).toBe('excluded: by-contract');
    expect(outcomeOf('storage-damage', level('MUC'), contract, 'stock-level')).toBe(
      'missed: damaged-in-storage',
    );
  });
});
