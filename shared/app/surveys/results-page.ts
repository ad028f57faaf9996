import type { EpochMs } from '../../domain/calendar/time.ts';
import { clientIdSchema } from '../../domain/ids.ts';
import type { ResultGrouping } from '../../domain/survey/result-groups.ts';
import type { ResultLink } from '../../domain/survey/result-link.ts';
import { listTexts, mayListTexts, type TextPage } from './list-texts.ts';
import { mayGroup, readResults, type ReadResultsDeps, type Results } from './read-results.ts';
import { openResultLink, type ResultLinkDeps } from './result-link.ts';
import type { Selection } from './result-selection.ts';

export type ResultsPageDeps = ReadResultsDeps & Pick<ResultLinkDeps, 'links' | 'programmes' | 'waves'>;

/** Everything on the page of a link. */
export interface ResultsPage {
  readonly selection: Selection;
  readonly link: ResultLink;
  readonly results: Results;
  /** The newest; `undefined` where texts are not listed. */
  readonly texts: TextPage | undefined;
  /** Of the clients that are named on it, by id. */
  readonly clientNames: ReadonlyMap<string, string>;
}

/** On every page, whatever it is grouped by beside: satisfaction by what was delivered, and the trend. */
const ALWAYS: readonly ResultGrouping[] = ['outcome', 'month'];
const MAX_TEXTS = 100;
const ANY = { question: undefined, language: undefined, outcome: undefined };

/** What a link shows now. Throws `survey-link` for one that is not open. */
export async function readResultsPage(
  deps: ResultsPageDeps,
  token: string,
  now: EpochMs,
): Promise<ResultsPage> {
  const { selection, link } = await openResultLink(deps, token, now);
  const wanted = new Set(link.groupBy ? [...ALWAYS, link.groupBy] : ALWAYS);
  const groupings = [...wanted].filter((grouping) => mayGroup(selection, grouping));
  const [results, texts] = await Promise.all([
    readResults(deps, selection, groupings, now),
    mayListTexts(selection)
      ? listTexts(deps, selection, ANY, { after: undefined, limit: MAX_TEXTS })
      : undefined,
  ]);
  const named = new Set<string>((results.groups.get('client') ?? []).map(({ key }) => key));
  if (link.clientId !== null) named.add(link.clientId);
  for (const { source } of texts?.texts ?? []) if (source) named.add(source.clientId);
  const clients = await deps.clients.findMany([...named].map((id) => clientIdSchema.parse(id)));
  const clientNames = new Map(clients.map(({ clientId, name }) => [clientId, name]));
  return { selection, link, results, texts, clientNames };
}
