import { describe, expect, test } from 'vitest';
import type { Contract } from '../../../../shared/domain/contract/contract.ts';
import { evaluate } from '../../../../shared/domain/kpi/evaluate.ts';
import { explain } from '../../../../shared/domain/kpi/explanation.ts';
import type { FactData, ReportedFact } from '../../../../shared/domain/ledger/fact.ts';
import { fold } from '../../../../shared/domain/ledger/fold.ts';
import { NO_REGISTRIES } from '../../../../shared/domain/crm/registry.ts';
import {
  CONTRACT,
  contractWith,
  day,
  fact,
  HISTORY,
  outcomeOf,
  REGISTRIES,
  verdictsOn,
  voidOf,
} from '../../../support/builders.ts';
import { answered } from '../../../support/survey-answers.ts';
import { excused, figureOn, isNull, read } from '../../../support/worked-figures.ts';

const verdicts = (facts: readonly ReportedFact[], contract = CONTRACT) =>
  verdictsOn(facts, contract, 'survey-answer').map(({ kpi, outcome, rule }) => [kpi, outcome, rule]);
const satisfaction = (facts: readonly ReportedFact[], contract = CONTRACT) =>
  outcomeOf('satisfaction', facts, contract, 'survey-answer');
const counting = (options: Partial<Contract['kpis']['satisfaction']>) =>
  contractWith({ kpis: { satisfaction: options } });

describe('an answer', () => {
  test.each([
    [1, 'missed: below-top-two', 'missed: below-top-one'],
    [3, 'missed: below-top-two', 'missed: below-top-one'],
    [4, 'met: top-two', 'missed: below-top-one'],
    [5, 'met: top-two', 'met: top-one'],
  ])(
    'of %d points of 5 is satisfied by the two highest, highly satisfied by the highest',
    (score, two, one) => {
      const facts = [answered({ score })];
      expect(satisfaction(facts)).toBe(two);
      expect(outcomeOf('satisfaction-top-1', facts, CONTRACT, 'survey-answer')).toBe(one);
    },
  );

  test.each([
    [7, 5, 'missed: below-top-two'],
    [7, 6, 'met: top-two'],
    [10, 8, 'missed: below-top-two'],
    [10, 9, 'met: top-two'],
  ] as const)(
    'on a scale of %d is judged by it where the contract counts it: %d',
    (scale, score, outcome) => {
      expect(satisfaction([answered({ scale, score })], counting({ scale }))).toBe(outcome);
    },
  );

  test('on another scale than the contract counts is not measured, by either KPI', () => {
    expect(verdicts([answered({ scale: 10, score: 10 })])).toEqual([
      ['satisfaction', 'not-measured', 'other-scale'],
      ['satisfaction-top-1', 'not-measured', 'other-scale'],
    ]);
  });

  test('counts on the civil day in the zone of the contract', () => {
    const late = [answered({}, '2026-03-10 23:30')];
    const dayIn = (contract: Contract) => verdictsOn(late, contract, 'survey-answer').map((one) => one.day);
    expect(dayIn(CONTRACT)).toEqual([day('2026-03-10'), day('2026-03-10')]);
    expect(dayIn(contractWith({}, 'Asia/Shanghai'))).toEqual([day('2026-03-11'), day('2026-03-11')]);
  });

  test('is closed at once: it has no deadline', () => {
    const found = evaluate('survey-answer', [answered()], HISTORY, REGISTRIES);
    expect([found.open, found.indexDay]).toEqual([[], day('2026-03-10')]);
    expect(found.contributions.map(({ counter }) => counter)).toEqual(['mm', 'xx']);
  });
});

describe('of the questions of an answer', () => {
  const nps = answered({ question: 'recommend', method: 'nps', scale: 10, score: 0 });
  const ces = answered({ question: 'ease', method: 'ces', scale: 5, score: 1 });

  test('the first about satisfaction counts, whatever stands before it, and counts once', () => {
    const first = answered({ score: 5 }, '2026-03-10 11:00');
    const second = answered({ question: 'driver', score: 1 }, '2026-03-10 11:00');
    expect(verdicts([nps, ces, first, second])).toEqual([
      ['satisfaction', 'met', 'top-two'],
      ['satisfaction-top-1', 'met', 'top-one'],
    ]);
    expect(verdicts([second, first, ces, nps])).toEqual(verdicts([nps, ces, first, second]));
  });

  test('the one that the contract names counts alone', () => {
    const facts = [answered({ score: 5 }), answered({ question: 'driver', score: 2 })];
    expect(satisfaction(facts, counting({ question: 'driver' }))).toBe('missed: below-top-two');
    expect(verdicts(facts, counting({ question: 'claims' }))).toEqual([]);
  });

  test('one that is answered anew counts as it was answered last', () => {
    const again = [answered({ score: 1 }), answered({ score: 5 }, '2026-03-12 10:00')];
    expect(satisfaction(again)).toBe('met: top-two');
    expect(verdictsOn(again, CONTRACT, 'survey-answer')[0]?.day).toBe(day('2026-03-12'));
  });

  test('NPS and CES are not judged: without a question about satisfaction nothing is', () => {
    expect(verdicts([nps, ces])).toEqual([]);
    expect(verdicts([nps], counting({ question: 'recommend' }))).toEqual([]);
  });

  test('one that was taken back is as if it had not been given', () => {
    const wrong = answered({ score: 1 });
    expect(verdicts([wrong, voidOf(wrong)])).toEqual([]);
    expect(satisfaction([wrong, answered({ score: 5 }), voidOf(wrong)])).toBe('met: top-two');
  });
});

describe('an answer belongs to', () => {
  const dimensionsOf = (...datas: readonly FactData[]) => {
    const facts = datas.map((data) => answered(data));
    return evaluate('survey-answer', facts, HISTORY, REGISTRIES);
  };

  test('the site, the carrier and the service level that its facts name', () => {
    const all = { siteId: 'HAM', carrierId: 'ups', serviceLevel: 'express' };
    expect(dimensionsOf(all).dimensions).toEqual(all);
    expect(dimensionsOf({ question: 'a' }, { question: 'b', carrierId: 'ups' }).dimensions).toEqual({
      siteId: undefined,
      carrierId: 'ups',
      serviceLevel: undefined,
    });
  });

  test('none where it names none, which is nothing to look at; a value of no registry is', () => {
    expect(dimensionsOf({}).dataQuality).toEqual([]);
    expect(dimensionsOf({ carrierId: 'nobody' })).toMatchObject({
      dimensions: { carrierId: undefined },
      dataQuality: ['unregistered-value'],
    });
  });

  test('what a contract takes out by carrier or service level', () => {
    const without = (when: Contract['exclusions'][number]['when']): Contract => ({
      ...CONTRACT,
      exclusions: [{ name: 'trial', when }],
    });
    const facts = [answered({ carrierId: 'ups', serviceLevel: 'express' })];
    expect(satisfaction(facts, without({ carrierId: ['ups'] }))).toBe('excluded: by-contract');
    expect(satisfaction(facts, without({ serviceLevel: ['express'] }))).toBe('excluded: by-contract');
    expect(satisfaction(facts, without({ carrierId: ['dhl'] }))).toBe('met: top-two');
  });
});

test.each(['satisfaction', 'satisfaction-top-1'] as const)('an excuse changes nothing of %s', (kpi) => {
  const low = [answered({ score: 1 }), excused(kpi)];
  expect(verdictsOn(low, CONTRACT, 'survey-answer').map((one) => one.excused)).toEqual([false, false]);
});

describe('an explanation says', () => {
  const because = (facts: readonly ReportedFact[], contract = CONTRACT) =>
    explain('survey-answer', fold(facts), contract, NO_REGISTRIES).map((one) => one.because);

  test('the score, the scale and what it comes to', () => {
    expect(because([answered({ score: 4 })])).toEqual([
      'Scored 4 of 5. One of the two highest points of the scale.',
      'Scored 4 of 5. Below the highest point of the scale.',
    ]);
  });

  test('that the answer is on another scale', () => {
    expect(because([answered({ scale: 7, score: 6 })])[0]).toBe(
      'Scored 6 of 7. The contract counts answers on another scale.',
    );
  });

  test('the fact it rests on, and no other', () => {
    const nps = fact('survey.answered', '2026-03-10 10:00', {
      question: 'recommend',
      method: 'nps',
      scale: 10,
      score: 3,
    });
    const counted = answered();
    const [found] = explain('survey-answer', fold([nps, counted]), CONTRACT, NO_REGISTRIES);
    expect(found?.facts.map(({ id }) => id)).toEqual([counted.id]);
  });
});

describe('over many answers', () => {
  const scores = [5, 5, 4, 4, 4, 3, 2, 1].map((score) => [answered({ score })]);
  const other = [answered({ scale: 10, score: 9 })];

  test('satisfaction 客户满意度 is the top-2 share with a Wilson interval, of what could be measured', () => {
    const figure = figureOn('satisfaction', [...scores, other], 'survey-answer');
    expect(read(figure)).toEqual({
      gross: '5 / 8 = 62.50 %',
      net: '5 / 8 = 62.50 %',
      open: 0,
      notMeasured: 1,
      excluded: {},
    });
    // Wilson’s score interval of 5 of 8, worked out by itself.
    expect(figure.gross.interval?.low).toBeCloseTo(0.305742, 6);
    expect(figure.gross.interval?.high).toBeCloseTo(0.863156, 6);
  });

  test('satisfaction-top-1 客户非常满意率 is the share of the highest', () => {
    expect(read(figureOn('satisfaction-top-1', scores, 'survey-answer')).gross).toBe('2 / 8 = 25.00 %');
  });

  test('both are nothing where nobody answered', () => {
    isNull('satisfaction', [], 'survey-answer');
    isNull('satisfaction-top-1', [other], 'survey-answer');
  });
});
