import { describe, expect, it } from 'vitest';
import { zoneOf } from '../../../../shared/domain/calendar/zone.ts';
import { affectsOrders, standingOf, todayIn } from '../../../../shared/domain/contract/versions-standing.ts';
import { firstVersion, type ActiveVersion } from '../../../../shared/domain/contract/versions.ts';
import { at, contractWith, CONTRACT, day, NOW, ZONE } from '../../../support/builders.ts';

const version = (number: number, effectiveFrom: string | null): ActiveVersion =>
  firstVersion({ ...contractWith(), version: number, effectiveFrom }, 'admin-1', NOW);
const ALL = [version(1, null), version(2, '2026-03-01'), version(3, '2026-07-01')];
const on = (date: string) => ALL.map((one) => standingOf(one, ALL, day(date)));

describe('a contract version', () => {
  it('is in force from its first day to the one before the next begins', () => {
    expect(on('2026-02-28').map(({ inForce }) => inForce)).toEqual([true, false, false]);
    expect(on('2026-03-01').map(({ inForce }) => inForce)).toEqual([false, true, false]);
    expect(on('2026-06-30').map(({ inForce }) => inForce)).toEqual([false, true, false]);
    expect(on('2026-07-01').map(({ inForce }) => inForce)).toEqual([false, false, true]);
    expect(on('2026-03-01').map(({ effectiveTo }) => effectiveTo)).toEqual([
      '2026-02-28',
      '2026-06-30',
      null,
    ]);
  });

  it('is superseded once the next one has begun, not when that is activated', () => {
    expect(on('2026-06-30').map(({ status }) => status)).toEqual(['superseded', 'active', 'active']);
    expect(on('2026-07-01').map(({ status }) => status)).toEqual(['superseded', 'superseded', 'active']);
  });

  it('that is no active one is a draft', () => {
    const draft = { contract: { ...CONTRACT, version: 4 }, edit: 'e', editedBy: 'p', editedAt: NOW };
    expect(standingOf(draft, ALL, day('2026-07-01'))).toEqual({
      status: 'draft',
      inForce: false,
      effectiveTo: null,
    });
  });
});

describe('orders that were judged', () => {
  const settleMs = 120_000;
  const affects = (effectiveFrom: string | null, now: string): boolean =>
    affectsOrders({ ...CONTRACT, effectiveFrom }, ZONE, at(now), settleMs);

  it('may be under a version that begins today, or before', () => {
    expect([affects('2026-06-01', '2026-06-01 12:00'), affects('2026-01-01', '2026-06-01 12:00')]).toEqual([
      true,
      true,
    ]);
    expect(affects(null, '2026-06-01 12:00')).toBe(true);
  });

  it('cannot be under one that begins later than facts may be ahead and workers behind', () => {
    expect(affects('2026-06-02', '2026-06-01 23:42')).toBe(false);
    expect(affects('2026-06-02', '2026-06-01 23:43')).toBe(true);
  });
});

it.each(['Europe/Berlin', 'Asia/Shanghai', 'America/Sao_Paulo', 'Pacific/Kiritimati', 'America/Los_Angeles'])(
  'today in %s is the civil day of its zone',
  (zone) => {
    for (const now of [at('2026-03-29 01:59'), at('2026-03-29 03:00'), at('2026-12-31 23:30', zone), NOW])
      expect(todayIn(zone, now)).toBe(zoneOf(zone).dayOf(now));
  },
);
