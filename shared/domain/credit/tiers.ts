import { millionthsOf, type RatioText } from '../contract/ratio.ts';
import type { Scale } from '../kpi/catalogue.ts';
import { shownText } from '../kpi/ratio.ts';
import type { Tier } from './credit-terms.ts';
import { compareTo, type Fraction } from './exact.ts';

type Bounds = Pick<Tier, 'atLeast' | 'moreThan' | 'atMost' | 'lessThan'>;

/** Whether the value lies in the tier's band; exact. */
export function isWithin({ atLeast, moreThan, atMost, lessThan }: Bounds, value: Fraction): boolean {
  const is = (ratio: RatioText | undefined, holds: (order: -1 | 0 | 1) => boolean): boolean =>
    ratio === undefined || holds(compareTo(value, millionthsOf(ratio)));
  return (
    is(atLeast, (order) => order >= 0) &&
    is(moreThan, (order) => order > 0) &&
    is(atMost, (order) => order <= 0) &&
    is(lessThan, (order) => order < 0)
  );
}

/** `at least 95 % and less than 98 %` */
export function bandText({ atLeast, moreThan, atMost, lessThan }: Bounds, scale: Scale = 'percent'): string {
  const bound = (words: string, ratio: RatioText | undefined): readonly string[] =>
    ratio === undefined ? [] : [`${words} ${shownText(ratio, scale)}`];
  const words = [
    ...bound('at least', atLeast),
    ...bound('more than', moreThan),
    ...bound('at most', atMost),
    ...bound('less than', lessThan),
  ];
  return words.length === 0 ? 'any value' : words.join(' and ');
}

/**
 * The part of the allocated amount that a tier pays, in millionths: above 0 to the client, below 0 to the provider.
 */
export function tierPays({ credit, bonus, factor }: Tier): number {
  if (credit !== undefined) return millionthsOf(credit);
  if (bonus !== undefined) return -millionthsOf(bonus);
  return factor === undefined ? 0 : 1_000_000 - millionthsOf(factor);
}
