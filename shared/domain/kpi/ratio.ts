import { millionthsOf, type RatioText } from '../contract/ratio.ts';
import type { Direction, Scale } from './catalogue.ts';

const PPM = 1_000_000;
const PPM_DIGITS = 6;

/** `numerator ÷ denominator × factor` as a whole number, cut off towards the miss: down where higher is better, else up. */
function cut(numerator: number, denominator: number, factor: number, direction: Direction): bigint {
  const scaled = BigInt(Math.max(0, numerator)) * BigInt(factor);
  const whole = scaled / BigInt(denominator);
  return direction === 'lower' && whole * BigInt(denominator) !== scaled ? whole + 1n : whole;
}

/** A ratio in six decimals from integers, cut off towards the miss and not below 0; `null` where the denominator is 0. */
export function cutRatio(
  numerator: number,
  denominator: number,
  { direction }: { readonly direction: Direction },
): number | null {
  return denominator === 0 ? null : Number(cut(numerator, denominator, PPM, direction)) / PPM;
}

interface Reading {
  /** What a ratio of 1 reads as. */
  readonly of: number;
  readonly decimals: number;
  readonly unit: string;
}

const READINGS: Readonly<Record<Scale, Reading>> = {
  percent: { of: 100, decimals: 2, unit: ' %' },
  ppm: { of: PPM, decimals: 0, unit: ' ppm' },
  'per-mille': { of: 1000, decimals: 2, unit: ' ‰' },
  'per-10000-orders': { of: 10_000, decimals: 2, unit: ' per 10,000 orders' },
  'per-1000-unit-days': { of: 1000, decimals: 3, unit: ' per 1,000 unit-days' },
};

function withPoint(whole: bigint, decimals: number): string {
  const digits = whole.toString().padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** `97.99 %`: never better than the truth, so 97.995 % is no 98.00 %. `null` where the denominator is 0. */
export function shownRatio(
  numerator: number,
  denominator: number,
  direction: Direction,
  [first, ...others]: readonly [Scale, ...Scale[]],
): string | null {
  if (denominator === 0) return null;
  const read = (scale: Scale): string => {
    const { of, decimals, unit } = READINGS[scale];
    return `${withPoint(cut(numerator, denominator, of * 10 ** decimals, direction), decimals)}${unit}`;
  };
  return others.length === 0 ? read(first) : `${read(first)} (${others.map(read).join(', ')})`;
}

/** `98 %`: a ratio text as it is read, exact to its last digit. */
export function shownText(ratio: RatioText, scale: Scale): string {
  const { of, unit } = READINGS[scale];
  const text = withPoint(BigInt(millionthsOf(ratio)) * BigInt(of), PPM_DIGITS).replace(/\.?0+$/, '');
  return `${text}${unit}`;
}

/**
 * Whether `numerator ÷ denominator` reaches a ratio, by integers alone: no float can turn a miss into a hit.
 * Where lower is better, `allowancePerMille` thousandths of the denominator are not held against it.
 */
export function reaches(
  numerator: number,
  denominator: number,
  direction: Direction,
  ratio: RatioText,
  allowancePerMille = 0,
): boolean {
  const base = BigInt(denominator) * 1000n;
  const found = BigInt(numerator) * 1000n - BigInt(denominator) * BigInt(allowancePerMille);
  const wanted = BigInt(millionthsOf(ratio)) * base;
  return direction === 'higher' ? found * BigInt(PPM) >= wanted : found * BigInt(PPM) <= wanted;
}
