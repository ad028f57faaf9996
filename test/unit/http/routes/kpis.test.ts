import { describe, expect, it } from 'vitest';
import { kpiQuery } from '../../../../shared/http/routes/kpis.ts';

describe('a question about KPIs', () => {
  const wrong = (query: Readonly<Record<string, string>>): string[] => {
    const parsed = kpiQuery.safeParse({ from: '2026-03-01', to: '2026-03-31', ...query });
    return parsed.success ? [] : parsed.error.issues.map(({ path, code }) => `${path.join('.')} ${code}`);
  };

  it('needs nothing but a period', () => {
    expect(wrong({})).toEqual([]);
  });

  it('groups by what there is, and by nothing else', () => {
    expect(wrong({ groupBy: 'serviceLevel' })).toEqual([]);
    expect(wrong({ groupBy: 'year' })).toEqual(['groupBy invalid_value']);
  });

  it('with a parameter that is not known is refused, so that no misspelt one is left out', () => {
    expect(wrong({ asof: '2026-03-31T18:00:00Z' })).toEqual([' unrecognized_keys']);
  });
});
