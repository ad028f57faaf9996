import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { SetupError } from '../../../scripts/lib/console.mjs';
import { readContactCsv } from '../../../scripts/lib/contact-csv.ts';
import { readContactRow } from '../../../shared/http/contact-rows.ts';

const read = (text: string) => readContactCsv(Buffer.from(text), 'contacts.csv');

describe('contacts as CSV', () => {
  it('are read with the line of each row; an empty cell says nothing', () => {
    expect(
      read(
        [
          '\uFEFFname,contactId,mail,phone,language,role,mailConsent,phoneConsent,optedOut',
          '"Example, Ann",ann,ann@acme.example,+49 40 123456,de,finance,given,refused,TRUE',
          '',
          'Bob,bob,,,,,,unknown,',
          'Cay,cay,,,,,,,',
        ].join('\r\n'),
      ),
    ).toEqual([
      {
        line: 2,
        contact: {
          contactId: 'ann',
          name: 'Example, Ann',
          mail: 'ann@acme.example',
          phone: '+49 40 123456',
          language: 'de',
          role: 'finance',
          consent: { mail: 'given', phone: 'refused' },
          optedOut: true,
        },
      },
      { line: 4, contact: { contactId: 'bob', name: 'Bob', consent: { phone: 'unknown' } } },
      { line: 5, contact: { contactId: 'cay', name: 'Cay' } },
    ]);
  });

  it('leave what is no truth value to the API, which says what is wrong', () => {
    const [row] = read('contactId,name,optedOut\nann,Ann,maybe');
    expect(readContactRow(row?.contact)).toEqual({
      ok: false,
      contactId: 'ann',
      errors: [{ path: 'optedOut', detail: 'must be true or false' }],
    });
  });

  it('as the documentation has them are taken', async () => {
    const document = await readFile('docs/contacts.md', 'utf8');
    const [, sample = ''] = /```\n(contactId,[^`]+)```/.exec(document) ?? [];
    const rows = read(sample).map(({ contact }) => readContactRow(contact));
    expect(rows.map(({ ok }) => ok)).toEqual([true, true, true]);
  });

  it.each([
    ['name\nAnn', 'contacts.csv: the first line has no column contactId'],
    ['contactId\nann', 'contacts.csv: the first line has no column name'],
    [
      'contactId,name,fax',
      'contacts.csv: unknown columns fax; known are contactId, name, mail, phone, language, role, mailConsent, phoneConsent, optedOut',
    ],
  ])('are refused with the remedy: %j', (text, message) => {
    expect(() => read(text)).toThrow(new SetupError(message));
  });
});
