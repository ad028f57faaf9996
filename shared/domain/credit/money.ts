/**
 * Digits after the point by ISO 4217, where they are not two. A list of our own: the data behind `Intl` change with the
 * runtime, and the worked text of a credit must not.
 */
const MINOR_DIGITS: Readonly<Record<number, readonly string[]>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '),
  3: 'BHD IQD JOD KWD LYD OMR TND'.split(' '),
  4: 'CLF UYW'.split(' '),
};
const DIGITS_OF = new Map(
  Object.entries(MINOR_DIGITS).flatMap(([digits, codes]) => codes.map((code) => [code, Number(digits)])),
);
const USUAL_DIGITS = 2;

/** Digits after the point of an ISO 4217 currency: JPY 0, EUR 2, KWD 3. */
export const minorDigits = (currency: string): number => DIGITS_OF.get(currency) ?? USUAL_DIGITS;

/** `value` ÷ 10^`decimals` as text: thousands grouped, zeros at the end cut down to `keep` decimals. */
export function decimalText(value: bigint, decimals: number, keep: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, ',');
  const fraction = digits.slice(digits.length - decimals);
  let length = decimals;
  while (length > keep && fraction[length - 1] === '0') length--;
  return `${value < 0n ? '-' : ''}${whole}${length === 0 ? '' : `.${fraction.slice(0, length)}`}`;
}

/** Minor units, and any `decimals` beyond them: `100,000.00 EUR`, `2,000.0002 EUR`, `5,000 JPY`. */
export function moneyText(minor: bigint | number, currency: string, decimals = 0): string {
  const digits = minorDigits(currency);
  return `${decimalText(BigInt(minor), digits + decimals, digits)} ${currency}`;
}
