import { describe, expect, it } from 'vitest';
import { roundHalfUp } from '../../../../shared/domain/credit/exact.ts';
import { minorDigits, moneyText } from '../../../../shared/domain/credit/money.ts';
import { addMonths, daysOfMonth, isMonth, monthOfDay } from '../../../../shared/domain/credit/month.ts';

describe('money', () => {
  it.each([
    ['EUR', 2, '1,234,567.89 EUR'],
    ['JPY', 0, '123,456,789 JPY'],
    ['KWD', 3, '123,456.789 KWD'],
    ['CLF', 4, '12,345.6789 CLF'],
  ])('in %s has %i digits after the point', (currency, digits, text) => {
    expect(minorDigits(currency)).toBe(digits);
    expect(moneyText(123_456_789, currency)).toBe(text);
  });

  it('agrees with the digits that the runtime knows, for every currency in use', () => {
    const differing = Intl.supportedValuesOf('currency').filter((currency) => {
      const { maximumFractionDigits } = new Intl.NumberFormat('en', {
        style: 'currency',
        currency,
      }).resolvedOptions();
      return maximumFractionDigits !== minorDigits(currency);
    });
    // CLDR rounds these in everyday use, ISO 4217 does not; and currencies that are no more.
    expect(differing.filter((currency) => IN_USE.has(currency))).toEqual([]);
  });

  it('below one unit keeps its zeros', () => {
    expect(moneyText(5, 'EUR')).toBe('0.05 EUR');
    expect(moneyText(-5, 'EUR')).toBe('-0.05 EUR');
    expect(moneyText(0, 'EUR')).toBe('0.00 EUR');
  });

  it('is rounded half up', () => {
    expect([14n, 15n, 25n, 24n].map((value) => roundHalfUp({ value, decimals: 1 }))).toEqual([1, 2, 3, 2]);
  });

  it('too large to be kept exactly is an error, not another amount', () => {
    expect(() => roundHalfUp({ value: 2n ** 53n, decimals: 0 })).toThrow(RangeError);
  });
});

const IN_USE = new Set('EUR USD GBP CHF CNY BRL PLN SEK JPY KRW VND CLP ISK KWD BHD TND OMR JOD'.split(' '));

describe('a month', () => {
  it('is one that exists', () => {
    expect(['2026-01', '2026-12'].every(isMonth)).toBe(true);
    expect(['2026-13', '2026-00', '2026-1', '2026-01-01', 'x'].some(isMonth)).toBe(false);
  });

  it('has its days, and a month before and after', () => {
    const { from, to } = daysOfMonth('2028-02');
    expect(to - from + 1).toBe(29);
    expect(monthOfDay(to)).toBe('2028-02');
    expect([-14, -1, 0, 1, 11].map((months) => addMonths('2026-02', months))).toEqual([
      '2024-12',
      '2026-01',
      '2026-02',
      '2026-03',
      '2027-01',
    ]);
  });
});
