import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../../shared/domain/survey/answer.ts';
import { Withholding, withheldGroups } from '../../../../shared/domain/survey/withhold.ts';
import { clientId } from '../../../support/builders.ts';
import { anAnswer, WAVE, waveId } from '../../../support/survey-results.ts';

const K = 5;
const withheld = (sizes: Record<string, number>): string[] =>
  [...withheldGroups(new Map(Object.entries(sizes)), K)].sort();

describe('groups that are withheld', () => {
  it.each([
    ['none, where all are large enough', { a: 5, b: 6 }, []],
    ['a small one, with the smallest shown one: the total would tell it', { a: 9, b: 7, c: 2 }, ['b', 'c']],
    [
      'several small ones of fewer than k together, with the smallest shown one',
      { a: 9, b: 2, c: 2 },
      ['a', 'b', 'c'],
    ],
    ['several small ones that are k together, by themselves', { a: 9, b: 2, c: 3 }, ['b', 'c']],
    ['all of a total under k', { a: 2, b: 2 }, ['a', 'b']],
    ['of two alike the first by key', { a: 6, b: 6, c: 1 }, ['a', 'c']],
    ['nothing that holds nothing', { a: 6, b: 0 }, []],
  ])('are %s', (_, sizes, expected) => {
    expect(withheld(sizes)).toEqual(expected);
  });
});

const ACME = clientId('acme');
const GLOBEX = clientId('globex');
const INITECH = clientId('initech');

const some = (count: number, over: Partial<Answer>): Answer[] =>
  Array.from({ length: count }, () => anAnswer({}, over));

/** What counts and what is shown, of answers to an anonymous wave. */
function read(answers: readonly Answer[], everyClient = true) {
  const withholding = new Withholding(new Map([[WAVE, K]]), everyClient);
  for (const answer of answers) withholding.add(answer);
  const counted = answers.filter((answer) => withholding.counts(answer));
  return {
    counted: counted.map((answer) => answer.clientId),
    shown: (grouping: 'client' | 'language' | 'outcome') =>
      counted
        .filter((answer) => withholding.shows(answer, grouping))
        .map((answer) =>
          grouping === 'client'
            ? answer.clientId
            : (answer[grouping === 'language' ? 'language' : 'outcome'] ?? ''),
        ),
  };
}
const tally = (keys: readonly string[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(keys, (key) => key)].map(([key, all]) => [key, all.length]));

describe('answers of an anonymous wave', () => {
  it('of a client with fewer than k count nowhere: the total less the others would tell them', () => {
    const { counted } = read([...some(6, { clientId: ACME }), ...some(2, { clientId: GLOBEX })]);
    expect(tally(counted)).toEqual({ acme: 6 });
  });

  it('of small clients count in the whole where they are k together, and are shown for none of them', () => {
    const { counted, shown } = read([
      ...some(6, { clientId: ACME }),
      ...some(2, { clientId: GLOBEX }),
      ...some(3, { clientId: INITECH }),
    ]);
    expect(tally(counted)).toEqual({ acme: 6, globex: 2, initech: 3 });
    expect(tally(shown('client'))).toEqual({ acme: 6 });
  });

  it('of small clients do not count where only some clients are asked for', () => {
    const answers = [...some(2, { clientId: GLOBEX }), ...some(3, { clientId: INITECH })];
    expect(read(answers, false).counted).toEqual([]);
    expect(read(answers, true).counted).toHaveLength(5);
  });

  it('are not shown by a language of fewer than k, nor by the one that would tell it', () => {
    const { counted, shown } = read([
      ...some(8, { language: 'en' }),
      ...some(6, { language: 'de' }),
      ...some(1, { language: 'zh-CN' }),
    ]);
    expect(counted).toHaveLength(15);
    expect(tally(shown('language'))).toEqual({ en: 8 });
  });

  it('are decided wave by wave: a language that is rare in one wave is not shown by asking for both', () => {
    const other = waveId('2026-01-01T08:00Z');
    const withholding = new Withholding(
      new Map([
        [WAVE, K],
        [other, K],
      ]),
      true,
    );
    const common = [...some(9, { waveId: other, language: 'de' }), ...some(9, { waveId: other })];
    const rare = [...some(2, { language: 'de' }), ...some(9, {})];
    for (const answer of [...common, ...rare]) withholding.add(answer);
    expect(common.every((answer) => withholding.shows(answer, 'language'))).toBe(true);
    expect(rare.some((answer) => withholding.shows(answer, 'language'))).toBe(false);
  });

  it('are withheld in no other wave', () => {
    const withholding = new Withholding(new Map([[WAVE, K]]), false);
    const named = anAnswer({}, { waveId: waveId('2026-01-01T08:00Z') });
    withholding.add(named);
    expect([withholding.counts(named), withholding.shows(named, 'client')]).toEqual([true, true]);
  });
});
