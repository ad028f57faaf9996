import { describe, expect, it } from 'vitest';
import { getOrderRoute, listOrdersRoute } from '../../../../shared/http/routes/orders.ts';

const PERIOD = { from: '2026-03-01', to: '2026-03-31' };

const wrong = (query: Readonly<Record<string, string>>): string[] => {
  const parsed = listOrdersRoute.query.safeParse(query);
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
};

describe('a question about orders', () => {
  it.each([
    { q: 'SO-1' },
    PERIOD,
    { ...PERIOD, kpi: 'otif' },
    { ...PERIOD, kpi: 'otif', outcome: 'not-measured' },
    { ...PERIOD, dataQuality: 'placed-twice' },
    { ...PERIOD, limit: '10', asOf: '2026-03-31T18:00:00Z' },
  ])('may be %j', (query) => {
    expect(wrong(query)).toEqual([]);
  });

  it('is a period or a search', () => {
    expect(wrong({})).toEqual([
      'from: missing; give from and to, or q to search',
      'to: missing; give from and to, or q to search',
    ]);
    expect(wrong({ from: '2026-03-01' })).toEqual(['to: missing; give from and to, or q to search']);
  });

  it.each(['kpi', 'outcome', 'dataQuality', 'from', 'to'] as const)('is not a search with %s', (name) => {
    const given = { kpi: 'otif', outcome: 'met', dataQuality: 'placed-twice', ...PERIOD }[name];
    expect(wrong({ q: 'SO-1', [name]: given })).toEqual([
      `${name}: does not go with q; search first, or list by period`,
    ]);
  });

  it('about an outcome names its KPI', () => {
    expect(wrong({ ...PERIOD, outcome: 'met' })).toEqual(['kpi: missing; an outcome belongs to a KPI']);
  });

  it('searches for something, of at most 512 characters', () => {
    expect(wrong({ q: '' })).toHaveLength(1);
    expect(wrong({ q: 'x'.repeat(512) })).toEqual([]);
    expect(wrong({ q: 'x'.repeat(513) })).toHaveLength(1);
  });

  it('of one order is about a delivery unless its kind is given', () => {
    expect(getOrderRoute.query.parse({})).toEqual({ kind: 'delivery' });
    expect(getOrderRoute.query.safeParse({ kind: 'parcel' }).success).toBe(false);
  });
});
