import { LEVEL, Z } from './intervals.ts';

/** How often each kind of answer to “how likely are you to recommend us?” was given: 9–10, 7–8, 0–6. */
export interface NpsCounts {
  readonly promoters: number;
  readonly passives: number;
  readonly detractors: number;
}

/** A 95 % interval of a score, in points from −100 to 100, four decimals. */
export interface NpsInterval {
  readonly method: 'adjusted-wald';
  readonly level: typeof LEVEL;
  readonly low: number;
  readonly high: number;
}

export const PROMOTER_FROM = 9;
export const DETRACTOR_TO = 6;

const POINTS = 100;
const FRACTIONS = 10_000;

const fourDecimals = (points: number): number => Math.round(points * FRACTIONS) / FRACTIONS;

const answersOf = ({ promoters, passives, detractors }: NpsCounts): number =>
  promoters + passives + detractors;

/** Share of promoters less share of detractors, in points, cut off downwards at `decimals`; `null` of no answers. */
function cutScore(counts: NpsCounts, decimals: number): number | null {
  const all = answersOf(counts);
  if (all === 0) return null;
  const unit = 10 ** decimals;
  // Counts are integers, so the quotient is whole wherever the score ends within its decimals.
  const score = Math.floor(((counts.promoters - counts.detractors) * POINTS * unit) / all) / unit;
  return score === 0 ? 0 : score;
}

const SCORE_DECIMALS = 4;
const SHOWN_DECIMALS = 1;

/** −100 to 100, four decimals, cut off downwards, made of integers; `null` of no answers. */
export const npsOf = (counts: NpsCounts): number | null => cutScore(counts, SCORE_DECIMALS);

/** As it is read: `40.0`, `−33.4`; never better than the truth. `null` of no answers. */
export const shownNps = (counts: NpsCounts): string | null =>
  cutScore(counts, SHOWN_DECIMALS)?.toFixed(SHOWN_DECIMALS).replace('-', '−') ?? null;

const ADDED = 3;

/**
 * Adjusted Wald interval: three answers are added, ¾ of a promoter and ¾ of a detractor among them, and the interval is
 * centred on the score of that (B. Rocks, The American Statistician 70, 2016: “Interval Estimation for the Net Promoter
 * Score”; docs/surveys.md). Cut off at −100 and 100. `undefined` of no answers.
 */
export function npsInterval(counts: NpsCounts): NpsInterval | undefined {
  const all = answersOf(counts);
  if (all === 0) return undefined;
  const adjusted = all + ADDED;
  const promoting = (counts.promoters + ADDED / 4) / adjusted;
  const detracting = (counts.detractors + ADDED / 4) / adjusted;
  const centre = promoting - detracting;
  const half = Z * Math.sqrt((promoting + detracting - centre ** 2) / adjusted);
  return {
    method: 'adjusted-wald',
    level: LEVEL,
    low: fourDecimals(Math.max(-1, centre - half) * POINTS),
    high: fourDecimals(Math.min(1, centre + half) * POINTS),
  };
}
