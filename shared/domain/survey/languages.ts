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

/**
 * The best of `offered` for a wanted tag: the same tag, else the same language (`pt` and `pt-PT` find `pt-BR`), else
 * `fallback`.
 */
export function bestLanguage<T extends string>(offered: readonly T[], wanted: string | null, fallback: T): T {
  if (wanted === null) return fallback;
  const same = offered.find((tag) => tag.toLowerCase() === wanted.toLowerCase());
  return same ?? offered.find((tag) => languageOf(tag) === languageOf(wanted)) ?? fallback;
}

/** The text in a language that `bestLanguage` chose among the programme's; every text has all of them. */
export const textIn = (text: LocalText, language: string): string =>
  text[language] ?? Object.values(text)[0] ?? '';

/** The product's own words for a programme's language. */
export const uiLanguage = (language: string): UiLanguage => bestLanguage(UI_LANGUAGES, language, 'en');
