import { describe, expect, it } from 'vitest';
import type { Schedule } from '../../../../shared/domain/survey/programme.ts';
import {
  latestSlot,
  nextSlot,
  previousSlot,
  scheduleExpression,
} from '../../../../shared/domain/survey/slot.ts';

const a = (over: Partial<Schedule>): Schedule => ({
  every: 'day',
  date: null,
  time: '09:00',
  weekday: null,
  day: null,
  timeZone: 'Europe/Berlin',
  ...over,
});
const at = (text: string): number => Date.parse(text);
const shown = (slot: number | undefined): string | undefined =>
  slot === undefined ? undefined : new Date(slot).toISOString().replace(':00.000Z', 'Z');
const latest = (schedule: Schedule, now: string) => shown(latestSlot(schedule, at(now)));

describe('the latest slot', () => {
  it.each([
    ['day', {}, '2026-12-01T08:00Z', '2026-12-01T08:00Z'],
    ['day before its time', {}, '2026-12-01T07:58:59Z', '2026-11-30T08:00Z'],
    ['day within the skew of clocks', {}, '2026-12-01T07:59:00Z', '2026-12-01T08:00Z'],
    ['week', { every: 'week', weekday: 1 }, '2026-12-03T12:00Z', '2026-11-30T08:00Z'],
    ['month', { every: 'month', day: 28 }, '2026-03-01T12:00Z', '2026-02-28T08:00Z'],
    ['quarter', { every: 'quarter', day: 1 }, '2026-06-30T23:59Z', '2026-04-01T07:00Z'],
    ['quarter of the year before', { every: 'quarter', day: 15 }, '2027-01-14T12:00Z', '2026-10-15T07:00Z'],
    ['hour', { every: 'hour', time: '00:40' }, '2026-12-01T08:00Z', '2026-12-01T07:40Z'],
    ['once', { every: 'once', date: '2026-12-01' }, '2027-05-01T00:00Z', '2026-12-01T08:00Z'],
    ['once to come', { every: 'once', date: '2026-12-01' }, '2026-12-01T07:00Z', undefined],
  ] as const)('of a %s', (_, over, now, slot) => {
    expect(latest(a(over), now)).toBe(slot);
  });

  it('of a time that the clock skips is moved on by the gap', () => {
    expect(latest(a({ time: '02:30' }), '2026-03-29T12:00Z')).toBe('2026-03-29T01:30Z');
    expect(latest(a({ time: '00:00', timeZone: 'America/Sao_Paulo' }), '2018-11-04T12:00Z')).toBe(
      '2018-11-04T03:00Z',
    );
    expect(latest(a({ time: '02:15', timeZone: 'Australia/Lord_Howe' }), '2026-10-04T00:00Z')).toBe(
      '2026-10-03T15:45Z',
    );
  });

  it('of a time skipped up to midnight is on the day after', () => {
    const late = a({ time: '23:30', timeZone: 'America/Nuuk' });
    expect(latest(late, '2026-03-29T01:45Z')).toBe('2026-03-29T01:30Z');
    expect(shown(nextSlot(late, at('2026-03-29T01:10Z')))).toBe('2026-03-29T01:30Z');
  });

  it('of a time that comes twice is the first of the two', () => {
    expect(latest(a({ time: '02:30' }), '2026-10-25T01:45Z')).toBe('2026-10-25T00:30Z');
  });

  it('is another one in each of two like hours', () => {
    const hourly = a({ every: 'hour', time: '00:30' });
    expect(latest(hourly, '2026-10-25T00:45Z')).toBe('2026-10-25T00:30Z');
    expect(latest(hourly, '2026-10-25T01:45Z')).toBe('2026-10-25T01:30Z');
  });

  it('of an hourly schedule follows a clock that is changed by half an hour', () => {
    const hourly = a({ every: 'hour', time: '00:45', timeZone: 'Australia/Lord_Howe' });
    // Back from 02:00 (+11) to 01:30 (+10:30): it is 01:45 twice, half an hour apart.
    expect(latest(hourly, '2026-04-04T14:46Z')).toBe('2026-04-04T14:45Z');
    expect(latest(hourly, '2026-04-04T15:16Z')).toBe('2026-04-04T15:15Z');
    expect(shown(previousSlot(hourly, at('2026-04-04T15:15Z')))).toBe('2026-04-04T14:45Z');
    // On from 02:00 (+10:30) to 02:30 (+11): no clock shows 02:15.
    const skipped = { ...hourly, time: '00:15' };
    expect(latest(skipped, '2026-10-03T16:13Z')).toBe('2026-10-03T14:45Z');
    expect(shown(nextSlot(skipped, at('2026-10-03T14:45Z')))).toBe('2026-10-03T16:15Z');
  });
});

describe('the slot before', () => {
  it.each([
    [{ every: 'quarter', day: 1 }, '2026-04-01T07:00Z', '2026-01-01T08:00Z'],
    [{}, '2026-03-29T07:00Z', '2026-03-28T08:00Z'],
    [{ every: 'once', date: '2026-12-01' }, '2026-12-01T08:00Z', '2026-11-30T08:00Z'],
  ] as const)('%j', (over, slot, before) => {
    expect(shown(previousSlot(a(over), at(slot)))).toBe(before);
  });
});

describe('the expression for EventBridge Scheduler', () => {
  it.each([
    [{ every: 'once', date: '2026-12-01', time: '09:05' }, 'at(2026-12-01T09:05:00)'],
    [{ every: 'hour', time: '00:05' }, 'cron(5 * * * ? *)'],
    [{ every: 'day', time: '09:05' }, 'cron(5 9 * * ? *)'],
    [{ every: 'week', weekday: 7, time: '00:00' }, 'cron(0 0 ? * SUN *)'],
    [{ every: 'week', weekday: 1 }, 'cron(0 9 ? * MON *)'],
    [{ every: 'month', day: 28 }, 'cron(0 9 28 * ? *)'],
    [{ every: 'quarter', day: 1 }, 'cron(0 9 1 1,4,7,10 ? *)'],
  ] as const)('of %j', (over, expression) => {
    expect(scheduleExpression(a(over))).toEqual({ expression, timeZone: 'Europe/Berlin' });
  });

  it('of a time that the clock skips on some night fires an hour later too', () => {
    const expressionOf = (over: Partial<Schedule>): string => scheduleExpression(a(over)).expression;
    expect(expressionOf({ time: '02:30' })).toBe('cron(30 2,3 * * ? *)');
    expect(expressionOf({ every: 'month', day: 28, time: '02:00' })).toBe('cron(0 2,3 28 * ? *)');
    expect(expressionOf({ time: '03:00' })).toBe('cron(0 3 * * ? *)');
    expect(expressionOf({ time: '02:30', timeZone: 'Asia/Shanghai' })).toBe('cron(30 2 * * ? *)');
    expect(expressionOf({ time: '02:15', timeZone: 'Australia/Lord_Howe' })).toBe('cron(15 2,3 * * ? *)');
  });

  it('of a moment that the clock skips is the one it is moved on to', () => {
    const skipped = a({ every: 'once', date: '2026-03-29', time: '02:30' });
    expect(scheduleExpression(skipped).expression).toBe('at(2026-03-29T03:30:00)');
  });
});
