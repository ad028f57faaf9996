import { describe, expect, test } from 'vitest';
import { causeFor, paretoOf, visibleToClients } from '../../../../shared/domain/kpi/causes.ts';
import type { KpiId } from '../../../../shared/domain/kpi/catalogue.ts';
import type { ReportedFact } from '../../../../shared/domain/ledger/fact.ts';
import { fold } from '../../../../shared/domain/ledger/fold.ts';
import { delivered, fact, placed, verdictsOn, voidOf } from '../../../support/builders.ts';

const cause = (when: string, id: string, kpi?: KpiId) =>
  fact('miss.cause-assigned', when, { cause: id, ...(kpi && { kpi }) });
const causeOf = (facts: readonly ReportedFact[], ...kpis: KpiId[]) => causeFor(fold(facts), kpis)?.data.cause;

const LATE = [placed(), delivered('2026-03-12 10:00')];

describe('the cause of a miss', () => {
  test('is the last one assigned, whenever it arrived', () => {
    const facts = [cause('2026-03-14 09:00', 'weather'), cause('2026-03-13 09:00', 'capacity')];
    expect(causeOf(facts, 'on-time-delivery')).toBe('weather');
    expect(causeOf([...facts].reverse(), 'on-time-delivery')).toBe('weather');
  });

  test('of one KPI says nothing about another; of the order it speaks for all', () => {
    const facts = [cause('2026-03-13 09:00', 'capacity', 'on-time-dispatch')];
    expect(causeOf(facts, 'on-time-delivery')).toBeUndefined();
    expect(causeOf(facts, 'on-time-delivery', 'on-time-dispatch')).toBe('capacity');
    expect(causeOf([...facts, cause('2026-03-12 09:00', 'weather')], 'on-time-delivery')).toBe('weather');
  });

  test('is gone once its assignment is voided', () => {
    const assigned = cause('2026-03-13 09:00', 'capacity');
    expect(causeOf([assigned, voidOf(assigned)], 'on-time-delivery')).toBeUndefined();
  });

  test('changes no verdict', () => {
    const plain = (facts: readonly ReportedFact[]) => verdictsOn(facts).map((verdict) => ({ ...verdict }));
    expect(plain([...LATE, cause('2026-03-13 09:00', 'capacity')])).toEqual(plain(LATE));
  });
});

describe('what a client may see', () => {
  test('has neither causes nor what was said about them', () => {
    const assigned = cause('2026-03-13 09:00', 'capacity');
    const { source, id } = assigned;
    const about = [voidOf(assigned), fact('fact.disputed', '2026-03-14 09:00', { disputes: { source, id } })];
    const others = [...LATE, voidOf(LATE[1]!)];
    expect(visibleToClients([...others, assigned, ...about])).toEqual(others);
  });
});

describe('a Pareto', () => {
  test('lists causes by their orders, most first, equal ones by id, and sums them up', () => {
    const orders = new Map([
      ['weather', 2],
      ['capacity', 5],
      ['customs', 2],
    ]);
    expect(paretoOf(orders)).toEqual([
      { cause: 'capacity', orders: 5, cumulative: 5 },
      { cause: 'customs', orders: 2, cumulative: 7 },
      { cause: 'weather', orders: 2, cumulative: 9 },
    ]);
    expect(paretoOf(new Map())).toEqual([]);
  });
});
