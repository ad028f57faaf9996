import type { Contact } from '../../domain/crm/contact.ts';
import {
  fieldsOf,
  fieldsOver,
  writtenContact,
  type ContactRow,
  type ReadContactRow,
} from '../../domain/crm/contact-edits.ts';
import type { FieldError } from '../../domain/errors.ts';
import type { ClientId } from '../../domain/ids.ts';
import { sameJson } from '../same-json.ts';
import { untilDone } from '../until-done.ts';
import { auditContact, type ContactCommand, type ContactsDeps } from './contact-deps.ts';

export interface ContactRowResult {
  readonly index: number;
  readonly contactId: string | null;
  readonly outcome: 'created' | 'changed' | 'unchanged' | 'refused';
  readonly errors?: readonly FieldError[];
}

const ROWS_AT_ONCE = 10;

const TWICE: readonly FieldError[] = [{ path: 'contactId', detail: 'stands in an earlier row as well' }];

/**
 * Adds and changes many contacts, each row by itself: a wrong one is refused and keeps no other back, a contact that is
 * there is written over, a repeat changes nothing. Results come in the order of the rows. Throws `forbidden`, `not-found`.
 */
export async function importContacts(
  deps: ContactsDeps,
  command: ContactCommand,
  rows: readonly ReadContactRow[],
): Promise<readonly ContactRowResult[]> {
  const { principal } = command;
  const { clientId } = await deps.authorizer.authorizeClient(principal, 'contacts:write', command.clientId);
  const first = firstRows(rows);
  const stored = await deps.contacts.findMany(clientId, [...first.keys()]);
  const known = new Map(stored.map((contact) => [contact.contactId, contact]));
  const take = async (read: ReadContactRow, index: number): Promise<ContactRowResult> => {
    if (!read.ok) return { index, contactId: read.contactId, outcome: 'refused', errors: read.errors };
    const { contactId } = read.row;
    if (first.get(contactId) !== index) return { index, contactId, outcome: 'refused', errors: TWICE };
    const outcome = await writeRow(deps, clientId, read.row, known.get(contactId), command.now);
    return { index, contactId, outcome };
  };
  const results: ContactRowResult[] = [];
  for (let i = 0; i < rows.length; i += ROWS_AT_ONCE)
    results.push(...(await Promise.all(rows.slice(i, i + ROWS_AT_ONCE).map((row, k) => take(row, i + k)))));
  const done = results.filter(({ outcome }) => outcome === 'created' || outcome === 'changed').length;
  if (done > 0) await auditContact(deps, command, 'contacts:write', `${String(done)} imported`);
  return results;
}

/** The first readable row of each id. */
function firstRows(rows: readonly ReadContactRow[]): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  for (const [index, read] of rows.entries())
    if (read.ok && !first.has(read.row.contactId)) first.set(read.row.contactId, index);
  return first;
}

/** Where somebody else was quicker, the row goes over what stands then. */
async function writeRow(
  { contacts, mailboxIdOf }: ContactsDeps,
  clientId: ClientId,
  row: ContactRow,
  known: Contact | undefined,
  now: number,
): Promise<'created' | 'changed' | 'unchanged'> {
  const { contactId } = row;
  let standing = known;
  let outcome: 'created' | 'changed' | 'unchanged' = 'unchanged';
  await untilDone(async () => {
    const fields = fieldsOver(standing, row);
    if (standing && sameJson(fieldsOf(standing), fields)) return true;
    const contact = writtenContact(standing, { clientId, contactId, fields, now }, mailboxIdOf);
    const isSaved = await contacts.save(contact);
    if (isSaved) outcome = standing ? 'changed' : 'created';
    else standing = await contacts.find(clientId, contactId);
    return isSaved;
  });
  return outcome;
}
