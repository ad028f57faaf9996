import { HOUR_MS, MINUTE_MS, type EpochMs } from '../calendar/time.ts';
import type { Contact } from '../crm/contact.ts';
import type { Mailbox, SkipReason } from './invitation.ts';
import type { ProgrammeVersion } from './programme.ts';
import { slotOf, type Wave } from './wave.ts';

/** Who of an audience is invited, and whose turn it is. Pure; what is read for it is in shared/app/surveys/audience.ts. */

/** Why a person gets no survey mail at all; `undefined`: mail may be sent. Only consent that was given counts. */
export function unreachableReason(
  { mail, consent, optedOut }: Contact,
  mailbox: Mailbox | undefined,
): SkipReason | undefined {
  if (mail === null) return 'no-mail';
  if (consent.mail !== 'given') return 'no-consent';
  return optedOut || mailbox?.blocked === 'opted-out' ? 'opted-out' : undefined;
}

/** How far ahead of its arrival a fact may be dated before it is put aside. */
const CLOCK_SKEW_MS = 15 * MINUTE_MS;

/**
 * A delivery is noted before it is recorded, by a worker that may run for a minute: read earlier, the order would be none, and
 * its note might not be there yet.
 */
export const RECORDED_WITHIN_MS = 1.5 * MINUTE_MS;

const delayOf = ({ delayHours }: Pick<ProgrammeVersion, 'delayHours'>): number => delayHours * HOUR_MS;

/** When deliveries were noted that a wave may ask about: from `from` on and before `to`. */
export const notedWithin = (
  { waveId, previousSlotAt }: Wave,
  version: ProgrammeVersion,
): { readonly from: EpochMs; readonly to: EpochMs } => ({
  from: previousSlotAt - Math.max(delayOf(version), RECORDED_WITHIN_MS) - CLOCK_SKEW_MS,
  to: slotOf(waveId) + 1,
});

export interface NotedDelivery {
  readonly deliveredAt: EpochMs;
  readonly notedAt: EpochMs;
}

/**
 * Whether a delivery falls to a wave: its turn comes once the delay after it is over, and not before it is surely recorded. Each falls
 * to one wave of a programme, also when it was told of late.
 */
export function fallsTo(
  { deliveredAt, notedAt }: NotedDelivery,
  { waveId, previousSlotAt }: Wave,
  version: ProgrammeVersion,
): boolean {
  const turnAt = Math.max(notedAt + RECORDED_WITHIN_MS, deliveredAt + delayOf(version));
  return turnAt > previousSlotAt && turnAt <= slotOf(waveId);
}
