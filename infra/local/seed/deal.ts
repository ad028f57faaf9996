import type { Share } from './cases/case.ts';
import type { Random } from './random.ts';

/** Days of the past that the demonstration company tells about. */
export const DAYS = 100;

const DEFAULT_MIN_AGE_DAYS = 20;

/** What the cases are dealt to. */
export interface Deck<C extends Share> {
  readonly cases: readonly C[];
  /** What happens without any case. */
  readonly usual: C;
  /** How long ago each began, in days. */
  readonly ages: readonly number[];
  /** Against the usual share of trouble, 1. */
  readonly trouble: number;
  /** So many of every case at least. */
  readonly least: number;
}

/** Deals the cases: their shares are kept exactly, each goes to one of the age it needs. */
export function deal<C extends Share>({ cases, usual, ages, trouble, least }: Deck<C>, random: Random): C[] {
  const dealt: C[] = ages.map(() => usual);
  for (const one of cases) {
    const { perMille, minAgeDays = DEFAULT_MIN_AGE_DAYS, maxAgeDays = DAYS + 1 } = one;
    const wanted = Math.round((ages.length * perMille * trouble) / 1000);
    const free = [...dealt.keys()].filter((i) => {
      const age = ages[i] ?? 0;
      return dealt[i] === usual && age >= minAgeDays && age <= maxAgeDays;
    });
    for (const i of random.shuffled(free).slice(0, Math.max(least, wanted))) dealt[i] = one;
  }
  return dealt;
}
