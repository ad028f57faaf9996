import * as z from 'zod';

/** Languages in which the product's own words of mails and pages are written; texts of programmes may have others. */
export const UI_LANGUAGES = ['en', 'zh-CN', 'de', 'pt-BR'] as const;
export type UiLanguage = (typeof UI_LANGUAGES)[number];

/** A BCP 47 tag: language, and region or script where it matters. */
export const languageTagSchema = z
  .string()
  .regex(
    /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2}|-\d{3})?$/,
    'must be a BCP 47 tag such as en, de, zh-CN or pt-BR',
  );

/** One text by language tag. */
export type LocalText = Readonly<Record<string, string>>;

const languageOf = (tag: string): string => tag.split('-')[0] ?? tag;

/** The same tag among `offered`, else the same language: `pt` and `pt-PT` find `pt-BR`. */
export function matchingLanguage<T extends string>(offered: readonly T[], wanted: string): T | undefined {
  const tag = wanted.toLowerCase();
  const same = offered.find((one) => one.toLowerCase() === tag);
  return same ?? offered.find((one) => languageOf(one) === languageOf(tag));
}

/** The best of `offered` for a wanted tag, else `fallback`. */
export const bestLanguage = <T extends string>(
  offered: readonly T[],
  wanted: string | null,
  fallback: T,
): T => (wanted === null ? fallback : (matchingLanguage(offered, wanted) ?? fallback));

/** The text in a language that `bestLanguage` chose among the programme's; every text has all of them. */
export const textIn = (text: LocalText, language: string): string =>
  text[language] ?? Object.values(text)[0] ?? '';

/** The product's own words for a programme's language. */
export const uiLanguage = (language: string): UiLanguage => bestLanguage(UI_LANGUAGES, language, 'en');

const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(['ar', 'fa', 'he', 'ur']);

/** The direction in which a language is written, as HTML names it. */
export const directionOf = (language: string): 'ltr' | 'rtl' =>
  RIGHT_TO_LEFT.has(languageOf(language)) ? 'rtl' : 'ltr';
