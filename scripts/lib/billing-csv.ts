import { minorDigits } from '../../shared/domain/credit/money.ts';
import { readSmallCsv } from './small-csv.ts';

/** A row as POST /v1/billing takes it; whether it is sound is for the API to say. */
export interface BillingCsvRow {
  /** Where it ends in the file, from 1; the heading is line 1. */
  readonly line: number;
  readonly row: Readonly<Record<string, unknown>>;
}

const COLUMNS = ['clientId', 'month', 'currency', 'invoice', 'freight'] as const;

/**
 * An amount as it stands on an invoice, `100000.00`, in minor units of the currency. What is written otherwise, or finer
 * than the currency, stays text: the API says what is wrong with it.
 */
function minorUnits(amount: string, currency: string): number | string {
  const parts = /^(\d+)(?:\.(\d+))?$/.exec(amount);
  const digits = minorDigits(currency);
  const [, whole = '', fraction = ''] = parts ?? [];
  return parts && fraction.length <= digits ? Number(whole + fraction.padEnd(digits, '0')) : amount;
}

/**
 * Billed amounts as CSV in UTF-8: columns `clientId`, `month`, `currency` and `invoice`, `freight` or both. Throws
 * `SetupError` for a file that cannot be read so.
 */
export const readBillingCsv = (content: Uint8Array, file: string): readonly BillingCsvRow[] =>
  readSmallCsv(content, file, COLUMNS, ['clientId', 'month', 'currency']).map(({ line, cells }) => {
    const { clientId, month, currency = '', invoice, freight } = cells;
    const amount = (text: string): number | string => minorUnits(text, currency);
    return {
      line,
      row: {
        clientId,
        month,
        currency,
        ...(invoice && { invoice: amount(invoice) }),
        ...(freight && { freight: amount(freight) }),
      },
    };
  });
