import type { EpochMs } from '../domain/calendar/time.ts';
import type { ClientId, OrderNo } from '../domain/ids.ts';
import type { Invitation, InvitationRef, SkipReason } from '../domain/survey/invitation.ts';
import type { ProgrammeId } from '../domain/survey/programme.ts';
import type { Wave, WaveRef } from '../domain/survey/wave.ts';

export interface WavePage {
  readonly waves: readonly Wave[];
  readonly next?: string;
}

/** What planning a client did for whom it invited nobody. */
export interface Skipped {
  readonly clientId: ClientId;
  readonly reasons: Readonly<Partial<Record<SkipReason, number>>>;
}

export interface InvitationPage {
  readonly invitations: readonly Invitation[];
  /** Opaque; there are more. */
  readonly next?: string;
}

export interface WaveStore {
  find(ref: WaveRef): Promise<Wave | undefined>;
  /** Writes it, once; `false` when it is there already. It then is among the open ones until it is closed. */
  begin(wave: Wave): Promise<boolean>;
  close(ref: WaveRef): Promise<void>;
  /** Every open wave, of one programme or of all. */
  open(programmeId?: ProgrammeId): Promise<readonly WaveRef[]>;
  /** Newest first. */
  list(programmeId: ProgrammeId, after: string | undefined, limit: number): Promise<WavePage>;
  /** Writes what one client's planning skipped; a repeat writes it over. Call it only where somebody was. */
  saveSkipped(ref: WaveRef, skipped: Skipped): Promise<void>;
  skipped(ref: WaveRef, clientId?: ClientId): Promise<readonly Skipped[]>;
}

export interface InvitationStore {
  find(ref: InvitationRef): Promise<Invitation | undefined>;
  findMany(refs: readonly InvitationRef[]): Promise<readonly Invitation[]>;
  /** Writes a planned one, once. `ttl` in seconds since 1970. `false` when there is one already. */
  plan(invitation: Invitation, ttl: number): Promise<boolean>;
  /** `false` when the stored version is not `invitation.version − 1`. */
  update(invitation: Invitation): Promise<boolean>;
  /** Of a wave, or of one client in it, page by page. */
  list(wave: WaveRef, clientId: ClientId | undefined, after: string | undefined): Promise<InvitationPage>;
}

/** Counts what goes out on a day, for programmes with a most per day. */
export interface DailyAllowance {
  /** Takes up to `wanted` of what is left of `most` on that civil day, and answers how many. */
  take(programmeId: ProgrammeId, day: string, wanted: number, most: number): Promise<number>;
  /** Gives back what was taken that day and surely did not go out. */
  giveBack(programmeId: ProgrammeId, day: string, unused: number): Promise<void>;
}

/** Links: only a digest of a token is kept. */
export interface SurveyToken extends InvitationRef {
  /** `<digest>` under which it is kept. */
  readonly digest: string;
  readonly expiresAt: EpochMs;
}

export interface TokenStore {
  save(token: SurveyToken): Promise<void>;
  find(digest: string): Promise<SurveyToken | undefined>;
}

/** SHA-256 of a token, base64url. */
export type TokenDigest = (token: string) => string;

/** Delivered orders that a transactional programme may ask about. */
export interface DueDelivery {
  readonly clientId: ClientId;
  readonly orderNo: OrderNo;
  readonly deliveredAt: EpochMs;
  /** When it was recorded: late news are not missed. */
  readonly notedAt: EpochMs;
}

export interface DueDeliveries {
  /** Of distinct orders. */
  note(deliveries: readonly DueDelivery[]): Promise<void>;
  /** Noted from `from` on and before `to`, those noted last first, page by page; an order as often as it was noted. */
  list(clientId: ClientId, from: EpochMs, to: EpochMs): AsyncIterable<readonly DueDelivery[]>;
}
