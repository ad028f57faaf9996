import * as z from 'zod';

/** A ratio as decimal text with at most six decimals, `0.98`: compared as a whole number of millionths, never as a float. */
export type RatioText = string;

export const ratioTextSchema = z
  .string()
  .regex(
    /^\d{1,3}(\.\d{1,6})?$/,
    'a ratio as decimal text with at most six decimals, such as "0.98" for 98 %',
  );

const DECIMALS = 6;

/** The millionths of a ratio text that the schema has accepted. */
export function millionthsOf(ratio: RatioText): number {
  const [whole = '0', fraction = ''] = ratio.split('.');
  return Number(whole + fraction.padEnd(DECIMALS, '0'));
}
