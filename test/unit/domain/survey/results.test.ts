import { describe, expect, it } from 'vitest';
import type { QuestionResult } from '../../../../shared/domain/survey/question-results.ts';
import type { Question } from '../../../../shared/domain/survey/question.ts';
import { questionsOf, ResultTally } from '../../../../shared/domain/survey/results.ts';
import type { Answer, AnswerValue } from '../../../../shared/domain/survey/answer.ts';
import { anAnswer, CHANNEL, EASY, RECOMMEND, SATISFIED, WISHES } from '../../../support/survey-results.ts';

/** The result of one question of which these values were given. */
function resultOf(question: Question, values: readonly AnswerValue[]): QuestionResult {
  const tally = new ResultTally();
  for (const value of values) tally.add(anAnswer({ [question.id]: value }), [question]);
  return tally.results([question])[0]!;
}

const times = (count: number, value: AnswerValue): AnswerValue[] =>
  Array.from({ length: count }, () => value);

describe('results of a question', () => {
  it('of NPS count 9 and 10 as promoters, 0 to 6 as detractors, and 7 and 8 only in the whole', () => {
    const values = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    expect(resultOf(RECOMMEND, values)).toMatchObject({
      n: 11,
      promoters: 2,
      passives: 2,
      detractors: 7,
      score: -45.4546,
      shown: '−45.5',
      distribution: values.map((value) => ({ value, count: 1 })),
    });
  });

  it('of CSAT tell satisfied from highly satisfied: top-2 and top-1 share, each with its interval', () => {
    const result = resultOf(SATISFIED, [...times(4, 5), ...times(3, 4), ...times(2, 3), 1]);
    expect(result).toMatchObject({
      method: 'csat',
      scale: 5,
      n: 10,
      top2: { count: 7, value: 0.7, shown: '70.00 %', interval: { method: 'wilson', low: 0.396778 } },
      top1: { count: 4, value: 0.4, shown: '40.00 %', interval: { method: 'wilson', high: 0.687326 } },
      mean: { sum: 39, value: 3.9 },
      distribution: [
        { value: 1, count: 1 },
        { value: 2, count: 0 },
        { value: 3, count: 2 },
        { value: 4, count: 3 },
        { value: 5, count: 4 },
      ],
    });
  });

  it('take the top two points of the scale that was asked', () => {
    const seven = { ...SATISFIED, scale: 7 };
    expect(resultOf(seven, [5, 6, 7])).toMatchObject({ scale: 7, top2: { count: 2 }, top1: { count: 1 } });
  });

  it('of CES keep method and scale beside the share of the top two points and the mean', () => {
    const result = resultOf(EASY, [7, 6, 5]);
    expect(result).toMatchObject({
      method: 'ces',
      scale: 7,
      top2: { count: 2, value: 0.666666, shown: '66.66 %' },
      mean: { sum: 18, value: 6 },
    });
    expect(result).not.toHaveProperty('top1');
  });

  it('of a choice have a count for every option, also for those that nobody took', () => {
    expect(resultOf(CHANNEL, ['mail', 'mail'])).toMatchObject({
      n: 2,
      distribution: [
        { value: 'phone', count: 0 },
        { value: 'mail', count: 2 },
      ],
    });
  });

  it('of texts are a number, and hold nothing that was written', () => {
    const result = resultOf(WISHES, ['faster', 'cheaper']);
    expect(result).toMatchObject({ method: 'text', n: 2 });
    expect(JSON.stringify(result)).not.toContain('faster');
  });

  it('are null where nobody answered: never 0', () => {
    expect(resultOf(RECOMMEND, [])).toMatchObject({ n: 0, score: null, shown: null, interval: null });
    const none = { count: 0, value: null, shown: null, interval: null };
    expect(resultOf(SATISFIED, [])).toMatchObject({
      n: 0,
      top2: none,
      top1: none,
      mean: { sum: 0, value: null },
    });
  });

  it('count those who answered it, not those who answered others', () => {
    const tally = new ResultTally();
    const answers: Answer['values'][] = [{ recommend: 9, easy: 7 }, { recommend: 9 }];
    for (const values of answers) tally.add(anAnswer(values), [RECOMMEND, EASY]);
    expect(tally.answers).toBe(2);
    expect(tally.results([RECOMMEND, EASY]).map(({ n }) => n)).toEqual([2, 1]);
  });

  it('pass over what is not on the scale or no option: it was said to another question', () => {
    expect(resultOf(SATISFIED, [0, 6, 'good']).n).toBe(0);
    expect(resultOf(CHANNEL, ['pigeon', 3]).n).toBe(0);
  });
});

describe('questions of several versions', () => {
  it('add up where id, method and scale are the same, in the words of the first, with all options', () => {
    const before = {
      ...CHANNEL,
      text: { en: 'How?', de: 'Wie?' },
      options: [...CHANNEL.options, { id: 'fax', text: { en: 'By fax' } }],
    };
    const [merged, ...others] = questionsOf([[CHANNEL], [before]]);
    expect(others).toEqual([]);
    expect(merged).toMatchObject({ text: { en: CHANNEL.text['en'], de: 'Wie?' } });
    expect(merged?.options.map(({ id }) => id)).toEqual(['phone', 'mail', 'fax']);
    const tally = new ResultTally();
    tally.add(anAnswer({ channel: 'fax' }), [before]);
    tally.add(anAnswer({ channel: 'mail' }), [CHANNEL]);
    expect(tally.results([merged!])[0]).toMatchObject({ n: 2 });
  });

  it('keep results of another scale apart', () => {
    const seven = { ...SATISFIED, scale: 7 };
    const questions = questionsOf([[SATISFIED], [seven]]);
    const tally = new ResultTally();
    tally.add(anAnswer({ satisfied: 4 }), [seven]);
    expect(tally.results(questions).map((result) => ['scale' in result && result.scale, result.n])).toEqual([
      [5, 0],
      [7, 1],
    ]);
  });
});
