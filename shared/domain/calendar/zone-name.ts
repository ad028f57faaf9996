// ICU, behind Intl, also takes old abbreviations that the IANA database lacks (PST, BST for Bangladesh); Temporal
// refuses them. These are the three-letter names that are in the database.
const THREE_LETTERS = /^(CET|EET|EST|GMT|HST|MET|MST|PRC|ROC|ROK|UCT|UTC|WET)$/i;

/**
 * Whether the name is an IANA zone (`Europe/Berlin`, `UTC`) that `zoneOf` knows, not a bare offset. Asks Intl, so that
 * a function that only checks a name need not carry Temporal.
 */
export function isZone(id: string): boolean {
  if (!/^[A-Za-z]/.test(id) || (id.length === 3 && !THREE_LETTERS.test(id))) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: id }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
