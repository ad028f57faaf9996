import { describe, expect, it } from 'vitest';
import {
  fieldsOf,
  fieldsOver,
  mailStatusOf,
  writtenContact,
} from '../../../../shared/domain/crm/contact-edits.ts';
import { mailboxIdOf } from '../../../../shared/store/digests.ts';
import { CLIENT, NOW } from '../../../support/builders.ts';
import { aContact, MAILBOX } from '../../../support/contacts.ts';

describe('the mail status', () => {
  it.each([
    [null, false, 'opted-out', 'none'],
    ['ann@acme.example', false, null, 'ok'],
    ['ann@acme.example', true, null, 'opted-out'],
    ['ann@acme.example', false, 'opted-out', 'opted-out'],
    ['ann@acme.example', true, 'bounced', 'bounced'],
  ] as const)('of %s, opted out %s, with a mailbox %s is %s', (mail, optedOut, blocked, status) => {
    expect(mailStatusOf({ mail, optedOut }, { blocked })).toBe(status);
  });

  it('asks for no mailbox to which nothing was ever sent', () => {
    expect(mailStatusOf(aContact(), undefined)).toBe('ok');
  });
});

describe('writing a contact down', () => {
  const write = (known: ReturnType<typeof aContact> | undefined, mail: string | null) => {
    const fields = { ...fieldsOf(known ?? aContact()), mail };
    return writtenContact(known, { clientId: CLIENT, contactId: 'ann', fields, now: NOW + 1 }, mailboxIdOf);
  };

  it('begins at version 1, and goes on from the one that is there', () => {
    expect(write(undefined, null)).toMatchObject({ version: 1, createdAt: NOW + 1, updatedAt: NOW + 1 });
    expect(write(aContact({ version: 4 }), null)).toMatchObject({
      version: 5,
      createdAt: NOW,
      updatedAt: NOW + 1,
    });
  });

  it('keeps the mailbox of an address that goes, once, and none of one that comes back', () => {
    const moved = write(aContact(), 'ann@new.example');
    expect(moved.earlierMailboxes).toEqual([MAILBOX]);
    expect(write(moved, 'ann@new.example').earlierMailboxes).toEqual([MAILBOX]);
    expect(write(moved, 'Ann@Acme.example').earlierMailboxes).toEqual([mailboxIdOf('ann@new.example')]);
  });
});

describe('a row of an import', () => {
  const KNOWN = aContact({
    phone: '+49 40 123456',
    language: 'de',
    consent: { mail: 'refused', phone: 'given' },
    optedOut: true,
  });

  it('has the defaults of a new contact', () => {
    expect(fieldsOver(undefined, { contactId: 'ann', name: 'Ann' })).toEqual({
      name: 'Ann',
      mail: null,
      phone: null,
      language: null,
      role: 'other',
      consent: { mail: 'unknown', phone: 'unknown' },
      optedOut: false,
    });
  });

  it('leaves what it leaves out', () => {
    expect(fieldsOver(KNOWN, { contactId: 'ann', name: KNOWN.name })).toEqual(fieldsOf(KNOWN));
  });

  it('empties with null, and changes each consent by itself', () => {
    const row = { contactId: 'ann', name: 'Ann', mail: null, consent: { phone: 'refused' } } as const;
    expect(fieldsOver(KNOWN, { ...row, optedOut: false })).toEqual({
      ...fieldsOf(KNOWN),
      name: 'Ann',
      mail: null,
      consent: { mail: 'refused', phone: 'refused' },
      optedOut: false,
    });
  });
});
