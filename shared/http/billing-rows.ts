import type { BillingRow, RowResult } from '../app/credits/billing.ts';
import { DomainError } from '../domain/errors.ts';
import { parseInput } from './input.ts';
import { billedOf, billingRowSchema } from './routes/billing.ts';

export type IndexedResult = { readonly index: number } & RowResult;

function readRow(row: unknown): BillingRow | RowResult {
  try {
    const parsed = parseInput(billingRowSchema, row);
    const { clientId, month, version } = parsed;
    return { clientId, month, version, ...billedOf(parsed) };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { outcome: 'rejected', code: 'invalid-field', detail: error.message };
  }
}

/** The rows of an import that can be read, and a way to put their results beside those of the others. */
export function readRows(rows: readonly unknown[]): {
  readonly rows: readonly BillingRow[];
  readonly merge: (results: readonly RowResult[]) => IndexedResult[];
} {
  const read = rows.map(readRow);
  return {
    rows: read.filter((row) => 'month' in row),
    merge: (results) => {
      const entered = results.values();
      return read.flatMap((row, index): IndexedResult[] => {
        if (!('month' in row)) return [{ index, ...row }];
        const { value } = entered.next();
        return value === undefined ? [] : [{ index, ...value }];
      });
    },
  };
}
