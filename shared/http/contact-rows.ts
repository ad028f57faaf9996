import * as z from 'zod';
import type { ReadContactRow } from '../domain/crm/contact-edits.ts';
import { fieldErrors } from './input.ts';
import { issueText } from './issue-text.ts';
import { contactRowSchema } from './routes/contacts.ts';

const namedSchema = z.object({ contactId: z.string() });

/** One contact of an import: what it says, or what is wrong with it, so that a wrong one never holds up the others. */
export function readContactRow(value: unknown): ReadContactRow {
  const parsed = contactRowSchema.safeParse(value, { error: issueText });
  if (parsed.success) return { ok: true, row: parsed.data };
  const named = namedSchema.safeParse(value);
  return {
    ok: false,
    contactId: named.data?.contactId.slice(0, 200) ?? null,
    errors: fieldErrors(parsed.error),
  };
}
