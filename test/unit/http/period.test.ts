import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  asOfFrom,
  checkPeriod,
  daySchema,
  instantSchema,
  MAX_PERIOD_DAYS,
  periodQuery,
} from '../../../shared/http/period.ts';
import { formatDay, MINUTE_MS } from '../../../shared/domain/calendar/time.ts';
import { DomainError } from '../../../shared/domain/errors.ts';
import { day, NOW } from '../../support/builders.ts';

const period = z.strictObject(periodQuery).superRefine(checkPeriod);

const issues = (schema: z.ZodType, value: unknown): string[] => {
  const parsed = schema.safeParse(value);
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
};

describe('a day', () => {
  it('is a civil date of the calendar', () => {
    expect(daySchema.parse('2024-02-29')).toBe(day('2024-02-29'));
  });

  it.each([
    '2026-02-29',
    '2026-13-01',
    '2026-3-1',
    '20260301',
    '2026-03-01T00:00:00Z',
    ' 2026-03-01',
    '',
    '٢٠٢٦-٠٣-٠١',
  ])('is not %j, and the answer says how to write one', (text) => {
    expect(issues(daySchema, text)).toEqual([`: ${text} is no date that exists; write it like 2026-03-31`]);
  });

  it('that is very long is not repeated in full', () => {
    expect(issues(daySchema, 'x'.repeat(5000))[0]!.length).toBeLessThan(120);
  });
});

describe('an instant', () => {
  it.each([
    ['2026-03-31T18:00:00Z', Date.UTC(2026, 2, 31, 18)],
    ['2026-03-31T20:00:00+02:00', Date.UTC(2026, 2, 31, 18)],
    ['2026-03-31T15:00:00.250-03:00', Date.UTC(2026, 2, 31, 18, 0, 0, 250)],
  ])('%s is one', (text, wanted) => {
    expect(instantSchema.parse(text)).toBe(wanted);
  });

  it('may have lost its plus sign to the URL', () => {
    expect(instantSchema.parse('2026-03-31T20:00:00 02:00')).toBe(Date.UTC(2026, 2, 31, 18));
  });

  it.each(['2026-03-31', '2026-03-31T18:00:00', '2026-02-30T18:00:00Z', 'now', ''])('is not %j', (text) => {
    expect(issues(instantSchema, text)).toEqual([
      ': write an instant with its offset, like 2026-03-31T18:00:00Z',
    ]);
  });
});

describe('a period', () => {
  it('may be one day', () => {
    expect(period.parse({ from: '2026-03-01', to: '2026-03-01' })).toEqual({
      from: day('2026-03-01'),
      to: day('2026-03-01'),
    });
  });

  it('does not end before it begins', () => {
    expect(issues(period, { from: '2026-03-02', to: '2026-03-01' })).toEqual(['to: lies before from']);
  });

  it('is not longer than can be answered at once', () => {
    const from = day('2024-01-01');
    const ending = (days: number) => issues(period, { from: '2024-01-01', to: formatDay(from + days - 1) });
    expect(ending(MAX_PERIOD_DAYS)).toEqual([]);
    expect(ending(MAX_PERIOD_DAYS + 1)).toEqual([
      'to: makes a period of more than 1100 days; ask for shorter ones',
    ]);
  });

  it('names every part that is wrong', () => {
    expect(issues(period, { from: 'x', to: 'y' })).toHaveLength(2);
    expect(issues(period, {})).toHaveLength(2);
  });
});

function refused(run: () => unknown) {
  try {
    run();
  } catch (error) {
    if (error instanceof DomainError) return { code: error.code, errors: error.errors };
  }
  throw new Error('not refused');
}

describe('the clock of a question', () => {
  it('is now unless another one is given', () => {
    expect(asOfFrom({}, NOW)).toBe(NOW);
  });

  it('may be later than now', () => {
    expect(asOfFrom({ asOf: NOW + MINUTE_MS }, NOW)).toBe(NOW + MINUTE_MS);
  });

  it('may not be earlier than now, for closed verdicts do not go back', () => {
    expect(refused(() => asOfFrom({ asOf: NOW - 5 * MINUTE_MS - 1 }, NOW))).toEqual({
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
    expect(asOfFrom({ asOf: NOW - 5 * MINUTE_MS }, NOW)).toBe(NOW - 5 * MINUTE_MS);
  });

  it('is the instant of knownAt where that is asked, or later than it', () => {
    const knownAt = NOW - 1000 * MINUTE_MS;
    expect(asOfFrom({ knownAt }, NOW)).toBe(knownAt);
    expect(asOfFrom({ knownAt, asOf: knownAt + MINUTE_MS }, NOW)).toBe(knownAt + MINUTE_MS);
    expect(refused(() => asOfFrom({ knownAt, asOf: knownAt - 6 * MINUTE_MS }, NOW)).errors).toEqual([
      { path: 'asOf', detail: 'lies before knownAt; give it from knownAt on' },
    ]);
  });

  it('is not asked of what will be known', () => {
    expect(refused(() => asOfFrom({ knownAt: NOW + 6 * MINUTE_MS }, NOW)).errors).toEqual([
      { path: 'knownAt', detail: 'lies in the future; what will be known then is not known yet' },
    ]);
  });
});
