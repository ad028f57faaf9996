import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { civilOf, formatDay, HOUR_MS, MINUTE_MS, type EpochDay } from '../../shared/domain/calendar/time.ts';
import {
  isMissingYear,
  workingCalendar,
  type BusinessEnd,
  type CutOff,
  type MissingYear,
} from '../../shared/domain/calendar/working-calendar.ts';
import { zoneOf } from '../../shared/domain/calendar/zone.ts';
import type { Calendar } from '../../shared/domain/contract/calendar-terms.ts';
import { day } from '../support/builders.ts';

/** The same answers by walking day by day and minute by minute, from Temporal alone. */

const ZONES = ['Europe/Berlin', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'Pacific/Apia', 'Asia/Shanghai'];
const RUNS = { numRuns: 1500 };

const FROM = day('2010-12-25');
const TO = day('2013-01-10');

const nearDay = fc.integer({ min: FROM, max: TO });
const dates = fc.uniqueArray(nearDay.map(formatDay), { maxLength: 30 });
const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);

const minutesOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

const ofYear = (texts: readonly string[], year: string): string[] =>
  texts.filter((text) => text.startsWith(year));

const calendar: fc.Arbitrary<Calendar> = fc
  .record({
    country: fc.constantFrom('CN', null),
    workingDays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
    hours: fc
      .tuple(clock, fc.oneof({ weight: 5, arbitrary: clock }, { weight: 1, arbitrary: fc.constant('24:00') }))
      // A calendar that is open for a minute a week would take longer than the 30 years that are looked at.
      .filter(([a, b]) => Math.abs(minutesOf(a) - minutesOf(b)) >= 15)
      .map(([a, b]) => (a < b ? { from: a, to: b } : { from: b, to: a })),
    cutOff: fc.option(clock),
    exceptions: fc.uniqueArray(fc.record({ date: nearDay.map(formatDay), working: fc.boolean() }), {
      maxLength: 20,
      selector: ({ date }) => date,
    }),
    off: dates,
    on: dates,
    known: fc.subarray(['2010', '2011', '2012', '2013'], { minLength: 2 }),
  })
  .map(({ off, on, known, ...terms }) => ({
    ...terms,
    region: null,
    years: Object.fromEntries(known.map((year) => [year, { off: ofYear(off, year), on: ofYear(on, year) }])),
  }));

const zoneId = fc.constantFrom(...ZONES);
const instant = fc.integer({ min: Date.UTC(2010, 11, 26), max: Date.UTC(2012, 11, 20) });
const cutOff = fc.constantFrom<CutOff>('with-cut-off', 'without-cut-off');

const plainDay = (on: EpochDay) => Temporal.PlainDate.from('1970-01-01').add({ days: on });
const local = (at: number, id: string) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(id);
const dayIn = (at: number, id: string): EpochDay => day(local(at, id).toPlainDate().toString());
const clockIn = (at: number, id: string): string => local(at, id).toPlainTime().toString().slice(0, 5);

function works(terms: Calendar, on: EpochDay): boolean | undefined {
  const text = formatDay(on);
  const year = terms.years[text.slice(0, 4)];
  if (!year && terms.country !== null) return undefined;
  const agreed = terms.exceptions.find(({ date }) => date === text);
  if (agreed) return agreed.working;
  if (year?.on.includes(text)) return true;
  if (year?.off.includes(text)) return false;
  return terms.workingDays.includes(plainDay(on).dayOfWeek);
}

function walkDays(terms: Calendar, on: EpochDay, days: number): EpochDay | MissingYear {
  let left = days;
  for (let next = on; ; next++) {
    const working = works(terms, next);
    if (working === undefined) return { missingYear: civilOf(next).year };
    if (working && left-- === 0) return next;
  }
}

function walkStart(terms: Calendar, at: number, id: string, rule: CutOff): EpochDay | MissingYear {
  const late = rule === 'with-cut-off' && terms.cutOff !== null && clockIn(at, id) >= terms.cutOff;
  return walkDays(terms, dayIn(at, id) + (late ? 1 : 0), 0);
}

function endOfDay(on: EpochDay, id: string): number {
  return plainDay(on).add({ days: 1 }).toZonedDateTime(id).epochMilliseconds - 1;
}

function walkToEnd(terms: Calendar, at: number, id: string, days: number, rule: CutOff) {
  const from = walkStart(terms, at, id, rule);
  if (isMissingYear(from)) return from;
  const end = walkDays(terms, from, days);
  return isMissingYear(end) ? end : { from, day: end, endAt: endOfDay(end, id) };
}

/** Open stretches of a day as [start, end) instants. */
function openOn(terms: Calendar, on: EpochDay, id: string): readonly [number, number] {
  const at = (text: string): number =>
    text === '24:00'
      ? endOfDay(on, id) + 1
      : plainDay(on).toZonedDateTime({ timeZone: id, plainTime: text }).epochMilliseconds;
  return [at(terms.hours.from), Math.min(at(terms.hours.to), endOfDay(on, id) + 1)];
}

function walkHours(terms: Calendar, at: number, id: string, hours: number, rule: CutOff) {
  const from = walkStart(terms, at, id, rule);
  if (isMissingYear(from)) return from;
  let left = hours * HOUR_MS;
  for (let next = from; ; next++) {
    const on = walkDays(terms, next, 0);
    if (isMissingYear(on)) return on;
    next = on;
    // Apia had no 30 December 2011.
    const exists = dayIn(plainDay(on).toZonedDateTime(id).epochMilliseconds, id) === on;
    const [opens, closes] = openOn(terms, on, id);
    const open = exists ? Math.max(0, closes - Math.max(opens, at)) : 0;
    if (left <= open) return { from, day: on, endAt: Math.max(opens, at) + left };
    left -= open;
  }
}

const shown = (found: BusinessEnd | MissingYear): unknown =>
  isMissingYear(found)
    ? found
    : { ...found, from: formatDay(found.from), day: formatDay(found.day), at: new Date(found.endAt) };

describe('a working calendar answers as a walk from day to day does', () => {
  test('whether a day is a working day, in years with and without data', () => {
    fc.assert(
      fc.property(calendar, zoneId, nearDay, (terms, id, on) => {
        expect(workingCalendar(terms, zoneOf(id)).isWorkingDay(on)).toBe(works(terms, on));
      }),
      RUNS,
    );
  });

  test('which day is the n-th working day', () => {
    fc.assert(
      fc.property(calendar, zoneId, nearDay, fc.integer({ min: 0, max: 300 }), (terms, id, on, days) => {
        expect(workingCalendar(terms, zoneOf(id)).addBusinessDays(on, days)).toEqual(
          walkDays(terms, on, days),
        );
      }),
      RUNS,
    );
  });

  test('when n business days end, whatever the cut-off and the zone', () => {
    fc.assert(
      fc.property(
        calendar,
        zoneId,
        instant,
        fc.integer({ min: 0, max: 40 }),
        cutOff,
        (terms, id, at, days, rule) => {
          const found = workingCalendar(terms, zoneOf(id)).endOfBusinessDays(at, days, rule);
          expect(shown(found)).toEqual(shown(walkToEnd(terms, at, id, days, rule)));
        },
      ),
      RUNS,
    );
  });

  test('when n business hours end, also on days on which the clock changes', () => {
    fc.assert(
      fc.property(
        calendar,
        zoneId,
        instant,
        fc.integer({ min: 1, max: 120 }),
        cutOff,
        (terms, id, at, hours, rule) => {
          const found = workingCalendar(terms, zoneOf(id)).endOfBusinessHours(at, hours, rule);
          expect(shown(found)).toEqual(shown(walkHours(terms, at, id, hours, rule)));
        },
      ),
      RUNS,
    );
  });
});

describe('a local time of a day is found as Temporal finds it', () => {
  test.each(ZONES)('in %s', (id) => {
    fc.assert(
      fc.property(nearDay, fc.integer({ min: 0, max: 24 * 60 - 1 }), (on, minute) => {
        const time = Temporal.PlainTime.from('00:00').add({ minutes: minute });
        expect(zoneOf(id).timeOfDay(on, minute * MINUTE_MS)).toBe(
          plainDay(on).toZonedDateTime({ timeZone: id, plainTime: time }).epochMilliseconds,
        );
      }),
      RUNS,
    );
  });
});
