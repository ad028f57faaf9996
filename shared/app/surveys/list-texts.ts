import { problem } from '../../domain/errors.ts';
import { FirstTexts, textsOf, type TextFilter, type WrittenText } from '../../domain/survey/result-texts.ts';
import { answersOf, withholdingOf, type ReadAnswersDeps } from './result-answers.ts';
import { isAnonymous, OVER_ALL_CLIENTS, type Selection } from './result-selection.ts';

export interface TextPage {
  readonly texts: readonly WrittenText[];
  /** The place of the last one when there are more. */
  readonly next: string | undefined;
}

/** Whether texts of a selection are listed at all. */
export const mayListTexts = (selection: Selection): boolean =>
  !isAnonymous(selection) || selection.query.clientId === undefined;

/** Texts of anonymous waves would tell who of a client writes Portuguese, or whose delivery was late. */
function checkAnonymous(selection: Selection, { outcome }: TextFilter): void {
  if (!mayListTexts(selection)) throw problem.invalidField('clientId', OVER_ALL_CLIENTS);
  if (outcome !== undefined && isAnonymous(selection))
    throw problem.invalidField(
      'outcome',
      'the period has anonymous answers, whose texts are not listed by outcome; leave it out',
    );
}

/**
 * What people wrote, newest first, page by page; of anonymous waves only where groups of their language are shown, with no
 * word of where it comes from. Every page reads the answers of the whole selection and keeps no more than it shows. Throws
 * `invalid-request`.
 */
export async function listTexts(
  deps: ReadAnswersDeps,
  selection: Selection,
  filter: TextFilter,
  page: { readonly after: string | undefined; readonly limit: number },
): Promise<TextPage> {
  checkAnonymous(selection, filter);
  const withholding = await withholdingOf(deps, selection);
  const first = new FirstTexts(page.after, page.limit);
  for await (const { answer, wave } of answersOf(deps, selection)) {
    if (!withholding.counts(answer) || !withholding.shows(answer, 'language')) continue;
    for (const text of textsOf(answer, wave.version, filter)) first.add(text);
  }
  return { texts: first.texts, next: first.next };
}
