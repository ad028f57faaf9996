import * as z from 'zod';
import type { EpochMs } from '../calendar/time.ts';
import { mailboxIdSchema, type MailboxId } from '../crm/mailbox-id.ts';
import { clientIdSchema, orderNoSchema, type ClientId, type OrderNo } from '../ids.ts';
import { programmeIdSchema } from './programme.ts';
import { waveIdSchema, type WaveRef } from './wave.ts';

export { mailboxIdSchema, type MailboxId };

/**
 * `planned` → `sent` → `answered`; or instead of `sent`: `held-back` (an open complaint), `cooled-down` (asked too recently),
 * `unreachable` (mailbox bounced, opted out or erased since planning), `lapsed` (the wave closed before its turn came);
 * after `sent`: `bounced`.
 */
export const INVITATION_STATES = [
  'planned',
  'sent',
  'answered',
  'held-back',
  'cooled-down',
  'unreachable',
  'bounced',
  'lapsed',
] as const;
export type InvitationState = (typeof INVITATION_STATES)[number];

/** Names an invitation: one person, one wave, one client. Deterministic, so that planning twice plans once. */
export interface InvitationRef extends WaveRef {
  readonly clientId: ClientId;
  readonly mailboxId: MailboxId;
}

export interface Invitation extends InvitationRef {
  readonly state: InvitationState;
  /** `null`: erased, or never to be sent. */
  readonly contactId: string | null;
  /** The order asked about; `null` in relationship waves. */
  readonly orderNo: OrderNo | null;
  /** One of the programme's. */
  readonly language: string;
  /** When its sending began, so never later than the mail. `null`: not sent. */
  readonly sentAt: EpochMs | null;
  readonly remindedAt: EpochMs | null;
  /** First opening the mail provider told of, where it tells. */
  readonly openedAt: EpochMs | null;
  /** Digests of the tokens in its mails: answering by one of them ends all. */
  readonly tokens: readonly string[];
  /** Counts the writes. */
  readonly version: number;
}

export const invitationRefSchema = z.object({
  programmeId: programmeIdSchema,
  waveId: waveIdSchema,
  clientId: clientIdSchema,
  mailboxId: mailboxIdSchema,
}) satisfies z.ZodType<InvitationRef>;

/** Stored form. */
export const invitationSchema = z.object({
  ...invitationRefSchema.shape,
  state: z.enum(INVITATION_STATES),
  contactId: z.string().nullable(),
  orderNo: orderNoSchema.nullable(),
  language: z.string(),
  sentAt: z.int().nullable(),
  remindedAt: z.int().nullable(),
  openedAt: z.int().nullable(),
  tokens: z.array(z.string()).readonly(),
  version: z.int().min(1),
}) satisfies z.ZodType<Invitation>;

/** Why somebody of the audience got no invitation. */
export const SKIP_REASONS = [
  'no-mail',
  'no-consent',
  'opted-out',
  'no-contact',
  'not-delivered',
  'not-sampled',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

/** A mailbox, over all clients and programmes. `version` counts the writes. */
export interface Mailbox {
  readonly mailboxId: MailboxId;
  /** No survey mail goes there any more. */
  readonly blocked: 'opted-out' | 'bounced' | 'complained' | null;
  readonly lastInvitedAt: EpochMs | null;
  /** The invitation being sent, or sent last: what a repeat of its message recognises itself by. */
  readonly lastInvitation: InvitationRef | null;
  /** Until then one worker alone may send it. */
  readonly leasedUntil: EpochMs | null;
  /** Invitations of the last years, for a person's data: `programme wave client`. */
  readonly invitations: readonly InvitationRef[];
  readonly version: number;
}

/** Stored form. */
export const mailboxSchema = z.object({
  mailboxId: mailboxIdSchema,
  blocked: z.enum(['opted-out', 'bounced', 'complained']).nullable(),
  lastInvitedAt: z.int().nullable(),
  lastInvitation: invitationRefSchema.nullable(),
  leasedUntil: z.int().nullable(),
  invitations: z.array(invitationRefSchema).readonly(),
  version: z.int().min(1),
}) satisfies z.ZodType<Mailbox>;
