import * as z from 'zod';
import { clientIdSchema } from '../../domain/ids.ts';
import { languageTagSchema } from '../../domain/survey/languages.ts';
import { programmeIdSchema } from '../../domain/survey/programme.ts';
import { partIdSchema } from '../../domain/survey/question.ts';
import { OUTCOME_GROUPS, RESULT_GROUPINGS } from '../../domain/survey/result-groups.ts';
import { HTML_TYPE } from '../page.ts';
import { periodQuery } from '../period.ts';
import { defineRoute, nextTokenSchema, noBody, noQuery, pageQuery } from '../route.ts';
import { resultsSchema, textSchema } from '../survey-results-schema.ts';

const tag = 'Survey results';

/** 24 months, leap day included. */
const MAX_DAYS = 731;

function checkPeriod(
  { from, to }: { readonly from: number; readonly to: number },
  context: z.RefinementCtx,
): void {
  const refuse = (message: string): void => {
    context.addIssue({ code: 'custom', path: ['to'], message });
  };
  if (to < from) refuse('lies before from');
  if (to - from >= MAX_DAYS) refuse('makes a period of more than 24 months; ask for shorter ones');
}

const params = z.strictObject({ programmeId: programmeIdSchema });

const selection = {
  ...periodQuery,
  clientId: clientIdSchema.optional().meta({ description: 'One client; without it all that you may see.' }),
};

const groupBy = z.enum(RESULT_GROUPINGS).optional().meta({
  description:
    '`month` is the trend. Anonymous answers are grouped by language, carrier and outcome over all clients only.',
});

export const readSurveyResultsRoute = defineRoute({
  method: 'GET',
  path: '/v1/surveys/{programmeId}/results',
  operationId: 'readSurveyResults',
  tag,
  summary: 'Satisfaction of a period beside what was delivered',
  description:
    'Of the waves whose day, in the zone of the programme, lies in the period; both ends included, at most 24 months and 800 waves. Every score stands beside the funnel of its invitations and the deliveries of the same clients and days.',
  access: 'survey-results:read',
  params,
  query: z.strictObject({ ...selection, groupBy }).superRefine(checkPeriod),
  body: noBody,
  answer: { status: 200, description: 'The results.', body: resultsSchema },
  errors: ['not-found'],
});

export const listSurveyTextsRoute = defineRoute({
  method: 'GET',
  path: '/v1/surveys/{programmeId}/texts',
  operationId: 'listSurveyTexts',
  tag,
  summary: 'List what people wrote, newest first',
  description:
    'Texts of anonymous answers come without their source and in an order that tells nothing, and not where their language is withheld.',
  access: 'survey-results:read',
  params,
  query: z
    .strictObject({
      ...selection,
      question: partIdSchema.optional(),
      language: languageTagSchema.optional(),
      outcome: z.enum(OUTCOME_GROUPS).optional(),
      ...pageQuery,
    })
    .superRefine(checkPeriod),
  body: noBody,
  answer: {
    status: 200,
    description: 'One page.',
    body: z.object({ texts: z.array(textSchema), nextToken: nextTokenSchema }).meta({ id: 'SurveyTextPage' }),
  },
  errors: ['not-found', 'invalid-page-token'],
});

export const linkSurveyResultsRoute = defineRoute({
  method: 'POST',
  path: '/v1/surveys/{programmeId}/results/links',
  operationId: 'linkSurveyResults',
  tag,
  summary: 'Make a link to a page with the results',
  description:
    'Whoever has the link sees the page for 24 hours without signing in. It shows the period and the clients you may see now, and nothing else; that you made it is on the audit log. Nothing is stored, so repeating the request only makes another link.',
  access: 'survey-results:read',
  params,
  query: noQuery,
  body: z
    .strictObject({ ...selection, groupBy })
    .superRefine(checkPeriod)
    .meta({ id: 'NewSurveyResultsLink' }),
  answer: {
    status: 201,
    description: 'The link.',
    body: z.object({ url: z.string(), expiresAt: z.iso.datetime() }).meta({ id: 'SurveyResultsLink' }),
  },
  errors: ['not-found'],
});

export const surveyResultsPageRoute = defineRoute({
  method: 'GET',
  path: '/r/{token}',
  operationId: 'getSurveyResultsPage',
  tag,
  summary: 'Read survey results as a page, by a link',
  description: 'A link that was altered or has expired is answered with one and the same page.',
  access: 'open',
  params: z.strictObject({ token: z.string() }),
  query: noQuery,
  body: noBody,
  answer: { status: 200, description: 'The page.', body: z.string(), contentType: HTML_TYPE },
  errors: ['survey-link'],
  problemPages: true,
});
