import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../../shared/domain/calendar/time.ts';
import type { Case } from '../../../../shared/domain/complaint/case.ts';
import { claimed, LEASE_MS, unknownMailbox } from '../../../../shared/domain/survey/mailbox.ts';
import type { Mailbox } from '../../../../shared/domain/survey/invitation.ts';
import {
  decideInvitation,
  decideReminder,
  unsent,
  type SendCase,
} from '../../../../shared/domain/survey/send-rules.ts';
import { mailboxIdOf } from '../../../../shared/store/digests.ts';
import { clientId, orderNo } from '../../../support/builders.ts';
import { aContact, aMailbox, anInvitation, MAILBOX } from '../../../support/contacts.ts';
import { aProgramme, aProgrammeVersion } from '../../../support/programmes.ts';
import { aWave, SLOT } from '../../../support/survey-desk.ts';

const version = aProgrammeVersion({ coolDownDays: 90, reminderAfterDays: 7 });
const planned = anInvitation({ state: 'planned', sentAt: null });
const OTHER = { ...planned, clientId: clientId('globex') };

const one = (over: Partial<SendCase> = {}): SendCase => ({
  now: SLOT,
  programme: aProgramme(),
  version,
  wave: aWave(aProgramme(), version),
  invitation: planned,
  contact: aContact(),
  addressedTo: MAILBOX,
  mailbox: undefined,
  openCases: [],
  ...over,
});

const aCase = (over: Partial<Case>): Case =>
  ({ kind: 'complaint', state: 'raised', contactId: null, orders: [], ...over }) as Case;

const asked = (days: number, over: Partial<Mailbox> = {}): Mailbox =>
  aMailbox({ lastInvitedAt: SLOT - days * DAY_MS, lastInvitation: OTHER, ...over });

const SEND = { do: 'send' };
const LEAVE = { do: 'leave' };
const WAIT = { do: 'wait' };
const marked = (state: string) => ({ do: 'mark', state });

describe('an invitation', () => {
  it('goes out to somebody who was never asked', () => {
    expect(decideInvitation(one())).toEqual(SEND);
  });

  it.each(['sent', 'answered', 'bounced', 'held-back', 'cooled-down', 'unreachable', 'lapsed'] as const)(
    'that is %s is left',
    (state) => {
      expect(decideInvitation(one({ invitation: anInvitation({ state }) }))).toEqual(LEAVE);
    },
  );

  it.each([
    ['cooled-down', 89],
    ['send', 90],
  ])('is %s when the person was asked by any programme %d days ago', (what, days) => {
    const decision = decideInvitation(one({ mailbox: asked(days) }));
    expect(decision).toEqual(what === 'send' ? SEND : marked(what));
  });

  it('is cooled down to the instant', () => {
    const mailbox = asked(90, { lastInvitedAt: SLOT - 90 * DAY_MS + 1 });
    expect(decideInvitation(one({ mailbox }))).toEqual(marked('cooled-down'));
  });

  it('is not cooled down by its own claim, once the lease has run out', () => {
    const mailbox = claimed(unknownMailbox(MAILBOX), planned, SLOT);
    const at = (now: number) => decideInvitation(one({ mailbox, now }));
    expect([at(SLOT), at(SLOT + LEASE_MS - 1), at(SLOT + LEASE_MS)]).toEqual([WAIT, WAIT, SEND]);
  });

  it('is cooled down by the claim of the same person at another client', () => {
    const mailbox = claimed(unknownMailbox(MAILBOX), OTHER, SLOT);
    expect(decideInvitation(one({ mailbox }))).toEqual(marked('cooled-down'));
  });

  it('waits for another worker where nothing cools down', () => {
    const mailbox = claimed(unknownMailbox(MAILBOX), OTHER, SLOT);
    const free = aProgrammeVersion({ coolDownDays: 0 });
    expect(decideInvitation(one({ mailbox, version: free }))).toEqual(WAIT);
    expect(decideInvitation(one({ mailbox, version: free, now: SLOT + LEASE_MS }))).toEqual(SEND);
  });

  it.each([
    ['a person who was erased', { contact: undefined, addressedTo: undefined }],
    ['a changed address', { addressedTo: mailboxIdOf('new@acme.example') }],
    ['a consent taken back', { contact: aContact({ consent: { mail: 'refused', phone: 'given' } }) }],
    ['a contact who wants none', { contact: aContact({ optedOut: true }) }],
    ['a mailbox that wants none', { mailbox: asked(400, { blocked: 'opted-out' }) }],
    ['a mailbox that bounced', { mailbox: asked(400, { blocked: 'bounced' }) }],
    ['a mailbox that complained', { mailbox: asked(400, { blocked: 'complained' }) }],
  ] satisfies readonly (readonly [string, Partial<SendCase>])[])('does not reach %s', (_, over) => {
    expect(decideInvitation(one(over))).toEqual(marked('unreachable'));
  });

  const aboutOrder = { ...planned, orderNo: orderNo('SO-1') };
  it.each([
    ['of the person', aCase({ contactId: 'ann' }), planned],
    ['of the person, in feedback', aCase({ contactId: 'ann', kind: 'feedback' }), planned],
    ['of the order', aCase({ orders: [orderNo('SO-1')] }), aboutOrder],
    ['of the order, raised by another', aCase({ contactId: 'bob', orders: [orderNo('SO-1')] }), aboutOrder],
    ['that names nobody', aCase({}), planned],
  ])('is held back by an open complaint %s', (_, open, invitation) => {
    expect(decideInvitation(one({ openCases: [open], invitation }))).toEqual(marked('held-back'));
  });

  it.each([
    ['of another person', aCase({ contactId: 'bob' }), planned],
    ['of another order', aCase({ orders: [orderNo('SO-2')] }), aboutOrder],
    ['of an order, where the invitation is about none', aCase({ orders: [orderNo('SO-1')] }), planned],
    ['that is closed', aCase({ contactId: 'ann', state: 'closed' }), planned],
    ['that is feedback of somebody unknown', aCase({ kind: 'feedback' }), planned],
  ])('is not held back by a case %s', (_, open, invitation) => {
    expect(decideInvitation(one({ openCases: [open], invitation }))).toEqual(SEND);
  });

  it('of an erased person is not held back by a case without one', () => {
    const invitation = { ...planned, contactId: null };
    expect(decideInvitation(one({ openCases: [aCase({ orders: [orderNo('SO-9')] })], invitation }))).toEqual(
      SEND,
    );
  });

  it('lapses once its wave is over', () => {
    const { wave } = one();
    const at = (now: number) => decideInvitation(one({ now }));
    expect([at(wave.closesAt - 1), at(wave.closesAt)]).toEqual([SEND, marked('lapsed')]);
    expect(decideInvitation(one({ wave: { ...wave, state: 'closed' } }))).toEqual(marked('lapsed'));
  });

  it.each(['paused', 'ended'] as const)('stays planned while its programme is %s', (state) => {
    expect(decideInvitation(one({ programme: aProgramme({ state }) }))).toEqual(LEAVE);
  });

  it('that is never sent leads to nobody any more', () => {
    expect(unsent(aboutOrder, 'held-back')).toEqual({
      ...aboutOrder,
      state: 'held-back',
      contactId: null,
      orderNo: null,
    });
    expect(unsent(anInvitation({ state: 'sent' }), 'lapsed')).toBeUndefined();
  });
});

describe('a reminder', () => {
  const invitation = anInvitation({ sentAt: SLOT });
  const DUE = SLOT + 7 * DAY_MS;
  const due = (over: Partial<SendCase> = {}): SendCase => one({ invitation, now: DUE, ...over });

  it('goes out some days after the invitation, whatever was sent to the person since', () => {
    expect(decideReminder(due({ now: DUE - 1 }))).toEqual(LEAVE);
    expect(decideReminder(due({ mailbox: asked(1) }))).toEqual(SEND);
  });

  it.each([
    ['after a first one', { invitation: { ...invitation, remindedAt: DUE - 1 } }],
    ['to who answered', { invitation: anInvitation({ state: 'answered', sentAt: SLOT }) }],
    ['to what bounced', { invitation: anInvitation({ state: 'bounced', sentAt: SLOT }) }],
    ['before the invitation', { invitation: planned }],
    ['where the programme has none', { version: aProgrammeVersion({ reminderAfterDays: null }) }],
    ['to a blocked mailbox', { mailbox: asked(7, { blocked: 'complained' }) }],
    ['to a person who was erased', { contact: undefined, addressedTo: undefined }],
    ['while a complaint is open', { openCases: [aCase({ contactId: 'ann' })] }],
    ['while the programme is paused', { programme: aProgramme({ state: 'paused' }) }],
    ['after the end of the wave', { now: SLOT + 30 * DAY_MS }],
  ] satisfies readonly (readonly [string, Partial<SendCase>])[])('never goes out %s', (_, over) => {
    expect(decideReminder(due(over))).toEqual(LEAVE);
  });

  it('waits for another worker', () => {
    const mailbox = claimed(unknownMailbox(MAILBOX), invitation, DUE);
    expect(decideReminder(due({ mailbox }))).toEqual(WAIT);
    expect(decideReminder(due({ mailbox, now: DUE + LEASE_MS }))).toEqual(SEND);
  });
});
