import { readSmallCsv } from './small-csv.ts';

/** A contact as POST /v1/clients/{clientId}/contacts/import takes it; whether it is sound is for the API to say. */
export interface ContactCsvRow {
  /** Where it ends in the file, from 1; the heading is line 1. */
  readonly line: number;
  readonly contact: Readonly<Record<string, unknown>>;
}

export const CONTACT_COLUMNS = [
  'contactId',
  'name',
  'mail',
  'phone',
  'language',
  'role',
  'mailConsent',
  'phoneConsent',
  'optedOut',
] as const;

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

/**
 * Contacts as CSV in UTF-8: columns `contactId`, `name` and, if wanted, the others of `CONTACT_COLUMNS`. An empty cell leaves
 * things as they are. Throws `SetupError` for a file that cannot be read so.
 */
export const readContactCsv = (content: Uint8Array, file: string): readonly ContactCsvRow[] =>
  readSmallCsv(content, file, CONTACT_COLUMNS, ['contactId', 'name']).map(({ line, cells }) => ({
    line,
    contact: contactOf(cells),
  }));

function contactOf(cells: Readonly<Record<string, string>>): ContactCsvRow['contact'] {
  const { contactId, name, mail, phone, language, role, mailConsent, phoneConsent, optedOut } = cells;
  const consent = {
    ...(mailConsent && { mail: mailConsent }),
    ...(phoneConsent && { phone: phoneConsent }),
  };
  return {
    contactId,
    name,
    ...(mail && { mail }),
    ...(phone && { phone }),
    ...(language && { language }),
    ...(role && { role }),
    ...(Object.keys(consent).length > 0 && { consent }),
    // Anything but true and false goes as it is written: the API says what is wrong with it.
    ...(optedOut && { optedOut: BOOLEANS.get(optedOut.toLowerCase()) ?? optedOut }),
  };
}
