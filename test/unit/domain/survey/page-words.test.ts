import { describe, expect, it } from 'vitest';
import { UI_LANGUAGES } from '../../../../shared/domain/survey/languages.ts';
import { PAGE_WORDS } from '../../../../shared/domain/survey/page-words.ts';

const leaves = (words: unknown, path = ''): readonly (readonly [string, string])[] => {
  if (typeof words === 'string') return [[path, words]];
  if (typeof words === 'function') return [[path, (words as (orderNo: string) => string)('SO-1')]];
  return Object.entries(words ?? {}).flatMap(([name, one]) => leaves(one, `${path}.${name}`));
};

describe('the words of the pages', () => {
  it.each(UI_LANGUAGES)('are all there in %s, and none is left in English', (language) => {
    const own = leaves(PAGE_WORDS[language]);
    const english = new Map(leaves(PAGE_WORDS.en));
    expect(own.map(([path]) => path)).toEqual([...english.keys()]);
    expect(own.filter(([, text]) => text.trim() === '')).toEqual([]);
    if (language !== 'en') expect(own.filter(([path, text]) => english.get(path) === text)).toEqual([]);
  });

  it.each([
    ['en', '2,000'],
    ['zh-CN', '2,000'],
    ['de', '2.000'],
    ['pt-BR', '2.000'],
  ] as const)('name the limit of a text in %s as %s', (language, limit) => {
    expect(PAGE_WORDS[language].textLimit).toContain(limit);
    expect(PAGE_WORDS[language].faults['too-long']).toContain(limit);
    expect(PAGE_WORDS[language].order('SO-1')).toContain('SO-1');
  });
});
