import { describe, expect, it } from 'vitest';
import { readBillingCsv } from '../../../scripts/lib/billing-csv.ts';
import { SetupError } from '../../../scripts/lib/console.mjs';

const read = (text: string) => readBillingCsv(Buffer.from(text), 'billing.csv');
const rowOf = (text: string) => read(`clientId,month,currency,invoice,freight\n${text}`)[0]?.row;

describe('billed amounts as CSV', () => {
  it('are read in minor units of their currency', () => {
    expect(read('month,clientId,currency,invoice,freight\n2026-03,acme,EUR,100000.01,20000')).toEqual([
      {
        line: 2,
        row: { clientId: 'acme', month: '2026-03', currency: 'EUR', invoice: 10_000_001, freight: 2_000_000 },
      },
    ]);
    expect(rowOf('acme,2026-03,JPY,5000,')).toMatchObject({ invoice: 5000 });
    expect(rowOf('acme,2026-03,KWD,,1.5')).toEqual({
      clientId: 'acme',
      month: '2026-03',
      currency: 'KWD',
      freight: 1500,
    });
  });

  it.each(['100,000.00', '-5', '1.005', '1e3', '.5'])('leave %s to the API, which refuses it', (amount) => {
    expect(rowOf(`acme,2026-03,EUR,"${amount}",`)).toMatchObject({ invoice: amount });
  });

  it('need the columns that say whose they are', () => {
    expect(() => read('clientId,month,invoice')).toThrow(
      new SetupError('billing.csv: the first line has no column currency'),
    );
  });
});
