import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../../shared/domain/calendar/time.ts';
import { asOfFrom } from '../../../../shared/http/period.ts';
import { kpiQuery } from '../../../../shared/http/routes/kpis.ts';
import { DomainError } from '../../../../shared/domain/errors.ts';
import { day, NOW } from '../../../support/builders.ts';

const days = { from: day('2026-03-01'), to: day('2026-03-31') };

function refused(run: () => unknown) {
  try {
    run();
  } catch (error) {
    if (error instanceof DomainError) return { code: error.code, errors: error.errors };
  }
  throw new Error('not refused');
}

describe('the clock of a question about KPIs', () => {
  it('is now unless another one is given', () => {
    expect(asOfFrom({ ...days, asOf: undefined }, NOW)).toBe(NOW);
  });

  it('may be later than now', () => {
    expect(asOfFrom({ ...days, asOf: NOW + MINUTE_MS }, NOW)).toBe(NOW + MINUTE_MS);
  });

  it('may not be earlier than now, for closed verdicts do not go back: use knownAt', () => {
    expect(refused(() => asOfFrom({ ...days, asOf: NOW - 5 * MINUTE_MS - 1 }, NOW))).toEqual({
      code: 'invalid-request',
      errors: [
        {
          path: 'asOf',
          detail: 'lies before now; leave it out; KPIs with knownAt say what was known earlier',
        },
      ],
    });
  });

  it('may run behind ours by five minutes', () => {
    expect(asOfFrom({ ...days, asOf: NOW - 5 * MINUTE_MS }, NOW)).toBe(NOW - 5 * MINUTE_MS);
  });

  it('is the instant of knownAt where that is asked, or later than it', () => {
    const knownAt = NOW - 1000 * MINUTE_MS;
    expect(asOfFrom({ ...days, knownAt }, NOW)).toBe(knownAt);
    expect(asOfFrom({ ...days, knownAt, asOf: knownAt + MINUTE_MS }, NOW)).toBe(knownAt + MINUTE_MS);
    expect(refused(() => asOfFrom({ ...days, knownAt, asOf: knownAt - 6 * MINUTE_MS }, NOW)).errors).toEqual([
      { path: 'asOf', detail: 'lies before knownAt; give it from knownAt on' },
    ]);
  });

  it('is not asked of what will be known', () => {
    expect(refused(() => asOfFrom({ ...days, knownAt: NOW + 6 * MINUTE_MS }, NOW)).errors).toEqual([
      { path: 'knownAt', detail: 'lies in the future; what will be known then is not known yet' },
    ]);
  });
});

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
