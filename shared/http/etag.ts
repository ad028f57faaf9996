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

/** The strong validator of something whose edits are named by texts. */
export const tagText = (edit: string): string => `"${edit}"`;

/** The edit that was seen; `undefined` without the header. Throws `stale-version` for anything that no read has given out. */
export function tagOf(ifMatch: string | undefined): string | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '') return undefined;
  const parts = /^"([\w-]{1,64})"$/.exec(ifMatch.trim());
  if (parts?.[1] === undefined) throw problem.staleVersion();
  return parts[1];
}

/** The edit that was seen. Throws `if-match-required` without the header, else as `tagOf`. */
export function requiredTagOf(ifMatch: string | undefined): string {
  const tag = tagOf(ifMatch);
  if (tag === undefined) throw problem.ifMatchRequired();
  return tag;
}
