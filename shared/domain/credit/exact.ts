import { millionthsOf, type RatioText } from '../contract/ratio.ts';
import { decimalText } from './money.ts';

/** A value that is never divided before it is compared. */
export interface Fraction {
  readonly numerator: bigint;
  /** Above 0. */
  readonly denominator: bigint;
}

const MILLION = 1_000_000n;
const RATIO_DECIMALS = 6;

/** Whether a fraction is below (-1), at (0) or above (1) a ratio of so many millionths; exact. */
export function compareTo({ numerator, denominator }: Fraction, millionths: number): -1 | 0 | 1 {
  const left = numerator * MILLION;
  const right = BigInt(millionths) * denominator;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Millionths as per cent: `98 %`, `97.995 %`. */
export const percentText = (millionths: number | bigint): string =>
  `${decimalText(BigInt(millionths), RATIO_DECIMALS - 2, 0)} %`;

/** A ratio as it stands in a contract: `1.03`, `1.00`. */
export const factorText = (ratio: RatioText): string =>
  decimalText(BigInt(millionthsOf(ratio)), RATIO_DECIMALS, 2);

/** An exact amount: `value` ÷ 10^`decimals` minor units. */
export interface ExactAmount {
  readonly value: bigint;
  readonly decimals: number;
}

export const exactly = (minor: number): ExactAmount => ({ value: BigInt(minor), decimals: 0 });

export const timesMillionths = ({ value, decimals }: ExactAmount, millionths: number): ExactAmount => ({
  value: value * BigInt(millionths),
  decimals: decimals + RATIO_DECIMALS,
});

/** Minor units, a half rounded up; amounts are never negative here, so up is away from 0. Throws beyond 2^53. */
export function roundHalfUp({ value, decimals }: ExactAmount): number {
  const unit = 10n ** BigInt(decimals);
  return safe((2n * value + unit) / (2n * unit));
}

/** Minor units, what is beyond them cut off. Throws beyond 2^53. */
export const cutDown = ({ value, decimals }: ExactAmount): number => safe(value / 10n ** BigInt(decimals));

function safe(minor: bigint): number {
  const amount = Number(minor);
  if (!Number.isSafeInteger(amount)) throw new RangeError(`an amount of ${String(minor)} minor units`);
  return amount;
}
