import type { Answer, AnswerValue } from './answer.ts';
import { lowestOf, isScored, type Question } from './question.ts';
import { questionResult, type QuestionResult } from './question-results.ts';

/** A question keeps its results apart when its method or scale is changed: 4 of 5 and 4 of 7 do not add up. */
const keyOf = ({ id, method, scale }: Question): string => `${id} ${method} ${String(scale)}`;

/** Options of both; a text of the first goes before one of the second. */
function merged(first: Question, second: Question): Question {
  const known = new Set(first.options.map(({ id }) => id));
  return {
    ...first,
    text: { ...second.text, ...first.text },
    options: [...first.options, ...second.options.filter(({ id }) => !known.has(id))],
  };
}

/** Every question of several versions of a programme, those of the first version first and in its words. */
export function questionsOf(versions: readonly (readonly Question[])[]): readonly Question[] {
  const questions = new Map<string, Question>();
  for (const question of versions.flat()) {
    const key = keyOf(question);
    const known = questions.get(key);
    questions.set(key, known ? merged(known, question) : question);
  }
  return [...questions.values()];
}

function fits({ method, scale, options }: Question, value: AnswerValue): boolean {
  if (typeof value === 'number')
    return isScored(method) && scale !== null && value >= lowestOf(method) && value <= scale;
  return method === 'text' || (method === 'choice' && options.some(({ id }) => id === value));
}

interface Tally {
  n: number;
  readonly distribution: Map<AnswerValue, number>;
}

/**
 * Sums answers up, one after the other: integers only, so it grows with the points of the scales and not with the answers.
 * The caller adds complete answers that may be shown, one a person and wave.
 */
export class ResultTally {
  #answers = 0;
  readonly #tallies = new Map<string, Tally>();

  get answers(): number {
    return this.#answers;
  }

  /** `questions`: of the version by which the answer was given. */
  add({ values }: Pick<Answer, 'values'>, questions: readonly Question[]): void {
    this.#answers++;
    for (const question of questions) {
      const value = values[question.id];
      if (value !== undefined && fits(question, value)) this.#count(question, value);
    }
  }

  #count(question: Question, value: AnswerValue): void {
    const key = keyOf(question);
    const tally = this.#tallies.get(key) ?? { n: 0, distribution: new Map<AnswerValue, number>() };
    this.#tallies.set(key, tally);
    tally.n++;
    // What was written is counted, and not kept.
    if (question.method !== 'text') tally.distribution.set(value, (tally.distribution.get(value) ?? 0) + 1);
  }

  /** The result of each question, also of those that nobody answered. */
  results(questions: readonly Question[]): readonly QuestionResult[] {
    return questions.map((question) => {
      const tally = this.#tallies.get(keyOf(question));
      return questionResult(question, tally?.n ?? 0, tally?.distribution ?? new Map<AnswerValue, number>());
    });
  }
}
