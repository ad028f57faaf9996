import * as z from 'zod';
import type { ReadRow } from '../domain/crm/registry-import.ts';
import { fieldErrors } from './input.ts';
import { issueText } from './issue-text.ts';
import { importRowSchema } from './routes/registries.ts';

const namedSchema = z.object({ id: z.string() });

/** One entry of an import: what it says, or what is wrong with it, so that a wrong one never holds up the others. */
export function readRow(value: unknown): ReadRow {
  const parsed = importRowSchema.safeParse(value, { error: issueText });
  if (parsed.success) return { ok: true, row: parsed.data };
  const named = namedSchema.safeParse(value);
  return { ok: false, id: named.data?.id.slice(0, 200) ?? null, errors: fieldErrors(parsed.error) };
}
