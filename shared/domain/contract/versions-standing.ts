import { formatDay, MINUTE_MS, parseDay, type EpochDay, type EpochMs } from '../calendar/time.ts';
import { zoneOf } from '../calendar/zone.ts';
import type { DateText } from './calendar-terms.ts';
import type { Contract } from './contract.ts';
import { contractOn } from './in-force.ts';
import type { ActiveVersion, ContractVersion } from './versions.ts';

/** `superseded`: a later version has begun. Orders placed before that are still judged under it. */
export type VersionStatus = 'draft' | 'active' | 'superseded';

/** Where a version stands on a day. */
export interface Standing {
  readonly status: VersionStatus;
  /** Whether orders placed that day are under it. */
  readonly inForce: boolean;
  /** The last day of orders under it; `null` = until another version is activated. */
  readonly effectiveTo: DateText | null;
}

/** Where a version stands on the civil day `today` beside the active ones, which come oldest first. */
export function standingOf(
  { contract }: ContractVersion,
  active: readonly ActiveVersion[],
  today: EpochDay,
): Standing {
  const contracts = active.map((one) => one.contract);
  const at = contracts.findIndex(({ version }) => version === contract.version);
  if (at < 0) return { status: 'draft', inForce: false, effectiveTo: null };
  const next = contracts[at + 1]?.effectiveFrom ?? null;
  const begins = next === null ? undefined : parseDay(next);
  const current = contractOn({ timeZone: contract.timeZone, contracts }, today);
  return {
    status: begins !== undefined && begins <= today ? 'superseded' : 'active',
    inForce: current.version === contract.version,
    effectiveTo: begins === undefined ? null : formatDay(begins - 1),
  };
}

/** Today in the client's zone. Asks Intl, so that a function that needs no other day need not carry Temporal. */
export function todayIn(timeZone: string, now: EpochMs): EpochDay {
  // `en-CA` writes civil dates as ISO 8601 does.
  const parts = { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const today = parseDay(new Intl.DateTimeFormat('en-CA', parts).format(now));
  if (today === undefined) throw new Error(`no civil date of ${timeZone}`);
  return today;
}

// Facts may be dated so far ahead of their arrival (see `decide`), and workers judge by terms read a little earlier.
const AHEAD_MS = 15 * MINUTE_MS;

/**
 * Whether an order judged before every worker knows a version may be under it: only a version that begins later than
 * that needs no re-judging pass. `settleMs`: how long after `now` workers may still judge by the terms before.
 */
export function affectsOrders(
  { effectiveFrom }: Contract,
  timeZone: string,
  now: EpochMs,
  settleMs: number,
): boolean {
  const begins = effectiveFrom === null ? undefined : parseDay(effectiveFrom);
  return begins === undefined || zoneOf(timeZone).startOfDay(begins) <= now + AHEAD_MS + settleMs;
}
