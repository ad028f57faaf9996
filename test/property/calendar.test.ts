import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { civilOf, dayOf, formatDay, lastDayOfMonth, parseDay } from '../../shared/domain/calendar/time.ts';
import { formatInstant, parseInstant, zoneOf } from '../../shared/domain/calendar/zone.ts';
import { commitmentOf } from '../../shared/domain/ledger/deadline.ts';
import { day, placed } from '../support/builders.ts';

// Midnight skipped (São Paulo, Cairo), half-hour shift (Lord Howe), a day skipped (Apia), no shift, both hemispheres.
const ZONES = [
  'Europe/Berlin',
  'America/Sao_Paulo',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Asia/Shanghai',
  'Africa/Cairo',
];
const zone = fc.constantFrom(...ZONES);
const instant = fc.integer({ min: Date.UTC(1992, 0, 1), max: Date.UTC(2068, 0, 1) });
const civilDay = fc.integer({ min: day('1992-01-01'), max: day('2067-12-31') });
const RUNS = { numRuns: 5000 };

const temporalAt = (at: number, id: string) =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(id);
const plainDay = (on: number) => Temporal.PlainDate.from('1970-01-01').add({ days: on });
const epochDayOf = (date: Temporal.PlainDate): number =>
  Temporal.PlainDate.from('1970-01-01').until(date, { largestUnit: 'days' }).days;

describe('a zone answers as Temporal does', () => {
  test('the offset at any instant', () => {
    fc.assert(
      fc.property(zone, instant, (id, at) => {
        expect(zoneOf(id).offsetAt(at)).toBe(temporalAt(at, id).offsetNanoseconds / 1e6);
      }),
      RUNS,
    );
  });

  test('the offset before and after the years that are kept in tables', () => {
    const far = fc.oneof(
      fc.integer({ min: Date.UTC(1975, 0, 1), max: Date.UTC(1991, 0, 1) }),
      fc.integer({ min: Date.UTC(2069, 0, 1), max: Date.UTC(2120, 0, 1) }),
    );
    fc.assert(
      fc.property(zone, far, (id, at) => {
        expect(zoneOf(id).offsetAt(at)).toBe(temporalAt(at, id).offsetNanoseconds / 1e6);
      }),
    );
  });

  test('the civil day of any instant', () => {
    fc.assert(
      fc.property(zone, instant, (id, at) => {
        expect(zoneOf(id).dayOf(at)).toBe(epochDayOf(temporalAt(at, id).toPlainDate()));
      }),
      RUNS,
    );
  });

  test('the first instant of any civil day that exists', () => {
    fc.assert(
      fc.property(zone, civilDay, (id, on) => {
        const start = zoneOf(id).startOfDay(on);
        // Apia had no 30 December 2011: the days around it are what counts.
        if (epochDayOf(temporalAt(start, id).toPlainDate()) !== on) return;
        expect(start).toBe(plainDay(on).toZonedDateTime(id).epochMilliseconds);
      }),
      RUNS,
    );
  });
});

describe.each(ZONES)('the days on which the clock changes in %s', (id) => {
  const changes: number[] = [];
  let next = temporalAt(Date.UTC(1992, 0, 1), id).getTimeZoneTransition('next');
  while (next && next.epochMilliseconds < Date.UTC(2060, 0, 1)) {
    changes.push(next.epochMilliseconds);
    next = next.getTimeZoneTransition('next');
  }

  test('begin where Temporal says, the day before and after too', () => {
    for (const at of changes) {
      const on = zoneOf(id).dayOf(at);
      for (const near of [on - 1, on, on + 1]) {
        const start = zoneOf(id).startOfDay(near);
        if (zoneOf(id).dayOf(start) === near)
          expect(start, formatDay(near)).toBe(plainDay(near).toZonedDateTime(id).epochMilliseconds);
      }
    }
  });

  test('have the right offset a millisecond before and after', () => {
    for (const at of changes)
      for (const near of [at - 1, at, at + 1])
        expect(zoneOf(id).offsetAt(near)).toBe(temporalAt(near, id).offsetNanoseconds / 1e6);
  });

  test('a promise for that day runs to its last millisecond', () => {
    for (const at of changes) {
      const on = zoneOf(id).dayOf(at);
      const { endAt } = commitmentOf(placed(), { date: on }, zoneOf(id), zoneOf(id));
      expect([zoneOf(id).dayOf(endAt), zoneOf(id).dayOf(endAt + 1)]).toEqual([on, on + 1]);
    }
  });

  test.each(['2024-02-29', '2000-02-29', '2025-12-31', '2026-01-01'])(
    'a promise for %s (leap day, turn of the year) keeps its day',
    (text) => {
      const commitment = commitmentOf(placed(), { date: day(text) }, zoneOf(id), zoneOf(id));
      expect(formatDay(zoneOf(id).dayOf(commitment.endAt))).toBe(text);
      expect(formatDay(zoneOf(id).dayOf(commitment.endAt + 1))).toBe(formatDay(day(text) + 1));
      expect(formatDay(commitment.day)).toBe(text);
    },
  );
});

describe('civil days', () => {
  const anyDay = fc.integer({ min: dayOf(0, 1, 1), max: dayOf(9999, 12, 31) });

  test('read back from their text', () => {
    fc.assert(
      fc.property(anyDay, (on) => parseDay(formatDay(on)) === on),
      RUNS,
    );
  });

  test('have the date that Temporal gives them', () => {
    fc.assert(
      fc.property(anyDay, (on) => {
        const { year, month, day: dayOfMonth } = plainDay(on);
        expect(civilOf(on)).toEqual({ year, month, dayOfMonth });
      }),
      RUNS,
    );
  });

  test('know the last day of their month, leap years included', () => {
    fc.assert(
      fc.property(anyDay, (on) => {
        const date = plainDay(on);
        expect(lastDayOfMonth(on)).toBe(epochDayOf(date.with({ day: date.daysInMonth })));
      }),
      RUNS,
    );
  });

  test.each(['2023-02-29', '2024-02-30', '2026-13-01', '2026-00-10', '2026-1-1', ''])(
    '%s is no day',
    (text) => {
      expect(parseDay(text)).toBeUndefined();
    },
  );
});

describe('instants', () => {
  test('read back from their text, whatever the offset', () => {
    const offset = fc.integer({ min: -839, max: 839 });
    fc.assert(
      fc.property(instant, offset, (at, offsetMinutes) => {
        expect(parseInstant(formatInstant(at, offsetMinutes))).toEqual({ at, offsetMinutes });
      }),
      RUNS,
    );
  });
});
