import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { DAY_MS, formatDay, HOUR_MS, MINUTE_MS } from '../../shared/domain/calendar/time.ts';
import { zoneOf } from '../../shared/domain/calendar/zone.ts';
import type { Schedule } from '../../shared/domain/survey/programme.ts';
import { latestSlot, nextSlot, previousSlot } from '../../shared/domain/survey/slot.ts';

/** Slots against a walk over days and minutes by Temporal alone. */

const ZONES = [
  'America/Sao_Paulo',
  'Europe/Berlin',
  'Australia/Lord_Howe',
  'Asia/Shanghai',
  'Asia/Kathmandu',
  'Pacific/Apia',
];
const RUNS = { numRuns: 600 };
const FROM = Date.UTC(2010, 11, 1);
const TO = Date.UTC(2030, 0, 1);

/** Changes of the clocks of a zone, around which half of the instants lie. */
const changesOf = (id: string): readonly number[] => {
  const found: number[] = [];
  let at = Temporal.Instant.fromEpochMilliseconds(FROM).toZonedDateTimeISO(id).getTimeZoneTransition('next');
  for (; at && at.epochMilliseconds < TO; at = at.getTimeZoneTransition('next'))
    found.push(at.epochMilliseconds);
  return found;
};

const momentIn = (id: string): fc.Arbitrary<number> => {
  const anywhere = fc.integer({ min: FROM, max: TO });
  const changes = changesOf(id);
  if (changes.length === 0) return anywhere;
  const near = fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: -30 * HOUR_MS, max: 30 * HOUR_MS }))
    .map(([change, off]) => change + off);
  return fc.oneof(anywhere, near);
};

// The small hours are those that clocks skip and repeat.
const time = fc
  .tuple(
    fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 23 })),
    fc.integer({ min: 0, max: 59 }),
  )
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);

const schedules = (...kinds: Schedule['every'][]): fc.Arbitrary<{ schedule: Schedule; now: number }> =>
  fc.constantFrom(...ZONES).chain((timeZone) =>
    fc.record({
      now: momentIn(timeZone),
      schedule: fc.record({
        every: fc.constantFrom(...kinds),
        date: fc.integer({ min: FROM / DAY_MS, max: TO / DAY_MS - 1 }).map(formatDay),
        time,
        weekday: fc.integer({ min: 1, max: 7 }),
        day: fc.integer({ min: 1, max: 28 }),
        timeZone: fc.constant(timeZone),
      }),
    }),
  );

const byDays = schedules('day', 'week', 'month', 'quarter');
const repeating = schedules('hour', 'day', 'week', 'month', 'quarter');

const local = (at: number, id: string) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(id);

const fits = ({ every, weekday, day: ofMonth }: Schedule, day: Temporal.PlainDate): boolean => {
  if (every === 'week') return day.dayOfWeek === weekday;
  if (every === 'month') return day.day === ofMonth;
  return every !== 'quarter' || (day.day === ofMonth && day.month % 3 === 1);
};

/** Every slot of the days around an instant. */
function walk(schedule: Schedule, around: number): number[] {
  const middle = local(around, schedule.timeZone).toPlainDate();
  return Array.from({ length: 201 }, (_, i) => middle.add({ days: i - 100 }))
    .filter((day) => fits(schedule, day))
    .map(
      (day) =>
        day.toZonedDateTime({ timeZone: schedule.timeZone, plainTime: schedule.time }).epochMilliseconds,
    );
}

/** Every slot of the hours around an instant, looking at each minute. */
function walkMinutes(schedule: Schedule, around: number): number[] {
  const middle = Math.floor(around / MINUTE_MS);
  return Array.from({ length: 601 }, (_, i) => (middle + i - 300) * MINUTE_MS).filter(
    (at) => local(at, schedule.timeZone).minute === Number(schedule.time.slice(3)),
  );
}

const slotsAround = (schedule: Schedule, at: number): number[] =>
  schedule.every === 'hour' ? walkMinutes(schedule, at) : walk(schedule, at);

describe('slots are those of a walk over the calendar', () => {
  test('the latest up to now, with a minute of clock skew', () => {
    fc.assert(
      fc.property(repeating, ({ schedule, now }) => {
        const passed = slotsAround(schedule, now).filter((at) => at <= now + MINUTE_MS);
        expect(latestSlot(schedule, now)).toBe(Math.max(...passed));
      }),
      RUNS,
    );
  });

  test('the first after an instant', () => {
    fc.assert(
      fc.property(repeating, ({ schedule, now }) => {
        const coming = slotsAround(schedule, now).filter((at) => at > now);
        expect(nextSlot(schedule, now)).toBe(Math.min(...coming));
      }),
      RUNS,
    );
  });

  test('the one before a slot', () => {
    fc.assert(
      fc.property(repeating, ({ schedule, now }) => {
        const slot = latestSlot(schedule, now) ?? NaN;
        const before = slotsAround(schedule, slot).filter((at) => at < slot);
        expect(previousSlot(schedule, slot)).toBe(Math.max(...before));
      }),
      RUNS,
    );
  });
});

describe('a slot', () => {
  test('is its own latest slot, and the one after its previous one', () => {
    fc.assert(
      fc.property(repeating, ({ schedule, now }) => {
        const slot = latestSlot(schedule, now) ?? NaN;
        expect(latestSlot(schedule, slot)).toBe(slot);
        expect(nextSlot(schedule, previousSlot(schedule, slot))).toBe(slot);
      }),
      RUNS,
    );
  });

  test('lies on a full minute and never more than a minute ahead', () => {
    fc.assert(
      fc.property(repeating, ({ schedule, now }) => {
        const slot = latestSlot(schedule, now) ?? NaN;
        expect(slot % MINUTE_MS).toBe(0);
        expect(slot).toBeLessThanOrEqual(now + MINUTE_MS);
      }),
      RUNS,
    );
  });

  test('never goes back as time goes on', () => {
    fc.assert(
      fc.property(repeating, fc.integer({ min: 0, max: 40 * DAY_MS }), ({ schedule, now }, later) => {
        expect(latestSlot(schedule, now + later) ?? NaN).toBeGreaterThanOrEqual(
          latestSlot(schedule, now) ?? NaN,
        );
      }),
      RUNS,
    );
  });

  test('is the only one of its civil day where a schedule goes by days', () => {
    fc.assert(
      fc.property(byDays, ({ schedule, now }) => {
        const slot = latestSlot(schedule, now) ?? NaN;
        const { dayOf } = zoneOf(schedule.timeZone);
        expect(dayOf(previousSlot(schedule, slot))).toBeLessThan(dayOf(slot));
      }),
      RUNS,
    );
  });

  test('of once is there from its moment on, for ever, and only it', () => {
    fc.assert(
      fc.property(schedules('once'), ({ schedule, now }) => {
        const at = Temporal.PlainDate.from(schedule.date ?? '').toZonedDateTime({
          timeZone: schedule.timeZone,
          plainTime: schedule.time,
        }).epochMilliseconds;
        expect(latestSlot(schedule, now)).toBe(at <= now + MINUTE_MS ? at : undefined);
        expect(latestSlot(schedule, at)).toBe(at);
        expect(latestSlot(schedule, at - MINUTE_MS - 1)).toBeUndefined();
        expect(nextSlot(schedule, now)).toBe(at > now ? at : undefined);
        expect(previousSlot(schedule, at)).toBe(at - DAY_MS);
      }),
      RUNS,
    );
  });
});
