import { HOUR_MS } from '../../shared/domain/calendar/time.ts';
import type { OrderFacts } from '../../shared/domain/ledger/decide.ts';
import type { FactData, ReportedFact } from '../../shared/domain/ledger/fact.ts';
import { lowestOf, SCORED_METHODS, scalesOf } from '../../shared/domain/survey/question.ts';
import { at, fact, orderNo } from './builders.ts';

/** Answers to surveys, each with some scored questions about its order. */

type Random = () => number;

const START = at('2026-03-02 06:00');
const upTo = (random: Random, most: number): number => Math.floor(random() * (most + 1));
const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)]!;

/** One question of an answer: how satisfied, 4 of 5. */
export const answered = (data: FactData = {}, when = '2026-03-10 10:00'): ReportedFact =>
  fact('survey.answered', when, { question: 'overall', method: 'csat', scale: 5, score: 4, ...data });

function question(random: Random): FactData {
  const method = pick(random, SCORED_METHODS);
  const scale = pick(random, scalesOf(method));
  const lowest = lowestOf(method);
  const score = lowest + upTo(random, scale - lowest);
  return { question: pick(random, ['overall', 'driver', 'claims']), method, scale, score };
}

/** The nth answer: one to four questions, of any method and scale, within about four months. */
export function surveyAnswer(n: number, random: Random): OrderFacts {
  const when = START + upTo(random, 110 * 24) * HOUR_MS;
  const about: FactData = {
    outcome: pick(random, ['on-time', 'late', 'damaged', 'other']),
    siteId: pick(random, ['HAM', 'MUC', 'nowhere']),
    carrierId: pick(random, ['dhl', 'ups', 'nobody']),
    serviceLevel: pick(random, ['standard', 'express']),
  };
  return {
    kind: 'survey-answer',
    orderNo: orderNo(`A-${String(n)}`),
    facts: Array.from({ length: 1 + upTo(random, 3) }, () =>
      // Mostly at one moment, as a form is sent.
      fact('survey.answered', when + (random() < 0.8 ? 0 : HOUR_MS), { ...question(random), ...about }),
    ),
  };
}
