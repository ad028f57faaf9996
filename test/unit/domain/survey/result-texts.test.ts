import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../../shared/domain/survey/answer.ts';
import { FirstTexts, textsOf, type TextFilter } from '../../../../shared/domain/survey/result-texts.ts';
import { seededRandom } from '../../../support/memory-documents/index.ts';
import { aProgrammeVersion } from '../../../support/programmes.ts';
import { anAnswer, RECOMMEND, WISHES } from '../../../support/survey-results.ts';

const PRAISE = { ...WISHES, id: 'praise' };
const VERSION = aProgrammeVersion({ questions: [RECOMMEND, WISHES, PRAISE] });
const ANONYMOUS = { ...VERSION, anonymous: true };
const ANY: TextFilter = { question: undefined, language: undefined, outcome: undefined };

/** Texts of a list, in its order. */
function listed(
  answers: readonly Answer[],
  version = VERSION,
  filter: Partial<TextFilter> = {},
): readonly string[] {
  const first = new FirstTexts(undefined, 100);
  for (const answer of answers)
    for (const text of textsOf(answer, version, { ...ANY, ...filter })) first.add(text);
  return first.texts.map(({ text }) => text);
}

describe('texts of an answer', () => {
  it('are those of its text questions, and no scores or choices', () => {
    const answer = anAnswer({
      recommend: 3,
      wishes: 'faster',
      praise: 'friendly',
      forgotten: 'of another version',
    });
    expect(textsOf(answer, VERSION, ANY).map(({ question, text }) => [question, text])).toEqual([
      ['wishes', 'faster'],
      ['praise', 'friendly'],
    ]);
  });

  it('say where they come from, unless they are anonymous', () => {
    const answer = anAnswer({ wishes: 'faster' }, { outcome: 'late' });
    expect(textsOf(answer, VERSION, ANY)[0]?.source).toMatchObject({ clientId: 'acme', outcome: 'late' });
    expect(textsOf(answer, ANONYMOUS, ANY)[0]?.source).toBeNull();
    expect(JSON.stringify(textsOf(answer, ANONYMOUS, ANY))).not.toContain(answer.answerId);
  });

  it('are listed newest first, and those without a time behind all others', () => {
    const at = (answeredAt: number | null, wishes: string) => anAnswer({ wishes }, { answeredAt });
    expect(listed([at(5, 'old'), at(null, 'none'), at(1_780_000_000_000, 'new')])).toEqual([
      'new',
      'old',
      'none',
    ]);
  });

  it('of anonymous people stand in another order for each question, so that no two are known to be of one', () => {
    const answers = Array.from({ length: 40 }, (_, i) => anAnswer({ wishes: String(i), praise: String(i) }));
    const wishes = listed(answers, ANONYMOUS, { question: 'wishes' });
    const praise = listed(answers, ANONYMOUS, { question: 'praise' });
    const alike = wishes.filter((text, i) => praise[i] === text).length;
    expect(alike).toBeLessThan(8);
    expect(wishes).not.toEqual(answers.map((_, i) => String(i)));
    expect([...wishes].sort()).toEqual([...praise].sort());
  });
});

describe('the first texts behind a place', () => {
  it('are the same page by page as all at once, whatever order they pass by in', () => {
    const random = seededRandom(11);
    const answers = Array.from({ length: 57 }, (_, i) =>
      anAnswer({ wishes: String(i) }, { answeredAt: Math.floor(random() * 20) }),
    );
    const pages: string[] = [];
    let after: string | undefined;
    do {
      const first = new FirstTexts(after, 10);
      for (const answer of [...answers].sort(() => random() - 0.5))
        for (const text of textsOf(answer, VERSION, ANY)) first.add(text);
      expect(first.texts.length).toBeLessThanOrEqual(10);
      pages.push(...first.texts.map(({ text }) => text));
      after = first.next;
    } while (after !== undefined);
    expect(pages).toEqual(listed(answers));
    expect(pages).toHaveLength(57);
  });

  it('do not go on where the last one was shown', () => {
    const first = new FirstTexts(undefined, 2);
    for (const wishes of ['one', 'two'])
      for (const text of textsOf(anAnswer({ wishes }), VERSION, ANY)) first.add(text);
    expect(first.next).toBeUndefined();
  });
});
