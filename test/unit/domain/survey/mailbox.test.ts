import { describe, expect, it } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../../../shared/domain/calendar/time.ts';
import { invitationOfTags, tagsOf } from '../../../../shared/domain/survey/mail-tags.ts';
import {
  blocked,
  claimed,
  isLeased,
  LEASE_MS,
  released,
  unknownMailbox,
} from '../../../../shared/domain/survey/mailbox.ts';
import { waveIdOf } from '../../../../shared/domain/survey/wave.ts';
import { CLIENT } from '../../../support/builders.ts';
import { aMailbox, MAILBOX, WAVE } from '../../../support/contacts.ts';
import { SLOT } from '../../../support/survey-desk.ts';

const REF = { ...WAVE, clientId: CLIENT, mailboxId: MAILBOX };

describe('a mailbox that is claimed', () => {
  it('belongs to one worker until the lease has run out', () => {
    const claim = claimed(unknownMailbox(MAILBOX), REF, SLOT);
    expect(claim).toEqual({
      mailboxId: MAILBOX,
      blocked: null,
      lastInvitedAt: SLOT,
      lastInvitation: REF,
      leasedUntil: SLOT + LEASE_MS,
      invitations: [REF],
      version: 1,
    });
    expect([isLeased(claim, SLOT + LEASE_MS - 1), isLeased(claim, SLOT + LEASE_MS)]).toEqual([true, false]);
  });

  it('names an invitation once, and forgets those of more than ten years ago', () => {
    const old = { ...REF, waveId: waveIdOf(SLOT - 11 * 365 * DAY_MS) };
    const recent = { ...REF, waveId: waveIdOf(SLOT - 9 * 365 * DAY_MS) };
    const mailbox = aMailbox({ invitations: [old, recent, REF] });
    expect(claimed(mailbox, REF, SLOT).invitations).toEqual([recent, REF]);
  });

  it('names the last thousand invitations, so that it fits into an item for ever', () => {
    const waves = Array.from({ length: 1000 }, (_, i) => waveIdOf(SLOT - (1000 - i) * 60 * MINUTE_MS));
    const mailbox = aMailbox({ invitations: waves.map((waveId) => ({ ...REF, waveId })) });
    const { invitations } = claimed(mailbox, REF, SLOT);
    expect([invitations.length, invitations[0]?.waveId, invitations.at(-1)]).toEqual([1000, waves[1], REF]);
  });

  it('is as before when it is given back, at the next version', () => {
    const before = aMailbox({ version: 3 });
    expect(released(before, claimed(before, REF, SLOT))).toEqual({ ...before, version: 5 });
  });
});

describe('a block', () => {
  it('is put on, and stays', () => {
    expect(blocked(unknownMailbox(MAILBOX), 'bounced')).toMatchObject({ blocked: 'bounced', version: 1 });
    expect(blocked(aMailbox({ blocked: 'bounced' }), 'bounced')).toBeUndefined();
    expect(blocked(aMailbox({ blocked: 'opted-out' }), 'bounced')).toBeUndefined();
  });

  it('gives way to a complaint, which gives way to nothing', () => {
    expect(blocked(aMailbox({ blocked: 'opted-out' }), 'complained')?.blocked).toBe('complained');
    expect(blocked(aMailbox({ blocked: 'complained' }), 'complained')).toBeUndefined();
    expect(blocked(aMailbox({ blocked: 'complained' }), 'bounced')).toBeUndefined();
  });
});

describe('tags', () => {
  it('name the invitation in characters that SES takes', () => {
    expect(Object.values(tagsOf(REF)).every((value) => /^[A-Za-z0-9_.@-]{1,256}$/.test(value))).toBe(true);
    expect(invitationOfTags(tagsOf(REF))).toEqual(REF);
  });

  it('of other mails name none', () => {
    expect(invitationOfTags({ client: 'acme', case: '01ABC' })).toBeUndefined();
    expect(invitationOfTags({ ...tagsOf(REF), wave: 'soon' })).toBeUndefined();
  });
});
