import { describe, expect, test } from 'vitest';
import { zoneOf } from '../../../../shared/domain/calendar/zone.ts';
import {
  commitmentOf,
  firstInstant,
  holdsOf,
  lastInstant,
  shiftByHolds,
} from '../../../../shared/domain/ledger/deadline.ts';
import { fold } from '../../../../shared/domain/ledger/fold.ts';
import { ZONE, at, day, fact, placed } from '../../../support/builders.ts';

const BERLIN = zoneOf(ZONE);
const NEW_YORK = zoneOf('America/New_York');

describe('commitmentOf', () => {
  test('a date runs from midnight to midnight at the place of delivery and counts on that date', () => {
    const found = commitmentOf(placed(), { date: day('2026-03-10') }, NEW_YORK, BERLIN);
    expect([found.startAt, found.endAt + 1, found.day]).toEqual([
      at('2026-03-10 00:00', 'America/New_York'),
      at('2026-03-11 00:00', 'America/New_York'),
      day('2026-03-10'),
    ]);
  });

  test('a window counts on the day of its end in the zone of the contract', () => {
    const to = at('2026-03-10 22:00', 'America/New_York');
    expect(commitmentOf(placed(), { to }, NEW_YORK, BERLIN).day).toBe(day('2026-03-11'));
  });

  test('a date on which the clock is put forward has 23 hours', () => {
    const { startAt, endAt } = commitmentOf(placed(), { date: day('2026-03-29') }, BERLIN, BERLIN);
    expect(endAt + 1 - startAt!).toBe(23 * 3_600_000);
  });
});

describe('holdsOf', () => {
  const held = (when: string, reason?: string, by: 'client' | 'provider' = 'client') =>
    fact('order.held', when, { reason, by });
  const released = (when: string, reason?: string) => fact('order.released', when, { reason });
  const holds = (...facts: ReturnType<typeof held>[]) => holdsOf(fold(facts));

  test('an order that was never held has none', () => {
    expect(holds(placed())).toEqual([]);
  });

  test('one lasts from the hold to the release', () => {
    expect(holds(held('2026-03-04 10:00'), released('2026-03-05 10:00'))).toEqual([
      { from: at('2026-03-04 10:00'), to: at('2026-03-05 10:00') },
    ]);
  });

  test('overlapping ones are joined until the last reason is gone', () => {
    const facts = [
      held('2026-03-04 10:00', 'stock'),
      held('2026-03-05 10:00', 'credit'),
      released('2026-03-06 10:00', 'stock'),
      released('2026-03-07 10:00', 'credit'),
    ];
    expect(holds(...facts)).toEqual([{ from: at('2026-03-04 10:00'), to: at('2026-03-07 10:00') }]);
  });

  test('a release without a reason ends all', () => {
    const facts = [
      held('2026-03-04 10:00', 'stock'),
      held('2026-03-05 10:00', 'credit'),
      released('2026-03-06 10:00'),
    ];
    expect(holds(...facts)).toEqual([{ from: at('2026-03-04 10:00'), to: at('2026-03-06 10:00') }]);
  });

  test('one that still stands has no end', () => {
    expect(holds(held('2026-03-04 10:00'))).toEqual([{ from: at('2026-03-04 10:00'), to: undefined }]);
  });

  test('a hold by the provider is none', () => {
    expect(holds(held('2026-03-04 10:00', 'stock', 'provider'))).toEqual([]);
  });

  test('a release without a hold is none', () => {
    expect(holds(released('2026-03-04 10:00'))).toEqual([]);
  });
});

describe('shiftByHolds', () => {
  test('moves the deadline by each hold that began before it, moved as it is by then', () => {
    expect(
      shiftByHolds(100, [
        { from: 50, to: 70 },
        { from: 110, to: 115 },
      ]),
    ).toBe(125);
  });

  test('leaves it where a hold began after it', () => {
    expect(shiftByHolds(100, [{ from: 101, to: 200 }])).toBe(100);
  });

  test('is undefined while the clock stands still', () => {
    expect(shiftByHolds(100, [{ from: 50, to: undefined }])).toBeUndefined();
  });
});

const by = (granularity: 'day' | 'minute', toleranceMinutes = 0) => ({ granularity, toleranceMinutes });

describe('granularity', () => {
  test('the last instant of a day or of a minute', () => {
    const end = at('2026-03-10 12:30:15');
    expect(lastInstant(end, by('day'), BERLIN)).toBe(at('2026-03-11 00:00') - 1);
    expect(lastInstant(end, by('minute'), BERLIN)).toBe(at('2026-03-10 12:31') - 1);
  });

  test('the first instant of a day or of a minute', () => {
    const start = at('2026-03-10 12:30:15');
    expect(firstInstant(start, by('day'), BERLIN)).toBe(at('2026-03-10 00:00'));
    expect(firstInstant(start, by('minute'), BERLIN)).toBe(at('2026-03-10 12:30'));
  });

  test('whole days of tolerance are civil days where civil days are judged, however long they are', () => {
    const twoDays = by('day', 2 * 1440);
    // Clocks go forward on 29 March and back on 25 October.
    expect(lastInstant(at('2026-03-28 12:00'), twoDays, BERLIN)).toBe(at('2026-03-31 00:00') - 1);
    expect(lastInstant(at('2026-10-24 12:00'), twoDays, BERLIN)).toBe(at('2026-10-27 00:00') - 1);
    expect(firstInstant(at('2026-03-30 12:00'), twoDays, BERLIN)).toBe(at('2026-03-28 00:00'));
    expect(firstInstant(at('2026-10-26 12:00'), twoDays, BERLIN)).toBe(at('2026-10-24 00:00'));
  });

  test('any other tolerance is elapsed time', () => {
    expect(lastInstant(at('2026-10-24 12:00'), by('day', 1500), BERLIN)).toBe(at('2026-10-26 00:00') - 1);
    expect(lastInstant(at('2026-10-24 12:00'), by('minute', 1440), BERLIN)).toBe(at('2026-10-25 11:01') - 1);
    expect(firstInstant(at('2026-10-26 12:00'), by('minute', 1440), BERLIN)).toBe(at('2026-10-25 12:00'));
    expect(firstInstant(at('2026-10-26 12:00'), by('day', 90), BERLIN)).toBe(at('2026-10-25 22:30'));
  });
});
