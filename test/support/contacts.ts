import type { Contact } from '../../shared/domain/crm/contact.ts';
import type { Invitation, Mailbox } from '../../shared/domain/survey/invitation.ts';
import { programmeIdSchema } from '../../shared/domain/survey/programme.ts';
import { waveIdSchema, type WaveRef } from '../../shared/domain/survey/wave.ts';
import { mailboxIdOf } from '../../shared/store/digests.ts';
import { CLIENT, NOW } from './builders.ts';

/** Somebody at the test client, reached by mail. */
export const aContact = (over: Partial<Contact> = {}): Contact => ({
  clientId: CLIENT,
  contactId: 'ann',
  name: 'Ann Example',
  mail: 'ann@acme.example',
  phone: null,
  language: null,
  role: 'decision-maker',
  consent: { mail: 'given', phone: 'unknown' },
  optedOut: false,
  earlierMailboxes: [],
  version: 1,
  createdAt: NOW,
  updatedAt: NOW,
  ...over,
});

/** The mailbox of `aContact`. */
export const MAILBOX = mailboxIdOf('ann@acme.example');

export const WAVE: WaveRef = {
  programmeId: programmeIdSchema.parse('quarterly'),
  waveId: waveIdSchema.parse('2026-04-01T07:00Z'),
};

/** Invited once, by the test client in the test wave. */
export const aMailbox = (over: Partial<Mailbox> = {}): Mailbox => ({
  mailboxId: MAILBOX,
  blocked: null,
  lastInvitedAt: NOW,
  lastInvitation: null,
  leasedUntil: null,
  invitations: [{ ...WAVE, clientId: CLIENT, mailboxId: MAILBOX }],
  version: 1,
  ...over,
});

/** Sent to `aContact` in the test wave. */
export const anInvitation = (over: Partial<Invitation> = {}): Invitation => ({
  ...WAVE,
  clientId: CLIENT,
  mailboxId: MAILBOX,
  state: 'sent',
  contactId: 'ann',
  orderNo: null,
  language: 'en',
  sentAt: NOW,
  remindedAt: null,
  openedAt: null,
  tokens: [],
  version: 1,
  ...over,
});
