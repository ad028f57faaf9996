import { cutRatio, shownRatio } from '../kpi/ratio.ts';
import { wilsonInterval, type WilsonInterval } from '../statistics/intervals.ts';
import {
  DETRACTOR_TO,
  npsInterval,
  npsOf,
  PROMOTER_FROM,
  shownNps,
  type NpsInterval,
} from '../statistics/nps.ts';
import type { AnswerValue } from './answer.ts';
import { lowestOf, type Question, type ScoredMethod } from './question.ts';

/** How often each value was given. */
export type Distribution = ReadonlyMap<AnswerValue, number>;

/** Part of the answers to a question. */
export interface Share {
  readonly count: number;
  /** Six decimals, cut off downwards; `null` of no answers. */
  readonly value: number | null;
  /** `66.66 %` */
  readonly shown: string | null;
  readonly interval: WilsonInterval | null;
}

/** `sum ÷ n`, six decimals, cut off downwards; `null` of no answers. */
export interface Mean {
  readonly sum: number;
  readonly value: number | null;
}

/** How often each value was chosen, none left out: points of a scale, or options. */
export type Chosen<V extends AnswerValue> = readonly { readonly value: V; readonly count: number }[];

interface Common {
  /** Its id. */
  readonly question: string;
  /** Answers to this very question. */
  readonly n: number;
}

export interface NpsResult extends Common {
  readonly method: 'nps';
  readonly promoters: number;
  readonly passives: number;
  readonly detractors: number;
  /** −100 to 100, four decimals, cut off downwards; `null` of no answers. */
  readonly score: number | null;
  readonly shown: string | null;
  readonly interval: NpsInterval | null;
  readonly distribution: Chosen<number>;
}

/** Top-2 is “satisfied or highly satisfied”, top-1 “highly satisfied” alone: the two tell different things. */
export interface CsatResult extends Common {
  readonly method: 'csat';
  readonly scale: number;
  readonly top2: Share;
  readonly top1: Share;
  readonly mean: Mean;
  readonly distribution: Chosen<number>;
}

export interface CesResult extends Common {
  readonly method: 'ces';
  readonly scale: number;
  readonly top2: Share;
  readonly mean: Mean;
  readonly distribution: Chosen<number>;
}

export interface ChoiceResult extends Common {
  readonly method: 'choice';
  readonly distribution: Chosen<string>;
}

/** Texts themselves are listed elsewhere. */
export interface TextResult extends Common {
  readonly method: 'text';
}

export type QuestionResult = NpsResult | CsatResult | CesResult | ChoiceResult | TextResult;

const TOP_2 = 2;
const TOP_1 = 1;

const countOf = (distribution: Distribution, isCounted: (value: number) => boolean): number =>
  [...distribution].reduce(
    (sum, [value, count]) => (typeof value === 'number' && isCounted(value) ? sum + count : sum),
    0,
  );

function shareOf(count: number, n: number): Share {
  return {
    count,
    value: cutRatio(count, n, { direction: 'higher' }),
    shown: shownRatio(count, n, 'higher', ['percent']),
    interval: wilsonInterval(count, n) ?? null,
  };
}

function meanOf(distribution: Distribution, n: number): Mean {
  const sum = [...distribution].reduce(
    (total, [value, count]) => (typeof value === 'number' ? total + value * count : total),
    0,
  );
  return { sum, value: cutRatio(sum, n, { direction: 'higher' }) };
}

function npsResult(common: Common, scale: number, distribution: Distribution): NpsResult {
  const promoters = countOf(distribution, (score) => score >= PROMOTER_FROM);
  const detractors = countOf(distribution, (score) => score <= DETRACTOR_TO);
  const counts = { promoters, passives: common.n - promoters - detractors, detractors };
  return {
    ...common,
    method: 'nps',
    ...counts,
    score: npsOf(counts),
    shown: shownNps(counts),
    interval: npsInterval(counts) ?? null,
    distribution: chosen(pointsOf('nps', scale), distribution),
  };
}

function scaledResult(
  common: Common,
  method: 'csat' | 'ces',
  scale: number,
  distribution: Distribution,
): CsatResult | CesResult {
  const top = (points: number): Share =>
    shareOf(
      countOf(distribution, (score) => score > scale - points),
      common.n,
    );
  const shared = {
    ...common,
    scale,
    top2: top(TOP_2),
    mean: meanOf(distribution, common.n),
    distribution: chosen(pointsOf(method, scale), distribution),
  };
  return method === 'csat' ? { ...shared, method, top1: top(TOP_1) } : { ...shared, method };
}

function pointsOf(method: ScoredMethod, scale: number): readonly number[] {
  const lowest = lowestOf(method);
  return Array.from({ length: scale - lowest + 1 }, (_, i) => lowest + i);
}

const chosen = <V extends AnswerValue>(values: readonly V[], distribution: Distribution): Chosen<V> =>
  values.map((value) => ({ value, count: distribution.get(value) ?? 0 }));

/** The result of one question, every ratio made of integers now. NPS, CSAT and CES as docs/surveys.md defines them. */
export function questionResult(question: Question, n: number, distribution: Distribution): QuestionResult {
  const common = { question: question.id, n };
  // Scored questions have one.
  const scale = question.scale ?? 0;
  switch (question.method) {
    case 'nps':
      return npsResult(common, scale, distribution);
    case 'csat':
    case 'ces':
      return scaledResult(common, question.method, scale, distribution);
    case 'choice':
      return {
        ...common,
        method: 'choice',
        distribution: chosen(
          question.options.map(({ id }) => id),
          distribution,
        ),
      };
    case 'text':
      return { ...common, method: 'text' };
  }
}
