import { expect, it } from 'vitest';
import { acceptedLanguage } from '../../../shared/http/accept-language.ts';

const OFFERED = ['en', 'zh-CN', 'de', 'pt-BR'] as const;

it.each([
  ['de', 'de'],
  ['de-AT,de;q=0.9', 'de'],
  ['zh-TW;q=0.8, fr', 'zh-CN'],
  ['fr;q=0.9, pt;q=0.8, de;q=0.1', 'pt-BR'],
  ['DE-de', 'de'],
  ['de;q=0, en;q=0.1', 'en'],
  ['fr, it', undefined],
  ['*', undefined],
  ['', undefined],
  [undefined, undefined],
  [';;q=x,,', undefined],
  [`${'fr,'.repeat(200)}de`, undefined],
])('of a browser that asks for %s the best is %s', (header, best) => {
  expect(acceptedLanguage(OFFERED, header)).toBe(best);
});
