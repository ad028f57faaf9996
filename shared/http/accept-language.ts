import { matchingLanguage } from '../domain/survey/languages.ts';

const MAX_HEADER = 500;

/** The language tags of an Accept-Language header (RFC 9110), the most wanted first. */
function wantedLanguages(header: string): readonly string[] {
  return header
    .slice(0, MAX_HEADER)
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
      const quality = parameters.find((one) => one.startsWith('q='))?.slice(2);
      return { tag, quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    .toSorted((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag);
}

/** What of `offered` a browser wants most; `undefined`: none of it, or it does not say. */
export function acceptedLanguage<T extends string>(
  offered: readonly T[],
  header: string | undefined,
): T | undefined {
  for (const tag of wantedLanguages(header ?? '')) {
    const found = matchingLanguage(offered, tag);
    if (found !== undefined) return found;
  }
  return undefined;
}
