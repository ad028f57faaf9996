import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../shared/domain/calendar/time.ts';
import { fallsTo, notedWithin, unreachableReason } from '../../../../shared/domain/survey/audience.ts';
import type { Wave } from '../../../../shared/domain/survey/wave.ts';
import { aContact, aMailbox } from '../../../support/contacts.ts';
import { aProgramme, aProgrammeVersion } from '../../../support/programmes.ts';
import { aWave, SLOT } from '../../../support/survey-desk.ts';

describe('survey mail is sent', () => {
  it('to a contact who agreed to it', () => {
    expect(unreachableReason(aContact(), undefined)).toBeUndefined();
    expect(unreachableReason(aContact(), aMailbox())).toBeUndefined();
  });

  it.each([
    ['no-mail', aContact({ mail: null }), undefined],
    ['no-consent', aContact({ consent: { mail: 'unknown', phone: 'given' } }), undefined],
    ['no-consent', aContact({ consent: { mail: 'refused', phone: 'given' } }), undefined],
    ['opted-out', aContact({ optedOut: true }), undefined],
    ['opted-out', aContact(), aMailbox({ blocked: 'opted-out' })],
  ])('to nobody with %s', (reason, contact, mailbox) => {
    expect(unreachableReason(contact, mailbox)).toBe(reason);
  });
});

describe('a delivery falls to the wave', () => {
  const version = aProgrammeVersion({ delayHours: 24 });
  const previousSlotAt = SLOT - DAY_MS;
  const wave: Wave = aWave(aProgramme(), version, SLOT, { previousSlotAt });
  const next: Wave = aWave(aProgramme(), version, SLOT + DAY_MS, { previousSlotAt: SLOT });
  /** Delivered and noted so many milliseconds before the slot less the delay. */
  const delivered = (before: number, notedAfter = 0) => {
    const deliveredAt = SLOT - 24 * HOUR_MS - before;
    return { deliveredAt, notedAt: deliveredAt + notedAfter };
  };

  it('before whose slot its delay is over, to the instant', () => {
    expect([fallsTo(delivered(0), wave, version), fallsTo(delivered(0), next, version)]).toEqual([
      true,
      false,
    ]);
    expect([fallsTo(delivered(-1), wave, version), fallsTo(delivered(-1), next, version)]).toEqual([
      false,
      true,
    ]);
    expect(fallsTo(delivered(DAY_MS), wave, version)).toBe(false);
    expect(fallsTo(delivered(DAY_MS - 1), wave, version)).toBe(true);
  });

  it('that comes after it was told of, however late that was', () => {
    const late = delivered(10 * DAY_MS, 10 * DAY_MS + 2 * HOUR_MS + 24 * HOUR_MS);
    expect(late.notedAt).toBe(SLOT + 2 * HOUR_MS);
    expect([fallsTo(late, wave, version), fallsTo(late, next, version)]).toEqual([false, true]);
  });

  it('that comes once it is surely recorded, a minute and a half after its note', () => {
    const notedBefore = (ms: number) => ({ deliveredAt: SLOT - 10 * DAY_MS, notedAt: SLOT - ms });
    const inWaves = (ms: number) => [
      fallsTo(notedBefore(ms), wave, version),
      fallsTo(notedBefore(ms), next, version),
    ];
    expect(inWaves(1.5 * MINUTE_MS)).toEqual([true, false]);
    expect(inWaves(1.5 * MINUTE_MS - 1)).toEqual([false, true]);
    const soon = { ...version, delayHours: 0 };
    const { from } = notedWithin(next, soon);
    expect(from).toBeLessThanOrEqual(SLOT - 1.5 * MINUTE_MS);
  });

  it('among the notes that are read for it', () => {
    const { from, to } = notedWithin(wave, version);
    const isRead = (notedAt: number): boolean => notedAt >= from && notedAt < to;
    // Noted at once, at the slot itself, and by a clock fifteen minutes behind that of the delivery.
    expect(isRead(delivered(DAY_MS - 1).notedAt)).toBe(true);
    expect(isRead(SLOT)).toBe(true);
    expect(isRead(delivered(DAY_MS - 1, -15 * MINUTE_MS).notedAt)).toBe(true);
    expect(isRead(SLOT + 1)).toBe(false);
  });
});
