import { problem } from '../domain/errors.ts';

/** The strong validator of a version: `"3"`. */
export const etagOf = (version: number): string => `"${String(version)}"`;

/**
 * The version an edit was made from. Throws `if-match-required` without the header, `stale-version` for anything
 * that no read has given out (`*` and weak tags included: they cannot show what the caller saw).
 */
export function versionOf(ifMatch: string | undefined): number {
  if (ifMatch === undefined || ifMatch.trim() === '') throw problem.ifMatchRequired();
  const parts = /^"([1-9]\d{0,14})"$/.exec(ifMatch.trim());
  if (!parts) throw problem.staleVersion();
  return Number(parts[1]);
}
