import { listTexts } from '../../../shared/app/surveys/list-texts.ts';
import { readResults } from '../../../shared/app/surveys/read-results.ts';
import { makeResultLink, type ResultLinkDeps } from '../../../shared/app/surveys/result-link.ts';
import { selectResults, type ResultsQuery } from '../../../shared/app/surveys/result-selection.ts';
import { readResultsPage, type ResultsPageDeps } from '../../../shared/app/surveys/results-page.ts';
import type { EpochDay } from '../../../shared/domain/calendar/time.ts';
import { formatInstant } from '../../../shared/domain/calendar/zone.ts';
import type { ClientId } from '../../../shared/domain/ids.ts';
import type { ProgrammeId } from '../../../shared/domain/survey/programme.ts';
import { createHttpHandler, on, type HttpDeps } from '../../../shared/http/handler.ts';
import { walkedTo, type PageTokens } from '../../../shared/http/page-token.ts';
import * as routes from '../../../shared/http/routes/survey-results.ts';
import {
  RESULTS_HEADERS,
  renderResults,
  showResultsProblem,
} from '../../../shared/http/survey-results-page.ts';
import { resultsView, textView } from '../../../shared/http/survey-results-view.ts';

export type SurveyResultsDeps = HttpDeps &
  ResultsPageDeps &
  ResultLinkDeps & {
    readonly pageTokens: PageTokens;
    /** Address of the HTTP API, without a slash at its end. */
    readonly publicUrl: string;
  };

interface Asked {
  readonly from: EpochDay;
  readonly to: EpochDay;
  readonly clientId?: ClientId | undefined;
}

const queryOf = (programmeId: ProgrammeId, { from, to, clientId }: Asked): ResultsQuery => ({
  programmeId,
  days: { from, to },
  clientId,
});

/** Survey results: over the API to those who may see them, and as a page to whoever has a link. */
export const createHandler = (deps: SurveyResultsDeps) =>
  createHttpHandler(
    [
      on(routes.readSurveyResultsRoute, async ({ principal, params: { programmeId }, query, now }) => {
        const selection = await selectResults(deps, principal, queryOf(programmeId, query));
        const { groupBy } = query;
        const results = await readResults(deps, selection, groupBy ? [groupBy] : [], now);
        return { body: resultsView(selection, results, groupBy) };
      }),
      on(routes.listSurveyTextsRoute, async (request) => {
        const { principal, params, query } = request;
        const tenant = query.clientId ?? principal.id;
        const after = await walkedTo(deps.pageTokens, request, tenant);
        const selection = await selectResults(deps, principal, queryOf(params.programmeId, query));
        const { question, language, outcome, limit } = query;
        const { texts, next } = await listTexts(
          deps,
          selection,
          { question, language, outcome },
          { after, limit },
        );
        const nextToken = next && (await deps.pageTokens.seal(request, tenant, { after: next }));
        return { body: { texts: texts.map(textView), ...(nextToken !== undefined && { nextToken }) } };
      }),
      on(routes.linkSurveyResultsRoute, async ({ principal, params: { programmeId }, body, now }) => {
        const query = queryOf(programmeId, body);
        const { token, expiresAt } = await makeResultLink(deps, principal, query, body.groupBy, now);
        return { body: { url: `${deps.publicUrl}/r/${token}`, expiresAt: formatInstant(expiresAt) } };
      }),
      on(
        routes.surveyResultsPageRoute,
        async ({ params: { token }, now }) => ({
          body: renderResults(await readResultsPage(deps, token, now)),
          headers: RESULTS_HEADERS,
        }),
        showResultsProblem,
      ),
    ],
    deps,
  );
